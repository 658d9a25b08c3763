"""The OpenAPI document says what the API does, and the API does what the document says."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import jsonschema
import pytest

from api.asking import BASE, ask
from dashboard.api import ROUTES
from dashboard.catalogue import Direction, Method
from dashboard.fiscal import Precision
from dashboard.judging import Flag, Grade, GrowthStatus
from dashboard.observation import Status
from dashboard.papers.choice import MOST_YEARS, Canvas, PageSize, SlideCharts
from dashboard.papers.formats import FORMATS, ZIP, ZIP_TYPE
from ui.projects import Project

DOCUMENT: dict[str, Any] = ask("openapi.json").json()
OPERATIONS: dict[str, dict[str, Any]] = {path: item["get"] for path, item in DOCUMENT["paths"].items()}
SERVED = {route.path: route for route in ROUTES if route.path.startswith(BASE)}
PAPERS = f"{BASE}/papers/{{format}}"


def test_the_document_and_the_routes_name_the_same_addresses() -> None:
    assert list(OPERATIONS) == list(SERVED)
    assert all(list(item) == ["get"] for item in DOCUMENT["paths"].values())


@pytest.mark.parametrize("path", SERVED)
def test_an_address_has_the_parameters_that_the_document_names(path: str) -> None:
    parameters = OPERATIONS[path]["parameters"]
    assert [one["name"] for one in parameters if one["in"] == "path"] == list(SERVED[path].param_convertors)
    for one in parameters:
        assert one["description"]
        # An address takes a parameter of its query: what it refuses is not that it is there.
        address = path.removeprefix(f"{BASE}/").replace("{format}", "exe")
        if one["in"] == "query":
            assert "という指定はありません" not in ask(f"{address}?{one['name']}=x").text


@pytest.mark.parametrize("path", SERVED)
def test_a_parameter_may_be_repeated_where_the_document_says_so(real_plan: Project, path: str) -> None:
    for one in OPERATIONS[path]["parameters"]:
        if one["in"] == "query":
            address = path.removeprefix(f"{BASE}/").replace("{format}", "exe")
            refused = "は一つだけ指定できます" in ask(f"{address}?{one['name']}=x&{one['name']}=y").text
            assert refused == (one["schema"]["type"] != "array")


@pytest.mark.parametrize(("name", "kinds"), [("page", PageSize), ("charts", SlideCharts), ("canvas", Canvas)])
def test_choices_are_those_of_a_paper_and_the_first_is_the_default(name: str, kinds: type[StrEnum]) -> None:
    values = [one.value for one in kinds]
    assert _parameter(name, "query")["schema"] == {"type": "string", "enum": values, "default": values[0]}


def test_formats_are_those_of_the_registry() -> None:
    ids = [one.id for one in FORMATS]
    assert _parameter("format", "path")["schema"]["enum"] == [*ids, ZIP]
    assert _parameter("format", "query")["schema"]["items"]["enum"] == ids
    assert _parameter("fiscal_year", "query")["schema"]["maxItems"] == MOST_YEARS
    types = {one.media_type for one in FORMATS} | {ZIP_TYPE}
    assert set(OPERATIONS[PAPERS]["responses"]["200"]["content"]) == types


@pytest.mark.parametrize(
    ("schema", "field", "kinds"),
    [
        ("Indicator", "direction", Direction),
        ("Assessments", "method", Method),
        ("Assessment", "flags", Flag),
        ("Value", "precision", Precision),
        ("Value", "status", Status),
        ("TargetAssessment", "grade", Grade),
        ("TargetAssessment", "status", GrowthStatus),
    ],
)
def test_every_word_of_an_answer_is_named(schema: str, field: str, kinds: type[StrEnum]) -> None:
    told = DOCUMENT["components"]["schemas"][schema]["properties"][field]
    words = told.get("items", told)["enum"]
    assert [word for word in words if word is not None] == [one.value for one in kinds]


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    used = set(_references(DOCUMENT))
    for one in used:
        _resolved({"$ref": one})
    parts = DOCUMENT["components"]
    assert used == {f"#/components/{kind}/{name}" for kind, named in parts.items() for name in named}


def test_every_schema_is_a_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("address", "schema"),
    [
        ("indicators.json", "Indicators"),
        ("assessments.json?as_of=2024-12-31", "Assessments"),
        ("assessments.json?as_of=1990-01-01&known_at=2025-02-10", "Assessments"),
        ("assessments.json?as_of=x", "Error"),
    ],
)
def test_real_answers_are_as_the_document_says(any_plan: Project, address: str, schema: str) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(ask(address).json())


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("indicators.json", "indicators.json"),
        ("assessments.json?as_of=x", "assessments.json"),
        ("assessments.json?indicator=x", "assessments.json"),
        ("observations.csv", "observations.csv"),
        ("papers/csv", "papers/{format}"),
        ("papers/exe", "papers/{format}"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_status_media_type_and_headers_are_among_those_of_the_document(
    real_plan: Project, address: str, path: str, method: str
) -> None:
    answer = ask(address, method)
    told = _resolved(OPERATIONS[f"{BASE}/{path}"]["responses"][str(answer.status_code)])
    assert answer.headers["content-type"].split(";")[0] in told["content"]
    optional = {"Link"}
    assert {name for name in told.get("headers", ()) if name not in answer.headers} <= optional


def test_the_document_is_written_for_readers_of_japanese() -> None:
    assert "会議体の評価ではありません" in ask("openapi.json").text


def _parameter(name: str, place: str) -> dict[str, Any]:
    parameters = OPERATIONS[PAPERS]["parameters"]
    return next(one for one in parameters if (one["name"], one["in"]) == (name, place))


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = DOCUMENT
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
