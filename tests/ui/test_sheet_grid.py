"""データ更新 shows how a file was understood: in one line, cell by cell, and with the questions that it leaves open."""

import io
import json
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.board import Board
from dashboard.fiscal import parse
from dashboard.intake import Draft, Problem, Role
from dashboard.intake.draft import Account, Row, Sense
from dashboard.observation import Observation, Status
from dashboard.ui.pages import UPDATE
from dashboard.ui.sheet_grid import MOST_ROWS_IN_VIEW, SheetView
from ui.projects import Project
from ui.screens import blocks, component, everything_sent, opened, plain, words
from ui.visitors import at_this_machine

pytestmark = pytest.mark.usefixtures("desk")

CLEAN = "指標,地域コード,地域名,時点,値,区分\n訪問看護職員,11000,埼玉県,令和8年9月,3520,確定\n"
HUNDREDS = "訪問看護職員（単位：百人）\n地域名,時点,訪問看護職員\n埼玉県,令和8年9月,35\n"
ASIDE = "題名と注記のある表（架空）\n時点,訪問看護職員\n令和8年9月,3520\n令和8年6月,－\n※ 架空の注記\n"
HOSTILE = "地域名,時点,訪問看護職員,備考\n埼玉県,令和8年9月,<b>3520</b>,<img src=x onerror=alert(1)>\n"
PROVISIONAL = "（速報）\n地域名,時点,訪問看護職員\n埼玉県,令和8年9月,3520\n"


