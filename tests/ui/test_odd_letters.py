"""Letters that no typeface has, or that nobody sees, in everything that is stored or configured: nothing fails."""

import io
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from api.asking import ask
from dashboard.fiscal import parse
from dashboard.intake.seeding import make_store
from dashboard.observation import Observation, Status
from dashboard.papers.formats import FORMATS, Format
from dashboard.settings import Settings
from dashboard.store import Store, Submission, batches
from ui.projects import Enter, Project
from ui.screens import MEETING_DAY, SCRIPTS, everything_sent, opened
from ui.visitors import at_this_machine

DAY = date.fromisoformat(MEETING_DAY)
PARTS = {
    "docx": re.compile("word/document.xml"),
    "pptx": re.compile("ppt/slides/slide"),
    "xlsx": re.compile("xl/sharedStrings.xml"),
}
DATA = Path(__file__).parents[1] / "data"
ODD = "\U0001f600👨\u200d👩\u200b\u202e021\x00\x07\x1b[31m\uffff𠮷葛\U000e0100\u0639\u0631\t札\n次"
UNSEEN = ("\u200b", "\u200d", "\u202e", "\x00", "\x07", "\x1b", "\uffff")


@pytest.fixture(scope="module")
def odd_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The made-up plan with such letters in its names, and a store as older versions wrote it."""
    folder = tmp_path_factory.mktemp("odd")
    data = folder / "data"
    shutil.copytree(DATA / "other_plan", data)
    areas = (data / "areas.csv").read_text(encoding="utf-8")
    name = ODD.replace("\n", "").replace("\x00", "")
    areas = areas.replace("医療圏", f"医療圏{name}").replace(",東,", f",東{name},")
    (data / "areas.csv").write_text(areas, encoding="utf-8")
    catalogue = folder / "indicators.yaml"
    text = (DATA / "other_plan.yaml").read_text(encoding="utf-8")
    for words in ("架空健康づくり計画", "成人の喫煙率", "禁煙相談窓口の設置"):
        odd = f"○{words}{ODD}" if words.endswith("設置") else f"{words}{ODD}"
        written = json.dumps(odd, ensure_ascii=False).replace("\uffff", r"\uffff")
        text = text.replace(f": {words}\n", f": {written}\n").replace(f"- ○{words}\n", f"- {written}\n")
    catalogue.write_text(text, encoding="utf-8")
    settings = Settings(catalogue, data, str(folder / "store"))
    make_store(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "visible", str)
        places = {"99000": "smoking_rate", **dict.fromkeys(("99201", "99202", "99203", "99301"), "meeting_places")}
        observations = tuple(
            Observation(indicator, region, parse("令和4年度"), 18.0, Status.OFFICIAL, f"調査{ODD}", ODD)
            for region, indicator in places.items()
        )
        Store(settings.store).append(
            Submission(observations, f"係{ODD}", f"表{ODD}.csv", sha256="", reason=f"理由{ODD}", remarks=(ODD,))
        )
    return settings


@pytest.fixture
def odd_plan(enter: Enter, odd_settings: Settings) -> Project:
    return enter(odd_settings)


@pytest.mark.usefixtures("odd_plan")
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_screen_opens_and_leaves_the_letters_to_the_browser(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_this_machine(monkeypatch)
    app = opened(script, as_of=MEETING_DAY)
    assert not app.exception
    assert not app.error
    assert "𠮷" in everything_sent(app)


def test_what_turns_the_direction_of_writing_is_shown_of_no_batch(odd_plan: Project) -> None:
    board = odd_plan.board
    batch = board.snapshot.batches[-1]
    observations = board.standings(DAY)[0].observations
    texts = [batch.by, batch.file, batch.reason, *batch.remarks]
    texts += [text for each in observations for text in (each.source, each.note)]
    assert any("😀" in text for text in texts)
    assert [text for text in texts if any(letter in text for letter in UNSEEN)] == []


@pytest.mark.usefixtures("odd_plan")
@pytest.mark.parametrize("address", ["indicators.json", "assessments.json", "observations.csv", "openapi.json"])
def test_every_address_of_the_api_answers(address: str) -> None:
    answer = ask(address)
    assert answer.status_code == 200
    assert address in {"openapi.json", "assessments.json"} or "𠮷" in answer.content.decode()


@pytest.mark.usefixtures("odd_plan")
@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.id)
def test_every_format_is_written_and_says_what_it_could_not_draw(one: Format) -> None:
    answer = ask(f"papers/{one.id}", as_of=MEETING_DAY, region="9901")
    assert answer.status_code == 200
    if one.id in PARTS:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            text = "".join(archive.read(name).decode() for name in archive.namelist() if PARTS[one.id].match(name))
        assert "（U+1F600 GRINNING FACE）" in text
        assert "😀" in text
    if one.id == "csv":
        assert "調査😀" in answer.content.decode()
    if one.id == "pdf":
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "U+1F600 GRINNING FACE" in " ".join(words.split())
        assert "〓" in words
        assert "𠮷" in words
