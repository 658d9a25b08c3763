"""Empty files for the divisions to fill in: the right regions, one period, and no figure.

Whatever the intake compares (indicator, code, name, period) is written already, so that nobody has to type it.
Whatever a person must answer for stays empty, the figures above all. 区分 stays empty too: 確定 is for the division to
say, and 集計中 in a value cell would contradict a 確定 written beforehand; the intake says how it reads an empty one.
"""

import io
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from dashboard.catalogue import Indicator
from dashboard.charts.file import safe_name
from dashboard.errors import PaperError
from dashboard.fiscal import Period, label
from dashboard.intake.cell_values import WORDS
from dashboard.intake.draft import Field
from dashboard.observation import Status
from dashboard.places import Region
from dashboard.sheets.spreadsheet import column_width, csv_bytes, new_workbook, row_height, set_up_print, xml_text

_ANSWERS = (Field.STATUS, Field.SOURCE, Field.NOTE)
_NO_FIGURE = tuple(status.label for status in WORDS)
_WIDTHS: dict[str, int] = {Field.VALUE: 12, Field.STATUS: 10, Field.SOURCE: 28, Field.NOTE: 28}
_INDICATOR_WIDTH = 20


class FileShape(StrEnum):
    """How the values lie in the file."""

    LONG = "long"
    WIDE = "wide"

    @property
    def short_label(self) -> str:
        """The word in file names."""
        return {"long": "縦長", "wide": "横長"}[self.value]

    @property
    def label(self) -> str:
        """The words beside the choice."""
        return {"long": "縦長（1行に1つの値）", "wide": "横長（1行に1地域）"}[self.value]


@dataclass(frozen=True)
class Template:
    """What to ask for: these indicators for these regions at one period.

    A region of a level that an indicator has no values for is not asked for it.
    """

    indicators: tuple[Indicator, ...]
    regions: tuple[Region, ...]
    period: Period
    shape: FileShape

    @property
    def title(self) -> str:
        """What it is, for people."""
        what = self.indicators[0].short_name if len(self.indicators) == 1 else f"{len(self.indicators)}指標"
        return f"取込ひな形_{what}_{label(self.period)}_{self.shape.short_label}"

    def file_name(self, suffix: str) -> str:
        """The name to save it under, which Windows accepts; ``suffix`` is csv or xlsx."""
        return f"{safe_name(self.title)}.{suffix}"


def template_csv(template: Template) -> bytes:
    """The template as CSV in UTF-8 with BOM; a ``PaperError`` where no region has values of the indicators."""
    grid = _grid(template)
    return csv_bytes([grid.headings, *grid.rows])


def template_xlsx(template: Template) -> bytes:
    """The template as a workbook that says at each cell what belongs into it, and refuses what cannot be meant.

    The sheet is not protected: figures are mostly pasted, which protection would refuse, and the intake compares codes
    and names again in any case.
    """
    grid = _grid(template)
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        page = book.add_worksheet("取込ひな形")
        _write_cells(page, grid, _formats(book))
        for block in grid.blocks:
            page.data_validation(block.first, block.column, block.last, block.column, _value_rule(block))
        status = grid.headings.index(Field.STATUS)
        page.data_validation(1, status, len(grid.rows), status, _STATUS_RULE)
        _set_up(page, grid, template)
    return sink.getvalue()


@dataclass(frozen=True)
class _ValueCells:
    """Cells under each other that take values of one indicator; rows count from the header, which is 0."""

    indicator: Indicator
    column: int
    first: int
    last: int


