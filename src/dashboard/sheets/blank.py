"""Empty files for the divisions to fill in: the right regions, one period, and no figure.

Whatever the intake compares (indicator, code, name, period) is written already, so that nobody has to type it.
Whatever a person must answer for stays empty, the figures above all. 区分 stays empty too: 確定 is for the division to
say, and 集計中 in a value cell would contradict a 確定 written beforehand; the intake says how it reads an empty one.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from dashboard.catalogue import Direction, Indicator
from dashboard.charts.file import safe_name
from dashboard.errors import PaperError
from dashboard.fiscal import Period, label
from dashboard.intake.cells import WORDS, Field
from dashboard.observation import Status
from dashboard.places import Region
from dashboard.sheets.spreadsheet import column_width, csv_bytes, new_workbook, row_height, set_up_print, speakable

_ANSWERS = (Field.STATUS, Field.SOURCE, Field.NOTE)
_NO_FIGURE = tuple(status.label for status in WORDS)


class Shape(StrEnum):
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

    A region of a size that an indicator has no values for is not asked for it.
    """

    indicators: tuple[Indicator, ...]
    regions: tuple[Region, ...]
    period: Period
    shape: Shape

    @property
    def title(self) -> str:
        """What it is, for people."""
        what = self.indicators[0].short_name if len(self.indicators) == 1 else f"{len(self.indicators)}指標"
        return f"取込ひな形_{what}_{label(self.period)}_{self.shape.short_label}"

    def file_name(self, suffix: str) -> str:
        """The name to save it under, which Windows accepts; ``suffix`` is csv or xlsx."""
        return f"{safe_name(self.title)}.{suffix}"


def template_csv(template: Template) -> bytes:
    """The template as CSV in UTF-8 with BOM.

    Raises:
        PaperError: no region has values for any of the indicators.
    """
    grid = _grid(template)
    return csv_bytes([grid.headings, *grid.rows])


def template_xlsx(template: Template) -> bytes:
    """The template as a workbook that says at each cell what belongs into it, and refuses what cannot be meant.

    The sheet is not protected: figures are mostly pasted, which protection would refuse, and the intake compares codes
    and names again in any case.

    Raises:
        PaperError: no region has values for any of the indicators.
    """
    grid, sink = _grid(template), io.BytesIO()
    with new_workbook(sink) as book:
        page = book.add_worksheet("取込ひな形")
        _write(page, grid, _looks(book))
        _set_rules(page, grid)
        _set_up(page, grid, template)
    return sink.getvalue()


@dataclass(frozen=True)
class _Block:
    """Cells under each other that take values of one indicator; rows count from the header, which is 0."""

    indicator: Indicator
    column: int
    first: int
    last: int


