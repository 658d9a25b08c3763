# Full-width characters are among the notations under test.
# ruff: noqa: RUF001

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard import fiscal
from dashboard.errors import DashboardError, FiscalError
from dashboard.fiscal import EXCEL_EPOCH, FiscalYearPoint, Period, Precision, moment_of, moment_words

NOTATIONS = {
    Period(date(2024, 11, 30), Precision.DAY): [
        "令和6年11月30日",
        "令和６年１１月３０日",
        "　令和 6 年 11 月 30 日 ",
        "R6.11.30",
        "Ｒ６．１１．３０",
        "r6.11.30",
        "R6/11/30",
        "R6-11-30",
        "R06.11.30",
        "R061130",
        "2024-11-30",
        "２０２４－１１－３０",
        "2024/11/30",
        "2024.11.30",
        "2024年11月30日",
        "20241130",
        "20241130.0",
        "2024-11-30 00:00:00",
        "2024-11-30T00:00:00",
        "2024-11-30 00:00:00.000",
        "2024/11/30 0:00",
        "45626",
        "45626.0",
        "令和6年11月30日現在",
        "令和6年11月30日 時点",
        "2024-11-30付",
        "令和6年11月30日付け",
        "令和6年（2024年）11月30日",
        "2024年(令和6年)11月30日",
        "令和6年11月30日（2024年11月30日）",
        "2024-11-30 (R6.11.30)",
    ],
    Period(date(2024, 11, 30), Precision.MONTH): [
        "令和6年11月",
        "令和６年11月末",
        "令和6年11月末日",
        "令和6年11月末時点",
        "令和6年11月末日現在",
        "R6年11月",
        "R6.11",
        "r6.11",
        "R6/11",
        "2024年11月",
        "2024/11",
        "2024-11",
        "2024.11",
        "令和6年（2024年）11月",
        "令和6年(2024)11月末",
        "2024年11月（令和6年度）",
    ],
    Period(date(2025, 3, 31), Precision.FISCAL_YEAR): [
        "令和6年度",
        "令和６年度",
        "R6年度",
        "R6年度末",
        "令和6年度末日現在",
        "令和6年",
        "令和6",
        "R6",
        "Ｒ６",
        "2024年度",
        "2024年度末",
        "2024年",
        "令和6(2024)年度",
        "令和6年度（2024年度）",
        "2024（令和6）年度",
        "令和6年（2024年）",
    ],
    Period(date(2024, 9, 30), Precision.QUARTER): [
        "令和6年度第2四半期",
        "令和６年度第２・四半期",
        "令和6年度 第2四半期末",
        "R6Q2",
        "ｒ６ｑ２",
        "R6年度Q2",
        "2024年度第2四半期",
        "2024年度Q2",
        "令和6年度（2024年度）第2四半期",
    ],
    Period(date(2024, 6, 30), Precision.QUARTER): ["令和6年度第1四半期", "R6Q1"],
    Period(date(2024, 12, 31), Precision.QUARTER): ["令和6年度第3四半期", "R6Q3"],
    Period(date(2025, 3, 31), Precision.QUARTER): ["令和6年度第4四半期", "R6Q4"],
    Period(date(2024, 9, 30), Precision.HALF): [
        "令和6年度上半期",
        "令和6年度上期",
        "R6年度前期",
        "2024年度上半期",
        "R6上",
    ],
    Period(date(2025, 3, 31), Precision.HALF): ["令和6年度下半期", "令和6年度下期", "R6年度後期", "R6下"],
    Period(date(2020, 3, 31), Precision.FISCAL_YEAR): [
        "令和元年",
        "令和元年度",
        "令和1年度",
        "R元",
        "R1年度",
        "平成31年度",
    ],
    Period(date(2021, 3, 31), Precision.FISCAL_YEAR): ["令和2年度", "平成32年度", "H32"],
    Period(date(1990, 3, 31), Precision.FISCAL_YEAR): ["平成元年度", "H1", "昭和64年度"],
    Period(date(1989, 3, 31), Precision.FISCAL_YEAR): ["S63年度", "昭和63年度"],
    Period(date(2019, 4, 30), Precision.DAY): ["平成31年4月30日", "H31.4.30", "31.4.30", "31.04.30", "令和元年4月30日"],
    Period(date(2019, 1, 1), Precision.DAY): ["31.1.1", "H31/1/1"],
    Period(date(2019, 5, 1), Precision.DAY): ["令和元年5月1日", "R元.5.1", "R1.5.1", "平成31年5月1日"],
    Period(date(2019, 4, 30), Precision.MONTH): ["平成31年4月", "令和元年4月", "H31.4"],
    Period(date(1989, 1, 31), Precision.MONTH): ["昭和64年1月", "平成元年1月"],
    Period(date(2024, 2, 29), Precision.MONTH): ["令和6年2月末"],
}

