"""Names that are markup: every screen shows them as they are written, in labels and buttons too."""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.fiscal import parse
from dashboard.intake.seeding import make_store
from dashboard.observation import Observation, Status
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import INDICATOR, PAPERS, REGIONS, UPDATE
from ui.projects import Enter
from ui.screens import MEETING_DAY, SCRIPTS, opened
from ui.visitors import at_this_machine

DATA = Path(__file__).parents[1] / "data"
MARKUP = "**太字** [x](http://e) :red[あ] $x$ <b> &lt; `c` www.e.jp"
MARKED = "**太字**"
NAMES = frozenset(
    (
        "name",
        "short_name",
        "kind",
        "source",
        "discussion_point",
        "vision",
        "definition",
        "description",
        "region_name",
        "unit",
    )
)
PLAIN = {
    ("Html", "body"), ("BidiComponent", "json"), ("Text", "body"), ("Selectbox", "options"), ("MultiSelect", "options"),
    ("TextInput", "placeholder"), ("Selectbox", "raw_value"), ("MultiSelect", "raw_values"),
}  # fmt: skip
"""What Streamlit never reads as Markdown; our own HTML is escaped where it is made."""


def marked(part: Any, key: str = "") -> Any:
    if isinstance(part, dict):
        return {name: marked(value, name) for name, value in part.items()}
    if isinstance(part, list):
        return [marked(value, f"{key}[]") for value in part]
    if key == "short_name":
        return f"{part[:3]}{MARKED}"
    named = key in NAMES or key in {"items[]", "scenes[]"}
    return f"{part}{MARKUP}" if named and isinstance(part, str) else part


def rewritten(path: Path, columns: tuple[str, ...]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, **{name: f"{row[name]}{MARKUP}" for name in columns}} for row in rows)


@pytest.fixture(scope="module")
def marked_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("marked")
    shutil.copytree(DATA / "other_plan", folder / "data")
    shutil.rmtree(folder / "data/published")
    rewritten(folder / "data/regions.csv", ("name",))
    rewritten(folder / "data/areas.csv", ("set_name", "area_name"))
    samples = folder / "data/samples"
    samples.mkdir()
    (samples / "架空 **太字** [x](e) $x$.csv").write_text("指標,値\n", encoding="utf-8")
    plan = yaml.safe_load((DATA / "other_plan.yaml").read_text(encoding="utf-8"))
    catalogue = folder / "indicators.yaml"
    catalogue.write_text(yaml.safe_dump(marked(plan), allow_unicode=True, sort_keys=False), encoding="utf-8")
    settings = Settings(catalogue, folder / "data", str(folder / "store"))
    make_store(settings)
    values = {"99201": 5.0, "99202": 6.0, "99203": 7.0, "99301": 8.0, "99321": 9.0, "99000": 35.0}
    observations = tuple(
        Observation("meeting_places", region, parse(period), value, Status.OFFICIAL, MARKUP, MARKUP)
        for period in ("令和4年3月31日", "令和5年3月31日")
        for region, value in values.items()
    )
    submission = Submission(observations, MARKUP, f"{MARKUP}.csv", "", reason=MARKUP, remarks=(MARKUP,))
    Store(settings.store).append(submission)
    return settings


def texts_of(node: Any) -> Iterator[tuple[str, str, str]]:
    """Kind of element, field and text of all that a screen sends but what is never Markdown."""
    for child in getattr(node, "children", {}).values():
        if getattr(child, "proto", None) is not None:
            yield from _fields(child.proto)
        yield from texts_of(child)


def _fields(message: Any) -> Iterator[tuple[str, str, str]]:
    for field, value in message.ListFields():
        kind = message.DESCRIPTOR.name
        is_single = isinstance(value, str | int | float | bytes) or hasattr(value, "ListFields")
        for each in [value] if is_single else value:
            if hasattr(each, "ListFields"):
                yield from _fields(each)
            elif isinstance(each, str) and (kind, field.name) not in PLAIN and field.name != "id":
                yield kind, field.name, each


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_name_is_read_as_markup(
    enter: Enter, marked_settings: Settings, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    enter(marked_settings)
    at_this_machine(monkeypatch)
    query = {"as_of": MEETING_DAY}
    if script in {INDICATOR.script, REGIONS.script, PAPERS.script}:
        query["indicator"] = "meeting_places"
    app = opened(script, **query)
    if script == UPDATE.script:
        app.file_uploader[0].upload(f"{MARKUP.replace('/', '')}.csv", f"指標,値\n{MARKUP},5\n".encode()).run()
    assert not app.exception
    texts = list(texts_of(app.main))
    assert [text for text in texts if _reads_as_markup(text[2])] == []
    if script in {REGIONS.script, UPDATE.script}:
        assert any(verbatim(MARKUP) in text for _, _, text in texts)


def _reads_as_markup(text: str) -> bool:
    signs = (r"\*\*太字", r"\[x\]", ":red", r"\$x", "<b>", "&lt;", "`c")
    return any(re.search(rf"(?<!\\){sign}", text) for sign in signs)
