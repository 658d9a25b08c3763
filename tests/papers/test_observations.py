"""The tidy CSV: one row a value, at full precision, and the intake takes it back as what it is."""

import csv as plain_csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard.board import Board
from dashboard.fiscal import FiscalYearPoint, Period, Precision, of_fiscal_year
from dashboard.intake import Context, Draft, Upload, examine, look_at
from dashboard.observation import Observation, Status
from dashboard.papers.observations import csv
from dashboard.papers.paper import Paper
from papers.making import REGISTERED, paper_of

HEADINGS = ["指標", "地域コード", "地域名", "時点", "値", "区分", "単位", "出典", "備考"]
ABOUT = ["資料の計画", "資料の基準日", "資料の登録時点"]
KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
TODAY = date(2026, 3, 31)
HOSTILE = (
    '=HYPERLINK("http://x","押す")',
    "+1+1",
    "-A1",
    "@SUM(A1)",
    "＝全角",
    "'=引用符つき",
    "''@二重",
    "'ただの引用符",
    'カンマ,と"引用符"',
    "一行目\n二行目",
    "タブ\tあり",
    "―",
    "注記",
)


def rows_of(paper: Paper) -> list[list[str]]:
    return list(plain_csv.reader(io.StringIO(csv(paper).decode("utf-8-sig"), newline="")))


def read_back(paper: Paper, board: Board) -> Draft:
    return examine(csv(paper), Context(board.catalogue, board.regions, TODAY))


def stored(paper: Paper) -> list[Observation]:
    return [replace(one, batch=None) for one in paper.observations]


def with_values(board: Board, *changes: dict[str, Any], **indicator: Any) -> tuple[Paper, Board]:
    """The paper of a board whose first indicator is another one, with values made from its first one."""
    one = board.catalogue.indicator("screening_rate")
    others = tuple(each for each in board.catalogue.indicators if each.id != one.id)
    made = one.model_copy(update=indicator)
    catalogue = board.catalogue.model_copy(update={"indicators": (made, *others)})
    # A copy remembers the names of the one it was made from.
    vars(catalogue).pop("_by_name", None)
    changed = replace(board, catalogue=catalogue)
    paper = paper_of(changed, indicators=(one.id,))
    values = tuple(replace(paper.observations[0], **change) for change in changes)
    return replace(paper, observations=values), changed


def test_the_file_opens_in_excel_as_what_it_is(other_board: Board) -> None:
    data = csv(paper_of(other_board))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 18


def test_every_value_has_a_row_with_its_date_its_standing_and_its_source(other_board: Board) -> None:
    paper = paper_of(other_board, known_at=KNOWN)
    header, *rows = rows_of(paper)
    assert header == HEADINGS + ABOUT
    assert rows[1][:7] == ["成人の喫煙率", "99000", "架空県", "平成30年度", "20.1", "確定", "%"]
    assert rows[1][7] == paper.observations[1].source
    assert rows[1][-3:] == [paper.plan, "令和6年12月31日", paper.registered]
    assert len(rows) == len(paper.observations)


@pytest.mark.parametrize("as_of", [date(2024, 12, 31), REGISTERED])
def test_the_intake_reads_the_real_plan_back_without_a_word(real_board: Board, as_of: date) -> None:
    paper = paper_of(real_board, as_of)
    draft = read_back(paper, real_board)
    assert draft.problems == ()
    assert list(draft.observations) == stored(paper)


def test_made_up_values_of_every_standing_come_back_too(other_board: Board) -> None:
    paper = paper_of(other_board)
    draft = read_back(paper, other_board)
    assert {problem.rule for problem in draft.problems} <= {"W12"}
    assert {one.status for one in draft.observations} > {Status.OFFICIAL}
    assert list(draft.observations) == stored(paper)