UNREADABLE = [
    "集計中", "―", "－", "…", "該当なし", "R6H1", "明治45年", "大正10年度", "T10.4.1", "令和", "年度", "第2四半期",
    "11月", "R6年度Q5", "令和6年度第0四半期", "2024/11-30", "1 2月", "令和6年1 1月", "2024-11-30 12:34:56", "45626.5",
    "-45626", "令和6年度実績", "令和6年11月（速報）", "（）", "((令和6年度))", "令和6年11月30日末", "2024 11 30",
    "٢٠٢٤年度",
]  # fmt: skip
IMPOSSIBLE = [
    "令和6年13月", "令和6年0月", "令和6年2月30日", "2023-02-29", "R6.11.31", "20241301", "令和0年", "R0.4.1", "31.4.31",
]  # fmt: skip
OUT_OF_RANGE = [
    "1988-12-31", "昭和63年12月", "2061-01-01", "2060年度", "2060年度下半期", "2060年度第4四半期", "9999年度",
    "0000年度", "令和99年", "昭和10年", "11203", "32508", "58807", "99999999",
]  # fmt: skip
NO_ERA = ["6.11.30", "6/11/30", "06-11-30", "31.5.1", "31/4/30", "6年11月30日", "6年度"]
BARE_NUMBERS = ["2024", "6", "31", "130", "2024.0", "２０２４"]
CALENDAR_OR_FISCAL = ["2024Q2", "2024第2四半期", "2024年上半期", "2024上期", "令和6年上半期", "令和6年第2四半期"]
CONTRADICTORY = [
    "令和6年（2023年）11月", "令和6(2025)年度", "2024年（令和7年）", "令和6年度（2025年）", "令和6年11月（2024年12月）",
    "2025年2月（令和7年度）",
]  # fmt: skip

REFUSALS = [
    *[(text, "読めません") for text in UNREADABLE],
    *[(text, "実在しません") for text in IMPOSSIBLE],
    *[(text, "1989年1月1日から2060年12月31日まで") for text in OUT_OF_RANGE],
    *[(text, "元号がなく") for text in NO_ERA],
    *[(text, "年か年度か別の数か") for text in BARE_NUMBERS],
    *[(text, "暦年か年度か") for text in CALENDAR_OR_FISCAL],
    *[(text, "かっこの中と外") for text in CONTRADICTORY],
    ("令和6年末", "12月末か年度末か"),
    ("2024年末現在", "12月末か年度末か"),
    ("R6末", "12月末か年度末か"),
    ("2024.1", "末尾の0が消えた10月か"),
]

PART_ENDS = {
    Precision.HALF: ((9, 30), (3, 31)),
    Precision.QUARTER: ((6, 30), (9, 30), (12, 31), (3, 31)),
}
days = st.dates(date(1989, 1, 1), date(2050, 12, 31))
fiscal_years = st.integers(1989, 2049)
points = st.sampled_from(FiscalYearPoint)


def day_period(day: date) -> Period:
    return Period(day, Precision.DAY)


def _month_of(day: date) -> Period:
    return Period(day.replace(day=monthrange(day.year, day.month)[1]), Precision.MONTH)


