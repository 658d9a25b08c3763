"""The registry of everything that can be taken home: a row here is a choice on the screen, a command and an address.

A format is written from the same ``Paper`` as all others. What the typeface cannot draw is refused before anything is
written; a file with empty boxes in it must not reach a council.

To add a format: a module that writes it, its function here that imports it (a start must not wait for the library
of a file that nobody has asked for), its row in ``FORMATS``, a test, and its words in README and manual. The
screen, the command line and the API with its description read the registry.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.file import File, zipped
from dashboard.errors import PaperError
from dashboard.papers.paper import Paper
from dashboard.sheets.spreadsheet import XLSX_TYPE
from dashboard.text import suggestion

ZIP = "zip"
ZIP_TYPE = "application/zip"
NOTHING_TO_DRAW = "選んだ指標には、まだ図にできる値も目標値もありません。"
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """One kind of file: ``id`` is also its suffix, ``label`` its name, ``purpose`` a sentence on what it is for.

    ``write`` makes each file's name without suffix and its content. Where ``several`` is true these are the paper's
    pictures, one a file, and there may be none; else it is one file. A ``light`` one needs no library, and so no
    workshop.
    """

    id: str
    label: str
    media_type: str
    purpose: str
    write: Callable[[Paper], Iterable[tuple[str, bytes]]]
    several: bool = False
    light: bool = False

    def files(self, paper: Paper) -> tuple[File, ...]:
        """The paper in this format."""
        return tuple(File(f"{name}.{self.id}", self.media_type, content) for name, content in self.write(paper))


def _pdf(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.pdf import pdf

    return [(paper.stem, pdf(paper))]


def _pptx(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.slides import pptx

    return [(paper.stem, pptx(paper))]


def _xlsx(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.book.workbook import xlsx

    return [(paper.stem, xlsx(paper))]


def _docx(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.document import docx

    return [(paper.stem, docx(paper))]


def _csv(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.observations import csv

    return [(paper.stem, csv(paper))]


def _png(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.canvas import CanvasLayout, picture_files

    return picture_files(paper, CanvasLayout.png)


def _svg(paper: Paper) -> Iterable[tuple[str, bytes]]:
    from dashboard.papers.canvas import CanvasLayout, picture_files

    return picture_files(paper, CanvasLayout.svg)


FORMATS = (
    Format("pdf", "PDF", "application/pdf", "印刷と配布に。文字は選べて、どこでも同じに見えます。", _pdf),
    Format(
        "pptx", "PowerPoint", f"{_OFFICE}.presentationml.presentation",
        "会議の画面と、直して使うスライドに。図と表はPowerPointで直せます。", _pptx,
    ),
    Format("xlsx", "Excel", XLSX_TYPE, "数値を確かめ、計算に使うために。", _xlsx),
    Format(
        "docx", "Word", f"{_OFFICE}.wordprocessingml.document", "文章を書き足す資料に。A4縦です。", _docx,
    ),
    Format(
        "csv", "CSV", "text/csv", "値だけを別のソフトで使うために。データ更新でそのまま読めます。", _csv,
        light=True,
    ),
    Format(
        "png", "画像 PNG", "image/png", "図を資料に貼るために。300dpiです。",
        _png, several=True,
    ),
    Format(
        "svg", "画像 SVG", "image/svg+xml", "図を拡大しても崩れないように。書体を含みます。",
        _svg, several=True,
    ),
)  # fmt: skip
"""In the order of the screen."""


def page_pictures(paper: Paper) -> tuple[bytes, ...]:
    """The pages of the PDF as PNG."""
    from dashboard.papers.pdf import png_pages

    return png_pages(paper)


def format_of(id_: str) -> Format:
    """The format with this id; where there is none, a ``PaperError`` names those that there are."""
    for format_ in FORMATS:
        if format_.id == id_:
            return format_
    ids = [*(format_.id for format_ in FORMATS), ZIP]
    raise PaperError(f"「{id_}」という形式はありません。" + suggestion(id_, ids, every=True))


def formats_of(ids: Iterable[str]) -> tuple[Format, ...]:
    """The formats with these ids in the order of the registry; all where none is named."""
    chosen = set(ids)
    return tuple(format_ for format_ in FORMATS if not chosen or format_.id in chosen)


@dataclass(frozen=True)
class Parcel:
    """Files of one paper that are carried together."""

    paper: Paper
    files: tuple[File, ...]

    @cached_property
    def file(self) -> File:
        """The file itself where it is alone, else all of them as a ZIP; a ``PaperError`` where there is none."""
        if not self.files:
            raise PaperError(NOTHING_TO_DRAW)
        return self.files[0] if len(self.files) == 1 else self.bundle

    @cached_property
    def bundle(self) -> File:
        """All of them as a ZIP, also where there is only one."""
        content = zipped((file.name, file.data) for file in self.files)
        return File(f"{self.paper.stem}_一式.{ZIP}", ZIP_TYPE, content)
