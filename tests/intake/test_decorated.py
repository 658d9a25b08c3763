"""Decorated files, a small run of what ``make fuzz`` does at length: the truth is read, or something names the cell."""

import pytest

from dashboard.intake import Severity
from intake.decorating import DECORATIONS, decorated
from intake.fuzzing import judged

SEED = 7
FILES = 300
BATCH = 50
EXPLAINED = {"W24"}
"""What a good file of some shapes is asked about: it names its region or its date once for all values."""


@pytest.mark.parametrize("first", range(0, FILES, BATCH))
def test_of_a_decorated_file_nothing_wrong_gets_in_without_a_word(first: int) -> None:
    wrong = []
    for number in range(first, first + BATCH):
        made = decorated(SEED, number)
        verdict, _ = judged(made)
        if verdict.outcome == "wrong":
            wrong.append((number, made.page.shape, made.kinds, verdict.why))
    assert wrong == []


def test_a_file_without_decorations_is_read_with_no_question_but_those_of_its_shape() -> None:
    for number in range(2 * BATCH):
        made = decorated(SEED, number, 0, 0)
        verdict, draft = judged(made)
        asked = {problem.rule for problem in draft.problems if problem.severity is not Severity.NOTICE}
        assert asked <= EXPLAINED, (number, made.page.shape, asked)
        assert verdict.outcome in {"read", "told"}
        assert len(draft.rows) == len(made.page.truth), (number, made.page.shape)


def test_a_file_of_a_seed_is_always_the_same() -> None:
    first, again = decorated(SEED, 3), decorated(SEED, 3)
    assert (first.kinds, first.page.name, first.page.truth) == (again.kinds, again.page.name, again.page.truth)
    assert first.data == again.data or first.page.kind == "xlsx"


def test_every_decoration_comes_about() -> None:
    kinds = {kind for number in range(1_000) for kind in decorated(SEED, number).kinds}
    assert kinds == set(DECORATIONS)