@st.composite
def _parts_of_year(draw: st.DrawFn) -> Period:
    precision = draw(st.sampled_from(list(PART_ENDS)))
    month, day = draw(st.sampled_from(PART_ENDS[precision]))
    return Period(date(draw(fiscal_years) + (month == 3), month, day), precision)


dated_periods = st.one_of(days.map(day_period), days.map(_month_of), _parts_of_year())
# A slow machine is no defect: no example may fail for the time it takes.
unhurried = settings(deadline=None)


@pytest.mark.parametrize(("text", "period"), [(text, period) for period, texts in NOTATIONS.items() for text in texts])
def test_every_notation_that_staff_write_is_read(text: str, period: Period) -> None:
    assert fiscal.parse(text) == period


@pytest.mark.parametrize(("text", "reason"), REFUSALS)
def test_a_refusal_quotes_what_was_found_gives_the_reason_and_shows_how_to_write_it(text: str, reason: str) -> None:
    with pytest.raises(FiscalError) as refused:
        fiscal.parse(text)
    sentence = str(refused.value)
    assert f"「{text}」" in sentence
    assert reason in sentence
    assert sentence.endswith("ください。")


@pytest.mark.parametrize("text", ["令和6年11月①", "R5.1①", "H2①", "2024-11-3⁰", "令和6年度㊟"])
def test_a_footnote_mark_never_becomes_part_of_a_date(text: str) -> None:
    with pytest.raises(FiscalError, match="ください"):
        fiscal.parse(text)


@pytest.mark.parametrize("text", ["", " ", "　", "\n"])
def test_an_empty_cell_is_called_empty(text: str) -> None:
    with pytest.raises(FiscalError, match=r"^時点が空欄です。.*のように書いてください。$"):
        fiscal.parse(text)


def test_a_long_text_is_quoted_in_part() -> None:
    with pytest.raises(FiscalError) as refused:
        fiscal.parse("あ" * 5000)
    assert len(str(refused.value)) < 150


def test_a_refused_period_is_an_error_that_the_frame_shows_to_the_user() -> None:
    with pytest.raises(DashboardError):
        fiscal.parse("集計中")


def test_january_belongs_to_the_previous_fiscal_year() -> None:
    assert fiscal.fiscal_year(date(2025, 1, 1)) == 2024
    assert fiscal.fiscal_year(date(2025, 3, 31)) == 2024
    assert fiscal.fiscal_year(date(2025, 4, 1)) == 2025


@given(days)
@unhurried
def test_every_day_lies_within_its_fiscal_year(day: date) -> None:
    year = fiscal.fiscal_year(day)
    assert date(year, 4, 1) <= day <= fiscal.fiscal_year_end(year)


def test_a_fiscal_year_value_is_dated_at_its_end_or_at_its_middle() -> None:
    assert fiscal.parse("令和4年度").date == date(2023, 3, 31)
    assert fiscal.parse("令和4年度", point=FiscalYearPoint.MIDDLE).date == date(2022, 9, 30)
    assert fiscal.of_fiscal_year(2022) == fiscal.parse("令和4年度")


def test_the_words_for_the_end_of_a_fiscal_year_mean_march_even_in_a_mid_year_plan() -> None:
    assert fiscal.parse("令和4年度末", point=FiscalYearPoint.MIDDLE).date == date(2023, 3, 31)


@given(dated_periods, points)
@unhurried
def test_the_fiscal_year_point_moves_nothing_but_whole_fiscal_years(period: Period, point: FiscalYearPoint) -> None:
    assert fiscal.parse(fiscal.label(period), point=point) == period


@pytest.mark.parametrize("write", [fiscal.label, fiscal.short_label, fiscal.iso_label])
@given(period=dated_periods)
@example(period=Period(date(1989, 1, 7), Precision.DAY))
@example(period=Period(date(1989, 1, 31), Precision.MONTH))
@example(period=Period(date(2019, 4, 30), Precision.DAY))
@unhurried
def test_every_label_is_read_back_as_the_same_period(write: Callable[[Period], str], period: Period) -> None:
    assert fiscal.parse(write(period)) == period


