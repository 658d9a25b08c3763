"""Blocks that several screens share: a figure with its table and downloads, tables of facts, the latest value."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import serialization
from streamlit.components.v2.types import ComponentRenderer

from dashboard.catalogue import Catalogue
from dashboard.charts.album import ScreenPicture
from dashboard.charts.drawings import Drawing, figures, png_file, svg_with_typeface
from dashboard.charts.table import NOTHING, Cell, Column, ColumnKind, Table, cell_text
from dashboard.fiscal import Period, Precision, fiscal_year, fiscal_year_label, label, parse, span_words, today
from dashboard.judging import Standing
from dashboard.judging.words import change_words
from dashboard.sheets.blank import Template, template_csv, template_xlsx
from dashboard.sheets.spreadsheet import XLSX_TYPE, csv_file
from dashboard.text import decimal_places, format_value, visible
from dashboard.ui import state
from dashboard.ui.still import STILLS, Still
from dashboard.workshop import make

SHORT_CHARACTERS = 18
"""Moments, statuses and the like, which stay on one line."""
# Streamlit looks whether an island is given a data frame, and loads all of pandas for it; ours are given none.
serialization.is_dataframe_like = lambda obj: False  # type: ignore[attr-defined]

_NUMBERS = {ColumnKind.COUNT, ColumnKind.VALUE, ColumnKind.RATE}
YEARS_BACK = 3
"""Late figures arrive up to three years after their quarter."""
_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.FISCAL_YEAR: 12}
DOWNLOADS: tuple[tuple[str, str, str, Callable[[Drawing], bytes]], ...] = (
    ("画像 PNG", "png", "image/png", lambda drawing: make(png_file, drawing)),
    ("画像 SVG", "svg", "image/svg+xml", lambda drawing: make(svg_with_typeface, drawing)),
    ("データ CSV", "csv", "text/csv", lambda drawing: csv_file(make(figures, drawing)[1])),
)
"""What every picture can be saved as: the words, the suffix, the media type, the writer."""

download = partial(st.download_button, on_click="ignore")
"""A button for a file; pressing it does not run the page again."""


def component(
    name: str,
    html: str,
    css: str | None = None,
    shared: Sequence[str] = (),
    still: Still | None = None,
) -> ComponentRenderer:
    """An island of our own: its markup, with the script (and the style, unless ``css`` is it) beside this module.

    Those of the ``shared`` names come before it, for an island's script can import none; an island among them is a
    function there. ``still`` writes the markup that the script leaves for some data; without it the island looks the
    same before its script has run. With an empty ``css`` it stands in the page itself, under the page's style.
    """
    names = (*shared, name)
    STILLS[name] = still or (lambda _: html)
    style = "".join(beside(f"{part}.css") for part in names) if css is None else css
    functions = [beside(f"{part}.js").replace("export default ", "", 1) for part in shared]
    script = "\n".join((*functions, beside(f"{name}.js")))
    return st.components.v2.component(name, html=html, css=style, js=script, isolate_styles=css != "")


def beside(file: str) -> str:
    """The text of a script or style of this folder."""
    return Path(__file__).with_name(file).read_text(encoding="utf-8")


def still_picture(data: Mapping[str, Any]) -> str:
    """A picture before its script has run; ``data`` as ``picture_data`` gives it."""
    lines = "".join(f"<p>{parted(line)}</p>" for line in data["footer"])
    drawings = f'<div class="drawing">{still_drawings(data["svg"], data["narrow"], "27rem")}</div>'
    return f"<figure>{drawings}<figcaption>{lines}</figcaption></figure>"


def still_drawings(wide: str, narrow: str, widest: str = "none") -> str:
    """Both drawings of a picture, of which the width of their place alone shows one (as ``leastWidth`` in pointing.js).

    Under a wide one that has no other for a narrow place nothing changes.
    """
    if not narrow:
        return _marked(wide, "wide")
    letters = min(float(size) for size in re.findall(r'<text[^>]*? font-size="([\d.]+)', wide))
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+)', wide)
    least = max(_NARROW + 1, float(box[1]) * _SMALLEST_LETTERS / letters) if box else _NARROW + 1
    place = f"place-{least:.0f}"
    style = (
        f".{place}{{container-type:inline-size}}@container(width<{least:.2f}px){{.{place} .wide{{display:none}}"
        f".{place} .narrow{{display:block;max-width:{widest}}}}}"
    )
    return f'<style>{style}</style><div class="{place}">{_marked(wide, "wide")}{_marked(narrow, "narrow")}</div>'


def _marked(svg: str, css_class: str) -> str:
    """An SVG of that class, without the words of its marks: a browser would show them late and small."""
    return re.sub(r"<svg( class=\"[^\"]*\")?", f'<svg class="{css_class}"', _TITLE.sub("", svg), count=1)


def parted(text: str) -> str:
    """The text as HTML whose lines break only between its parts, which a wide space parts."""
    return "".join(f"<span>{escape(part)}</span>" for part in text.split("　") if part)


_TITLE = re.compile("<title>.*?</title>", re.DOTALL)
_NARROW, _SMALLEST_LETTERS = 480, 12
PICTURE = (
    '<figure><div class="drawing"></div><p class="words" aria-hidden="true" hidden></p><figcaption></figcaption>'
    '<p class="spoken" aria-live="polite"></p></figure>'
)
"""What a picture's script fills."""
_PICTURE = component("picture", PICTURE, shared=("pointing",), still=still_picture)