@dataclass(frozen=True)
class _Grid:
    """The cells of a template: ``given`` columns on the left are filled in already; ``closed`` cells take no value."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    given: int
    blocks: tuple[_Block, ...]
    closed: frozenset[tuple[int, int]] = frozenset()


def _grid(template: Template) -> _Grid:
    grid = _long(template) if template.shape is Shape.LONG else _wide(template)
    if not grid.rows:
        raise PaperError("ひな形に載せる地域がありません。指標と、その値をもつ地域を選んでください。")
    return grid


def _asked(indicator: Indicator, region: Region) -> bool:
    return not indicator.levels or region.level.value in indicator.levels


def _long(template: Template) -> _Grid:
    given = (Field.INDICATOR, Field.CODE, Field.NAME, Field.PERIOD)
    rows: list[tuple[str, ...]] = []
    blocks = []
    for indicator in template.indicators:
        regions = [region for region in template.regions if _asked(indicator, region)]
        if regions:
            blocks.append(_Block(indicator, len(given), len(rows) + 1, len(rows) + len(regions)))
        empty = ("",) * (1 + len(_ANSWERS))
        rows += [(indicator.name, *_about(region, template), *empty) for region in regions]
    return _Grid((*given, Field.VALUE, *_ANSWERS), tuple(rows), len(given), tuple(blocks))


def _wide(template: Template) -> _Grid:
    given, indicators = (Field.CODE, Field.NAME, Field.PERIOD), template.indicators
    regions = [region for region in template.regions if any(_asked(indicator, region) for indicator in indicators)]
    empty = ("",) * (len(indicators) + len(_ANSWERS))
    columns = list(enumerate(indicators, len(given)))
    return _Grid(
        (*given, *(indicator.name for indicator in indicators), *_ANSWERS),
        tuple((*_about(region, template), *empty) for region in regions),
        len(given),
        tuple(_Block(indicator, column, 1, len(regions)) for column, indicator in columns),
        frozenset((row, c) for row, region in enumerate(regions, 1) for c, one in columns if not _asked(one, region)),
    )


def _about(region: Region, template: Template) -> tuple[str, str, str]:
    return region.code, region.name, label(template.period)


def _looks(book: Any) -> dict[str, Any]:
    """How the cells look: what is given stands on grey, what is to be filled in on white, also when printed in grey.

    A text cell stays text when it is opened and left again; values keep Excel's own format, for under any other one a
    typed 38.2% would be shown, and read, as 0.382.
    """
    edge = {"border": 1, "border_color": "#7F7F7F"}
    heading = {**edge, "bold": True, "bg_color": "#BFBFBF", "text_wrap": True, "align": "center", "valign": "vcenter"}
    crossed_out = {**edge, "bg_color": "#E4E4E4", "diag_type": 1, "diag_border": 1, "diag_color": "#7F7F7F"}
    return {
        "heading": book.add_format(heading),
        "given": book.add_format({**edge, "bg_color": "#E4E4E4", "num_format": "@"}),
        "value": book.add_format(edge),
        "answer": book.add_format({**edge, "num_format": "@"}),
        "closed": book.add_format(crossed_out),
    }


def _write(page: Any, grid: _Grid, looks: dict[str, Any]) -> None:
    for column, heading in enumerate(grid.headings):
        page.write_string(0, column, speakable(heading), looks["heading"])
    for number, row in enumerate(grid.rows, 1):
        for column, text in enumerate(row):
            look = looks["closed" if (number, column) in grid.closed else _kind(grid, column)]
            if text:
                page.write_string(number, column, speakable(text), look)
            else:
                page.write_blank(number, column, None, look)


def _kind(grid: _Grid, column: int) -> str:
    if column < grid.given:
        return "given"
    return "value" if column < len(grid.headings) - len(_ANSWERS) else "answer"


def _set_rules(page: Any, grid: _Grid) -> None:
    for block in grid.blocks:
        page.data_validation(block.first, block.column, block.last, block.column, _value_rule(block))
    status = grid.headings.index(Field.STATUS)
    page.data_validation(1, status, len(grid.rows), status, _STATUS_RULE)


def _value_rule(block: _Block) -> dict[str, str]:
    """The rule of a value cell; the number is tested before the words, because Excel cannot take INT of a word."""
    cell, indicator = xl_rowcol_to_cell(block.first, block.column), block.indicator
    words = ",".join(f'{cell}="{word}"' for word in _NO_FIGURE)
    figure = ",".join(_conditions(cell, indicator)) or "TRUE"
    wanted = f"{_figure_words(indicator)}を、単位を付けずに書いてください。"
    otherwise = f"数がないときは、{'、'.join(_NO_FIGURE)} のどれかを書いてください。"
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),AND({figure}),OR({words}))",
        "input_title": indicator.short_name,
        "input_message": f"単位：{indicator.unit}\n{wanted}\n{otherwise}",
        "error_title": "入力できない値です",
        "error_message": f"{wanted}\n{otherwise}",
    }


def _conditions(cell: str, indicator: Indicator) -> Iterator[str]:
    if indicator.decimals == 0:
        yield from (f"{cell}>=0", f"{cell}=INT({cell})")
    if indicator.natural_limit is not None:
        yield f"{cell}{'<=' if indicator.direction is Direction.UP else '>='}{indicator.natural_limit:.15g}"


def _figure_words(indicator: Indicator) -> str:
    kind = f"小数点以下{indicator.decimals}桁までの数" if indicator.decimals else "0以上の整数"
    if indicator.natural_limit is None:
        return kind
    side = "以下" if indicator.direction is Direction.UP else "以上"
    return f"{kind}（{indicator.natural_limit:.15g}{side}）"


_STATUS_RULE = {
    "validate": "list",
    "source": [status.label for status in Status],
    "input_title": Field.STATUS.value,
    "input_message": f"空のままなら「{Status.OFFICIAL.label}」として読みます。違うときだけ選んでください。",
    "error_title": "ない区分です",
    "error_message": f"{'、'.join(status.label for status in Status)} のどれかを選ぶか、空にしてください。",
}


_WIDTHS: dict[str, int] = {Field.VALUE: 12, Field.STATUS: 10, Field.SOURCE: 28, Field.NOTE: 28}


def _set_up(page: Any, grid: _Grid, template: Template) -> None:
    for column in range(len(grid.headings)):
        page.set_column(column, column, _width(grid, column))
    heights = [row_height(text, _width(grid, column)) for column, text in enumerate(grid.headings)]
    page.set_row(0, max(heights))
    codes = grid.headings.index(Field.CODE)
    page.ignore_errors({"number_stored_as_text": xl_range(1, codes, len(grid.rows), codes)})
    # The long shape begins with the indicator's name, which would fill a small screen if it did not scroll.
    page.freeze_panes(1, 2 if template.shape is Shape.WIDE else 0)
    page.set_selection(1, grid.given, 1, grid.given)
    set_up_print(page, 0)
    page.set_header(f"&L{speakable(template.title).replace('&', '&&')}")


def _width(grid: _Grid, column: int) -> int:
    if column < grid.given:
        return column_width((grid.headings[column], *(row[column] for row in grid.rows)), 8, 48)
    return _WIDTHS.get(grid.headings[column], 20)
