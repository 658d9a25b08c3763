"""How a standing looks and what it is called: the one grammar that screens, charts, papers and workbooks ask.

A neutral shade is what is so, hatched red what is missing to the required level, blue what is ahead of it. The amount
of red is the amount that is missing; whether there is red or blue at all depends on nothing but the distance from the
line and on whether the target is reached, so a better value never looks worse.
"""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.judging.assessment import TargetAssessment


class Tone(StrEnum):
    """What a standing's second colour says, the better one later; where nothing can be said it is neutral."""

    NEUTRAL = "neutral"
    SHORT = "short"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Look:
    """A standing against one target.

    ``letter`` is the grade's (empty where another method judges), ``words`` say it. The amounts are shares of the way
    from baseline to target: ``gone`` so far (None where there is no such way, or no value), ``required`` on the value's
    own day and ``required_today`` on the as-of date, ``missing`` to the required level and ``ahead`` of it, at most one
    of both more than nothing.
    """

    letter: str
    words: str
    tone: Tone
    gone: float | None = None
    required: float | None = None
    required_today: float | None = None
    missing: float = 0.0
    ahead: float = 0.0

    @property
    def verdict(self) -> str:
        """Letter and words: B*　改善（ペース不足）."""
        return f"{self.letter}　{self.words}" if self.letter else self.words


def look_of(target: TargetAssessment | None) -> Look:
    """The look of an indicator against a target; without one it is neutral and says so."""
    if target is None:
        return Look("", "目標値なし", Tone.NEUTRAL)
    letter = "" if target.grade is None else target.grade.value
    judged = target.grade or target.status
    words = "―" if judged is None else judged.short
    today = None if target.reader is None else target.reader.required
    shares = (target.achieved, target.required, today)
    if target.points is None or target.position is None:
        return Look(letter, words, Tone.AHEAD if target.reached else Tone.NEUTRAL, *shares)
    if target.reached or target.position.side.reached:
        return Look(letter, words, Tone.AHEAD, *shares, ahead=max(0.0, target.points / 100))
    return Look(letter, words, Tone.SHORT, *shares, missing=-target.points / 100)
