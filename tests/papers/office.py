"""What the tests of slides and documents share: a paper of a made-up plan, and every word that it has to say."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from dashboard.board import Board
from dashboard.charts.table import cell_text
from dashboard.papers.paper import REPEATED_KEYS, Amount, Paper, Section
from papers.making import paper_of

DAY = date(2024, 3, 31)
KNOWN = datetime(2100, 1, 1, tzinfo=UTC)


def made_up_paper(board: Board, **asked: Any) -> Paper:
    """The paper of the made-up plan, with the years that have initiatives."""
    return paper_of(board, DAY, **{"known_at": KNOWN, "fiscal_years": (2018, 2019), **asked})


def bare(text: str) -> str:
    """The text without its spaces and line ends, which each format sets as it needs."""
    return re.sub(r"\s", "", text)


def words_of(paper: Paper) -> Iterator[str]:
    """Everything that a paper says in words and figures."""
    yield from (paper.title, paper.plan, paper.as_of, paper.registered, paper.computed, paper.discussion_point)
    yield from (*paper.sources, *paper.notes, *paper.summary.headings)
    yield from paper.region_gaps
    yield from (text for rule in paper.rules for text in rule)
    yield from (text for row in paper.summary.rows for cell in row.values() for text in (cell.text, cell.sub))
    for section in paper.sections:
        yield from _words_of_section(section)
    for part in paper.regional:
        table = part.table.without(REPEATED_KEYS)
        yield from (part.title, part.view.subtitle, *part.notes, *part.footnotes, *table.headings)
        yield from (cell_text(cell) for row in table.rows for cell in row)


def _words_of_section(section: Section) -> Iterator[str]:
    yield from (section.name, section.verdict, section.against, section.headline, section.subject, section.definition)
    yield from (section.council, section.source, section.dated)
    yield from (*section.flags, *section.facts, *section.reasons)
    for year in section.years:
        yield from (year.heading, year.marks, *year.items, *year.notes)
    yield from (goal.heading for goal in section.goals)
    for amount in (*section.path, *section.latest, *(goal.amount for goal in section.goals)):
        yield from _words_of_amount(amount)


def _words_of_amount(amount: Amount) -> tuple[str, ...]:
    return (amount.number, amount.unit, amount.when)
