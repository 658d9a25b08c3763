"""The regions of the plan: a prefecture, its municipalities, and any number of ways to group them into areas.

二次保健医療圏, 保健所圏域 or 郡市医師会 are sets of areas of equal standing: they may cut across each other, a
municipality is in at most one area of each, and a set need not cover them all.

Uploads name regions by code or by name, in many spellings; both ways in end at the same ``Region``, or at a sentence
that names the nearest one. Areas of two sets may share a name, and so may an area and a municipality once 市 is left
off; such a name is refused, not guessed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dashboard.errors import RegionError
from dashboard.text import Term, half_width, listed, nearest, suggestion

_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F5)}
_AREA_WORD = re.compile("(二次)?(保健)?(医療圏|圏域|区域)$")
_COUNTY = re.compile("^.+?郡(?=.+[町村]$)")
_SHORTEST_ENDING = 3
"""圏域 and 区域, which end the names of many sets, tell none of them apart."""


class Level(Term):
    """How large a region is."""

    PREFECTURE = "prefecture", "都道府県"
    AREA = "area", "圏域"
    MUNICIPALITY = "municipality", "市町村"


@dataclass(frozen=True, slots=True)
class Region:
    """One region. ``code`` has five digits, an area's is whatever its file says."""

    code: str
    name: str
    kana: str
    level: Level


