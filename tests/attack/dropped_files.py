"""Hostile files dropped on the page by an editor, one after another, while others look.

What a file costs is measured in `hostile_files`; here, what it costs everybody else who has the server open.
"""

import httpx
from streamlit.proto.WidgetStates_pb2 import WidgetState

from attack.attacking import Attack, Bounds, Toll
from attack.hostile_files import FILES, GOOD, HEAD
from attack.onlooking import attacked, onlooker
from browser.talking import Visit
from intake.making import DATA
from loops import run_apart

HARDEST = (
    "one long cell.csv",
    "checks of input.xlsx",
    "struck cells.xlsx",
    "long names.csv",
    "long dates.csv",
    "nothing known.csv",
    "headings.csv",
    "headings over many rows.csv",
    "totals.csv",
    "the same row again.csv",
    "letters that nobody sees.csv",
    "remarks below.csv",
    "quotations.csv",
    "dittos.csv",
    "emoji.csv",
)
"""A small one for the tests, and those with which others waited longest when all of them were dropped."""

PATIENCE = 300.0
"""Seconds that an editor waits for the next thing that the page says of the file."""


async def _drop(address: str, name: str, content: bytes) -> str:
    """What is wrong with what the page shows of a file, which goes with its connection."""
    async with Visit(address, patience=PATIENCE) as page, httpx.AsyncClient() as client:
        messages = await page.run("update")
        (place,) = {
            message.delta.new_element.file_uploader.id
            for message in messages
            if message.delta.new_element.HasField("file_uploader")
        }
        (urls,) = await page.places(name)
        answer = await page.put(urls.upload_url, content, client, name=name)
        if answer.status_code == 413:
            return ""
        state = WidgetState(id=place)
        files = state.file_uploader_state_value.uploaded_file_info
        files.add(name=name, size=len(content), file_id=urls.file_id).file_urls.CopyFrom(urls)
        elements = [message.delta.new_element for message in await page.run("update", states=[state])]
    if any(element.HasField("exception") for element in elements):
        return "an exception on the page"
    return "" if any("読み取" in str(element.html) for element in elements) else "not a word about it"


def dropped_files(bounds: Bounds) -> Toll:
    """Each round is a file."""
    names = HARDEST[: bounds.rounds]
    environment = {
        "DASHBOARD_EDITOR": "local",
        "DASHBOARD_CATALOGUE": str(DATA / "other_plan.yaml"),
        "DASHBOARD_DATA": str(DATA / "other_plan"),
    }
    broken: list[str] = []
    waits: dict[str, float] = {}
    with attacked(bounds.folder, **environment) as server:
        # What reads files, and knows letters by their names, is loaded with the first one.
        fault = run_apart(_drop(server.address, "架空.csv", f"{HEAD}{GOOD.replace('調査', '調査😀')}".encode()))
        broken += [fault] if fault else []
        with onlooker(server, timed=bounds.timed) as visitor:
            for name in names:
                content = FILES[name]()
                with visitor.looking():
                    fault = run_apart(_drop(server.address, name, content))
                broken += [f"{name}: {what}" for what in (fault, *visitor.meanwhile.faults) if what]
                waits[name] = visitor.slowdown or 0.0
            kept = visitor.megabytes_kept()
    slowest = max(waits, key=lambda name: waits[name])
    return Toll(
        len(names),
        broken=tuple(broken[:5]),
        slowdown=waits[slowest] if bounds.timed else None,
        memory_left=kept,
        remarks=f"others waited longest during “{slowest}”",
    )


ATTACKS = [
    Attack("the hardest of hostile files, dropped on the page while others look", dropped_files, 1, len(HARDEST))
]
