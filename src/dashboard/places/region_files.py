"""Regions from the files of the data folder; a RegionError names each mistake with its file and line."""

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.places.region import Level, Region, Regions, RegionSet, area_stem, normal_spelling, with_check_digit
from dashboard.text import listed

Row = Mapping[str, str]
"""A line of a file: column to cell, stripped of spaces."""

_COLUMNS = ("code5", "code6", "name", "kana")
_AREA_COLUMNS = ("set_id", "set_name", "area_code", "area_name", "code5")
_SET_ID = re.compile("[a-z][a-z0-9_-]{0,39}")
_AREA_CODE = re.compile("(?![0-9]{5,6}$)[0-9A-Za-z_-]{2,16}")
_RESERVED_SETS = {level.value: level.label for level in (Level.PREFECTURE, Level.MUNICIPALITY)}


def read_rows(path: Path, columns: Sequence[str], add: Callable[[Row], None]) -> tuple[str, ...]:
    """Hands each row of a CSV file with these columns to ``add``, which may refuse it with a RegionError.

    Returns all column names, also of those that nobody reads.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise RegionError(f"{path.name}: 地域のファイルを開けません。置き場所を確かめてください。") from None
    except UnicodeDecodeError:
        raise RegionError(f"{path.name}: 文字コードがUTF-8ではありません。UTF-8で保存し直してください。") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    headings = tuple(reader.fieldnames or ())
    missing = [column for column in columns if column not in headings]
    if missing:
        raise RegionError(f"{path.name} 1行目: 列{listed(missing)}がありません。見出しに書き足してください。")
    for row in reader:
        try:
            add({column: row[column].strip() for column in columns})
        except RegionError as reason:
            raise RegionError(f"{path.name} {reader.line_num}行目: {reason}") from None
    return headings


def check_code(row: Row, column: str, codes: Collection[str]) -> None:
    """Make sure that a row is about a municipality or area that there is."""
    if row[column] not in codes:
        what = "区域" if column == "area_code" else "市町村"
        raise RegionError(f"{column}「{row[column]}」の{what}はありません。コードを直すか、この行を消してください。")


def load_regions(folder: Path, prefecture_code: str, prefecture_name: str) -> Regions:
    """The regions of a folder with regions.csv and areas.csv.

    regions.csv has a row for each municipality: code5, code6, name, kana. areas.csv has a row for each municipality of
    each area: set_id, set_name, area_code, area_name, code5; without this file there are only the municipalities.
    """
    prefecture = Region(prefecture_code, prefecture_name, "", Level.PREFECTURE)
    municipalities = _municipalities(folder / "regions.csv", prefecture)
    areas = _Areas((prefecture, *municipalities))
    if (folder / "areas.csv").exists():
        read_rows(folder / "areas.csv", _AREA_COLUMNS, areas.add)
    membership = {
        area: tuple(municipality for municipality in municipalities if municipality.code in codes)
        for area, codes in areas.members.items()
    }
    return Regions(prefecture, areas.sets(), municipalities, membership)


def _municipalities(path: Path, prefecture: Region) -> tuple[Region, ...]:
    regions: dict[str, Region] = {}
    digits = prefecture.code[:2]

    def add(row: Row) -> None:
        code5 = row["code5"]
        code6 = row["code6"]
        if code5 in regions:
            raise RegionError(f"code5「{code5}」が2回使われています。どちらかを直してください。")
        if not row["name"]:
            raise RegionError("name が空です。名前を書いてください。")
        if not re.fullmatch("[0-9]{5}", code5) or not code5.startswith(digits) or code5 == f"{digits}000":
            raise RegionError(
                f"code5「{code5}」は「{digits}」で始まる市町村の5桁の数字ではありません。コードを直してください。"
            )
        right = with_check_digit(code5)
        if code6 != right:
            raise RegionError(f"code6「{code6}」の検査数字が合いません。「{right}」ではありませんか。")
        regions[code5] = Region(code5, row["name"], row["kana"], Level.MUNICIPALITY)

    headings = read_rows(path, _COLUMNS, add)
    for column in ("area_code", "area_name"):
        if column in headings:
            # Areas beside the municipalities, where they stood once, are not passed over in silence.
            raise RegionError(
                f"{path.name} 1行目: 列「{column}」はここでは読みません。"
                f"圏域は areas.csv（列は {','.join(_AREA_COLUMNS)}）に移し、この列を消してください。"
            )
    if not regions:
        raise RegionError(f"{path.name}: 市町村が1つもありません。1行に1市町村を書いてください。")
    return tuple(regions.values())


class _Areas:
    """The sets of areas that the rows so far name; ``members`` is area code to municipality codes."""

    def __init__(self, others: Sequence[Region]) -> None:
        self._municipalities = {region.code: region.name for region in others if region.level is Level.MUNICIPALITY}
        self._codes = {region.code.removeprefix("0"): region.code for region in others}
        self._set_names = dict(_RESERVED_SETS)
        self._areas: dict[str, dict[str, Region]] = {}
        self._area_by_municipality: dict[tuple[str, str], Region] = {}
        self.members: dict[str, list[str]] = {}

    def sets(self) -> tuple[RegionSet, ...]:
        """All of them in the order of the file, the areas of each by code."""
        return tuple(
            RegionSet(id_, self._set_names[id_], Level.AREA, tuple(areas[code] for code in sorted(areas)))
            for id_, areas in self._areas.items()
        )

    def add(self, row: Row) -> None:
        """Takes in one membership, or refuses it with a sentence."""
        for column in _AREA_COLUMNS:
            if not row[column]:
                raise RegionError(
                    f"{column} が空です。1行に1つの市町村の属する圏域を、どの列も空けずに書いてください。"
                )
        self._add_set(row["set_id"], row["set_name"])
        area = self._add_area(row["set_id"], Region(row["area_code"], row["area_name"], "", Level.AREA))
        self._add_member(row["set_id"], area, row["code5"])

    def _add_set(self, id_: str, name: str) -> None:
        if id_ in self._areas:
            _must_be_same(f"set_id「{id_}」", self._set_names[id_], name)
            return
        if not _SET_ID.fullmatch(id_) or id_ in _RESERVED_SETS:
            raise RegionError(
                f"set_id「{id_}」は使えません。半角の英小文字で始まる、英小文字と数字と _ と - の40字までで、"
                f"{' と '.join(_RESERVED_SETS)} 以外にしてください。"
            )
        for other, other_name in self._set_names.items():
            if normal_spelling(other_name) == normal_spelling(name):
                raise RegionError(f"set_name「{name}」は set_id「{other}」の名前です。別の名前にしてください。")
        self._set_names[id_] = name
        self._areas[id_] = {}

    def _add_area(self, id_: str, area: Region) -> Region:
        areas = self._areas[id_]
        if area.code in areas:
            _must_be_same(f"area_code「{area.code}」", areas[area.code].name, area.name)
            return areas[area.code]
        self._check_code(area.code)
        for other in areas.values():
            if area_stem(other.name) == area_stem(area.name):
                raise RegionError(
                    f"area_code「{other.code}」と「{area.code}」がどちらも「{area.name}」と読めます。"
                    f"「{self._set_names[id_]}」の中では別の名前にしてください。"
                )
        areas[area.code] = area
        self.members[area.code] = []
        self._codes[area.code.removeprefix("0")] = area.code
        return area

    def _check_code(self, code: str) -> None:
        if not _AREA_CODE.fullmatch(code):
            raise RegionError(
                f"area_code「{code}」は使えません。半角の英数字と _ と - の2～16字で、"
                "市町村のコードと紛れる5桁と6桁の数字以外にしてください。"
            )
        same = self._codes.get(code.removeprefix("0"))
        if same == code:
            where = next(name for id_, name in self._set_names.items() if code in self._areas.get(id_, ()))
            raise RegionError(f"area_code「{code}」は「{where}」で使われています。別のコードにしてください。")
        if same:
            raise RegionError(f"area_code「{code}」は「{same}」と初めの0しか違いません。別のコードにしてください。")

    def _add_member(self, id_: str, area: Region, code5: str) -> None:
        if code5 not in self._municipalities:
            raise RegionError(f"code5「{code5}」は regions.csv にありません。5桁の市町村コードを書いてください。")
        before = self._area_by_municipality.get((id_, code5))
        if before:
            raise RegionError(
                f"code5「{code5}」（{self._municipalities[code5]}）は「{self._set_names[id_]}」の「{before.name}」に"
                "入っています。どちらかの行を消してください。"
            )
        self._area_by_municipality[id_, code5] = area
        self.members[area.code].append(code5)


def _must_be_same(what: str, before: str, now: str) -> None:
    if before != now:
        raise RegionError(f"{what}に「{before}」と「{now}」の2つの名前があります。どちらかに直してください。")
