"""Side by side, regions have places and classes that a reader can check on his fingers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comparing.making import DAY, EAST, NORTH, PREFECTURE, REGIONS, TERRITORY, WEST, indicator, observed, panel
from dashboard.comparing import Basis, Comparison, Order, RegionalValue, compare
from dashboard.observation import Status
from dashboard.places import Level, Region, RegionSet

MUNICIPALITIES = REGIONS.region_set("municipality")
ALL = panel(observed(EAST, 4), observed(WEST, 3), observed(NORTH, 3))


def compared(basis: Basis = Basis.VALUE) -> Comparison:
    return compare(TERRITORY, ALL, MUNICIPALITIES, DAY, basis)


def made(*figures: float | None) -> Comparison:
    regions = [Region(str(at), str(at), "", Level.MUNICIPALITY) for at in range(len(figures))]
    status = Status.OFFICIAL
    values = tuple(RegionalValue(r, None, v, status) for r, v in zip(regions, figures, strict=True))
    own = RegionSet("municipality", "市町村", Level.MUNICIPALITY, tuple(regions))
    return Comparison(indicator(), own, DAY, Basis.VALUE, values, RegionalValue(PREFECTURE, None))


def test_equal_values_share_a_place_and_the_next_is_skipped() -> None:
    assert compared().ranks == {EAST.code: 1, WEST.code: 2, NORTH.code: 2}


def test_values_that_look_alike_rank_alike() -> None:
    close = panel(observed(EAST, 2), observed(WEST, 1), observed(NORTH, 0.250001))
    assert set(compare(TERRITORY, close, MUNICIPALITIES, DAY, Basis.AGED_75).ranks.values()) == {1}


def test_a_rate_turns_the_order_round() -> None:
    assert compared(Basis.AGED_75).ranks == {NORTH.code: 1, WEST.code: 2, EAST.code: 3}


def test_the_line_is_the_prefectures_own_rate_and_of_counts_the_mean_of_the_regions() -> None:
    assert compared(Basis.AGED_75).line == 10 / 3_250 * 1_000
    assert compared().line == 10 / 3


def test_orders_put_what_is_missing_last() -> None:
    comparison = made(None, 2, 5, 1)
    names = {order: [value.region.name for value in comparison.ordered(order)] for order in Order}
    assert names == {
        Order.MOST: ["2", "1", "3", "0"],
        Order.FEWEST: ["3", "1", "2", "0"],
        Order.OFFICIAL: ["0", "1", "2", "3"],
    }


def test_four_classes_hold_a_quarter_each() -> None:
    assert [(one.low, one.high, one.count) for one in made(*range(1, 9)).classes] == [
        (1, 2, 2),
        (3, 4, 2),
        (5, 6, 2),
        (7, 8, 2),
    ]


def test_many_zeros_make_one_class() -> None:
    assert [(one.low, one.count) for one in made(0, 0, 0, 0, 0, 7).classes] == [(0, 5), (7, 1)]


def test_nothing_known_makes_no_class() -> None:
    assert (made(None, None).classes, made(None).ranks, made().line) == ((), {}, None)


@given(st.lists(st.one_of(st.none(), st.integers(0, 30)), max_size=70))
def test_every_value_is_in_the_one_class_whose_limits_hold_it(figures: list[int | None]) -> None:
    comparison = made(*figures)
    classes = comparison.classes
    assert len(classes) <= 4
    assert sum(one.count for one in classes) == len(comparison.with_figure)
    assert all(before.high < after.low for before, after in pairwise(classes))
    for value in comparison.with_figure:
        at = comparison.class_of(value)
        assert at is not None
        assert classes[at].low <= (value.value or 0) <= classes[at].high
