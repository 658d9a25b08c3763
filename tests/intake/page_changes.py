"""How a decoration changes a page: words put somewhere, a column put in, values taken, the truth forgotten."""

from collections.abc import Callable
from random import Random

from intake.good_files import Cell, Key, Page, line

Words = list[str] | None
"""Words of which a problem must quote one where the truth is not what was read; None where nothing was changed."""

Decoration = Callable[[Random, Page], Words]


def put_words(random: Random, page: Page, words: str, *, short: str = "") -> None:
    """Words around the table, somewhere; ``short`` are the words for a sheet's name or a heading."""
    places = ["above", "above", "beside", "below"]
    places += ["sheet", "box", "header"] if page.kind == "xlsx" else []
    places += ["file"]
    place = random.choice(places)
    short = short or words
    if place == "above":
        page.above.insert(random.randint(0, len(page.above)), line(*[""] * random.choice((0, 0, 2)), words))
    elif place == "beside":
        title = random.choice(("架空県の状況", "保健医療の現況", "表１　市町村別の状況"))
        page.above.append(line(title, *[""] * random.randint(1, 3), words))
    elif place == "below":
        page.below.append(line(random.choice(("※", "注）", "（注）", "＊")) + words))
    elif place == "sheet":
        page.sheet = "".join(letter for letter in short if letter not in "[]:*?/\\")[:31]
    elif place == "box":
        page.boxes.append(words)
    elif place == "header":
        page.header_text = words
    else:
        rest = random.choice(("", "_市町村別", "（健康課）"))
        page.name = f"{short.replace('/', '')}{rest}.{page.name.rpartition('.')[2]}"


def forget(page: Page, keys: list[Key]) -> None:
    for key in keys:
        page.truth.pop(key, None)


def keys_of(page: Page, indicator: str) -> list[Key]:
    return [key for key in page.truth if key.indicator == indicator]


def insert_column(page: Page, place: int, heading: str, texts: list[str]) -> None:
    for at, cells in enumerate(page.head):
        cells += [Cell() for _ in range(place - len(cells))]
        cells.insert(place, Cell(heading if at == len(page.head) - 1 else ""))
    for cells, text in zip(page.body, texts, strict=True):
        if not any(cell.text for cell in cells):
            continue
        cells += [Cell() for _ in range(place - len(cells))]
        cells.insert(place, Cell(text))
    page.columns = {name: at + (at >= place) for name, at in page.columns.items()}
    page.hidden_columns = {at + (at >= place) for at in page.hidden_columns}


def some_values(random: Random, page: Page, most: int = 2) -> list[Cell]:
    free = [cell for cell in page.value_cells if cell.key in page.truth and not is_taken(cell)]
    return random.sample(free, min(len(free), random.randint(1, most)))


def is_taken(cell: Cell) -> bool:
    is_plain = cell.text.isascii() and cell.text.replace(".", "").isdigit()
    return bool(cell.runs or cell.format or cell.struck or cell.comment) or not is_plain
