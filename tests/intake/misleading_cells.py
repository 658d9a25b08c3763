"""What stands in or on the cells themselves: raised, struck, formatted, hidden and merged ones, signs, spellings."""

import unicodedata
from random import Random

from intake.good_files import TOWNS, UNITS, Cell, Page
from intake.page_changes import Decoration, Words, forget, is_taken, some_values


def _superscript(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in some_values(random, page):
        cell.runs = ((cell.text, ""), (random.choice(("1", "2", "注1", "※", "1)")), "super"))
    return []


def _struck_part(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in some_values(random, page):
        cell.runs = ((f"{random.randint(5, 9999)}", "strike"), (cell.text, ""))
    return []


def _struck_value(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in some_values(random, page):
        cell.struck = True
        forget(page, [cell.key] if cell.key else [])
    return []


def _struck_line(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    cells = random.choice(page.body)
    if any(is_taken(cell) for cell in cells if cell.key):
        return None
    for cell in cells:
        cell.struck = True
        forget(page, [cell.key] if cell.key else [])
    return []


def _format(random: Random, page: Page) -> Words:
    """A number format that prints words, or nothing."""
    if page.kind != "xlsx":
        return None
    words = random.choice(
        (
            '0"百人"',
            '#,##0"千か所"',
            '0.0"（速報）"',
            '0.0"（暫定）"',
            '"集計中"',
            '"秘匿"',
            ";;;",
            '0"世帯"',
            "#,##0,",
            '0"(見込)"',
            '0.0"（概数）"',
        )
    )
    for cell in some_values(random, page):
        key = cell.key
        if key is None:
            continue
        cell.format = words
        status = {'"集計中"': "pending", '"秘匿"': "suppressed"}.get(words, "provisional")
        if words[0] == '"':
            page.truth[key] = (None, status)
        elif words[-1] == '"' and "（" in words:
            page.truth[key] = (page.truth[key][0], status)
        else:
            forget(page, [key])
    return []


def _hidden_line(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cells in random.sample(page.body, min(len(page.body), random.randint(1, 2))):
        page.hidden_lines.append(cells)
        forget(page, [cell.key for cell in cells if cell.key])
    return []


def _hidden_column(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    cell = random.choice(page.value_cells)
    cells = page.line_of(cell)
    place = next(at for at, each in enumerate(cells) if each is cell)
    page.hidden_columns.add(place)
    forget(
        page, [line_cells[place].key for line_cells in page.body if place < len(line_cells) and line_cells[place].key]
    )  # type: ignore[misc]
    return ["非表示の列"]


def _merged_value(random: Random, page: Page) -> Words:
    """One number merged over two rows."""
    if page.kind != "xlsx" or len(page.body) < 2:
        return None
    at = random.randint(0, len(page.body) - 2)
    upper, lower = page.body[at], page.body[at + 1]
    places = [place for place, cell in enumerate(upper) if cell.key and place < len(lower) and lower[place].key]
    if not places:
        return None
    place = random.choice(places)
    if is_taken(upper[place]) or is_taken(lower[place]):
        return None
    forget(page, [key for key in (upper[place].key, lower[place].key) if key])
    lower[place].text = ""
    lower[place].key = None
    page.merged.append((upper[place], lower[place]))
    return []


def _merged_label(random: Random, page: Page) -> Words:
    """A date merged over all rows, which belongs to all of them."""
    if page.kind != "xlsx" or "day" not in page.columns or page.shape == "series" or page.hidden_lines:
        return None
    place = page.columns["day"]
    cells = [each[place] for each in page.body if place < len(each)]
    if (
        len(cells) < 2
        or len(page.days) > 1
        or len(cells) < len(page.body)
        or any(is_taken(cell) for cell in page.value_cells)
    ):
        return None
    for cell in cells[1:]:
        cell.text = ""
    page.merged.append((cells[0], cells[-1]))
    return []


def _symbol(random: Random, page: Page) -> Words:
    if page.shape == "national":
        return None
    for cell in some_values(random, page, 2):
        key = cell.key
        if key is None:
            continue
        number, _ = page.truth[key]
        form = random.choice(
            (
                "－",
                "―",
                "…",
                "x",
                "X",
                "・",
                "{}r",
                "r{}",
                "{}p",
                "p{}",
                "※{}",
                "{}※",
                "{}*",
                "{}（速報）",
                "{}(概数)",
                "10未満",
                "{}※1",
                "*{}",
                "約{}",
                "{}以上",
                "△",
                "不明",
                "{}（確定）",
            )
        )
        text = form.format(cell.text)
        if form in {"－", "―", "…", "△", "不明", "約{}", "{}以上"}:
            forget(page, [key])
        elif form in {"x", "X", "10未満"}:
            page.truth[key] = (None, "suppressed")
        elif form == "・":
            page.truth[key] = (None, "not_applicable")
        elif form in {"{}p", "p{}", "{}（速報）", "{}(概数)"}:
            page.truth[key] = (number, "provisional")
        cell.text = text
    return []


def _spelling(random: Random, page: Page) -> Words:
    """Letters that look the same, digits of any width, codes guarded from Excel."""
    for cells in page.body:
        for cell in cells:
            if cell.runs or cell.format or cell.stored is not None or random.random() < 0.5:
                continue
            cell.text = _respelt(random, cell, page)
    return []


def _respelt(random: Random, cell: Cell, page: Page) -> str:
    text = cell.text
    choice = random.random()
    can_all = page.encoding != "cp932"
    if cell.key and text.replace(".", "").isdigit():
        wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
        unit = UNITS[cell.key.indicator][0]
        thousands = f"{int(text):,}" if text.isdigit() else text
        return random.choice((wide, f" {text}　", f"{text}{unit}", thousands, f"{text}\u200b" if can_all else text))
    if text in TOWNS.values() and choice < 0.8:
        respelt = [text.replace("ヶ", other) for other in "ケがヵか"]
        respelt += [f"架空県{text}", f"{text}　", text.replace("の", "　の")]
        respelt += [unicodedata.normalize("NFD", text), f"\u200b{text}"] if can_all else []
        return random.choice(respelt)
    if text.isdigit() and len(text) in {5, 6} and page.kind == "csv":
        return random.choice((f'="{text}"', f"{text}.0", text))
    return text


MISLEADING_CELLS: dict[str, Decoration] = {
    "K05 superscript": _superscript,
    "K05 struck in part": _struck_part,
    "K05 struck value": _struck_value,
    "K05 struck row": _struck_line,
    "K06 number format": _format,
    "K07 hidden row": _hidden_line,
    "K07 hidden column": _hidden_column,
    "K07 merged value": _merged_value,
    "K07 merged label": _merged_label,
    "K11 symbol": _symbol,
    "K13 spelling": _spelling,
}
