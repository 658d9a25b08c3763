import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.catalogue import NoChange
from dashboard.judging import Grade
from dashboard.judging.grading import grade_of

OFFICIAL = json.loads((Path(__file__).parents[1] / "data" / "grading_vectors_hj21.json").read_text(encoding="utf-8"))
CERTAIN = [vector for vector in OFFICIAL["vectors"] if "inferred" not in vector["official"]]
KNOWN_MISS = "食塩摂取量 g"
FIVE_PERCENT = NoChange(relative=0.05)


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


def test_every_grade_has_its_words() -> None:
    assert [(grade.value, grade.label) for grade in Grade] == [
        ("A", "目標値に達した"),
        ("B", "改善傾向（ペース以上）"),
        ("B*", "改善傾向だが、このままでは期限までの達成が難しい"),
        ("C", "変わらない"),
        ("D", "悪化"),
        ("E", "評価困難"),
    ]
    assert max(len(grade.short) for grade in Grade) <= 9