def figure(screen_picture: ScreenPicture, key: str) -> None:
    """The picture, one click away its figures, and PNG, SVG and CSV made when they are asked for."""
    picture = screen_picture.picture
    bare_figure(screen_picture, key)
    downloads(picture.name, screen_picture.drawing, key)
    with st.expander("図のデータ表"):
        facts(picture.table, picture.title)


def bare_figure(screen_picture: ScreenPicture, key: str) -> None:
    """The picture alone, for what is only looked at before it is decided; its figures stand in a table beside it."""
    data = picture_data(screen_picture, narrow=has_narrow_places())
    _PICTURE(data=data, key=f"{key}_picture", on_narrow_change=narrow_places)


def picture_data(screen_picture: ScreenPicture, *, narrow: bool) -> dict[str, Any]:
    """What a picture's script shows; ``narrow``: with the drawing for narrow places."""
    picture = screen_picture.picture
    drawing = screen_picture.narrow if narrow else ""
    return {
        "svg": screen_picture.svg,
        "narrow": drawing,
        "asks": picture.narrow and not drawing,
        "title": picture.title,
        "footer": list(picture.footer or ()),
    }


def narrow_drawing(screen_picture: ScreenPicture) -> str:
    """The picture for a narrow place if this visitor has one: to draw and send it to all would cost everybody time."""
    return screen_picture.narrow if has_narrow_places() else ""


def has_narrow_places() -> bool:
    """Whether a picture of this visitor stood in a narrow place; a visit draws for places of any width."""
    return state.is_visit() or bool(st.session_state.get(state.NARROW_PLACES))


def narrow_places() -> None:
    """Remembers that this visitor has narrow places: what a picture's script asks for."""
    st.session_state[state.NARROW_PLACES] = True


def downloads(name: str, drawing: Callable[[], Drawing], key: str, what: str = "図") -> None:
    """A menu that saves a picture as PNG, SVG or CSV; it is drawn, and the file written, when one is chosen."""

    def content(write: Callable[[Drawing], bytes]) -> bytes:
        return write(drawing())

    with st.popover(f"{what}を保存", icon=":material/download:", key=f"{key}_save"):
        for words, suffix, media_type, write in DOWNLOADS:
            file_name = f"{name}_{today().isoformat()}.{suffix}"
            download(words, partial(content, write), file_name, media_type, key=f"{key}_{suffix}")


def template_buttons(template: Template, excel: str, csv: str) -> None:
    """Buttons for an empty file as Excel and as CSV, with their words."""
    with st.container(horizontal=True):
        download(excel, lambda: make(template_xlsx, template), template.file_name("xlsx"), XLSX_TYPE)
        download(csv, lambda: template_csv(template), template.file_name("csv"), "text/csv")


