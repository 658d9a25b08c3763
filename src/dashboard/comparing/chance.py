"""Whether a region's count differs from what chance alone makes of the prefecture's rate: exact Poisson.

A count in a region of n residents is set against e = n · X/N, where X and N are the prefecture's, the region included.
That counts come about independently of each other is assumed: so it is asked only of indicators whose catalogue entry
says so (facilities, not their staff or beds). Limits after D. J. Spiegelhalter, "Funnel plots for comparing
institutional performance", Statistics in Medicine 24 (2005).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as numbers_from
from itertools import takewhile
from math import exp, fsum, lgamma, log

from dashboard.text import Term

PERHAPS_TAIL = 0.025
APART_TAIL = 0.001
"""How probable the smaller tail is at the edges of the two-sided ranges of 95 % and of 99.8 %."""
FEWEST = 5
"""Under so many, counted or expected, nothing is said of more or less."""
_NEGLIGIBLE = 1e-18


class Contrast(Term):
    """How a count stands to chance."""

    APART = "apart", "県全体と違う"
    PERHAPS = "perhaps", "違いがあるかもしれない"
    WITHIN = "within", "偶然の範囲"


@dataclass(frozen=True, slots=True)
class Chance:
    """A count beside the one that would be expected at the prefecture's rate."""

    count: int
    expected: float

    @property
    def tail(self) -> float:
        """The probability of a count as far out as this one or farther, on its side, at the expected mean."""
        return min(at_most(self.count, self.expected), at_least(self.count, self.expected))

    @property
    def contrast(self) -> Contrast:
        """Outside the range of 99.8 %, outside that of 95 %, or inside both."""
        tail = self.tail
        if tail < APART_TAIL:
            return Contrast.APART
        return Contrast.PERHAPS if tail < PERHAPS_TAIL else Contrast.WITHIN

    @property
    def few(self) -> bool:
        """Whether more or less, and a place among the others, mean nothing here."""
        return self.count < FEWEST or self.expected < FEWEST

    @property
    def direction(self) -> str:
        """多い or 少ない where the count is outside chance and not few, else nothing."""
        if self.few or self.contrast is Contrast.WITHIN:
            return ""
        return "多い" if self.count > self.expected else "少ない"


def at_most(count: int, mean: float) -> float:
    """P(K ≤ count) of a Poisson variable."""
    if count < 0:
        return 0.0
    return 1.0 - at_least(count + 1, mean) if count > mean else _summed(mean, iter(range(count, -1, -1)))


def at_least(count: int, mean: float) -> float:
    """P(K ≥ count) of a Poisson variable."""
    if count <= 0:
        return 1.0
    return 1.0 - at_most(count - 1, mean) if count <= mean else _summed(mean, numbers_from(count))


def _summed(mean: float, counts: Iterator[int]) -> float:
    """Probabilities of counts that lead away from the mean, as long as they matter."""
    probabilities = (_exactly(k, mean) for k in counts)
    telling = takewhile(lambda probability: probability > _NEGLIGIBLE, probabilities)
    return fsum(telling)


def _exactly(count: int, mean: float) -> float:
    """P(K = count); with a mean of nothing there is nothing."""
    if mean <= 0:
        return float(count == 0)
    return exp(count * log(mean) - mean - lgamma(count + 1))


def limits(mean: float, tail: float) -> tuple[float, float]:
    """The ends of the range of counts whose smaller tail is ``tail`` or more.

    Between whole counts they are interpolated and move smoothly with the mean; no count changes its side by that.
    """
    low = _first(mean, tail)
    lower = low - (at_most(low, mean) - tail) / _exactly(low, mean)
    high = _last(mean, tail)
    upper = high + (at_least(high, mean) - tail) / _exactly(high, mean)
    return max(lower, 0.0), upper


def _first(mean: float, tail: float) -> int:
    """The least count with P(K ≤ count) ≥ tail."""
    below, above = -1, int(mean) + 1
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if at_most(middle, mean) >= tail else (middle, above)
    return above


def _last(mean: float, tail: float) -> int:
    """The greatest count with P(K ≥ count) ≥ tail."""
    inside, outside = 0, int(mean) + 2
    while at_least(outside, mean) >= tail:
        inside, outside = outside, 2 * outside
    while outside - inside > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if at_least(middle, mean) >= tail else (inside, middle)
    return inside
