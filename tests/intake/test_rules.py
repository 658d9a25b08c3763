"""Every rule of the registry has a fixture file that triggers it and nothing worse."""

from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.fiscal import parse
from dashboard.intake import RULES, Preview, Severity, look_at, read_upload
from dashboard.intake import limits as sheet
from dashboard.observation import Observation, Status
from dashboard.queries import Snapshot
from dashboard.store import Store, Submission
from intake.making import CONTEXT, DATA

FIXTURES = sorted((DATA / "intake").glob("[EWN][0-9][0-9]_*"))
STORED = (
    Observation("meeting_places", "99201", parse("令和3年12月"), 52.0, Status.OFFICIAL, source="架空の調査"),
    *(
        Observation("single_elderly", code, parse("令和3年12月"), value, Status.OFFICIAL, source="架空の調査")
        for code, value in {"99201": 70.0, "99202": 41.0, "99203": 33.0, "99301": 28.0, "99321": 19.0}.items()
    ),
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = Store(str(tmp_path_factory.mktemp("before") / "store"))
    before = (DATA / "intake/W09_uploaded_before.csv").read_bytes()
    store.create([Submission(STORED, by="係", file="前回.csv", sha256=sha256(before).hexdigest(), reason="")])
    return Snapshot.load(store)


def _seen(path: Path, snapshot: Snapshot, patch: pytest.MonkeyPatch) -> Preview:
    if path.name.startswith("E15"):
        patch.setattr(sheet, "MAX_ROWS", 30)
    return look_at(read_upload(path), CONTEXT, snapshot)


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert {path.name.partition("_")[0] for path in FIXTURES} == set(RULES)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_triggers_its_rule_and_no_other(
    path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice may stand beside it, for a total row that differs is a row that is skipped too."""
    rule, found = path.name[:3], {problem.rule for problem in _seen(path, snapshot, monkeypatch).problems}
    assert {other for other in found if other[0] != "N"} | (found if rule[0] == "N" else set()) == {rule}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_file_is_refused_exactly_when_its_rule_is_an_error(
    path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _seen(path, snapshot, monkeypatch)
    assert seen.draft.blocked == (Severity.of(path.name) is Severity.ERROR)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_problem_is_a_sentence_that_says_where_and_quotes_the_cell(
    path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for problem in _seen(path, snapshot, monkeypatch).problems:
        assert problem.message.endswith("。")
        assert problem.row is None or f"{problem.row}行目" in problem.message
        assert problem.column is None or f"{problem.column}列" in problem.message
        assert problem.column is None or not problem.cell or problem.cell.strip() in problem.message
