"""Regions from the files of the data folder, each mistake told with its file and line."""

import re
from collections.abc import Iterable
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.regions.files import rows
from dashboard.regions.model import Level, Region, Regions, check_digit

_COLUMNS = ("code5", "code6", "name", "kana", "area_code", "area_name")


def load_regions(path: Path, prefecture_code: str, prefecture_name: str) -> Regions:
    """The regions of a CSV file, one municipality a row: code5, code6, name, kana, area_code, area_name.

    Raises:
        RegionError: with one sentence that names the file, the line and what is wrong.
    """
    prefecture = Region(prefecture_code, prefecture_name, "", Level.PREFECTURE, None)
    areas: dict[str, Region] = {}
    municipalities: dict[str, Region] = {}
    for line, row in rows(path, _COLUMNS):
        problem = _problem(row, prefecture, areas, municipalities)
        if problem:
            raise RegionError(f"{path.name} {line}行目: {problem}")
        area = Region(row["area_code"], row["area_name"], "", Level.AREA, prefecture.code)
        areas.setdefault(area.code, area)
        municipalities[row["code5"]] = Region(row["code5"], row["name"], row["kana"], Level.MUNICIPALITY, area.code)
    if not municipalities:
        raise RegionError(f"{path.name}: 市町村が1つもありません。1行に1市町村を書いてください。")
    return Regions(prefecture, tuple(_by_code(areas.values())), tuple(municipalities.values()))


def _problem(
    row: dict[str, str], prefecture: Region, areas: dict[str, Region], municipalities: dict[str, Region]
) -> str | None:
    if row["code5"] in municipalities:
        return f"code5「{row['code5']}」が2回使われています。どちらかを直してください。"
    if not row["name"] or not row["area_name"]:
        return "name か area_name が空です。名前を書いてください。"
    return _code_problem(row["code5"], row["code6"], prefecture.code[:2]) or _area_problem(row, areas)


def _code_problem(code5: str, code6: str, start: str) -> str | None:
    if not re.fullmatch("[0-9]{5}", code5) or not code5.startswith(start) or code5 == f"{start}000":
        return f"code5「{code5}」は「{start}」で始まる市町村の5桁の数字ではありません。コードを直してください。"
    right = code5 + check_digit(code5)
    return None if code6 == right else f"code6「{code6}」の検査数字が合いません。「{right}」ではありませんか。"


def _area_problem(row: dict[str, str], areas: dict[str, Region]) -> str | None:
    code, name = row["area_code"], row["area_name"]
    if not re.fullmatch("[0-9]{4}", code):
        return f"area_code「{code}」は4桁の数字ではありません。コードを直してください。"
    known = areas.get(code)
    if known and known.name != name:
        return f"area_code「{code}」に「{known.name}」と「{name}」の2つの名前があります。どちらかに直してください。"
    return None


def _by_code(regions: Iterable[Region]) -> list[Region]:
    return sorted(regions, key=lambda region: region.code)