@pytest.mark.parametrize("point", FiscalYearPoint)
@pytest.mark.parametrize("year", range(1988, 2060))
def test_every_label_of_a_fiscal_year_is_read_back_under_the_same_convention(year: int, point: FiscalYearPoint) -> None:
    period = fiscal.of_fiscal_year(year, point)
    for text in (fiscal.label(period), fiscal.short_label(period), fiscal.iso_label(period)):
        assert fiscal.parse(text, point=point) == period


@pytest.mark.parametrize(
    ("period", "label", "short", "iso"),
    [
        (Period(date(2025, 3, 31), Precision.FISCAL_YEAR), "令和6年度", "R6", "2024年度"),
        (Period(date(2024, 9, 30), Precision.FISCAL_YEAR), "令和6年度", "R6", "2024年度"),
        (Period(date(2024, 9, 30), Precision.HALF), "令和6年度上半期", "R6上", "2024年度上半期"),
        (Period(date(2025, 3, 31), Precision.HALF), "令和6年度下半期", "R6下", "2024年度下半期"),
        (Period(date(2024, 9, 30), Precision.QUARTER), "令和6年度第2四半期", "R6Q2", "2024年度第2四半期"),
        (Period(date(2025, 3, 31), Precision.QUARTER), "令和6年度第4四半期", "R6Q4", "2024年度第4四半期"),
        (Period(date(2024, 11, 30), Precision.MONTH), "令和6年11月", "R6.11", "2024年11月"),
        (Period(date(2025, 3, 31), Precision.MONTH), "令和7年3月", "R7.3", "2025年3月"),
        (Period(date(2024, 11, 30), Precision.DAY), "令和6年11月30日", "R6.11.30", "2024-11-30"),
        (Period(date(2019, 4, 30), Precision.MONTH), "平成31年4月", "H31.4", "2019年4月"),
        (Period(date(2019, 5, 31), Precision.MONTH), "令和元年5月", "R元.5", "2019年5月"),
        (Period(date(2019, 5, 1), Precision.DAY), "令和元年5月1日", "R元.5.1", "2019-05-01"),
        (Period(date(1989, 1, 7), Precision.DAY), "昭和64年1月7日", "S64.1.7", "1989-01-07"),
        (Period(date(1989, 1, 8), Precision.DAY), "平成元年1月8日", "H元.1.8", "1989-01-08"),
    ],
)
def test_a_period_is_written_in_the_words_of_the_papers(period: Period, label: str, short: str, iso: str) -> None:
    assert (fiscal.label(period), fiscal.short_label(period), fiscal.iso_label(period)) == (label, short, iso)


def test_one_day_under_five_precisions_has_five_different_labels() -> None:
    periods = [Period(date(2025, 3, 31), precision) for precision in Precision]
    for write in (fiscal.label, fiscal.short_label, fiscal.iso_label):
        assert len({write(period) for period in periods}) == 5


@pytest.mark.parametrize(
    ("year", "label", "short"),
    [
        (1988, "昭和63年度", "S63"),
        (1989, "平成元年度", "H元"),
        (2018, "平成30年度", "H30"),
        (2019, "令和元年度", "R元"),
        (2024, "令和6年度", "R6"),
    ],
)
def test_a_fiscal_year_bears_one_era_name_throughout(year: int, label: str, short: str) -> None:
    assert (fiscal.fiscal_year_label(year), fiscal.fiscal_year_short(year)) == (label, short)


def test_a_date_in_words_follows_the_era_in_force_on_the_day() -> None:
    assert fiscal.japanese_date(date(2019, 4, 30)) == "平成31年4月30日"
    assert fiscal.japanese_date(date(2019, 5, 1)) == "令和元年5月1日"


def test_a_day_before_the_known_eras_is_refused() -> None:
    with pytest.raises(FiscalError, match="1900-01-01"):
        fiscal.japanese_date(date(1900, 1, 1))


@pytest.mark.parametrize(
    ("serial", "day"), [(45626, date(2024, 11, 30)), (32509, date(1989, 1, 1)), (58806, date(2060, 12, 31))]
)
def test_an_excel_serial_is_a_day(serial: int, day: date) -> None:
    assert fiscal.parse(str(serial)) == Period(day, Precision.DAY)


