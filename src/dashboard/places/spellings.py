"""The ways to write a region's name or code, and which of them mean the same."""

import re
from collections.abc import Iterator

from dashboard.text import half_width

_AREA_WORD = re.compile("(二次)?(保健)?(医療圏|圏域|区域)$")
_COUNTY = re.compile("^.+?郡(?=.+[町村]$)")
_SHORTEST_ENDING = 3
"""圏域 and 区域, which end the names of many sets, tell none of them apart."""


def plain(text: str) -> str:
    """The text without spaces and differences of width, ヶ for each way to write it."""
    return re.sub("[ケが]", "ヶ", "".join(half_width(text).split()))


def without_leading_zero(code: str) -> str:
    """The code as a spreadsheet leaves it."""
    return code.removeprefix("0")


def stem(area: str) -> str:
    """An area's name without the word for an area at its end, under which two areas of one set would be confused."""
    name = plain(area)
    return _AREA_WORD.sub("", name) or name


def qualified(name: str, set_name: str) -> str:
    """中央（保健所圏域）: a name and the set that it is from."""
    return f"{name}（{set_name}）"


def prefecture_spellings(name: str) -> set[str]:
    """The name, and without 都府県."""
    return {plain(name), re.sub("(?<=..)[都府県]$", "", plain(name))}


def municipality_spellings(name: str) -> set[str]:
    """The name, and without 市町村."""
    return {plain(name), re.sub("(?<=.)[市町村]$", "", plain(name))}


def area_spellings(name: str, set_name: str) -> set[str]:
    """The name alone, with any word for an area (as 区域), and with an ending of the set's name that says which."""
    short, whole = stem(name), plain(set_name)
    endings = (whole[start:] for start in range(1, len(whole) - _SHORTEST_ENDING + 1))
    return {short, f"{short}区域", *(f"{short}{ending}" for ending in endings)}


def full_spellings(name: str, set_name: str) -> set[str]:
    """The name followed by the whole name of its set, in brackets or not."""
    names = (name, stem(name))
    return {plain(f"{one}{set_name}") for one in names} | {plain(qualified(one, set_name)) for one in names}


def readings(written: str, prefecture: str) -> Iterator[str]:
    """The spellings that a written name may stand for, the one nearest to it first."""
    whole = plain(written)
    inside = whole.removeprefix(plain(prefecture)) or whole
    for one in dict.fromkeys((whole, inside, _COUNTY.sub("", inside))):
        yield one
        yield _AREA_WORD.sub("区域", one)
