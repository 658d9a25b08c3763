"""The kinds of field a catalogue entry is made of: text, numbers, periods, fiscal years, days.

Numbers and truth values are strict (a number in quotes is a mistake the maintainer should hear of); periods are read in
any notation that ``fiscal.parse`` knows. Each type also says how the YAML file, not Python, spells it.
"""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, Strict, ValidationInfo
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from dashboard import fiscal
from dashboard.errors import FiscalError
from dashboard.fiscal import FiscalYearPoint, Period, Precision


def _period(value: object, info: ValidationInfo) -> Period:
    """Read a period as it is written; the convention for fiscal years comes with the validation context."""
    point = (info.context or {}).get("point", FiscalYearPoint.END)
    return value if isinstance(value, Period) else _parsed(value, point)


def _fiscal_year(value: object, info: ValidationInfo) -> object:
    # In the file a year is written as the paper prints it; only code (which validates without context) says 2024.
    if isinstance(value, int) and info.context is None:
        return value
    period = _parsed(value)
    if period.precision is not Precision.FISCAL_YEAR:
        raise PydanticCustomError("fiscal_year", "not a fiscal year")
    return fiscal.fiscal_year(period.date)


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    period = _parsed(value)
    if period.precision is not Precision.DAY:
        raise PydanticCustomError("day", "not a day")
    return period.date


def _parsed(value: object, point: FiscalYearPoint = FiscalYearPoint.END) -> Period:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "not text")
    try:
        return fiscal.parse(value, point=point)
    except FiscalError as error:
        raise PydanticCustomError("period", "{sentence}", {"sentence": str(error)}) from error


Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
PeriodText = Annotated[
    Period,
    BeforeValidator(_period),
    WithJsonSchema({"type": "string", "examples": ["令和6年度", "令和6年11月", "2024-11-30"]}),
]
FiscalYear = Annotated[
    int,
    Strict(),
    Field(ge=1989, le=2060),
    BeforeValidator(_fiscal_year),
    WithJsonSchema({"type": "string", "examples": ["令和6年度"]}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "examples": ["令和7年2月10日"]})]
Share = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]