@given(days)
@unhurried
def test_a_serial_means_the_same_day_as_the_date_in_words(day: date) -> None:
    assert fiscal.parse(str((day - EXCEL_EPOCH).days)) == fiscal.parse(day.isoformat()) == day_period(day)


@st.composite
def _rewritten_days(draw: st.DrawFn) -> tuple[date, str]:
    """A day, and a text for it with any separator, padding, digit width and stray spaces."""
    day = draw(days)
    year = draw(st.sampled_from([str(day.year), fiscal.short_label(day_period(day)).split(".")[0]]))
    marks = draw(st.sampled_from(["/", ".", "-", "−", "／", "‐", "年月日"]))
    width = draw(st.sampled_from([1, 2]))
    space = draw(st.sampled_from(["", " ", "　"]))
    before, between, after = (marks[0], marks[1], marks[2]) if len(marks) == 3 else (marks, marks, "")
    text = f"{space}{year}{space}{before}{day.month:0{width}}{space}{between}{day.day:0{width}}{after}"
    full_width = str.maketrans("0123456789RHS", "０１２３４５６７８９ＲＨＳ")
    return day, draw(st.sampled_from([text, text.translate(full_width), text.lower()]))


@given(_rewritten_days())
@unhurried
def test_digit_width_case_separators_and_stray_spaces_do_not_change_a_day(written: tuple[date, str]) -> None:
    day, text = written
    assert fiscal.parse(text) == day_period(day)


@given(fiscal_years, fiscal_years)
@unhurried
def test_both_calendars_in_one_text_must_name_the_same_year(year: int, other: int) -> None:
    text = f"{fiscal.fiscal_year_label(year)}（{other}年度）"
    if year == other:
        assert fiscal.parse(text) == fiscal.of_fiscal_year(year)
    else:
        with pytest.raises(FiscalError, match="かっこの中と外"):
            fiscal.parse(text)


PIECES = [
    "令和", "平成", "昭和", "R", "Ｈ", "S", "元", "6", "31", "１０", "11", "30", "2024", "45626", "年", "年度",
    "月", "日", "末", "末日", "上半期", "下期", "第2四半期", "Q3", "第", ".", "/", "-", "－", "(", "）", "　",
    "現在", "付",
]  # fmt: skip


def _read_or_refused(text: str, point: FiscalYearPoint) -> Period | str:
    try:
        return fiscal.parse(text, point=point)
    except FiscalError as refused:
        return str(refused)


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=9).map("".join), points)
@settings(unhurried, max_examples=500)
def test_any_text_whatever_is_a_plausible_period_or_refused_in_a_sentence(text: str, point: FiscalYearPoint) -> None:
    outcome = _read_or_refused(text, point)
    if isinstance(outcome, Period):
        assert date(1988, 9, 30) <= outcome.date <= date(2060, 12, 31)
        assert fiscal.parse(fiscal.iso_label(outcome)).precision is outcome.precision
    else:
        assert outcome.startswith("時点")
        assert outcome.endswith("ください。")


def test_a_moment_without_an_offset_is_japanese_and_a_day_alone_means_its_end() -> None:
    assert moment_words(moment_of("2025-02-10T09:05")) == "令和7年2月10日 9時05分"
    assert moment_words(moment_of("2025-02-10T09:05+00:00")) == "令和7年2月10日 18時05分"
    assert moment_words(moment_of("2025-02-10")) == "令和7年2月10日 23時59分"
    assert moment_of("2025-02-10") + timedelta(microseconds=1) == moment_of("2025-02-11T00:00")


@pytest.mark.parametrize(
    ("text", "reason"), [("昨日", "時刻として読めません"), ("0001-01-01T00:00", "時刻として"), ("2061-02-01", "範囲")]
)
def test_a_moment_that_cannot_be_is_refused_in_a_sentence(text: str, reason: str) -> None:
    with pytest.raises(FiscalError, match=f"「{text}」.*{reason}.*ください。$"):
        moment_of(text)
