"""How much care at home the areas will need: claims a month, by fiscal year, as a ministry projects them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.fiscal import EARLIEST, LATEST
from dashboard.places.region_files import rows

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


def load_demand(path: Path, known_codes: Collection[str]) -> Mapping[str, tuple[Demand, ...]]:
    """The demand of a CSV file by area code, each area's by year; empty where there is no such file.

    Columns: area_code, name (of the demand), year (the fiscal year, 2024), year_label, receipts_per_month, source.
    ``known_codes`` are the area codes that may occur; an area without a row is no mistake, and has no entry.

    Raises:
        RegionError: the file cannot be read, or a row is wrong; the sentence names the file and the line.
    """
    known: dict[str, dict[int, Demand]] = {}
    for line, row in rows(path, _COLUMNS) if path.exists() else ():
        try:
            _add(known, row, known_codes)
        except RegionError as reason:
            raise RegionError(f"{path.name} {line}行目: {reason}") from None
    return {code: tuple(years[year] for year in sorted(years)) for code, years in known.items()}


def _add(known: dict[str, dict[int, Demand]], row: Mapping[str, str], known_codes: Collection[str]) -> None:
    code = row["area_code"]
    if code not in known_codes:
        raise RegionError(f"area_code「{code}」の区域はありません。コードを直すか、この行を消してください。")
    demand = _demand(row)
    of_one = known.setdefault(code, {})
    if demand.year in of_one:
        raise RegionError(f"area_code「{code}」の{demand.year}年度が2回あります。どちらかの行を消してください。")
    of_one[demand.year] = demand


def _demand(row: Mapping[str, str]) -> Demand:
    for column in ("name", "year_label", "source"):
        if not row[column]:
            raise RegionError(f"{column} が空です。資料のとおりに書いてください。")
    receipts = _receipts(row["receipts_per_month"])
    return Demand(row["name"], _year(row["year"]), row["year_label"], receipts, row["source"])


def _year(text: str) -> int:
    if not re.fullmatch("[0-9]{4}", text) or not EARLIEST.year <= int(text) <= LATEST.year:
        span = f"{EARLIEST.year}から{LATEST.year}までの年度"
        raise RegionError(f"year「{text}」を{span}として読めません。2024 のように書いてください。")
    return int(text)


def _receipts(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
        said = f"receipts_per_month「{text}」は0以上の数ではありません。"
        raise RegionError(f"{said}1か月の件数を 7260.7 のように書いてください。")
    return float(text)
