"""Regions from the files of the data folder, each mistake told with its file and line."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.regions.areas import AREA_COLUMNS, load_areas
from dashboard.regions.files import headings, rows
from dashboard.regions.model import Level, Region, Regions, with_check_digit

_COLUMNS = ("code5", "code6", "name", "kana")


def load_regions(folder: Path, prefecture_code: str, prefecture_name: str) -> Regions:
    """The regions of a folder with regions.csv and areas.csv.

    regions.csv has a row for each municipality: code5, code6, name, kana. areas.csv has a row for each municipality of
    each area: set_id, set_name, area_code, area_name, code5; without this file there are only the municipalities.

    Raises:
        RegionError: with one sentence that names the file, the line and what is wrong.
    """
    prefecture = Region(prefecture_code, prefecture_name, "", Level.PREFECTURE)
    municipalities = _municipalities(folder / "regions.csv", prefecture)
    sets, membership = load_areas(folder / "areas.csv", (prefecture, *municipalities))
    return Regions(prefecture, sets, municipalities, membership)


def _municipalities(path: Path, prefecture: Region) -> tuple[Region, ...]:
    _refuse_areas(path)
    known: dict[str, Region] = {}
    for line, row in rows(path, _COLUMNS):
        try:
            _check(row, prefecture.code[:2], known)
        except RegionError as reason:
            raise RegionError(f"{path.name} {line}行目: {reason}") from None
        known[row["code5"]] = Region(row["code5"], row["name"], row["kana"], Level.MUNICIPALITY)
    if not known:
        raise RegionError(f"{path.name}: 市町村が1つもありません。1行に1市町村を書いてください。")
    return tuple(known.values())


def _refuse_areas(path: Path) -> None:
    """Areas that stand beside the municipalities, as they did once, are not passed over in silence."""
    for column in ("area_code", "area_name"):
        if column in headings(path):
            moved = f"列「{column}」はここでは読みません。圏域は areas.csv（列は {','.join(AREA_COLUMNS)}）に移し、"
            raise RegionError(f"{path.name} 1行目: {moved}この列を消してください。")


def _check(row: Mapping[str, str], start: str, known: Collection[str]) -> None:
    code5, code6 = row["code5"], row["code6"]
    if code5 in known:
        raise RegionError(f"code5「{code5}」が2回使われています。どちらかを直してください。")
    if not row["name"]:
        raise RegionError("name が空です。名前を書いてください。")
    if not re.fullmatch("[0-9]{5}", code5) or not code5.startswith(start) or code5 == f"{start}000":
        raise RegionError(
            f"code5「{code5}」は「{start}」で始まる市町村の5桁の数字ではありません。コードを直してください。"
        )
    right = with_check_digit(code5)
    if code6 != right:
        raise RegionError(f"code6「{code6}」の検査数字が合いません。「{right}」ではありませんか。")
