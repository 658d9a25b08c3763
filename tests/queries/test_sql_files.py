"""Every .sql file says what it answers, runs, and has a typed function of the same name."""

import inspect
import re
from importlib.resources import files
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.queries import Snapshot
from dashboard.store import Store
from store.making import submission

FOLDER = files("dashboard.queries")
QUESTIONS = sorted(entry.name.removesuffix(".sql") for entry in FOLDER.iterdir() if entry.name.endswith(".sql"))
PARAMETERS: dict[str, object] = {"first": 0, "last": 2**62, "region": 0, "known": 0, "withdrawn": [1], "batches": [0]}


def sql(question: str) -> str:
    return FOLDER.joinpath(f"{question}.sql").read_text(encoding="utf-8")


def test_there_are_questions() -> None:
    assert {"series_of", "versions"} <= set(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_line_is_the_question_it_answers(question: str) -> None:
    first = sql(question).splitlines()[0]
    assert first.startswith("-- ")
    assert first.endswith("?")


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_valid_sql_on_a_snapshot(question: str, tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.create([submission()])
    text = sql(question)
    used = {name: value for name, value in PARAMETERS.items() if f"${name}" in text}
    with Snapshot.load(store).ledger.connection.cursor() as cursor:
        ((_, plan),) = cursor.execute(f"EXPLAIN {text}", used).fetchall()
    assert "Projection" in plan or "CTE" in plan or "Aggregate" in plan
    assert re.search(r"^ *FROM (observations|by_region|histories)$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_has_a_function_of_its_name_that_asks_a_snapshot(question: str) -> None:
    function = getattr(queries, question)
    assert next(iter(inspect.signature(function).parameters)) == "snapshot"
    assert question in queries.__all__
    assert inspect.getdoc(function)
