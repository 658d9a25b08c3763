"""The registry of everything that can be taken home: a row here is a choice on the screen, a command and an address.

A format is written from the same ``Paper`` as all others. What the typeface cannot draw is refused before anything is
written; a file with empty boxes in it must not reach a council.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.file import File, zipped
from dashboard.charts.fonts import check_glyphs
from dashboard.errors import PaperError
from dashboard.papers.book import xlsx
from dashboard.papers.canvas_files import png_files, svg_files
from dashboard.papers.document import docx
from dashboard.papers.observations import csv
from dashboard.papers.paper import Paper
from dashboard.papers.pdf import pdf
from dashboard.papers.slides import pptx
from dashboard.sheets.spreadsheet import XLSX_TYPE
from dashboard.text import suggestion

_OFFICE = "application/vnd.openxmlformats-officedocument"
ZIP = "zip"
ZIP_TYPE = "application/zip"
NOTHING_TO_DRAW = "選んだ指標には、まだ図にできる値も目標値もありません。"


@dataclass(frozen=True)
class Format:
    """One kind of file: ``id`` is also its suffix; ``purpose`` says what it is for.

    ``write`` makes its files; only pictures are more than one. What is not ``typeset`` is data: no typeface draws it,
    so none can lack a character of it.
    """

    id: str
    label: str
    media_type: str
    purpose: str
    write: Callable[[Paper], tuple[File, ...]]
    typeset: bool = True

    def files(self, paper: Paper) -> tuple[File, ...]:
        """The paper in this format.

        Raises:
            PaperError: the typeface lacks a character of the paper, or the paper cannot be laid out.
        """
        if self.typeset:
            check_glyphs(paper.texts())
        return self.write(paper)


def _whole(id_: str, media_type: str, write: Callable[[Paper], bytes]) -> Callable[[Paper], tuple[File, ...]]:
    """A writer whose paper is a single file."""
    return lambda paper: (File(f"{paper.stem}.{id_}", media_type, write(paper)),)


PDF_TYPE = "application/pdf"
PPTX_TYPE = f"{_OFFICE}.presentationml.presentation"
DOCX_TYPE = f"{_OFFICE}.wordprocessingml.document"
CSV_TYPE = "text/csv"

FORMATS = (
    Format(
        "pdf", "PDF", PDF_TYPE, "印刷と配布に。文字は選べて、どこでも同じに見えます。", _whole("pdf", PDF_TYPE, pdf),
    ),
    Format(
        "pptx", "PowerPoint", PPTX_TYPE, "会議の画面と、直して使うスライドに。図と表はPowerPointで直せます。",
        _whole("pptx", PPTX_TYPE, pptx),
    ),
    Format("xlsx", "Excel", XLSX_TYPE, "数値を確かめ、計算に使うために。", _whole("xlsx", XLSX_TYPE, xlsx)),
    Format("docx", "Word", DOCX_TYPE, "文章を書き足す資料に。A4縦です。", _whole("docx", DOCX_TYPE, docx)),
    Format(
        "csv", "CSV", CSV_TYPE, "値だけを別のソフトで使うために。データ更新でそのまま読めます。",
        _whole("csv", CSV_TYPE, csv), typeset=False,
    ),
    Format("png", "画像 PNG", "image/png", "図を資料に貼るために。300dpiです。", png_files),
    Format("svg", "画像 SVG", "image/svg+xml", "図を拡大しても崩れないように。書体を含みます。", svg_files),
)  # fmt: skip
"""In the order of the screen."""


def format_of(id_: str) -> Format:
    """The format with this id.

    Raises:
        PaperError: there is none; the sentence names those that there are.
    """
    found = next((one for one in FORMATS if one.id == id_), None)
    if found is None:
        said = f"「{id_}」という形式はありません。"
        raise PaperError(said + suggestion(id_, [*(one.id for one in FORMATS), ZIP], every=True))
    return found


def formats_of(ids: Iterable[str]) -> tuple[Format, ...]:
    """The formats asked for in the order of the registry; all where none is named."""
    wanted = set(ids)
    return tuple(one for one in FORMATS if not wanted or one.id in wanted)


@dataclass(frozen=True)
class Parcel:
    """Files of one paper that are carried together."""

    paper: Paper
    files: tuple[File, ...]

    @cached_property
    def one(self) -> File:
        """The file itself where it is alone, else all of them as a ZIP.

        Raises:
            PaperError: there is nothing to carry.
        """
        if not self.files:
            raise PaperError(NOTHING_TO_DRAW)
        return self.files[0] if len(self.files) == 1 else self.bundle

    @cached_property
    def bundle(self) -> File:
        """All of them as a ZIP, also where there is only one."""
        content = zipped((file.name, file.data) for file in self.files)
        return File(f"{self.paper.stem}_一式.{ZIP}", ZIP_TYPE, content)
