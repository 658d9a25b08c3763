"""Text in one place: what starts a formula, how wide it is, where a line breaks, how figures read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.text import (
    decimal_places,
    folded,
    format_amount,
    format_bytes,
    format_share,
    format_threshold,
    format_value,
    guarded,
    starts_formula,
    unguarded,
    width_in_ems,
    wrapped,
)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+81", "-A1", "-2+3", "-1か所", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＠SUM(A1)", "－A1"],
)
def test_text_that_begins_like_a_formula_is_held_back(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-3", "-1,023", "-3.5", "- 3", "－３", "▲3", "△3", "-", "－", "―", "−3", "3-1", "北部", "'=1", "1+1"]
)
def test_negative_numbers_and_marks_for_no_number_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''＝1", "-A1"])
def test_an_apostrophe_that_guards_a_text_is_taken_off_again(text: str) -> None:
    assert unguarded(f"'{text}") == text
    assert not starts_formula(f"'{text}")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("あいうえお", 5, ["あいうえお"]),
        ("あいうえおか", 5, ["あいうえお", "か"]),
        ("あいうえお。", 5, ["あいうえ", "お。"]),
        ("あいうえ「お」", 5, ["あいうえ", "「お」"]),
        ("受講者 abcdef", 6, ["受講者 ", "abcdef"]),
        ("「『（あ", 2, ["「『", "（あ"]),
    ],
)
def test_lines_break_where_they_may(text: str, width: float, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@pytest.mark.parametrize("text", ["令和6年度に研修会（3回）を開催した。", "x" * 90, "（" * 30, "。" * 30])
def test_no_line_is_too_wide_and_no_letter_is_lost(text: str) -> None:
    lines = wrapped(text, 7)
    assert "".join(lines) == text
    assert all(width_in_ems(line) <= 7 or len(line) == 1 for line in lines)


def test_lines_under_a_picture_break_between_their_parts_first() -> None:
    assert folded(["出典：架空の資料　時点：令和6年", "短い"], 12) == ("出典：架空の資料", "時点：令和6年", "短い")
    assert folded(["あ" * 30], 12) == ("あ" * 12, "あ" * 12, "あ" * 6)
    assert folded(["あ" * 25], 12) == ("あ" * 10, "あ" * 10, "あ" * 5)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1000, 0, "1,000"),
        (1234567.891, 2, "1,234,567.89"),
        (-3.28, 1, "−3.3"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (0.15, 1, "0.2"),
        (-0.04, 1, "0.0"),
        (0, 0, "0"),
    ],
)
def test_a_number_is_rounded_half_up_and_grouped_by_thousands(value: float, decimals: int, written: str) -> None:
    assert format_value(value, decimals) == written


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_a_written_number_reads_back_as_itself(number: int, decimals: int) -> None:
    written = format_value(number / 10**decimals, decimals)
    assert float(written.replace(",", "").replace("−", "-")) == pytest.approx(number / 10**decimals)


def test_a_percent_sign_stands_apart_and_other_units_do_not() -> None:
    assert format_amount(38.7, 1, "%") == "38.7％"
    assert format_amount(1060, 0, "か所") == "1,060か所"
    assert format_share(0.38679) == "38.7％"


@pytest.mark.parametrize(("share", "written"), [(0.05, "5％"), (0.07, "7％"), (0.125, "12.5％"), (0, "0％")])
def test_a_threshold_is_written_with_only_the_decimals_it_needs(share: float, written: str) -> None:
    assert format_threshold(share) == written


@pytest.mark.parametrize(
    ("value", "places"),
    [(41.0, 0), (0.25, 2), (0.1 + 0.2, 1), (1e-7, 7), (12345678901.5, 1), (123456789012345.0, 0), (-3.5, 1), (0.0, 0)],
)
def test_a_number_has_the_places_that_it_was_written_with(value: float, places: int) -> None:
    assert decimal_places(value) == places


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "1KB"), (1_499, "1KB"), (999_499, "999KB"), (1_000_000, "1.0MB"), (1_234_567_890, "1,234.6MB")],
)
def test_the_size_of_a_file_is_never_nothing_and_has_no_long_digits(count: int, written: str) -> None:
    assert format_bytes(count) == written
