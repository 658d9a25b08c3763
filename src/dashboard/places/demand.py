"""How much care at home the areas will need: claims a month, by fiscal year, as a ministry projects them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.fiscal import EARLIEST, LATEST
from dashboard.places.region_files import Row, check_code, read_rows

_COLUMNS = ("area_code", "name", "year", "year_label", "receipts_per_month", "source")


@dataclass(frozen=True, slots=True)
class Demand:
    """The home-visit demand of one area in one fiscal year, in claims (レセプト) a month.

    ``name`` says what is demanded, ``label`` the year in the words of the source, which also say how it was projected.
    """

    name: str
    year: int
    label: str
    receipts_per_month: float
    source: str


def load_demand(path: Path, area_codes: Collection[str]) -> Mapping[str, tuple[Demand, ...]]:
    """The demand of a CSV file by area code, each area's by year; empty where there is no such file.

    Columns: area_code, name (of the demand), year (the fiscal year, 2024), year_label, receipts_per_month, source.
    ``area_codes`` are those that may occur; an area without a row is no mistake, and has no entry.
    """
    areas: dict[str, dict[int, Demand]] = {}

    def add(row: Row) -> None:
        code = row["area_code"]
        check_code(row, "area_code", area_codes)
        demand = _demand(row)
        years = areas.setdefault(code, {})
        if demand.year in years:
            raise RegionError(f"area_code「{code}」の{demand.year}年度が2回あります。どちらかの行を消してください。")
        years[demand.year] = demand

    if path.exists():
        read_rows(path, _COLUMNS, add)
    return {code: tuple(years[year] for year in sorted(years)) for code, years in areas.items()}


def _demand(row: Row) -> Demand:
    for column in ("name", "year_label", "source"):
        if not row[column]:
            raise RegionError(f"{column} が空です。資料のとおりに書いてください。")
    receipts = row["receipts_per_month"]
    year = row["year"]
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", receipts):
        raise RegionError(
            f"receipts_per_month「{receipts}」は0以上の数ではありません。1か月の件数を 7260.7 のように書いてください。"
        )
    if not re.fullmatch("[0-9]{4}", year) or not EARLIEST.year <= int(year) <= LATEST.year:
        raise RegionError(
            f"year「{year}」を{EARLIEST.year}から{LATEST.year}までの年度として読めません。2024 のように書いてください。"
        )
    return Demand(row["name"], int(year), row["year_label"], float(receipts), row["source"])