@dataclass(frozen=True, slots=True)
class RegionSet:
    """Regions to look at side by side: the areas of one grouping, or the municipalities themselves."""

    id: str
    name: str
    level: Level
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class Regions:
    """All regions of one prefecture. ``membership`` is area code to the area's municipalities."""

    prefecture: Region
    area_sets: tuple[RegionSet, ...]
    municipalities: tuple[Region, ...]
    membership: Mapping[str, tuple[Region, ...]] = field(hash=False)

    def __iter__(self) -> Iterator[Region]:
        """The prefecture, then the areas set by set, then the municipalities."""
        yield from (self.prefecture, *self.areas, *self.municipalities)

    @cached_property
    def sets(self) -> tuple[RegionSet, ...]:
        """The sets of areas in the order of the file, and last the municipalities as the set ``municipality``."""
        level = Level.MUNICIPALITY
        return (*self.area_sets, RegionSet(level.value, level.label, level, self.municipalities))

    @property
    def areas(self) -> tuple[Region, ...]:
        """The areas of all sets."""
        return tuple(area for region_set in self.area_sets for area in region_set.regions)

    def region_set(self, id_: str) -> RegionSet:
        """The set with this id; a RegionError names those that there are."""
        for region_set in self.sets:
            if region_set.id == id_:
                return region_set
        choices = suggestion(id_, [region_set.id for region_set in self.sets], every=True)
        raise RegionError(f"地域区分「{id_}」はありません。{choices}")

    def set_of(self, region: Region) -> RegionSet | None:
        """The set that a region is one of; None for the prefecture."""
        return self._set_by_code.get(region.code)

    def members(self, region: Region) -> tuple[Region, ...]:
        """The municipalities of a region: all of the prefecture's, an area's own, none of a municipality's."""
        return self.municipalities if region == self.prefecture else self.membership.get(region.code, ())

    def area_of(self, municipality: Region, among: RegionSet) -> Region | None:
        """The area of a set that a municipality lies in; None where the set leaves it out, and among municipalities."""
        return self._area_by_municipality.get((among.id, municipality.code))

    def outside(self, region_set: RegionSet) -> tuple[Region, ...]:
        """The municipalities in no region of a set; only without any is the prefecture the sum of the set's regions."""
        if region_set.level is Level.MUNICIPALITY:
            return ()
        return tuple(each for each in self.municipalities if self.area_of(each, region_set) is None)

    def get(self, code: str, *, suggest: bool = True) -> Region:
        """The region with this code: five digits, six with the check digit, or an area's own.

        Spaces and full-width letters are put up with, and so is a leading zero that a spreadsheet has eaten. Every way
        into the program (address, request, command line, upload) reads codes here. A RegionError names the nearest code
        where there is no such one (searched only if it is to ``suggest``), or the right check digit.
        """
        written = normal_spelling(code)
        for digits in (written, f"0{written}"):
            if digits in self._by_code:
                return self._by_code[digits]
            if len(digits) == 6 and digits.isdecimal() and digits[:5] in self._by_code:
                region = self._by_code[digits[:5]]
                right = with_check_digit(region.code)
                if digits != right:
                    raise RegionError(f"地域コード「{digits}」の検査数字が合いません。{region.name}は「{right}」です。")
                return region
        like = written[:5] if written.isdecimal() else written[:16]
        near = nearest(like, list(self._by_code)) if suggest else None
        advice = f"{self.prefecture.name}の地域コードは「{self.prefecture.code}」のような5桁です。"
        if near is not None:
            advice = f"「{near}」（{self._by_code[near].name}）ではありませんか。"
        raise RegionError(f"地域コード「{code}」はありません。{advice}")

    def find(self, name: str, *, suggest: bool = True) -> Region:
        """The region of this name, with or without 市町村, the county or the prefecture in front, in any ヶ/ケ/が.

        An area may be called by its name alone, with a word like 圏域, or with the name of its set: 中央保健所圏域. A
        RegionError names the nearest (if it is to ``suggest`` one) where no region is called so, or all that are.
        """
        regions = self.named(name)
        if not regions:
            near = nearest(normal_spelling(name), [region.name for region in self]) if suggest else None
            advice = f"{self.prefecture.name}の市町村名か区域名を書いてください。"
            if near:
                advice = f"{listed([near])}ではありませんか。"
            raise RegionError(f"地域名「{name}」はありません。{advice}")
        if len(regions) > 1:
            choices = listed([self.full_name(region) for region in regions])
            raise RegionError(
                f"地域名「{name}」は{choices}のどれとも読めます。そのどれかか、地域コードで書いてください。"
            )
        return regions[0]

    def named(self, name: str) -> tuple[Region, ...]:
        """All regions that ``name`` may mean: none, one, or several that share it."""
        spelling = normal_spelling(name)
        inside = spelling.removeprefix(normal_spelling(self.prefecture.name)) or spelling
        for reading in (spelling, inside, _COUNTY.sub("", inside)):
            for form in (reading, _AREA_WORD.sub("区域", reading)):
                if form in self._by_name:
                    return self._by_name[form]
        return ()

    def is_called(self, region: Region, name: str) -> bool:
        """Whether ``name`` is a way to write this region's name, even if another region shares it."""
        return region in self.named(name)

    def full_name(self, region: Region) -> str:
        """A name that no other region answers to: its own, or with its set, 中央（保健所圏域）, where it is shared."""
        alone = self.named(region.name) == (region,)
        return region.name if alone else f"{region.name}（{self._set_name(region)}）"

    @cached_property
    def _set_by_code(self) -> dict[str, RegionSet]:
        return {region.code: region_set for region_set in self.sets for region in region_set.regions}

    @cached_property
    def _area_by_municipality(self) -> dict[tuple[str, str], Region]:
        return {
            (region_set.id, member.code): area
            for region_set in self.area_sets
            for area in region_set.regions
            for member in self.members(area)
        }

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {region.code: region for region in self}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Region, ...]]:
        full = {region: self._full_spellings(region) for region in self}
        full_names = frozenset().union(*full.values())
        names: defaultdict[str, tuple[Region, ...]] = defaultdict(tuple)
        for region in self:
            # What is the full name of one region does not mean another by chance, unless that is its very name.
            very_name = {normal_spelling(region.name)} & full_names
            for spelling in full[region] | very_name | (self._short_spellings(region) - full_names):
                names[spelling] += (region,)
        return dict(names)

    def _full_spellings(self, region: Region) -> set[str]:
        """The name followed by the whole name of its set, in brackets or not."""
        set_name = self._set_name(region)
        names = (region.name, area_stem(region.name))
        return {normal_spelling(form) for name in names for form in (f"{name}{set_name}", f"{name}（{set_name}）")}

    def _short_spellings(self, region: Region) -> set[str]:
        """The name alone, without 県 or 市; an area's with a word for an area, or with an ending of its set's name."""
        name = normal_spelling(region.name)
        match region.level:
            case Level.PREFECTURE:
                return {name, re.sub("(?<=..)[都府県]$", "", name)}
            case Level.MUNICIPALITY:
                return {name, re.sub("(?<=.)[市町村]$", "", name)}
            case Level.AREA:
                stem = area_stem(region.name)
                set_name = normal_spelling(self._set_name(region))
                endings = (set_name[start:] for start in range(1, len(set_name) - _SHORTEST_ENDING + 1))
                return {stem, f"{stem}区域", *(f"{stem}{ending}" for ending in endings)}

    def _set_name(self, region: Region) -> str:
        region_set = self.set_of(region)
        return region_set.name if region_set else region.level.label


def with_check_digit(code5: str) -> str:
    """A local government code in six digits: the last is computed with weights 6 to 2, modulo 11.

    Source: 総務省「全国地方公共団体コード」検査数字.
    """
    total = sum(int(digit) * weight for digit, weight in zip(code5, range(6, 1, -1), strict=True))
    return f"{code5}{(11 - total % 11) % 10}"


def normal_spelling(text: str) -> str:
    """The text without spaces and differences of width or kana, ヶ for each way to write it."""
    letters = unicodedata.normalize("NFC", "".join(half_width(text).split()))
    return re.sub("[ケヵカガがか箇]", "ヶ", letters).translate(_HIRAGANA)


def area_stem(name: str) -> str:
    """An area's name without the word for an area at its end, under which two areas of one set would be confused."""
    spelling = normal_spelling(name)
    return _AREA_WORD.sub("", spelling) or spelling
