"""The schema that editors use says the same as the loader."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dashboard.catalogue.document import read
from dashboard.catalogue.schema import schema, schema_text

ROOT = Path(__file__).parents[2]
REGENERATE = (
    "indicators.schema.json is older than the models: run `python -m dashboard.catalogue.schema indicators.schema.json`"
)


def _plain(path: Path) -> Any:
    return read(path).data


def _errors(data: object) -> list[str]:
    return [error.message for error in Draft202012Validator(schema()).iter_errors(data)]


def test_the_schema_file_is_up_to_date() -> None:
    assert (ROOT / "indicators.schema.json").read_text(encoding="utf-8") == schema_text(), REGENERATE


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize(
    "path", ["indicators.yaml", *(f"tests/data/{plan}_plan.yaml" for plan in ("other", "growth", "bent", "redefined"))]
)
def test_every_catalogue_of_the_project_meets_the_schema(path: str) -> None:
    assert _errors(_plain(ROOT / path)) == []


@pytest.mark.parametrize(
    ("key", "typo"), [("targets", "targett"), ("unit", "units"), ("baseline", "base"), ("initiatives", "initiative")]
)
def test_a_misspelt_key_fails_the_schema_too(key: str, typo: str) -> None:
    data = copy.deepcopy(_plain(ROOT / "indicators.yaml"))
    data["indicators"][0][typo] = data["indicators"][0].pop(key)
    assert any(typo in message for message in _errors(data))


@pytest.mark.parametrize(("key", "value"), [("decimals", 7), ("direction", "upward"), ("id", "Bad"), ("unit", 5)])
def test_a_wrong_value_fails_the_schema_too(key: str, value: object) -> None:
    data = copy.deepcopy(_plain(ROOT / "indicators.yaml"))
    data["indicators"][0][key] = value
    assert _errors(data)


def test_every_field_is_explained_to_whoever_edits_the_file() -> None:
    for name, part in schema()["$defs"].items():
        for key, entry in part.get("properties", {}).items():
            assert entry.get("description"), f"{name}.{key} has no description"