@dataclass(frozen=True)
class _Grid:
    """The cells of a template: ``filled`` columns on the left are filled in; ``crossed_out`` cells take no value."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    filled: int
    blocks: tuple[_ValueCells, ...]
    crossed_out: frozenset[tuple[int, int]] = frozenset()


def _grid(template: Template) -> _Grid:
    grid = _long_grid(template) if template.shape is FileShape.LONG else _wide_grid(template)
    if not grid.rows:
        raise PaperError("ひな形に載せる地域がありません。指標と、その値をもつ地域を選んでください。")
    return grid


def _long_grid(template: Template) -> _Grid:
    filled = (Field.INDICATOR, Field.CODE, Field.NAME, Field.PERIOD)
    empty = ("",) * (1 + len(_ANSWERS))
    rows: list[tuple[str, ...]] = []
    blocks = []
    for indicator in template.indicators:
        regions = [region for region in template.regions if indicator.takes(region.level)]
        if regions:
            blocks.append(_ValueCells(indicator, len(filled), len(rows) + 1, len(rows) + len(regions)))
        rows += [(indicator.name, *_row_start(region, template), *empty) for region in regions]
    return _Grid((*filled, Field.VALUE, *_ANSWERS), tuple(rows), len(filled), tuple(blocks))


def _wide_grid(template: Template) -> _Grid:
    filled = (Field.CODE, Field.NAME, Field.PERIOD)
    indicators = template.indicators
    empty = ("",) * (len(indicators) + len(_ANSWERS))
    rows: list[tuple[str, ...]] = []
    crossed_out = set()
    for region in template.regions:
        columns = [
            column for column, indicator in enumerate(indicators, len(filled)) if not indicator.takes(region.level)
        ]
        if len(columns) < len(indicators):
            rows.append((*_row_start(region, template), *empty))
            crossed_out |= {(len(rows), column) for column in columns}
    headings = (*filled, *(indicator.name for indicator in indicators), *_ANSWERS)
    blocks = tuple(
        _ValueCells(indicator, column, 1, len(rows)) for column, indicator in enumerate(indicators, len(filled))
    )
    return _Grid(headings, tuple(rows), len(filled), blocks, frozenset(crossed_out))


def _row_start(region: Region, template: Template) -> tuple[str, str, str]:
    return region.code, region.name, label(template.period)


def _formats(book: Any) -> dict[str, Any]:
    """What is filled in stands on grey, what is to be answered on white, also when printed in grey.

    A text cell stays text when it is opened and left again; values keep Excel's own format, for under any other one a
    typed 38.2% would be shown, and read, as 0.382.
    """
    edge = {"border": 1, "border_color": "#7F7F7F"}
    looks: dict[str, dict[str, Any]] = {
        "heading": {"bold": True, "bg_color": "#BFBFBF", "text_wrap": True, "align": "center", "valign": "vcenter"},
        "filled": {"bg_color": "#E4E4E4", "num_format": "@"},
        "value": {},
        "answer": {"num_format": "@"},
        "crossed_out": {"bg_color": "#E4E4E4", "diag_type": 1, "diag_border": 1, "diag_color": "#7F7F7F"},
    }
    return {kind: book.add_format(edge | look) for kind, look in looks.items()}


def _write_cells(page: Any, grid: _Grid, formats: dict[str, Any]) -> None:
    for column, heading in enumerate(grid.headings):
        page.write_string(0, column, xml_text(heading), formats["heading"])
    for number, row in enumerate(grid.rows, 1):
        for column, text in enumerate(row):
            kind = "crossed_out" if (number, column) in grid.crossed_out else _kind(grid, column)
            if text:
                page.write_string(number, column, xml_text(text), formats[kind])
            else:
                page.write_blank(number, column, None, formats[kind])


def _kind(grid: _Grid, column: int) -> str:
    if column < grid.filled:
        return "filled"
    return "value" if column < len(grid.headings) - len(_ANSWERS) else "answer"


def _value_rule(block: _ValueCells) -> dict[str, str]:
    """The rule of a value cell; the number is tested before the words, because Excel cannot take INT of a word."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    indicator = block.indicator
    cell = xl_rowcol_to_cell(block.first, block.column)
    conditions, figure = _figure_rule(indicator, cell)
    words = ",".join(f'{cell}="{word}"' for word in _NO_FIGURE)
    request = f"{figure}を、単位を付けずに書いてください。"
    otherwise = f"数がないときは、{'、'.join(_NO_FIGURE)} のどれかを書いてください。"
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),AND({','.join(conditions) or 'TRUE'}),OR({words}))",
        "input_title": indicator.short_name,
        "input_message": f"単位：{indicator.unit}\n{request}\n{otherwise}",
        "error_title": "入力できない値です",
        "error_message": f"{request}\n{otherwise}",
    }


def _figure_rule(indicator: Indicator, cell: str) -> tuple[list[str], str]:
    """What must hold of a number in the cell, as Excel's conditions and in words."""
    conditions = [] if indicator.decimals else [f"{cell}>=0", f"{cell}=INT({cell})"]
    words = f"小数点以下{indicator.decimals}桁までの数" if indicator.decimals else "0以上の整数"
    least, greatest = indicator.possible_values
    ends = [(">=", "以上", least)] if indicator.decimals or least > 0 else []
    ends = [end for end in (*ends, ("<=", "以下", greatest)) if isfinite(end[2])]
    conditions += [f"{cell}{sign}{limit:.15g}" for sign, _, limit in ends]
    limits = "".join(f"{limit:.15g}{word}" for _, word, limit in ends)
    words += f"（{limits}）" if limits else ""
    return conditions, words


_STATUS_RULE = {
    "validate": "list",
    "source": [status.label for status in Status],
    "input_title": Field.STATUS.value,
    "input_message": f"空のままなら「{Status.OFFICIAL.label}」として読みます。違うときだけ選んでください。",
    "error_title": "ない区分です",
    "error_message": f"{'、'.join(status.label for status in Status)} のどれかを選ぶか、空にしてください。",
}


def _set_up(page: Any, grid: _Grid, template: Template) -> None:
    from xlsxwriter.utility import xl_range

    widths = [_width(grid, column) for column in range(len(grid.headings))]
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.set_row(0, max(row_height(heading, width) for heading, width in zip(grid.headings, widths, strict=True)))
    codes = grid.headings.index(Field.CODE)
    page.ignore_errors({"number_stored_as_text": xl_range(1, codes, len(grid.rows), codes)})
    # The long shape begins with the indicator's name, which would fill a small screen if it did not scroll.
    page.freeze_panes(1, 2 if template.shape is FileShape.WIDE else 0)
    page.set_selection(1, grid.filled, 1, grid.filled)
    set_up_print(page, 0)
    page.set_header(f"&L{xml_text(template.title).replace('&', '&&')}")


def _width(grid: _Grid, column: int) -> int:
    heading = grid.headings[column]
    if column < grid.filled:
        return column_width((heading, *(row[column] for row in grid.rows)), 8, 48)
    return _WIDTHS.get(heading, _INDICATOR_WIDTH)
