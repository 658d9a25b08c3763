"""The regions of the plan: a prefecture, its areas (二次保健医療圏) and their municipalities, read from a CSV file.

Uploads name regions by code or by name, in many spellings; both ways in end at the same ``Region``, or at a sentence
that names the nearest one. An area and a municipality may share a name once 市 is left off; such a name is refused, not
guessed.
"""

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from dashboard.catalogue.wording import listed, nearest
from dashboard.errors import RegionError

_COLUMNS = ("code5", "code6", "name", "kana", "area_code", "area_name")
_AREA_SUFFIX = re.compile("(二次)?(保健)?(医療圏|圏域|区域)$")
_COUNTY = re.compile("^.+?郡(?=.+[町村]$)")


class Level(StrEnum):
    """How large a region is."""

    PREFECTURE = "prefecture"
    AREA = "area"
    MUNICIPALITY = "municipality"

    @property
    def label(self) -> str:
        """The word for regions of this size on screens and in messages."""
        return {"prefecture": "都道府県", "area": "圏域", "municipality": "市町村"}[self.value]


@dataclass(frozen=True, slots=True)
class Region:
    """One region. ``code`` has five digits, an area's four; ``parent`` is the code of the region around it."""

    code: str
    name: str
    kana: str
    level: Level
    parent: str | None


@dataclass(frozen=True)
class Regions:
    """All regions of one prefecture, in the order of the file."""

    prefecture: Region
    areas: tuple[Region, ...]
    municipalities: tuple[Region, ...]

    def __iter__(self) -> Iterator[Region]:
        """The prefecture, then the areas, then the municipalities."""
        yield from (self.prefecture, *self.areas, *self.municipalities)

    def at(self, level: Level) -> tuple[Region, ...]:
        """All regions of one size, in the order of the file."""
        return tuple(region for region in self if region.level is level)

    def members(self, region: Region) -> tuple[Region, ...]:
        """The municipalities of a region: all of the prefecture's, an area's own, none of a municipality's."""
        if region.level is Level.PREFECTURE:
            return self.municipalities
        return tuple(one for one in self.municipalities if one.parent == region.code)

    def get(self, code: str) -> Region:
        """The region with this code: five digits, six with the check digit, or an area's four.

        Spaces and full-width digits are put up with, and so is a leading zero that a spreadsheet has eaten.

        Raises:
            RegionError: there is no such code, or its check digit is wrong; the sentence names the nearest.
        """
        written = _plain(code)
        for digits in (written, f"0{written}"):
            if digits in self._by_code:
                return self._by_code[digits]
            if len(digits) == 6 and digits[:5] in self._by_code:
                return _checked(self._by_code[digits[:5]], digits)
        raise RegionError(f"地域コード「{code}」はありません。{self._nearest_code(written)}")

    def find(self, name: str) -> Region:
        """The region of this name, with or without 市町村, the county or the prefecture in front, in any ヶ/ケ/が.

        Raises:
            RegionError: no region is called so, or several are; the sentence names the nearest or all of them.
        """
        found = self._by_name.get(self._key(name), ())
        if len(found) == 1:
            return found[0]
        if found:
            choices = listed([f"{region.name}区域" if region.level is Level.AREA else region.name for region in found])
            raise RegionError(
                f"地域名「{name}」は{choices}のどれとも読めます。そのどれかか、地域コードで書いてください。"
            )
        raise RegionError(f"地域名「{name}」はありません。{self._nearest_name(name)}")

    def is_called(self, region: Region, name: str) -> bool:
        """Whether ``name`` is a way to write this region's name, even if another region shares it."""
        return region in self._by_name.get(self._key(name), ())

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {region.code: region for region in self}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Region, ...]]:
        names: dict[str, tuple[Region, ...]] = defaultdict(tuple)
        for region in self:
            for name in _spellings(region):
                names[name] += (region,)
        return dict(names)

    def _key(self, name: str) -> str:
        """The spelling under which ``name`` would be listed."""
        plain = _plain(name)
        inside = plain.removeprefix(_plain(self.prefecture.name)) or plain
        return _AREA_SUFFIX.sub("区域", inside if inside in self._by_name else _COUNTY.sub("", inside))

    def _nearest_code(self, written: str) -> str:
        near = nearest(written[:5], list(self._by_code))
        if near is None:
            return f"{self.prefecture.name}の地域コードは「{self.prefecture.code}」のような5桁です。"
        return f"「{near}」（{self._by_code[near].name}）ではありませんか。"

    def _nearest_name(self, name: str) -> str:
        near = nearest(_plain(name), [region.name for region in self])
        return (
            f"{listed([near])}ではありませんか。"
            if near
            else f"{self.prefecture.name}の市町村名か区域名を書いてください。"
        )


def check_digit(code5: str) -> str:
    """The sixth digit of a local government code: weights 6 to 2, modulo 11.

    Source: 総務省「全国地方公共団体コード」検査数字.
    """
    total = sum(int(digit) * weight for digit, weight in zip(code5, range(6, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def load_regions(path: Path, prefecture_code: str, prefecture_name: str) -> Regions:
    """The regions of a CSV file, one municipality a row: code5, code6, name, kana, area_code, area_name.

    Raises:
        RegionError: with one sentence that names the file, the line and what is wrong.
    """
    prefecture = Region(prefecture_code, prefecture_name, "", Level.PREFECTURE, None)
    areas: dict[str, Region] = {}
    municipalities: dict[str, Region] = {}
    for line, row in _rows(path):
        problem = _problem(row, prefecture, areas, municipalities)
        if problem:
            raise RegionError(f"{path.name} {line}行目: {problem}")
        area = Region(row["area_code"], row["area_name"], "", Level.AREA, prefecture.code)
        areas.setdefault(area.code, area)
        municipalities[row["code5"]] = Region(row["code5"], row["name"], row["kana"], Level.MUNICIPALITY, area.code)
    if not municipalities:
        raise RegionError(f"{path.name}: 市町村が1つもありません。1行に1市町村を書いてください。")
    return Regions(prefecture, tuple(_by_code(areas.values())), tuple(municipalities.values()))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), restval="")
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise RegionError(f"{path.name} 1行目: 列{listed(missing)}がありません。見出しに書き足してください。")
    for row in reader:
        yield reader.line_num, {column: row[column].strip() for column in _COLUMNS}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise RegionError(f"{path.name}: 地域のファイルを開けません。置き場所を確かめてください。") from None
    except UnicodeDecodeError:
        raise RegionError(f"{path.name}: 文字コードがUTF-8ではありません。UTF-8で保存し直してください。") from None


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


def _checked(region: Region, digits: str) -> Region:
    right = region.code + check_digit(region.code)
    if digits != right:
        raise RegionError(f"地域コード「{digits}」の検査数字が合いません。{region.name}は「{right}」です。")
    return region


def _plain(text: str) -> str:
    # A circled digit is a footnote mark, never part of a code.
    marked = "".join(c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text)
    return re.sub("[ケが]", "ヶ", "".join(marked.split()))


def _spellings(region: Region) -> set[str]:
    name = _plain(region.name)
    match region.level:
        case Level.PREFECTURE:
            return {name, re.sub("(?<=..)[都府県]$", "", name)}
        case Level.AREA:
            short = _AREA_SUFFIX.sub("", name)
            return {short, f"{short}区域"}
        case Level.MUNICIPALITY:
            return {name, re.sub("(?<=.)[市町村]$", "", name)}