@pytest.fixture
def desk(own_plan: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor who may edit, and a store that may be written to."""
    at_this_machine(monkeypatch)


def dropped(content: str | bytes, name: str = "架空.csv") -> AppTest:
    app = opened(UPDATE.script)
    data = content if isinstance(content, bytes) else content.encode()
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    return app


def understood(app: AppTest) -> str:
    return next(plain(block) for block in blocks(app) if "understood" in block)


def grid(app: AppTest) -> dict[str, Any]:
    return component(app, "sheet_grid")


def cell(data: dict[str, Any], address: str) -> dict[str, Any]:
    """What the grid knows of a cell by its address: B3."""
    row = next(row for row in data["rows"] if row.get("number") == int(address[1:]))
    text, number, _, *reading = row["cells"]["ABCDEFGH".index(address[0])]
    role, severity, why = data["senses"][number]
    read = [data["texts"][number] for number in reading[0]] if reading else []
    return {"text": text, "role": role, "severity": severity, "why": why, "read": read}


def widget(app: AppTest, kind: str, label: str) -> Any:
    return next(element for element in getattr(app, kind) if element.label == label)


def labels(app: AppTest) -> set[str]:
    return {element.label for kind in ("selectbox", "text_input", "button_group") for element in getattr(app, kind)}


# What was understood


def test_one_line_says_what_was_understood_before_anything_else() -> None:
    app = dropped(CLEAN)
    assert "令和8年9月の訪問看護ステーションに従事する訪問看護職員数" in understood(app).replace(" ", "")
    for word in ("埼玉県", "単位：人", "確定", "1個の値"):
        assert word in understood(app)
    order = [at for at, block in enumerate(blocks(app)) if "understood" in block or 'class="counts"' in block]
    assert "understood" in blocks(app)[order[0]]


def test_a_file_of_which_nothing_could_be_read_says_so() -> None:
    assert "読み取れませんでした" in understood(dropped("これは表ではありません\n"))


def test_a_cell_says_how_it_was_understood_and_what_a_value_was_read_as() -> None:
    data = grid(dropped(CLEAN))
    roles = {address: cell(data, address)["role"] for address in ("A1", "A2", "B2", "D2", "E2", "F2")}
    assert roles == {
        "A1": "heading", "A2": "indicator", "B2": "region", "D2": "date", "E2": "value", "F2": "status",
    }  # fmt: skip
    assert cell(data, "E2")["read"] == ["埼玉県", "令和8年9月", "訪問看護職員", "3,520人（確定）"]


def test_a_cell_with_a_problem_says_which() -> None:
    data = grid(dropped(CLEAN.replace("3520", "三千")))
    faulty = cell(data, "E2")
    assert faulty["severity"] == "error"
    assert "数として読めません" in faulty["why"]
    assert {"id": "error", "count": 1} in data["legend"]


def test_what_is_wrong_with_a_title_stands_at_the_title() -> None:
    data = grid(dropped("訪問看護職員（架空）\n地域名,時点,件数\n埼玉県,令和8年9月,3520\n"))
    assert cell(data, "A1")["severity"] == "warning"


def test_a_value_that_will_not_be_stored_does_not_claim_to_have_been_read() -> None:
    data = grid(dropped(ASIDE + "令和8年3月,－\n"))
    assert cell(data, "B3")["read"]
    assert not cell(data, "B4")["read"]


def test_a_clean_file_keeps_its_grid_closed_and_one_with_something_to_answer_opens_it() -> None:
    for content, is_open in ((CLEAN, False), (HUNDREDS, True), (PROVISIONAL, True)):
        (expander,) = (each for each in dropped(content).expander if "セルごと" in each.label)
        assert expander.proto.expanded is is_open


def test_the_words_of_a_cell_are_never_markup() -> None:
    app = dropped(HOSTILE)
    assert cell(grid(app), "D2")["text"] == "<img src=x onerror=alert(1)>"
    assert not any("<img" in block or "<b>3520" in block for block in blocks(app))


def test_what_turns_the_direction_of_writing_turns_no_figure_in_the_grid() -> None:
    data = grid(
        dropped(f"{CLEAN.splitlines()[0]},備考\n訪問看護職員,11000,埼玉県,令和8年9月,3520,確定,\u202e021\u200b\n")
    )
    (note,) = [entry[0] for row in data["rows"] for entry in row["cells"] if entry and "021" in entry[0]]
    assert note == "021"


def test_a_sheet_without_a_table_is_shown_without_meanings() -> None:
    data = grid(dropped("何かの表,ではない\n1,2\n"))
    assert [item["id"] for item in data["legend"] if item["id"] in {role.value for role in Role}] == []
    assert "使っていません" in cell(data, "A1")["why"]


# A long sheet


def long_draft(rows: int) -> Draft:
    sheet = (("地域名", "値"), *(("架空市", str(number)) for number in range(2, rows + 1)))
    columns = {0: Sense(Role.REGION, ""), 1: Sense(Role.VALUE, "")}
    account = Account(columns, {0: Sense(Role.HEADING, "見出し")})
    observation = Observation("visiting_nurses", "11201", parse("令和8年9月"), 1.0, Status.OFFICIAL)
    return Draft(rows=(Row(150_000, observation, "B"),), sheet=sheet, header_row=0, account=account)


def long_view(board: Board, *problems: Problem) -> SheetView:
    return SheetView(long_draft(200_000), problems, board.catalogue, board.regions)


def test_of_200_000_rows_the_browser_gets_those_that_matter_and_is_told_of_the_rest(real_board: Board) -> None:
    view = long_view(real_board, Problem("E10", "数でない", 150_000, "B", "150000"))
    data = view.data()
    numbers = [row["number"] for row in data["rows"] if "number" in row]
    assert len(numbers) <= MOST_ROWS_IN_VIEW
    assert {1, 2, 20, 149_999, 150_000, 150_001, 200_000} <= set(numbers)
    assert len(json.dumps(data)) < 100_000
    gaps = [row["gap"] for row in data["rows"] if "gap" in row]
    assert gaps
    assert "200,000行のうち" in data["note"]
    assert {"id": "value", "count": 199_999} in data["legend"]


def test_a_row_that_is_asked_for_is_shown_with_those_around_it(real_board: Board) -> None:
    data = long_view(real_board).data(99_000)
    assert {98_995, 99_000, 99_005} <= {row.get("number") for row in data["rows"]}


def test_errors_come_before_notices_where_not_all_rows_fit(real_board: Board) -> None:
    notices = [Problem("N05", "書き方", number, "B") for number in range(1_000, 9_000)]
    numbers = long_view(real_board, *notices, Problem("E10", "数でない", 190_000, "B")).rows_in_view()
    assert 189_999 in numbers


def test_a_table_of_all_municipalities_is_shown_whole() -> None:
    rows = "".join(f"{code},令和8年9月,{code % 97}\n" for code in range(11_201, 11_264))
    assert all("number" in row for row in grid(dropped(f"地域コード,時点,訪問看護職員\n{rows}"))["rows"])


# Questions


def test_a_unit_by_the_hundred_is_multiplied_only_after_the_clerk_has_chosen_it() -> None:
    app = dropped(HUNDREDS)
    assert "上の問いに答えると" in words(app)
    question = widget(app, "selectbox", "ファイル全体の単位")
    assert question.value is None
    assert question.options == ["「百人」を100倍して読む"]
    question.select_index(0).run()
    assert "3,500人（確定）" in cell(grid(app), "C3")["read"]
    assert widget(app, "selectbox", "ファイル全体の単位").value == "百人"
    assert "上の問いに答えると" not in words(app)


def test_of_two_sheets_with_values_none_is_read_unasked() -> None:
    book = openpyxl.Workbook()
    for name, page in (("9月", book.active), ("6月", book.create_sheet())):
        assert page
        page.title = name
        for row in (("地域名", "時点", "訪問看護職員"), ("埼玉県", f"令和8年{name}", 3500)):
            page.append(row)
    sink = io.BytesIO()
    book.save(sink)
    app = dropped(sink.getvalue(), "架空.xlsx").run()
    question = widget(app, "selectbox", "読むシート")
    assert question.value is None
    assert "まだ値を読んでいません" in understood(app)
    question.select("6月").run()
    assert "令和8年6月" in understood(app)


def test_a_file_without_regions_is_the_prefectures_unless_another_is_chosen() -> None:
    app = dropped(ASIDE)
    question = widget(app, "selectbox", "ファイル全体の地域")
    assert question.value is None
    assert "埼玉県" in understood(app)
    assert "上の問いに答えると" not in words(app)
    question.select("川越市").run()
    assert "川越市" in understood(app)


def test_what_a_dash_means_is_asked_once() -> None:
    app = dropped(ASIDE)
    assert "1個の値" in understood(app)
    widget(app, "button_group", "「－」の意味").set_value("0").run()
    assert "2個の値" in understood(app)
    assert "0人（確定）" in cell(grid(app), "B4")["read"]


def test_a_word_that_calls_the_values_provisional_asks_for_their_status() -> None:
    app = dropped(PROVISIONAL)
    assert "（速報）" in words(app).replace("\\", "")
    widget(app, "selectbox", "ファイル全体の区分").select("速報").run()
    assert "速報" in understood(app)


def test_a_file_that_says_everything_asks_nothing() -> None:
    assert not {label for label in labels(dropped(CLEAN)) if label.startswith(("ファイル全体", "読むシート", "「－」"))}


def test_what_will_be_kept_with_the_batch_is_shown_before() -> None:
    app = dropped(ASIDE)
    assert "取り込みの記録に残す注記" in words(app)
    assert "架空の注記" in everything_sent(app)
