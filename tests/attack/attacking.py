"""What an attack is and what it costs: loopback only, seeded, bounded; short in the tests, long by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from attack.onlooking import Onlooker

MOST_SLOWDOWN = 10.0
MOST_MEMORY_LEFT = 100.0


@dataclass(frozen=True)
class Bounds:
    """How far an attack goes: ``rounds`` is its own unit (kills, files, requests); ``folder`` is empty and its own.

    ``timed``: what others wait, and what the server keeps, is measured. Tests time nothing. ``visitor`` looks at a
    server that runs already and may be attacked; None where an attack starts its own.
    """

    seed: int
    rounds: int
    folder: Path
    timed: bool = True
    visitor: Onlooker | None = None


@dataclass(frozen=True)
class Toll:
    """What an attack came to.

    ``lost`` counts what had been acknowledged and is not there, ``torn`` what is there half or cannot be read,
    ``strangers`` what somebody without the right wrote, ``broken`` every other promise that did not hold. ``slowdown``
    is the worst answer for another visitor meanwhile over the worst quiet one, ``memory_left`` the megabytes that the
    server keeps afterwards; None where nobody else was served, or nothing was timed. ``remarks`` says what was seen.
    """

    tries: int
    lost: int = 0
    torn: int = 0
    strangers: int = 0
    broken: tuple[str, ...] = ()
    slowdown: float | None = None
    memory_left: float | None = None
    remarks: str = ""

    @property
    def faults(self) -> list[str]:
        """What of the promises of docs/security.md did not hold."""
        counted = (("lost", self.lost), ("torn", self.torn), ("written by strangers", self.strangers))
        faults = [f"{count} {what}" for what, count in counted if count]
        if self.slowdown is not None and self.slowdown > MOST_SLOWDOWN:
            faults.append(f"others waited {self.slowdown:.1f} times as long as in quiet")
        if self.memory_left is not None and self.memory_left > MOST_MEMORY_LEFT:
            faults.append(f"{self.memory_left:.0f} MB kept")
        return [*faults, *self.broken]


@dataclass(frozen=True)
class Attack:
    """``name`` says what is done, as in the table of docs/security.md; ``short`` and ``long`` are numbers of rounds."""

    name: str
    run: Callable[[Bounds], Toll]
    short: int
    long: int
