"""A made-up plan to check files against, and files of the long shape."""

import csv
import io
from datetime import date
from pathlib import Path

from dashboard.catalogue.loading import load
from dashboard.intake import Context, Draft, examine
from dashboard.observation import Observation
from dashboard.places import Regions, load_regions

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2024, 12, 31)
HEADER = ("指標", "地域コード", "地域名", "時点", "値", "区分", "出典", "備考")


def made_up_context(regions: Regions | None = None) -> Context:
    """The made-up plan, with its own regions or with others."""
    catalogue = load(DATA / "other_plan.yaml")
    plan = catalogue.plan
    own = regions or load_regions(DATA / "other_plan", plan.region_code, plan.region_name)
    return Context(catalogue, own, TODAY)


CONTEXT = made_up_context()


def wide(text: str) -> str:
    """The text in full-width characters."""
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def as_text(rows: list[list[str]], delimiter: str = ",") -> str:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return sink.getvalue()


def row(  # noqa: PLR0917 - the cells of the long shape in their order
    indicator: str = "meeting_places",
    code: str = "99201",
    name: str = "",
    period: str = "令和4年度",
    value: str = "52",
    status: str = "確定",
) -> list[str]:
    return [indicator, code, name, period, value, status, "架空の調査", ""]


def draft_of(*rows: list[str], context: Context = CONTEXT) -> Draft:
    """What the intake makes of these rows under the usual header (which is row 1)."""
    return examine(as_text([list(HEADER), *rows]).encode("utf-8-sig"), context)


def only(draft: Draft) -> Observation:
    """The one observation of a file in which nothing but it was found, whatever the notation it is written in."""
    assert [problem for problem in draft.problems if problem.rule != "N05"] == []
    (observation,) = draft.observations
    return observation


def rules(draft: Draft) -> list[str]:
    """The rules that found something, but for the notice that a notation was read as another."""
    return [problem.rule for problem in draft.problems if problem.rule != "N05"]