def test_taken_in_again_it_changes_nothing(other_board: Board) -> None:
    paper = paper_of(other_board)
    context = Context(other_board.catalogue, other_board.regions, TODAY)
    seen = look_at(Upload("部会資料.csv", csv(paper)), context, other_board.snapshot)
    assert (len(seen.new), len(seen.revised), len(seen.unchanged)) == (0, 0, len(paper.observations))
    assert {problem.rule for problem in seen.problems} <= {"W12"}


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_any_kind_start_no_formula_and_come_back_as_they_were(other_board: Board, text: str) -> None:
    paper, board = with_values(other_board, {"source": text, "note": text}, name=f"{text}の数", unit=f"{text}（人）")
    for cell in rows_of(paper)[1]:
        assert not cell.startswith(("=", "+", "-", "@", "＝"))
    draft = read_back(paper, board)
    assert draft.problems == ()
    assert list(draft.observations) == stored(paper)


def test_what_no_text_file_can_hold_does_not_spoil_the_file(other_board: Board) -> None:
    paper, board = with_values(other_board, {"note": "\x01鐘\x07\ud800"})
    (read,) = read_back(paper, board).observations
    assert read.note == "\ufffd鐘\ufffd\ufffd"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (1234567.0, "1234567"), (38.25, "38.25"), (-0.5, "-0.5"), (1e-07, "0.0000001"), (0.1 + 0.2, None)],
)
def test_numbers_have_every_digit_and_no_separator(other_board: Board, value: float, shown: str | None) -> None:
    paper, board = with_values(other_board, {"value": value}, decimals=6, natural_limit=None, any_percentage=True)
    assert shown is None or rows_of(paper)[1][4] == shown
    (read,) = read_back(paper, board).observations
    assert read.value == value


@pytest.mark.parametrize("status", [Status.PENDING, Status.SUPPRESSED, Status.NOT_APPLICABLE])
def test_where_there_is_no_number_the_cell_is_empty_and_the_standing_says_why(
    other_board: Board, status: Status
) -> None:
    paper, board = with_values(other_board, {"value": None, "status": status})
    assert rows_of(paper)[1][4:6] == ["", status.label]
    assert list(read_back(paper, board).observations) == stored(paper)


def test_margins_have_columns_only_where_a_source_gives_them(other_board: Board) -> None:
    as_of = replace(paper_of(other_board).observations[0].period, date=date(2022, 3, 31))
    paper, board = with_values(other_board, {"se": 1.25, "lower": 36.0, "upper": 40.5}, {"period": as_of})
    header, first, second = rows_of(paper)
    assert header == [*HEADINGS, "標準誤差", "下限", "上限", *ABOUT]
    assert (first[9:12], second[9:12]) == (["1.25", "36", "40.5"], ["", "", ""])
    assert list(read_back(paper, board).observations) == stored(paper)


@pytest.mark.parametrize("point", list(FiscalYearPoint))
def test_dates_come_back_as_exactly_as_they_were_given(other_board: Board, point: FiscalYearPoint) -> None:
    periods = (
        of_fiscal_year(2018, point),
        of_fiscal_year(2019, FiscalYearPoint.END),
        Period(date(2021, 9, 30), Precision.HALF),
        Period(date(2022, 12, 31), Precision.QUARTER),
        Period(date(2024, 2, 29), Precision.MONTH),
        Period(date(2019, 4, 30), Precision.DAY),
        Period(date(2019, 5, 1), Precision.DAY),
    )
    judging = other_board.catalogue.judging.model_copy(update={"fiscal_year_point": point})
    board = replace(other_board, catalogue=other_board.catalogue.model_copy(update={"judging": judging}))
    paper, changed = with_values(board, *({"period": period} for period in periods), precisions=())
    assert tuple(one.period for one in read_back(paper, changed).observations) == periods


def test_a_paper_without_values_has_the_headings(other_board: Board) -> None:
    assert rows_of(replace(paper_of(other_board), observations=())) == [HEADINGS + ABOUT]


def test_the_same_paper_makes_the_same_file(other_board: Board) -> None:
    assert csv(paper_of(other_board)) == csv(paper_of(other_board))
