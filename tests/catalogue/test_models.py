"""What the rest of the program may ask of a catalogue."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard.catalogue import Catalogue, Direction, Measure, Method
from dashboard.catalogue.loading import load
from dashboard.errors import UnknownIndicator

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def other() -> Catalogue:
    return load(DATA / "other_plan.yaml")


def test_a_new_kind_of_indicator_is_a_row_of_the_file(other: Catalogue) -> None:
    assert "住民の指標" in [kind.name for kind in other.kinds]
    assert "meeting_places" in [indicator.id for indicator in other.tracked]


def test_indicators_of_an_untracked_kind_are_kept_apart(other: Catalogue) -> None:
    assert [indicator.id for indicator in other.others] == ["single_elderly"]
    assert not set(other.others) & set(other.tracked)


def test_a_plan_that_began_in_heisei_keeps_its_words_and_its_years(other: Catalogue) -> None:
    baseline = other.indicator("smoking_rate").baseline
    assert baseline is not None
    assert (baseline.printed, baseline.period.date.isoformat()) == ("平成28年度", "2016-09-30")
    assert (other.plan.period.start, other.plan.period.end) == (2018, 2026)


def test_a_falling_percentage_keeps_its_direction_and_decimals(other: Catalogue) -> None:
    smoking = other.indicator("smoking_rate")
    assert (smoking.direction, smoking.decimals, smoking.measure) == (Direction.DOWN, 1, Measure.OUTCOME)
    assert [target.value for target in smoking.targets] == [18.0, 15.0, 12.0]


def test_the_council_can_record_its_own_judgement(other: Catalogue) -> None:
    assessment = other.indicator("meeting_places").assessment
    assert assessment is not None
    assert (assessment.date.isoformat(), assessment.grade) == ("2022-02-10", "B")


def test_a_plan_can_ask_for_the_growth_rate() -> None:
    growth = load(DATA / "growth_plan.yaml")
    screening = growth.indicator("screening_rate")
    assert growth.judging.method is Method.GROWTH_RATE
    assert (screening.targets, screening.natural_limit) == ((), 100)


def test_a_name_left_out_for_the_slide_is_the_name(other: Catalogue) -> None:
    assert other.indicator("smoking_rate").slide_name == "成人の喫煙率"


def test_an_unknown_id_is_answered_with_the_nearest_and_all_ids(other: Catalogue) -> None:
    with pytest.raises(UnknownIndicator) as caught:
        other.indicator("smoking_rat")
    assert str(caught.value) == (
        "「smoking_rat」という指標はありません。「smoking_rate」ではありませんか。"
        "使えるのは「smoking_rate」「screening_rate」「meeting_places」「single_elderly」です。"
    )


@pytest.mark.parametrize("text", ["smoking_rate", "成人の喫煙率", "喫煙率", "SMOKING_RATE", " 成人の　喫煙率 "])
def test_an_indicator_is_found_by_any_of_its_names_in_any_width(other: Catalogue, text: str) -> None:
    assert other.find(text).id == "smoking_rate"


def test_an_unknown_name_is_answered_with_the_nearest(other: Catalogue) -> None:
    with pytest.raises(UnknownIndicator, match="「がん検診受診率」ではありませんか。"):
        other.find("がん健診受診率")


def test_a_name_like_no_other_is_answered_with_all_names_and_their_ids(other: Catalogue) -> None:
    with pytest.raises(UnknownIndicator, match="使えるのは「成人の喫煙率（smoking_rate）」「"):
        other.find("降水量")


def test_nothing_of_a_catalogue_can_be_changed_by_accident(other: Catalogue) -> None:
    with pytest.raises(ValidationError):
        other.plan.name = "別の計画"  # type: ignore[misc]


def test_two_readings_of_one_file_are_the_same_key_for_a_cache(other: Catalogue) -> None:
    again = load(DATA / "other_plan.yaml")
    assert other == again
    assert hash(other) == hash(again)
