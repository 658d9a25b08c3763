import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.judging import Grade, composite, composite_score
from dashboard.judging.grading import Thresholds, grade_of

OFFICIAL = json.loads((Path(__file__).parents[1] / "data" / "grading_vectors_hj21.json").read_text(encoding="utf-8"))
CERTAIN = [vector for vector in OFFICIAL["vectors"] if "inferred" not in vector["official"]]
KNOWN_MISS = "食塩摂取量 g"
FIVE_PERCENT = Thresholds(relative=0.05)
GRADES = st.lists(st.sampled_from(Grade), max_size=12)


def computed(vector: dict[str, Any]) -> Grade:
    baseline, target, latest = (
        (date(vector[f"{name}_year"], 12, 31), float(vector[name])) for name in ("base", "target", "latest")
    )
    wanted = 1 if vector["direction"] == "+" else -1
    return grade_of([baseline, target], target[1], latest, wanted, FIVE_PERCENT)


def test_thirteen_official_grades_are_certain() -> None:
    assert len(CERTAIN) == 13


@pytest.mark.parametrize(
    "vector", [one for one in CERTAIN if one["indicator"] != KNOWN_MISS], ids=lambda one: one["indicator"]
)
def test_the_rule_reaches_the_official_grade(vector: dict[str, Any]) -> None:
    assert computed(vector) == vector["official"].split()[0]


def test_the_rule_misses_the_one_grade_that_rests_on_a_significance_test() -> None:
    (salt,) = (one for one in CERTAIN if one["indicator"] == KNOWN_MISS)
    assert (salt["official"], computed(salt)) == ("B*", Grade.C)


@pytest.mark.parametrize("item", OFFICIAL["composites"], ids=lambda item: item["item"])
def test_the_composite_is_the_official_one(item: dict[str, Any]) -> None:
    assert composite([Grade(part) for part in item["parts"]]) == item["official"].split()[0]


def test_the_composite_score_is_rounded_to_one_decimal() -> None:
    assert composite_score([Grade.D, Grade.B_STAR, Grade.D]) == 2.7
    assert composite_score([Grade.A] * 4 + [Grade.B] * 4 + [Grade.D] * 2) == 4.0


def test_a_half_goes_down_and_six_tenths_go_up() -> None:
    assert composite([Grade.C, Grade.D]) is Grade.D
    assert composite([Grade.C, Grade.C, Grade.D]) is Grade.C


def test_grades_that_could_not_be_given_do_not_weigh() -> None:
    assert composite([Grade.A, Grade.E, Grade.E]) is Grade.A


@pytest.mark.parametrize("grades", [[], [Grade.E], [Grade.E, Grade.E]])
def test_there_is_no_composite_of_nothing(grades: list[Grade]) -> None:
    assert (composite(grades), composite_score(grades)) == (None, None)


@given(GRADES, st.randoms())
def test_the_order_of_grades_does_not_matter_to_the_composite(grades: list[Grade], random: Any) -> None:
    shuffled = random.sample(grades, len(grades))
    assert composite(shuffled) == composite(grades)


@given(st.sampled_from([Grade.A, Grade.B_STAR, Grade.C, Grade.D]), st.integers(1, 30))
def test_the_composite_of_equal_grades_is_that_grade(grade: Grade, times: int) -> None:
    assert composite([grade] * times) is grade


def test_every_grade_has_its_words() -> None:
    assert [(grade.value, grade.label) for grade in Grade] == [
        ("A", "目標値に達した"),
        ("B", "改善傾向（線以上）"),
        ("B*", "改善傾向だが、このままでは期限までの達成が難しい"),
        ("C", "変わらない"),
        ("D", "悪化"),
        ("E", "評価困難"),
    ]
    assert max(len(grade.short) for grade in Grade) <= 7
