"""Blocks that several pages share: a figure with its table and downloads, and plain tables of facts."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.catalogue import Catalogue
from dashboard.charts.picture import Picture
from dashboard.charts.render import png, svg_file
from dashboard.charts.table import Cell, Table
from dashboard.fiscal import today
from dashboard.now import ScreenPicture
from dashboard.sheets.spreadsheet import csv_file
from dashboard.text import decimal_places, format_value

HERE = Path(__file__).parent
SHORT_CHARACTERS = 16
"""Dates, statuses and the like, which stay on one line."""
FILES: tuple[tuple[str, str, str, Callable[[Picture], bytes]], ...] = (
    ("画像 PNG", "png", "image/png", png),
    ("画像 SVG", "svg", "image/svg+xml", svg_file),
    ("データ CSV", "csv", "text/csv", lambda picture: csv_file(picture.table)),
)
"""What every picture can be taken home as: the button, the suffix, the media type, the writer."""

_PICTURE = st.components.v2.component(
    "picture",
    html="<figure></figure>",
    css=(HERE / "picture.css").read_text(encoding="utf-8"),
    js=(HERE / "picture.js").read_text(encoding="utf-8"),
)


def figure(drawn: ScreenPicture, key: str) -> None:
    """The picture, one click away its figures, and PNG, SVG and CSV made when they are asked for."""
    picture = drawn.picture
    bare_figure(drawn, key)
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads(picture.name, lambda: picture, key)
    with st.expander("図のデータ表"):
        facts(picture.table, picture.title)


def downloads(name: str, made: Callable[[], Picture], key: str, whose: str = "") -> None:
    """Buttons for a picture as PNG, SVG and CSV; it and the file are made when one is pressed."""
    stem = f"{name}_{today().isoformat()}"
    for label, suffix, media_type, write in FILES:
        st.download_button(
            f"{whose}{label}", partial(_written, made, write), f"{stem}.{suffix}", media_type,
            key=f"{key}_{suffix}", on_click="ignore",
        )  # fmt: skip


def _written(made: Callable[[], Picture], write: Callable[[Picture], bytes]) -> bytes:
    return write(made())


def bare_figure(drawn: ScreenPicture, key: str) -> None:
    """The picture alone, for what is only looked at before it is decided; its figures stand in a table beside it."""
    _PICTURE(data={"svg": drawn.svg, "title": drawn.picture.title}, key=f"{key}_picture")


def counts(pairs: Iterable[tuple[str, int]], caption: str) -> None:
    """A row of large numbers with what each of them counts."""
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{count:,}</dd></div>" for name, count in pairs)
    st.html(f'<dl class="counts" aria-label="{escape(caption, quote=True)}">{items}</dl>')


def facts(table: Table, caption: str, decimals: int = 0, *, boxed: bool = False) -> None:
    """A table in reading order: numbers to the right with at least ``decimals`` places, dates as ISO, nothing as ―.

    A ``boxed`` one scrolls within its own frame, so that what stands under a long table is not out of sight.
    """
    scrolling(facts_html(table, caption, decimals), caption, boxed=boxed)


def facts_html(table: Table, caption: str, decimals: int = 0) -> str:
    """The same as HTML, without a frame."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.headings)
    rows = "".join(f"<tr>{''.join(_cell(cell, decimals) for cell in row)}</tr>" for row in table.rows)
    title = f"<caption>{escape(caption)}</caption>"
    return f'<table class="facts">{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def scrolling(table: str, name: str, *, boxed: bool = False) -> None:
    """The HTML of a table in a frame that scrolls, by the keyboard too, where the table is wider or (boxed) higher."""
    st.html(framed(table, name, boxed=boxed))


def framed(table: str, name: str, *, boxed: bool = False) -> str:
    """The same as HTML."""
    kind, label = "scroll boxed" if boxed else "scroll", escape(name, quote=True)
    return f'<div class="{kind}" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def section(heading: str, *parts: str) -> None:
    """A heading and blocks of HTML as one element, where many elements would make a page slow to change."""
    st.html(f'<section class="part"><h2>{escape(heading)}</h2>{"".join(parts)}</section>')


def small(text: str) -> str:
    """The HTML of a remark or a source under a block."""
    return f'<p class="small">{escape(text)}</p>'


def definitions(pairs: Iterable[tuple[str, str]], caption: str) -> None:
    """A two-column table of headings and texts; pairs without text are left out."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>' for name, text in pairs if text
    )
    st.html(f'<table class="facts pairs"><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>')


def indicator_names(catalogue: Catalogue) -> dict[str, str]:
    """Indicator ids with the names a reader chooses from, tracked ones first."""
    return {indicator.id: indicator.name for indicator in (*catalogue.tracked, *catalogue.others)}


def marks(labels: Sequence[str], bad: Sequence[str] = ()) -> str:
    """HTML of small framed words; those in ``bad`` also in red."""
    spans = (f'<span class="mark{" bad" if label in bad else ""}">{escape(label)}</span>' for label in labels)
    return f'<div class="marks">{"".join(spans)}</div>'


def _cell(cell: Cell, decimals: int) -> str:
    if cell is None or cell == "":
        return "<td>―</td>"
    if isinstance(cell, int | float):
        return f'<td class="number">{format_value(cell, max(decimals, decimal_places(cell)))}</td>'
    text = str(cell)
    kind = ' class="short"' if len(text) <= SHORT_CHARACTERS else ""
    return f"<td{kind}>{escape(text)}</td>"