def large_numbers(numbers: Iterable[tuple[str, int]], caption: str) -> None:
    """A row of large numbers with what each of them counts."""
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{count:,}</dd></div>" for name, count in numbers)
    st.html(f'<dl class="counts" aria-label="{escape(caption, quote=True)}">{items}</dl>')


def facts(table: Table, caption: str, decimals: int = 0, *, boxed: bool = False, kind: str = "") -> None:
    """A table in reading order: numbers to the right with at least ``decimals`` places, dates in 和暦, nothing as ―."""
    st.html(framed(facts_html(table, caption, decimals, kind), caption, boxed=boxed))


def facts_html(table: Table, caption: str, decimals: int = 0, kind: str = "") -> str:
    """The same as HTML, without a frame; on a phone each row is a stack of its cells under one another."""
    columns = [
        _column_html(column, [row[place] for row in table.rows], decimals) for place, column in enumerate(table.columns)
    ]
    rows = (f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    numbers = {
        column.heading
        for place, column in enumerate(table.columns)
        if column.kind in _NUMBERS or any(_is_number(row[place]) for row in table.rows)
    }
    return html_table(rows, caption, table.headings, f"stacked {kind}".rstrip(), numbers)


def html_table(
    rows: Iterable[str],
    caption: str = "",
    headings: Sequence[str] = (),
    kind: str = "",
    numbers: Container[str] = (),
) -> str:
    """A table out of the HTML of its rows; a column of headings has none itself. ``kind`` is for the style sheet.

    ``numbers`` are the headings of columns of numbers, over which they stand to the right.
    """
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    cells = "".join(_heading_html(heading, number=heading in numbers) for heading in headings)
    head = f"<thead><tr>{cells}</tr></thead>" if headings else ""
    return f'<table class="{f"facts {kind}".rstrip()}">{title}{head}<tbody>{"".join(rows)}</tbody></table>'


def _heading_html(heading: str, *, number: bool) -> str:
    if not heading:
        return "<td></td>"
    look = ' class="number"' if number else ""
    return f'<th scope="col"{look}>{escape(heading)}</th>'


def html_row(name: str, cells: Iterable[str]) -> str:
    """A row that begins with its heading, out of the HTML of its cells."""
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


def html_cell(html: str, heading: str, kind: str = "", room: str = "") -> str:
    """A cell of a stacked table out of its HTML, one element or text; its heading stands before it on a phone.

    ``room``: digits that take their room unseen after a number, so that points stand under each other.
    """
    css_class = f' class="{kind}"' if kind else ""
    unseen = f' data-room="{room}"' if room else ""
    return f'<td{css_class} data-label="{escape(heading, quote=True)}"{unseen}>{html}</td>'


def _column_html(column: Column, cells: Sequence[Cell], decimals: int) -> list[str]:
    """The cells of a column; its numbers have their decimal points under each other, rates also as many decimals."""
    decimals = max(decimals, column.decimals)
    if column.kind is ColumnKind.RATE and not decimals:
        decimals = max((decimal_places(cell) for cell in cells if isinstance(cell, int | float)), default=decimals)
    texts = [cell_text(cell, decimals) for cell in cells]
    fractions = [
        "".join(text.partition(".")[1:]) if _is_number(cell) else "" for text, cell in zip(texts, cells, strict=True)
    ]
    longest = max(fractions, key=len, default="")
    html = []
    for text, fraction, cell in zip(texts, fractions, cells, strict=True):
        room = longest[len(fraction) :] if _is_number(cell) else ""
        html.append(html_cell(escape(text), column.heading, _cell_kind(text, column.kind, cell), room))
    return html


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float)


def _cell_kind(text: str, kind: ColumnKind, cell: Cell) -> str:
    """What the style sheet must know of a cell."""
    nothing = " nothing" if text == NOTHING else ""
    if _is_number(cell) or kind in _NUMBERS:
        return f"number{nothing}"
    if nothing:
        return nothing.strip()
    return "short" if len(text) <= SHORT_CHARACTERS else ""


