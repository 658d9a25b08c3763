import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.text import decimal_places, format_amount, format_share, format_threshold, format_value


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
    assert format_amount(38.7, 1, "%") == "38.7 %"
    assert format_amount(1060, 0, "か所") == "1,060か所"
    assert format_share(0.38679) == "38.7 %"


@pytest.mark.parametrize(("share", "written"), [(0.05, "5 %"), (0.07, "7 %"), (0.125, "12.5 %"), (0, "0 %")])
def test_a_threshold_is_written_with_only_the_decimals_it_needs(share: float, written: str) -> None:
    assert format_threshold(share) == written


@pytest.mark.parametrize(
    ("value", "places"),
    [(41.0, 0), (0.25, 2), (0.1 + 0.2, 1), (1e-7, 7), (12345678901.5, 1), (123456789012345.0, 0), (-3.5, 1), (0.0, 0)],
)
def test_a_number_has_the_places_that_it_was_written_with(value: float, places: int) -> None:
    assert decimal_places(value) == places
