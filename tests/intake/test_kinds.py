"""What real files say elsewhere than in the cell: each kind is read as meant, or told with the words that say it."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.intake import Answers, Draft, Severity, examine
from dashboard.intake.account import unused_cells
from intake.making import CONTEXT

HEAD = "地域コード,地域名,時点,通いの場,区分"
ROWS = "99201,東ヶ丘市,令和5年度,52,確定\n99202,中之島市,令和5年度,41,確定"
GOOD = {("meeting_places", "99201", "2023-09-30", 52), ("meeting_places", "99202", "2023-09-30", 41)}

Value = tuple[str, str, str, float | None]


def read(text: str, answers: Answers | None = None, file: str = "報告.csv") -> Draft:
    return examine(f"{text}\n".encode("utf-8-sig"), CONTEXT, answers or Answers(), file)


def values(draft: Draft) -> set[Value]:
    return {(o.indicator, o.region, o.as_of.isoformat(), o.value) for o in draft.observations}


def told(draft: Draft) -> list[str]:
    """The rules that must be answered: errors and warnings."""
    return [problem.rule for problem in draft.problems if problem.severity is not Severity.NOTICE]


# Words around the table


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        # K01 scale and measure
        (f"（単位：十か所）,,,,\n{HEAD}\n{ROWS}", "E12", "十か所"),
        (f"{HEAD}\n{ROWS}\n※単位は百か所,,,,", "E12", "百か所"),
        (f"{HEAD},（単位：百か所）\n{ROWS}", "E12", "百か所"),
        (f"{HEAD},\n99201,東ヶ丘市,令和5年度,52,確定,単位：千か所", "E12", "千か所"),
        (f"住民10万人当たりの通いの場,,,,\n{HEAD}\n{ROWS}", "E21", "当たり"),
        (f"{HEAD}\n{ROWS}\n（注）高齢者千人対の値,,,,", "W18", "千人対"),
        # K02 no actual value
        (f"通いの場 見込量,,,,\n{HEAD}\n{ROWS}", "W18", "見込"),
        (f"前回報告分,,,,\n{HEAD}\n{ROWS}", "W18", "前回"),
        (f"{HEAD}\n{ROWS}\n※前年同期の値による,,,,", "W18", "前年"),
        (f",,,計画値,\n{HEAD}\n{ROWS}", "W18", "計画値"),
        (f"{HEAD},備考\n99201,東ヶ丘市,令和5年度,52,確定,目標値を入れた", "W18", "目標"),
        # K03 another date
        (f"令和4年9月30日現在,,,,\n{HEAD}\n{ROWS}", "W20", "令和4年9月30日"),
        (f"{HEAD}\n{ROWS}\n※3月末時点の数,,,,", "W20", "3月末"),
        (f"{HEAD},備考\n99201,東ヶ丘市,令和5年度,52,確定,R4年9月末の数", "W20", "R4年9月末"),
        ("地域コード,時点,通いの場,区分\n99201,2023年,52,確定", "W20", "2023年"),
        ("地域コード,時点,通いの場,区分\n99201,平成35年9月,52,確定", "W20", "平成35年9月"),
        # K04 parts
        ("地域コード,運営主体,時点,通いの場,区分\n99201,住民,令和5年度,52,確定", "W21", "運営主体"),
        (f"通いの場（常勤の世話人がいるもののみ）,,,,\n{HEAD}\n{ROWS}", "W21", "のみ"),
        # K08 examples
        (f"【見本】,,,,\n{HEAD}\n{ROWS}", "W23", "見本"),
        # K09 standing
        (f"{HEAD}\n{ROWS}\n※暫定値のため後日修正することがある,,,,", "W19", "暫定"),
        (f"通いの場（未定稿）,,,,\n{HEAD}\n{ROWS}", "W19", "未定稿"),
        (f"{HEAD},備考\n99201,東ヶ丘市,令和5年度,52,確定,推計値", "W19", "推計"),
    ],
)
def test_words_that_could_change_the_figures_are_told_with_their_cell(text: str, rule: str, words: str) -> None:
    draft = read(text)
    # A column that nobody reads is told beside what stands in it.
    assert [each for each in told(draft) if each != "W21" or rule == "W21"] == [rule]
    (problem,) = (problem for problem in draft.problems if problem.rule == rule)
    assert words in f"{problem.message}{problem.cell}"
    assert problem.row is not None


@pytest.mark.parametrize(
    "text",
    [
        f"架空県 住民主体の通いの場の数（令和5年度）,,,,\n{HEAD}\n{ROWS}",
        f"（単位：か所）,,,,\n{HEAD}\n{ROWS}",
        f"令和6年4月1日 健康課作成,,,,\n{HEAD}\n{ROWS}",
        f"目標と実績,,,,\n{HEAD}\n{ROWS}",
        f"{HEAD}\n{ROWS}\n※令和5年9月に実施した調査による,,,,",
        f"{HEAD}\n{ROWS}\n※令和4年4月1日に条例を改正した,,,,",
        f"{HEAD},備考\n99201,東ヶ丘市,令和5年度,52,確定,20席未満の所を含む",
        f"{HEAD},担当課,電話番号\n99201,東ヶ丘市,令和5年度,52,確定,健康課,000-000-0000",
        f"No.,{HEAD}\n1,99201,東ヶ丘市,令和5年度,52,確定",
    ],
)
def test_words_that_agree_or_change_nothing_ask_nothing(text: str) -> None:
    draft = read(text)
    assert told(draft) == []
    assert values(draft) <= GOOD
    assert values(draft)


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        ("令和4年9月_報告.csv", ["W20"]),
        ("目標値一覧.csv", ["W18"]),
        ("令和5年度_報告.csv", []),
        ("sample_2022-10-05.csv", []),
    ],
)
def test_the_name_of_the_file_is_read_like_a_title(file: str, rule: list[str]) -> None:
    assert told(read(f"{HEAD}\n{ROWS}", file=file)) == rule


# Answers for the whole file


def test_a_known_scale_is_multiplied_out_only_when_the_clerk_said_so() -> None:
    text = f"（単位：百か所）,,,,\n{HEAD}\n{ROWS}"
    assert read(text).units == ("百か所",)
    answered = read(text, Answers(unit="百か所"))
    assert (told(answered), {o.value for o in answered.observations}) == ([], {5200, 4100})
    in_cell = read("地域コード,時点,通いの場,区分\n99201,令和5年度,1.5千か所,確定", Answers(unit="千か所"))
    assert [o.value for o in in_cell.observations] == [1500]


def test_a_standing_for_the_whole_file_settles_what_a_note_says() -> None:
    text = "地域コード,時点,通いの場\n99201,令和5年度,52\n※速報値,,"
    assert (told(read(text)), read(text).asks) == (["W19"], ("区分",))
    answered = read(text, Answers(status="速報"))
    assert (told(answered), {o.status.value for o in answered.observations}) == ([], {"provisional"})


def test_a_dash_is_asked_about_once_and_read_as_was_answered() -> None:
    text = f"{HEAD}\n{ROWS}\n99203,西の浜市,令和5年度,－,\n99321,北里村,令和5年度,―,"
    asked = read(text)
    assert (told(asked), asked.asks, values(asked)) == (["W25"], ("「－」の意味",), GOOD)
    zero = read(text, Answers(dash="0"))
    assert {o.region: o.value for o in zero.observations}.items() >= {"99203": 0, "99321": 0}.items()
    assert (told(zero), told(read(text, Answers(dash="値なし")))) == ([], [])


def test_a_file_without_regions_is_the_prefectures_unless_answered() -> None:
    text = "時点,通いの場,区分\n令和5年度,139,確定"
    assert (told(read(text)), values(read(text))) == (["W24"], {("meeting_places", "99000", "2023-09-30", 139)})
    answered = read(text, Answers(region="99201"))
    assert (told(answered), values(answered)) == ([], {("meeting_places", "99201", "2023-09-30", 139)})
    assert told(read(f"{HEAD}\n{ROWS}", Answers(region="99201"))) == ["E06"]


# Shapes


@pytest.mark.parametrize(
    ("text", "answers", "meant"),
    [
        (
            "市町村名,令和3年度,令和4年度\n東ヶ丘市,50,51\n中之島市,40,",
            Answers(indicator="通いの場"),
            {
                ("meeting_places", "99201", "2021-09-30", 50),
                ("meeting_places", "99201", "2022-09-30", 51),
                ("meeting_places", "99202", "2021-09-30", 40),
            },
        ),
        (
            "指標,単位,令和3年度,令和4年度\n通いの場,か所,130,139\n独居高齢者,人,900,950",
            Answers(region="99000"),
            {
                ("meeting_places", "99000", "2021-09-30", 130),
                ("meeting_places", "99000", "2022-09-30", 139),
                ("single_elderly", "99000", "2021-09-30", 900),
                ("single_elderly", "99000", "2022-09-30", 950),
            },
        ),
        (
            "指標,東ヶ丘市,中之島市\n通いの場,52,41",
            Answers(period="令和5年度"),
            GOOD,
        ),
        (
            "時点,東ヶ丘市,中之島市\n令和5年度,52,41",
            Answers(indicator="通いの場"),
            GOOD,
        ),
        (
            "市町村名,通いの場,,独居高齢者,\n,令和3年度,令和4年度,令和3年度,令和4年度\n東ヶ丘市,50,51,900,950",
            Answers(),
            {
                ("meeting_places", "99201", "2021-09-30", 50),
                ("meeting_places", "99201", "2022-09-30", 51),
                ("single_elderly", "99201", "2021-09-30", 900),
                ("single_elderly", "99201", "2022-09-30", 950),
            },
        ),
        (
            "地域名,通いの場,\n,令和5年度,\n,6月末,9月末\n東ヶ丘市,50,52",
            Answers(),
            {
                ("meeting_places", "99201", "2023-06-30", 50),
                ("meeting_places", "99201", "2023-09-30", 52),
            },
        ),
        (
            "指標,年度,四半期,地域名,値\n通いの場,令和5年度,第2四半期,東ヶ丘市,52\n通いの場,2023,1,東ヶ丘市,50",
            Answers(status="確定"),
            {
                ("meeting_places", "99201", "2023-09-30", 52),
                ("meeting_places", "99201", "2023-06-30", 50),
            },
        ),
        (
            "年,月,市町村名,通いの場\n2023,9,東ヶ丘市,52\n2024,3,東ヶ丘市,53",
            Answers(status="確定"),
            {
                ("meeting_places", "99201", "2023-09-30", 52),
                ("meeting_places", "99201", "2024-03-31", 53),
            },
        ),
        (
            "年度,月,市町村名,通いの場\n令和5年度,9月,東ヶ丘市,52\n令和5年度,3月,東ヶ丘市,53",
            Answers(status="確定"),
            {
                ("meeting_places", "99201", "2023-09-30", 52),
                ("meeting_places", "99201", "2024-03-31", 53),
            },
        ),
        (
            "\n".join(
                (
                    "表章項目コード,表章項目,area_code,地域,時間軸コード,時間軸(年度次),unit,value,annotation",
                    '"01","通いの場","99201","架空県 東ヶ丘市","2023100000","2023年度","か所","52",""',
                )
            ),
            Answers(status="確定"),
            {("meeting_places", "99201", "2023-09-30", 52)},
        ),
        (
            "表章項目,地域コード,時間軸コード,値\n通いの場,99201,2023000909,52",
            Answers(status="確定"),
            {("meeting_places", "99201", "2023-09-30", 52)},
        ),
        (
            "全国地方公共団体コード,地方公共団体名,年月,通いの場の数\n992011,東ヶ丘市,2023-09,52",
            Answers(status="確定"),
            {("meeting_places", "99201", "2023-09-30", 52)},
        ),
        ("市町村,通いの場（R5.9.30時点）\n99201 東ヶ丘市,52\n992020：中之島市,41", Answers(status="確定"), GOOD),
        (
            "地域名,時点,通いの場\n北海道,令和5年度,900\n架空県,令和5年度,139\n東京都,令和5年度,1200\n大阪府,令和5年度,800",
            Answers(status="確定"),
            {("meeting_places", "99000", "2023-09-30", 139)},
        ),
        (
            "都道府県名,市町村名,時点,通いの場\n大阪府,中之島市,令和5年度,8\n架空県,中之島市,令和5年度,41",
            Answers(status="確定"),
            {("meeting_places", "99202", "2023-09-30", 41)},
        ),
        (
            "市町村名,性別,時点,独居高齢者\n東ヶ丘市,男,令和5年度,400\n東ヶ丘市,女,令和5年度,500\n東ヶ丘市,総数,令和5年度,900",
            Answers(status="確定"),
            {("single_elderly", "99201", "2023-09-30", 900)},
        ),
        (
            "医療圏,市町村,通いの場\n東,東ヶ丘市,52\n,中之島市,41\n,南谷町,12\n,計,105\n西,西の浜市,34\n,北里村,4\n,計,38\n,合計,143",
            Answers(period="令和5年度", status="確定"),
            {
                ("meeting_places", region, "2023-09-30", value)
                for region, value in (("99201", 52), ("99202", 41), ("99301", 12), ("99203", 34), ("99321", 4))
            },
        ),
    ],
)
def test_a_shape_that_staff_have_is_read_as_meant(text: str, answers: Answers, meant: set[Value]) -> None:
    draft = read(text, answers)
    assert draft.errors == ()
    assert values(draft) == meant


def test_the_row_of_a_total_that_disagrees_with_its_area_is_told() -> None:
    rows = "東,東ヶ丘市,52\n,中之島市,41\n,計,95\n西,西の浜市,34\n,計,34"
    draft = read(f"医療圏,市町村,通いの場\n{rows}", Answers(period="令和5年度", status="確定"))
    assert [(problem.rule, problem.row) for problem in draft.problems if problem.rule == "W04"] == [("W04", 4)]


def test_the_title_gives_what_no_column_says_and_asks_to_be_confirmed() -> None:
    draft = read("通いの場の数,\n令和5年9月末現在,\n市町村名,か所数\n東ヶ丘市,52\n中之島市,41", Answers(status="確定"))
    assert (told(draft), values(draft)) == (["W24", "W24"], GOOD)


def test_a_date_that_stands_once_for_the_rows_below_it_is_taken_for_them_and_told() -> None:
    rows = "令和5年9月,東ヶ丘市,52\n,中之島市,41\n,南谷町,12\n令和4年9月,東ヶ丘市,50"
    draft = read(f"時点,市町村名,通いの場\n{rows}", Answers(status="確定"))
    assert told(draft) == ["W24"]
    assert {(o.region, o.as_of.year) for o in draft.observations} == {
        ("99201", 2023),
        ("99202", 2023),
        ("99301", 2023),
        ("99201", 2022),
    }


def test_a_single_blank_date_is_refused() -> None:
    rows = "令和5年9月,東ヶ丘市,52\n,中之島市,41\n令和5年9月,南谷町,12"
    assert [(p.rule, p.row) for p in read(f"時点,市町村名,通いの場\n{rows}").errors] == [("E08", 3)]


# Rows that are no actual values, parts, and rows that lost a cell


def test_rows_of_a_plan_are_not_read_whatever_the_column_is_called() -> None:
    heads = "地域コード,計画・実績,時点,通いの場,区分"
    draft = read(f"{heads}\n99201,計画,令和5年度,60,確定\n99201,実績,令和5年度,52,確定")
    assert values(draft) == {("meeting_places", "99201", "2023-09-30", 52)}
    assert sorted(told(draft)) == ["W18", "W21"]
    only = read("指標,地域コード,時点,値,区分\n通いの場,99201,令和5年度,60,目標")
    assert (values(only), "目標" in only.errors[0].message) == (set(), True)


def test_columns_of_targets_and_of_another_year_are_not_read() -> None:
    draft = read(f"{HEAD},通いの場（目標）,前年同期,増減\n99201,東ヶ丘市,令和5年度,52,確定,60,50,2")
    assert (told(draft), values(draft)) == (["W18"] * 3, {("meeting_places", "99201", "2023-09-30", 52)})
    mixed = read(
        ",実績,,計画,\n市町村名,令和3年度,令和4年度,令和3年度,令和4年度\n東ヶ丘市,50,51,60,61",
        Answers(indicator="通いの場"),
    )
    assert {o.value for o in mixed.observations} == {50, 51}


def test_parts_never_become_the_whole() -> None:
    heads = "指標,職種,地域コード,時点,値,区分"
    draft = read(f"{heads}\n通いの場,甲,99201,令和5年度,20,確定\n通いの場,乙,99201,令和5年度,20,確定")
    assert [problem.rule for problem in draft.errors] == ["E13"]
    assert "職種" in draft.errors[0].message


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("地域名,時点,通いの場,独居高齢者,区分\n東ヶ丘市,令和5年度,900\n中之島市,令和5年度,41,800,確定", 2),
        ("地域名,時点,通いの場,独居高齢者,備考\n東ヶ丘市,令和5年度,900,", 2),
        ("地域名,時点,独居高齢者,地域コード\n東ヶ丘市,令和5年度,99201", 2),
        ("地域名,時点,通いの場,独居高齢者\n東ヶ丘市,令和5年度,52900", 2),
    ],
)
def test_a_row_with_a_cell_too_few_is_told(text: str, row: int) -> None:
    draft = read(text)
    assert [(p.rule, p.row) for p in draft.problems if p.rule == "W26"][:1] == [("W26", row)]


def test_a_file_that_may_have_been_cut_inside_its_last_value_is_told() -> None:
    text = "地域名,時点,通いの場\n東ヶ丘市,令和5年度,52\n中之島市,令和5年度,4"
    cut = examine(text.encode(), CONTEXT)
    assert [(p.rule, p.row) for p in cut.problems if p.rule == "W26"] == [("W26", 3)]
    assert "W26" not in told(read(text))


def test_a_source_in_the_manner_of_lists_is_that_of_the_line_above() -> None:
    rows = "99201,令和5年度,52,確定,健康課調べ\n99202,〃,41,確定,〃"
    draft = read(f"地域コード,時点,通いの場,区分,出典\n{rows}")
    assert (values(draft), {o.source for o in draft.observations}) == (GOOD, {"健康課調べ"})


@pytest.mark.parametrize(
    ("name", "code"), [("東ケ丘市", "99201"), ("東か丘市", "99201"), ("東ヵ丘市", "99201"), ("東カ丘市", "99201")]
)
def test_every_spelling_of_a_small_ka_is_the_same_town(name: str, code: str) -> None:
    draft = read(f"地域名,時点,通いの場,区分\n{name},令和5年度,52,確定")
    assert [o.region for o in draft.observations] == [code]


# Workbooks


def workbook(*changes: Callable[[Worksheet], object]) -> Draft:
    """A good workbook of two rows (values in D2 and D3), changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for line in f"{HEAD}\n{ROWS}".split("\n"):
        sheet.append([int(cell) if cell in {"52", "41"} else cell for cell in line.split(",")])
    for change in changes:
        change(sheet)
    sink = io.BytesIO()
    book.save(sink)
    return examine(sink.getvalue(), CONTEXT, file="報告.xlsx")