def framed(table: str, name: str, *, boxed: bool = False) -> str:
    """The HTML of a table in a frame that scrolls, by the keyboard too, where the table is wider or (boxed) higher."""
    css_class = "scroll boxed" if boxed else "scroll"
    return f'<div class="{css_class}" tabindex="0" role="region" aria-label="{escape(name, quote=True)}">{table}</div>'


def section(heading: str, *parts: str) -> str:
    """A heading and blocks of HTML as one piece, where many elements would make a page slow to change."""
    return f'<section class="part"><h2>{escape(heading)}</h2>{"".join(parts)}</section>'


def fold(heading: str, html: str) -> str:
    """What is one click away, as HTML that looks as Streamlit's expander does."""
    return f'<details class="fold"><summary>{escape(heading)}</summary><div>{html}</div></details>'


def notice(text: str, title: str = "", *, caution: bool = False) -> str:
    """A coloured box with a sentence, as HTML that looks as Streamlit's does."""
    kind, role = ("caution", "alert") if caution else ("information", "status")
    head = f"<p><b>{escape(title)}</b></p>" if title else ""
    return f'<div class="notice {kind}" role="{role}">{head}<p>{escape(visible(text))}</p></div>'


def small(text: str) -> str:
    """The HTML of a remark or a source under a block."""
    return f'<p class="small">{escape(text)}</p>'


def definitions(pairs: Iterable[tuple[str, str]], caption: str) -> None:
    """A two-column table of headings and texts; pairs without text are left out."""
    st.html(definitions_html(pairs, caption))


def definitions_html(pairs: Iterable[tuple[str, str]], caption: str) -> str:
    """The same as HTML."""
    rows = (html_row(name, [f"<td>{escape(text)}</td>"]) for name, text in pairs if text)
    return html_table(rows, caption, kind="pairs")


def marks(labels: Iterable[str]) -> str:
    """HTML of small framed words."""
    spans = (f'<span class="mark">{escape(label)}</span>' for label in labels)
    return f'<div class="marks">{"".join(spans)}</div>'


def latest_html(standing: Standing) -> str:
    """The latest value with its unit, its own date, its age at the as-of date, and the change since the one before."""
    assessment = standing.assessment
    indicator = standing.indicator
    latest = assessment.latest
    if latest is None or latest.value is None:
        return '<span class="value">値なし</span><span class="note">基準日までの確定した値がない</span>'
    age = f"{span_words(latest.as_of, assessment.as_of)}前の値" if assessment.days_since else "基準日の値"
    value = escape(format_value(latest.value, indicator.decimals))
    notes = (f"{label(latest.period)}時点", age, change_words(assessment, indicator))
    lines = "".join(f'<span class="note">{escape(note)}</span>' for note in notes)
    return f'<span class="value">{value}<small>{escape(indicator.unit)}</small></span>{lines}'


def indicator_names(catalogue: Catalogue) -> dict[str, str]:
    """Indicator ids with the names a reader chooses from, tracked ones first."""
    return {indicator.id: indicator.name for indicator in (*catalogue.tracked, *catalogue.others)}


def periods(day: date) -> list[Period]:
    """The months, quarters and fiscal years that have begun by a day, those that end last first, shorter ones first.

    What ends soon is asked for before it has ended.
    """
    found = []
    for year in range(fiscal_year(day), fiscal_year(day) - YEARS_BACK - 1, -1):
        name = fiscal_year_label(year)
        found += [parse(name), *(parse(f"{name}第{number}四半期") for number in range(1, 5))]
        found += [parse(f"{year + month // 13}年{(month - 1) % 12 + 1}月") for month in range(4, 16)]
    begun = (period for period in found if _first_day(period) <= day)
    return sorted(begun, key=lambda period: (period.date, _MONTHS[period.precision] * -1), reverse=True)


def newest_quarter(day: date) -> Period:
    """The quarter that ended last."""
    return next(each for each in periods(day) if each.precision is Precision.QUARTER and each.date <= day)


def _first_day(period: Period) -> date:
    months = period.date.year * 12 + period.date.month - _MONTHS[period.precision]
    return date(months // 12, months % 12 + 1, 1)
