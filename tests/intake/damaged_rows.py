"""A row with a cell too few or too many, and a file that ends too early."""

from random import Random

from intake.good_files import Cell, Page
from intake.page_changes import Decoration, Words


def _short_line(random: Random, page: Page) -> Words:
    """A row loses a cell, and the rest moves to the left."""
    cells = random.choice(page.body)
    if page.merged or len(cells) < 3 or page.kind == "xlsx":
        return None
    del cells[random.randint(0, len(cells) - 1)]
    return []


def _joined_cells(random: Random, page: Page) -> Words:
    cells = random.choice(page.body)
    if page.merged or len(cells) < 3 or page.kind == "xlsx":
        return None
    at = random.randint(0, len(cells) - 2)
    cells[at].text += cells[at + 1].text
    cells[at].key = cells[at].key or cells[at + 1].key
    del cells[at + 1]
    return []


def _long_line(random: Random, page: Page) -> Words:
    """A stray separator: a row has a cell more."""
    cells = random.choice(page.body)
    if page.merged or page.kind == "xlsx":
        return None
    cells.insert(random.randint(0, len(cells)), Cell(random.choice(("", "", "7", "あ"))))
    return []


def _code_behind(random: Random, page: Page) -> Words:
    """The code stands to the right of the value, and one row has lost its value's cell."""
    if page.shape != "long" or page.kind == "xlsx" or "code" not in page.columns or page.merged:
        return None
    value = next((at for at, cell in enumerate(page.body[0]) if cell.key), len(page.head[-1]))
    code = page.columns["code"]
    if any(len(cells) <= max(code, value) for cells in [*page.head, *page.body]):
        return None
    for cells in [*page.head, *page.body]:
        moved = cells[code]
        cells.insert(value + 1, moved)
        del cells[code if code < value + 1 else code + 1]
    page.columns = {}
    cells = random.choice(page.body)
    del cells[next((at for at, cell in enumerate(cells) if cell.key), 0)]
    return []


def _cut(random: Random, page: Page) -> Words:
    """A file cut off inside its last row."""
    if page.kind == "xlsx" or page.below or not page.body[-1]:
        return None
    last = ",".join(cell.text for cell in page.body[-1])
    page.is_cut = True
    page.cut = random.randint(0, max(0, len(last) - 1))
    return []


def _value_beside(random: Random, page: Page) -> Words:
    """A number under no heading."""
    cells = random.choice([each for each in page.body if any(cell.key for cell in each)])
    width = len(page.head[-1])
    if len(cells) != width:
        return None
    cells.append(Cell(f"{random.randint(5000, 9999)}"))
    return []


DAMAGES: dict[str, Decoration] = {
    "short row": _short_line,
    "joined cells": _joined_cells,
    "long row": _long_line,
    "code right of the value": _code_behind,
    "cut off": _cut,
    "number under no heading": _value_beside,
}
