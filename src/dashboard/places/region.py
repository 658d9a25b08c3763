"""The regions of the plan: a prefecture, its municipalities, and any number of ways to group them into areas.

二次保健医療圏, 保健所圏域 or 郡市医師会 are sets of areas of equal standing: they may cut across each other, a
municipality is in at most one area of each, and a set need not cover them all.

Uploads name regions by code or by name, in many spellings; both ways in end at the same ``Region``, or at a sentence
that names the nearest one. Areas of two sets may share a name, and so may an area and a municipality once 市 is left
off; such a name is refused, not guessed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from dashboard.errors import RegionError
from dashboard.places import spellings as naming
from dashboard.text import listed, nearest, suggestion


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
    """All regions of one prefecture. ``membership`` is area code to the codes of the area's municipalities."""

    prefecture: Region
    area_sets: tuple[RegionSet, ...]
    municipalities: tuple[Region, ...]
    membership: Mapping[str, tuple[str, ...]] = field(hash=False)

    def __iter__(self) -> Iterator[Region]:
        """The prefecture, then the areas set by set, then the municipalities."""
        yield from (self.prefecture, *self.areas, *self.municipalities)

    @cached_property
    def sets(self) -> tuple[RegionSet, ...]:
        """The sets of areas in the order of the file, and last the municipalities as the set ``municipality``."""
        own = Level.MUNICIPALITY
        return (*self.area_sets, RegionSet(own.value, own.label, own, self.municipalities))

    @property
    def areas(self) -> tuple[Region, ...]:
        """The areas of all sets."""
        return tuple(area for one in self.area_sets for area in one.regions)

    def region_set(self, id_: str) -> RegionSet:
        """The set with this id.

        Raises:
            RegionError: there is none; the sentence names those that there are.
        """
        if id_ not in self._sets_by_id:
            said = f"地域の分け方「{id_}」はありません。"
            raise RegionError(said + suggestion(id_, list(self._sets_by_id), every=True))
        return self._sets_by_id[id_]

    def set_of(self, region: Region) -> RegionSet | None:
        """The set that a region is one of; None for the prefecture."""
        return self._set_by_code.get(region.code)

    def at(self, level: Level) -> tuple[Region, ...]:
        """All regions of one size; the areas are those of every set, which must not be added up."""
        return tuple(region for region in self if region.level is level)

    def members(self, region: Region) -> tuple[Region, ...]:
        """The municipalities of a region: all of the prefecture's, an area's own, none of a municipality's."""
        return self.municipalities if region == self.prefecture else self._members.get(region.code, ())

    def area_of(self, municipality: Region, among: RegionSet) -> Region | None:
        """The area of a set that a municipality lies in; None where the set leaves it out, and among municipalities."""
        return self._area_by_place.get((among.id, municipality.code))

    def outside(self, among: RegionSet) -> tuple[Region, ...]:
        """The municipalities that lie in no region of a set; a whole is the sum of a set's regions only without any."""
        if among.level is Level.MUNICIPALITY:
            return ()
        return tuple(one for one in self.municipalities if self.area_of(one, among) is None)

    def get(self, code: str) -> Region:
        """The region with this code: five digits, six with the check digit, or an area's own.

        Spaces and full-width letters are put up with, and so is a leading zero that a spreadsheet has eaten.

        Raises:
            RegionError: there is no such code, or its check digit is wrong; the sentence names the nearest.
        """
        written = naming.plain(code)
        for digits in (written, f"0{written}"):
            if digits in self._by_code:
                return self._by_code[digits]
            if len(digits) == 6 and digits.isdecimal() and digits[:5] in self._by_code:
                return _checked(self._by_code[digits[:5]], digits)
        raise RegionError(f"地域コード「{code}」はありません。{self._nearest_code(written)}")

    def find(self, name: str) -> Region:
        """The region of this name, with or without 市町村, the county or the prefecture in front, in any ヶ/ケ/が.

        An area may be called by its name alone, with a word like 圏域, or with the name of its set: 中央保健所圏域.

        Raises:
            RegionError: no region is called so, or several are; the sentence names the nearest or all of them.
        """
        found = self.named(name)
        if not found:
            raise RegionError(f"地域名「{name}」はありません。{self._nearest_name(name)}")
        if len(found) > 1:
            choices = listed([self.full_name(region) for region in found])
            raise RegionError(
                f"地域名「{name}」は{choices}のどれとも読めます。そのどれかか、地域コードで書いてください。"
            )
        return found[0]

    def named(self, name: str) -> tuple[Region, ...]:
        """All regions that ``name`` may mean: none, one, or several that share it."""
        spellings = naming.readings(name, self.prefecture.name)
        return next((self._by_name[spelling] for spelling in spellings if spelling in self._by_name), ())

    def is_called(self, region: Region, name: str) -> bool:
        """Whether ``name`` is a way to write this region's name, even if another region shares it."""
        return region in self.named(name)

    def full_name(self, region: Region) -> str:
        """A name that no other region answers to: its own, or with its set, 中央（保健所圏域）, where it is shared."""
        alone = self.named(region.name) == (region,)
        return region.name if alone else naming.qualified(region.name, self._set_name(region))

    @cached_property
    def _sets_by_id(self) -> dict[str, RegionSet]:
        return {one.id: one for one in self.sets}

    @cached_property
    def _set_by_code(self) -> dict[str, RegionSet]:
        return {region.code: one for one in self.sets for region in one.regions}

    @cached_property
    def _members(self) -> dict[str, tuple[Region, ...]]:
        within = {code: frozenset(codes) for code, codes in self.membership.items()}
        return {code: tuple(one for one in self.municipalities if one.code in own) for code, own in within.items()}

    @cached_property
    def _area_by_place(self) -> dict[tuple[str, str], Region]:
        return {
            (one.id, member.code): area
            for one in self.area_sets
            for area in one.regions
            for member in self.members(area)
        }

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {region.code: region for region in self}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Region, ...]]:
        full = {region: naming.full_spellings(region.name, self._set_name(region)) for region in self}
        taken = frozenset().union(*full.values())
        names: defaultdict[str, tuple[Region, ...]] = defaultdict(tuple)
        for region in self:
            # What is the full name of one region does not mean another by chance, unless that is its very name.
            own = {naming.plain(region.name)} & taken
            for spelling in full[region] | own | (self._spellings(region) - taken):
                names[spelling] += (region,)
        return dict(names)

    def _spellings(self, region: Region) -> set[str]:
        match region.level:
            case Level.PREFECTURE:
                return naming.prefecture_spellings(region.name)
            case Level.AREA:
                return naming.area_spellings(region.name, self._set_name(region))
            case Level.MUNICIPALITY:
                return naming.municipality_spellings(region.name)

    def _set_name(self, region: Region) -> str:
        own = self.set_of(region)
        return own.name if own else region.level.label

    def _nearest_code(self, written: str) -> str:
        near = nearest(written[:5] if written.isdecimal() else written[:16], list(self._by_code))
        if near is None:
            return f"{self.prefecture.name}の地域コードは「{self.prefecture.code}」のような5桁です。"
        return f"「{near}」（{self._by_code[near].name}）ではありませんか。"

    def _nearest_name(self, name: str) -> str:
        near = nearest(naming.plain(name), [region.name for region in self])
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


def with_check_digit(code5: str) -> str:
    """The code in six digits."""
    return code5 + check_digit(code5)


def _checked(region: Region, digits: str) -> Region:
    right = with_check_digit(region.code)
    if digits != right:
        raise RegionError(f"地域コード「{digits}」の検査数字が合いません。{region.name}は「{right}」です。")
    return region
