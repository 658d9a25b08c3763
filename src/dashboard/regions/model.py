"""The regions of the plan: a prefecture, its areas (二次保健医療圏) and their municipalities, read from a CSV file.

Uploads name regions by code or by name, in many spellings; both ways in end at the same ``Region``, or at a sentence
that names the nearest one. An area and a municipality may share a name once 市 is left off; such a name is refused, not
guessed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from dashboard.catalogue.wording import listed, nearest
from dashboard.errors import RegionError

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
