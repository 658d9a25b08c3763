"""The files to practise with: every row says that it is made up, the good ones are taken in, the bad ones are not."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.board import Board
from dashboard.intake import Answers, Context, Preview, look_at, read_upload
from dashboard.intake.draft import Cells
from dashboard.intake.files import reader_of
from dashboard.settings import ROOT

FILES = sorted((ROOT / "data/samples").glob("*.*"))
GOOD = [path for path in FILES if "良い例" in path.name]
WARNED = [path for path in FILES if "警告" in path.name or "改訂" in path.name]
BAD = [path for path in FILES if "悪い例" in path.name]
PRACTICE = "W12"


def looked(path: Path, board: Board, given: Answers | None = None) -> Preview:
    context = Context(board.catalogue, board.regions, date(2026, 11, 24))
    return look_at(read_upload(path), context, board.snapshot, given or Answers())


def test_there_are_files_of_every_kind() -> None:
    assert len(GOOD) >= 4
    assert {path.suffix for path in FILES} == {".csv", ".xlsx"}
    assert set(GOOD) | set(WARNED) | set(BAD) == set(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_and_the_file_name_say_that_it_is_made_up(path: Path) -> None:
    (cells, *_) = reader_of(path.read_bytes())("")
    assert isinstance(cells, Cells)
    assert "架空" in path.name
    assert [row for row in cells.rows if "架空" not in "".join(row)] == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_file_warns_of_nothing_but_that_it_is_for_practice(path: Path, real_board: Board) -> None:
    given = Answers(period="令和8年9月末") if "尋ねる" in path.name else None
    seen = looked(path, real_board, given)
    assert {problem.rule for problem in (*seen.draft.errors, *seen.warnings)} == {PRACTICE}
    assert len(seen.new) in {5, 63}


@pytest.mark.parametrize("path", WARNED, ids=lambda path: path.name)
def test_a_file_to_warn_of_is_warned_of_and_not_refused(path: Path, real_board: Board) -> None:
    seen = looked(path, real_board)
    expected = {"W01"} if "改訂" in path.name else {"W04", "W07"}
    assert seen.draft.errors == ()
    assert expected <= {problem.rule for problem in seen.warnings}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_file_shows_each_kind_of_slip(path: Path, real_board: Board) -> None:
    found = {problem.rule for problem in looked(path, real_board).draft.errors}
    assert found == {"E05", "E06", "E07", "E08", "E09", "E10", "E11", "E12", "E13", "E14"}


def test_the_file_without_a_date_asks_for_it(real_board: Board) -> None:
    (path,) = (path for path in GOOD if "尋ねる" in path.name)
    assert [problem.rule for problem in looked(path, real_board).draft.errors] == ["E17"]


def test_the_revision_changes_a_grade(real_board: Board) -> None:
    (path,) = (path for path in WARNED if "改訂" in path.name)
    assert looked(path, real_board).grades_changed
