"""What a request asks for: its query read into dates, ids and choices, or refused with a sentence that says why."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import URL
from starlette.requests import Request

from dashboard.board import Board
from dashboard.errors import DashboardError, FiscalError
from dashboard.fiscal import Precision, fiscal_year, moment_of, parse, today
from dashboard.text import listed, suggestion

REPEATABLE = frozenset({"indicator", "fiscal_year", "format"})
LONGEST = 200
"""No name, code or date is longer; what is longer is not worth searching for."""

Kind = TypeVar("Kind", bound=StrEnum)
_YEAR = re.compile(r"\d{4}")


class Refused(Exception):
    """What was asked for is not answered; ``status`` is HTTP's, the text the sentence for the asker."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@contextmanager
def refusing(status: int, about: str = "") -> Iterator[None]:
    """Makes an error of ours inside the asker's: ``about`` is the parameter at fault.

    Raises:
        Refused: in place of the error, with its sentence.
    """
    try:
        yield
    except DashboardError as error:
        where = f"「{about}」に誤りがあります。" if about else ""
        raise Refused(status, f"{where}{error}") from error


@dataclass(frozen=True)
class Query:
    """The parameters of a request, each known to its address, and what its path names."""

    given: Mapping[str, Sequence[str]]
    path: Mapping[str, str]
    url: URL

    @classmethod
    def of(cls, request: Request, known: Collection[str] | None) -> "Query":
        """The query of a request; None takes any parameter.

        Raises:
            Refused: a parameter is unknown, empty, too long, or given twice where one is meant.
        """
        query = request.query_params
        given = {name: query.getlist(name) for name in query}
        if known is not None:
            for name, values in given.items():
                _check(name, values, known)
        return cls(given, request.path_params, request.url)

    def one(self, name: str) -> str | None:
        """The value of a parameter, None where it is left out."""
        return next(iter(self.given.get(name, ())), None)

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a parameter that may be repeated, each once."""
        return tuple(dict.fromkeys(self.given.get(name, ())))

    def as_of(self) -> date:
        """The day of judging; today in Japan where none is given.

        Raises:
            Refused: it cannot be read.
        """
        text = self.one("as_of")
        with refusing(400, "as_of"):
            return parse(text).date if text else today()

    def known_at(self) -> datetime | None:
        """The moment up to which values count.

        Raises:
            Refused: it cannot be read.
        """
        text = self.one("known_at")
        with refusing(400, "known_at"):
            # A plus that was not escaped has arrived as a space.
            return moment_of(text.replace(" ", "+") if "T" in text else text) if text else None

    def fiscal_years(self) -> tuple[int, ...] | None:
        """The fiscal years asked for; None where none is.

        Raises:
            Refused: one of them is no fiscal year.
        """
        with refusing(400, "fiscal_year"):
            return tuple(sorted({_fiscal_year(text) for text in self.many("fiscal_year")})) or None

    def kind(self, name: str, kinds: type[Kind]) -> Kind:
        """One of an enumeration's values, the first where the parameter is left out.

        Raises:
            Refused: it is none of them.
        """
        values = [one.value for one in kinds]
        text = self.one(name) or values[0]
        if text not in values:
            raise Refused(400, f"「{name}」に「{text}」は使えません。使えるのは{listed(values)}です。")
        return kinds(text)

    def indicators(self, board: Board) -> tuple[str, ...]:
        """The ids of the indicators asked for by id or name, in the order of the catalogue.

        Raises:
            Refused: one of them is unknown.
        """
        with refusing(404):
            wanted = {board.catalogue.find(text).id for text in self.many("indicator")}
        return tuple(one.id for one in board.catalogue.indicators if one.id in wanted)

    def region(self, board: Board) -> str:
        """The code of the region asked for, in five digits; empty where none is.

        Raises:
            Refused: it is unknown.
        """
        text = self.one("region")
        with refusing(404):
            return board.regions.get(text).code if text else ""


def _check(name: str, values: Sequence[str], known: Collection[str]) -> None:
    if name not in known:
        valid = suggestion(name, list(known), every=True) if known else "ここで指定できるものはありません。"
        raise Refused(400, f"「{name[:LONGEST]}」という指定はありません。{valid}")
    if "" in values:
        raise Refused(400, f"「{name}」に値がありません。値を書くか、「{name}」を外してください。")
    if len(values) > 1 and name not in REPEATABLE:
        raise Refused(400, f"「{name}」は一つだけ指定できます。")
    if any(len(value) > LONGEST for value in values):
        raise Refused(400, f"「{name}」の値が長すぎます。{LONGEST}字までで書いてください。")


def _fiscal_year(text: str) -> int:
    """令和5年度, R5 or the number of the calendar year in which it starts."""
    period = parse(f"{text}年度" if _YEAR.fullmatch(text) else text)
    if period.precision is not Precision.FISCAL_YEAR:
        raise FiscalError(f"「{text}」は年度ではありません。令和5年度 か 2023 のように書いてください。")
    return fiscal_year(period.date)