def put(cell: str, **attributes: object) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        for name, value in attributes.items():
            setattr(sheet[cell], name, value)

    return change


RAISED, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)


@pytest.mark.parametrize(
    ("change", "rule", "words", "read_value"),
    [
        (put("D2", value=CellRichText("52", TextBlock(RAISED, "3"))), "W22", "「3」", 52),
        (put("D2", value=CellRichText(TextBlock(STRUCK, "48"), "52")), "W22", "「48」", 52),
        (put("D2", font=Font(strike=True)), "W22", "取り消し線", None),
        (put("D2", number_format='0"千か所"'), "E12", "千か所", None),
        (put("D2", number_format="0;0;0;", value="集計中"), "W22", "「集計中」", None),
        (put("D2", number_format=";;;"), "W22", "「52」", None),
        (put("D2", number_format="0,"), "E12", "「52」", 0),
        (put("D2", comment=Comment("この数は見込みです", "係")), "W18", "見込", 52),
        (lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True), "W22", "非表示", 52),
        (lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True), "W22", "非表示", 52),
        (lambda sheet: sheet.merge_cells("D2:D3"), "E22", "D2:D3", None),
        (lambda sheet: setattr(sheet, "title", "R4年9月"), "W20", "r4年9月", 52),
        (lambda sheet: setattr(sheet.oddHeader.center, "text", "（単位：百か所）"), "E12", "百か所", 52),
    ],
)
def test_what_excel_shows_hides_or_strikes_out_is_told(
    change: Callable[[Worksheet], object], rule: str, words: str, read_value: float | None
) -> None:
    draft = workbook(change)
    assert {problem.rule for problem in draft.problems if problem.severity is not Severity.NOTICE} == {rule} - {""}
    assert any(words in problem.message for problem in draft.problems) or not words
    assert {o.value for o in draft.observations if o.region == "99201" and o.value is not None} == (
        set() if read_value is None else {read_value}
    )


