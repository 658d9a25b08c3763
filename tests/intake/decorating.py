"""What real files have besides their figures: words, marks, rows and damage that change what a figure means.

Each decoration writes as an officer would, changes the truth of the page where it has to, and returns the words of
which a problem must quote one where the truth is not what was read; None where it does not suit the page.
"""

from dataclasses import dataclass, field

from dashboard.intake import Answers
from intake.damaged_rows import DAMAGES
from intake.good_files import Page, good_page
from intake.harmless_things import HARMLESS_THINGS
from intake.misleading_cells import MISLEADING_CELLS
from intake.misleading_words import MISLEADING_WORDS
from intake.page_bytes import as_bytes
from intake.page_changes import Decoration

HARMLESS = frozenset(HARMLESS_THINGS)
DAMAGE = frozenset(DAMAGES)
DECORATIONS: dict[str, Decoration] = {**MISLEADING_WORDS, **MISLEADING_CELLS, **HARMLESS_THINGS, **DAMAGES}
PART_DAMAGED = 0.3
"""The share of files with a row or an end that is damaged."""


@dataclass
class Decorated:
    """A file, what is true of it, and what was done to it."""

    page: Page
    data: bytes
    answers: Answers
    kinds: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def decorated(seed: int, number: int, fewest: int = 1, most: int = 4) -> Decorated:
    """File ``number`` of a seed, with one to four decorations."""
    page, random = good_page(seed, number)
    wanted = random.randint(fewest, most) if most else 0
    kinds: list[str] = []
    words: list[str] = []
    order = random.sample(sorted(DECORATIONS.keys() - DAMAGE), len(DECORATIONS) - len(DAMAGE))
    if random.random() < PART_DAMAGED:
        # After the others, and one only: two may heal each other, as a cell lost and a number too many in one row.
        order[max(0, wanted - 1) :] = random.sample(sorted(DAMAGE), len(DAMAGE))
    for kind in order:
        if len(kinds) == wanted or not page.truth or DAMAGE & set(kinds):
            break
        done = DECORATIONS[kind](random, page)
        if done is not None:
            kinds.append(kind)
            words += done
    data = as_bytes(page)
    return Decorated(page, data, page.answers, kinds, words)
