"""Folders and files of any name: blanks, signs that mean something elsewhere, kanji outside the first plane."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path, PureWindowsPath

import pytest

from browser.serving import served
from dashboard.cli import main
from dashboard.papers import templates
from dashboard.places import load_regions
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.store.birth import birth_of
from dashboard.store.place import Place
from places.squares import collection, feature, wavy, written

DATA = Path(__file__).parent / "data"
NAMES = ["-か\u3099:[*]{}~ 指標 の 𠮷%20b", "'\"`$(id);|.%41#y?z=1&w "]
CSV = "指標,地域コード,地域名,時点,値,区分,出典,備考\nscreening_rate,99000,架空県,2024-09-30,48.7,確定,架空の調査,\n"


def odd_site(folder: Path, name: str) -> dict[str, str]:
    """A made-up plan in which every folder and file has the name; its settings."""
    home = folder / name
    home.mkdir()
    shutil.copytree(DATA / "other_plan", home / f"data {name}")
    shutil.copy(DATA / "other_plan.yaml", home / f"{name}.yaml")
    (home / f"templates {name}").mkdir()
    shutil.copy(Path(templates.__file__).with_name("council.docx"), home / f"templates {name}" / "council.docx")
    return {
        "DASHBOARD_CATALOGUE": str(home / f"{name}.yaml"),
        "DASHBOARD_DATA": str(home / f"data {name}"),
        "DASHBOARD_STORE": str(home / f"store {name}"),
        "DASHBOARD_TEMPLATES": str(home / f"templates {name}"),
        "DASHBOARD_BOUNDARIES": "",
    }


@pytest.fixture(params=NAMES)
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of such a site, which is the one of the settings."""
    for variable, text in odd_site(tmp_path, request.param).items():
        monkeypatch.setenv(variable, text)
    return tmp_path / request.param


def source_of_boundaries(home: Path) -> Path:
    regions = load_regions(load_settings().data, "99000", "架空県")
    features = [
        feature({"N03_001": "架空県", "N03_003": None, "N03_004": region.name, "N03_007": region.code}, wavy(number, 0))
        for number, region in enumerate(regions.municipalities)
    ]
    return written(home / f"{home.name}.geojson", collection(features))


def test_every_command_works_in_a_folder_of_any_name(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> str:
        assert main(arguments) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    upload, backup = home / f"{home.name}.csv", home / f"backup {home.name}.zip"
    upload.write_text(CSV, encoding="utf-8")
    run("init")
    run("boundaries", str(source_of_boundaries(home)), "--out", str(home / f"{home.name}.json"), "--date", "2024-01-01")
    monkeypatch.setenv("DASHBOARD_BOUNDARIES", str(home / f"{home.name}.json"))
    assert "境界" in run("check")
    batch = json.loads(run("import", str(upload), "--by", "架空の係", "--accept-warnings", "--json"))["batch"]
    assert f"{home.name.rstrip()}" in run("history")
    for command in (("assess",), ("series", "screening_rate"), ("regions",)):
        assert run(*command)
    run("withdraw", batch, "--by", "架空の係", "--reason", "架空")
    for format_ in ("csv", "docx"):
        run("export", format_, "--out", str(home / f"paper {home.name}.{format_}"))
        assert (home / f"paper {home.name}.{format_}").stat().st_size > 100
    run("backup", str(backup))
    before = run("history")
    store = Path(load_settings().store)
    store.rename(home / f"moved {home.name}")
    assert main(["init"]) == 1
    assert (birth := birth_of(str(store))) is not None
    assert Path(birth.path).parent == home
    capsys.readouterr()
    run("restore", str(backup), "--dry-run")
    run("restore", str(backup))
    assert run("history") == before
    assert sorted(path.name for path in store.iterdir() if not path.name.startswith(".")) == [
        *("head.json", "observations", "originals"),
    ]


def test_a_server_works_in_a_folder_of_any_name(tmp_path: Path) -> None:
    name = "指標 の 𠮷 a%20b#c?d"
    with served(tmp_path, **odd_site(tmp_path, name)) as address:
        for place in ("", "api/v1/assessments.json", "api/v1/observations.csv", "api/v1/papers/docx", "readyz"):
            with urllib.request.urlopen(f"{address}/{place}", timeout=120) as answer:
                assert (answer.status, len(answer.read()) > 10) == (200, True)


def test_the_names_of_a_store_on_windows_are_those_of_its_folder() -> None:
    """As far as it can be seen from here: the parts of a path, whichever sign stands between them."""
    location = "C:\\指標 の\\保管%20場所"
    place = Place(f"{location}/observations")
    assert not place.remote
    assert place.folder == location
    assert PureWindowsPath(place.child("a.parquet")).parts == (
        "C:\\",
        "指標 の",
        "保管%20場所",
        "observations",
        "a.parquet",
    )
    assert PureWindowsPath(Store(location).originals.place.child("ab")).parts[-2:] == ("originals", "ab")


def test_a_console_of_an_odd_encoding_gets_its_sentences(tmp_path: Path) -> None:
    environment = os.environ | odd_site(tmp_path, "指標 の 𠮷") | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "check"], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert "問題はありません" in done.stdout.decode("utf-8")
