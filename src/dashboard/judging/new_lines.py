"""Which lines of a year's initiatives the year before, or the year after, does not have.

Two lines are the same initiative where they are alike but for figures and wording; only where no line of the other year
is alike is a line called new or gone. The lines themselves are never changed.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from dashboard.text import half_width

_ALIKE = 0.5
"""Share of two lines that is the same, from which on they are one initiative."""
_BULLETS = re.compile(r"^[\s○〇◯●・◇◆□■\-*]+")
_FIGURES = re.compile(r"[\d,.]+")
_BLANKS = re.compile(r"\s+")


def lines_without_match(lines: Sequence[str], others: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that no line of ``others`` is alike; each of these is alike at most one."""
    ours = [_core(line) for line in lines]
    theirs = [_core(line) for line in others]
    pairs = sorted(
        ((_likeness(line, other), at, place) for at, line in enumerate(ours) for place, other in enumerate(theirs)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    matched: set[int] = set()
    used: set[int] = set()
    for likeness, at, place in pairs:
        if likeness >= _ALIKE and at not in matched and place not in used:
            matched.add(at)
            used.add(place)
    return frozenset(range(len(lines))) - matched


def _core(line: str) -> str:
    """A line without its bullet, its figures and its spaces."""
    return _BLANKS.sub("", _FIGURES.sub("", _BULLETS.sub("", half_width(line))))


def _likeness(line: str, other: str) -> float:
    if line == other:
        return 1.0
    return SequenceMatcher(None, line, other, autojunk=False).ratio()
