"""The papers alone, without a server: how long each file of the real plan takes, and how large it is.

``python -m bench.papers`` with the application's interpreter prints a table. *Cold* is the first file of its kind in a
new process, with the libraries loaded and the plan composed; *anew* is one for which no picture is remembered, as when
a figure has changed; *warm* is the same paper again.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dashboard.board import Board, open_board
from dashboard.charts import render
from dashboard.intake.seeding import make_store
from dashboard.papers.choice import Choice, PageSize, SlideCharts
from dashboard.papers.compose import compose
from dashboard.papers.formats import FORMATS, Format
from dashboard.papers.paper import Paper
from dashboard.papers.pdf import png_pages
from dashboard.settings import ROOT, Settings

ROUNDS = 5
DAY = date(2024, 12, 31)


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(ROOT / "indicators.yaml", ROOT / "data", str(Path(scratch) / "store"))
        make_store(settings)
        board = open_board(settings)
        print("| file | cold, ms | anew, ms | warm, ms | kB |\n|---|---|---|---|---|")
        for one in FORMATS:
            _row(one.label, lambda paper, one=one: _size(one, paper), Choice(DAY), board)
        wide = Choice(DAY, page=PageSize.WIDE, charts=SlideCharts.PICTURE)
        _row("PowerPoint 16:9, charts as pictures", lambda paper: _size(FORMATS[1], paper), wide, board)
        _row("pages to look at", lambda paper: sum(map(len, png_pages(paper))), Choice(DAY), board)
        one = Choice(DAY, indicators=(board.catalogue.tracked[0].id,))
        _row("one chart as PNG", lambda paper: _size(FORMATS[5], paper), one, board)
        _row("one chart as SVG", lambda paper: _size(FORMATS[6], paper), one, board)


def _row(name: str, make: Callable[[Paper], int], choice: Choice, board: Board) -> None:
    cold, _ = _once(make, compose(board, choice))
    anew = []
    for _ in range(ROUNDS):
        render._svg.cache_clear()
        anew.append(_once(make, compose(board, choice))[0])
    warm, size = zip(*(_once(make, compose(board, choice)) for _ in range(ROUNDS)), strict=True)
    print(f"| {name} | {cold:,.0f} | {_spread(anew)} | {_spread(warm)} | {size[0] / 1000:,.0f} |")


def _size(one: Format, paper: Paper) -> int:
    return sum(len(file.data) for file in one.files(paper))


def _once(make: Callable[[Paper], int], paper: Paper) -> tuple[float, int]:
    start = time.perf_counter()
    size = make(paper)
    return (time.perf_counter() - start) * 1000, size


def _spread(times: list[float] | tuple[float, ...]) -> str:
    return f"{statistics.median(times):,.0f} [{min(times):,.0f}–{max(times):,.0f}]"


if __name__ == "__main__":
    main()
