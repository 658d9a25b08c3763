"""Which regions an empty file is made for: those of the chosen sets and no others."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.fiscal import label
from dashboard.places import Level, Regions
from dashboard.ui.blocks import newest_quarter, periods
from dashboard.ui.pages import UPDATE
from dashboard.ui.update import region_choices, regions_to_ask
from intake.making import CONTEXT
from places.sets import two_sets
from ui.projects import Project
from ui.screens import opened

PLACES = CONTEXT.catalogue.indicator("meeting_places")
WHOLE = PLACES.model_copy(update={"levels": (Level.PREFECTURE.value,)})


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    return two_sets(tmp_path)


def test_the_prefecture_and_each_set_may_be_asked_by_its_name(regions: Regions) -> None:
    assert {id_: region_set.name for id_, region_set in region_choices(regions).items()} == {
        "prefecture": "都道府県",
        "medical_area": "医療圏",
        "health_centre": "保健所圏域",
        "municipality": "市町村",
    }


@pytest.mark.parametrize(
    ("ids", "codes"),
    [
        ((), []),
        (("health_centre",), ["hc-1", "hc-2"]),
        (("medical_area", "prefecture"), ["99000", "9901", "9902"]),
        (("municipality",), ["99201", "99202", "99301", "99203", "99321"]),
    ],
)
def test_only_the_regions_of_the_chosen_sets_are_asked(
    regions: Regions, ids: tuple[str, ...], codes: list[str]
) -> None:
    assert [region.code for region in regions_to_ask(regions, ids, (PLACES,))] == codes


def test_a_set_of_a_size_that_no_indicator_has_is_not_asked(regions: Regions) -> None:
    assert regions_to_ask(regions, ("health_centre", "prefecture"), (WHOLE,)) == (regions.prefecture,)


def test_months_quarters_and_years_may_be_asked_as_soon_as_they_have_begun() -> None:
    names = [label(period) for period in periods(date(2026, 11, 28))]
    assert names[:6] == [
        "令和8年度",
        "令和8年度第3四半期",
        "令和8年11月",
        "令和8年10月",
        "令和8年9月",
        "令和8年度第2四半期",
    ]
    assert {"令和9年1月", "令和8年度第4四半期", "令和8年12月"}.isdisjoint(names)
    assert names[-1] == "令和5年4月"
    assert label(newest_quarter(date(2026, 11, 28))) == "令和8年度第2四半期"
    assert label(newest_quarter(date(2026, 12, 31))) == "令和8年度第3四半期"


def test_the_screen_offers_the_sets_by_name(real_plan: Project) -> None:
    (pills,) = (group for group in opened(UPDATE.script).get("button_group") if group.proto.label == "地域")
    assert [option.content for option in pills.proto.options] == ["都道府県", "二次保健医療圏", "市町村"]