def test_a_row_struck_out_is_not_read_and_asked_about_once() -> None:
    draft = workbook(*(put(f"{column}2", font=Font(strike=True)) for column in "ABCDE"))
    assert (told(draft), {o.region for o in draft.observations}) == (["W22"], {"99202"})


def test_a_format_that_prints_a_standing_gives_it() -> None:
    draft = workbook(put("D2", number_format='0"（速報）"'), put("E2", value=None))
    assert {o.region: o.status.value for o in draft.observations} == {"99201": "provisional", "99202": "official"}


def test_a_harmless_comment_is_quoted_and_asks_nothing() -> None:
    draft = workbook(put("D2", comment=Comment("電話で確認済み", "係")))
    assert told(draft) == []
    assert any("電話で確認済み" in problem.message for problem in draft.problems)


def test_a_label_merged_downwards_holds_for_all_its_rows() -> None:
    def merged(sheet: Worksheet) -> None:
        sheet["C3"] = None
        sheet.merge_cells("C2:C3")

    assert (told(workbook(merged)), values(workbook(merged))) == ([], GOOD)


def test_the_filled_in_example_is_passed_by_and_two_sheets_with_values_are_asked_about() -> None:
    def example_first(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("記入例", 0)
        for line in (HEAD, "99201,東ヶ丘市,令和5年度,999,確定"):
            other.append(line.split(","))

    draft = workbook(example_first)
    assert (values(draft), told(draft)) == (GOOD, [])

    def second(sheet: Worksheet) -> None:
        example_first(sheet)
        assert sheet.parent is not None
        sheet.parent["記入例"].title = "上期"

    assert (told(workbook(second)), workbook(second).asks) == (["E23"], ("シート",))


# The account


def test_every_filled_cell_is_accounted_for() -> None:
    rows = ROWS.replace("確定", "確定,調査の値,健康課")
    text = f"架空県の報告,,,,,\n{HEAD},備考,担当\n{rows}\n,合計,,93,,,\n※架空の値,,,,,,"
    draft = read(text)
    roles = {
        (row, place): draft.account.at(row, place).role.value
        for row, cells in enumerate(draft.sheet)
        for place, cell in enumerate(cells)
        if cell.strip()
    }
    assert roles[0, 0] == "remark"
    assert [roles[1, place] for place in range(7)] == ["heading"] * 6 + ["unused"]
    assert [roles[2, place] for place in range(7)] == [
        "region", "region", "date", "value", "status", "remark", "unused",
    ]  # fmt: skip
    assert (roles[4, 1], roles[4, 3], roles[5, 0]) == ("unused", "unused", "remark")
    assert all(draft.account.at(*cell).why for cell in roles)
    unused = {(row, place) for row, place, _, _ in unused_cells(draft)}
    assert unused == {cell for cell, role in roles.items() if role in {"remark", "unused"}}


def test_what_was_understood_stands_in_one_line() -> None:
    assert read(f"{HEAD}\n{ROWS}").understanding == ("令和5年度の住民主体の通いの場の数、2市町村、単位：か所、確定")
    assert read("見出しのない表").understanding == ""


def test_titles_and_notes_are_kept_with_the_draft() -> None:
    draft = read(f"架空県の報告,,,,\n{HEAD}\n{ROWS}\n※健康課が調べた,,,,")
    assert draft.remarks == ("架空県の報告", "※健康課が調べた")


def test_a_title_far_to_the_right_is_a_title() -> None:
    draft = read(f"{',' * 12_000}架空県の報告\n{HEAD}\n{ROWS}")
    assert (told(draft), values(draft), draft.remarks) == ([], GOOD, ("架空県の報告",))
