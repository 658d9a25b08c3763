"""What the command line prints of names that others wrote: nothing of it can pass for a line, a colour or an order."""

import shutil
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.fiscal import Period, Precision
from dashboard.intake.seeding import make_store
from dashboard.observation import Observation, Status
from dashboard.settings import Settings
from dashboard.store import Store, Submission

DATA = Path(__file__).parents[1] / "data"
FORGED = "20991231-000000-abcdef  2099-12-31 00:00  知事  偽.csv  1行"
HOSTILE = [
    f"名\n{FORGED}",
    f"名\r\n{FORGED}",
    f"名\r{FORGED}",
    f"名\x1b[2K\x1b[1G{FORGED}",
    f"名\x1b]0;題\x07{FORGED}",
    f"名\x9b2J{FORGED}",
    f"名\u2028{FORGED}",
    f"名\u2029{FORGED}",
    f"名\x85{FORGED}",
    f"名\x0b{FORGED}",
    f"名\x1c{FORGED}",
    "名\u202e021\u202c",
    "名\u2066021\u2069",
    "名\u200b\u200d\ufeff前",
    "名\x08\x08\x08前",
    "名\x00前",
    "名\U000e0041前",
]

FILE_NAMES = [name[:80] for name in HOSTILE if "\x00" not in name]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = Settings(DATA / "other_plan.yaml", tmp_path / "data", str(tmp_path / "store"))
    shutil.copytree(DATA / "other_plan", settings.data)
    make_store(settings)
    for name, value in (("CATALOGUE", settings.catalogue), ("DATA", settings.data), ("STORE", settings.store)):
        monkeypatch.setenv(f"DASHBOARD_{name}", str(value))
    return settings


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What was printed, in lines as a terminal breaks them; none of it is an order to the terminal."""
    main(arguments)
    out, err = capsys.readouterr()
    printed = out + err
    unseen = {letter for letter in printed if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp", "Cs"}}
    assert unseen <= {"\n"}
    assert printed.endswith("\n")
    return printed.splitlines()


def forged(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(FORGED[:8])]


def test_a_stored_name_stays_on_its_line(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version stored it as it came."""
    quiet = len(lines_of(capsys, "history"))
    store = Store(settings.store)
    with monkeypatch.context() as patch:
        patch.setattr("dashboard.store.batches.visible", lambda text: text)
        for days, name in enumerate(HOSTILE):
            period = Period(date(2024, 9, 30) + timedelta(days), Precision.DAY)
            value = Observation("screening_rate", "99000", period, 45.0, Status.OFFICIAL, name)
            sent = Submission((value,), by=name, file=f"{name}.csv", sha256="", reason=name, remarks=("注記1", name))
            store.append(sent)
    capsys.readouterr()
    lines = lines_of(capsys, "history")
    remarks = [line for line in lines if line.startswith("    注記：")]
    assert len(lines) == quiet + len(HOSTILE) + len(remarks)
    assert forged(lines) == []
    assert forged(lines_of(capsys, "series", "screening_rate")) == []


def test_the_name_of_a_file_that_is_refused_stays_on_its_line(
    settings: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in FILE_NAMES:
        hostile = tmp_path / f"{name}.csv"
        hostile.write_text("指標,地域コード,時点,値\nscreening_rate,99000,2024-09-30,五\n", encoding="utf-8")
        for path in (hostile, tmp_path / f"{name}.none.csv"):
            assert forged(lines_of(capsys, "import", str(path), "--by", "架空の係")) == []


def test_what_check_says_of_a_file_stays_on_its_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    quiet = len(lines_of(capsys, "check"))
    for name in FILE_NAMES:
        (settings.data / "published" / f"{name}.csv").write_text("これは,表では,ない\n", encoding="utf-8")
    lines = lines_of(capsys, "check")
    assert len(lines) >= quiet + len(FILE_NAMES)
    assert forged(lines) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_word_that_is_no_command_stays_on_its_line(capsys: pytest.CaptureFixture[str], name: str) -> None:
    with pytest.raises(SystemExit):
        main([name])
    _, err = capsys.readouterr()
    assert len(err.splitlines()) == 1
    assert "\x1b" not in err
