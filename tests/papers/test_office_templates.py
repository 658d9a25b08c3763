"""Templates: the packaged ones are what their script makes; a prefecture's own shows, or is refused by name."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx as word
import pytest
from docx.shared import RGBColor

from dashboard.board import Board
from dashboard.errors import PaperError
from dashboard.papers import templates
from dashboard.papers.document import docx
from dashboard.papers.paper import Paper
from dashboard.papers.templates.make import slide_template, word_template
from papers.office import made_up_paper

PACKAGED = Path(templates.__file__).parent


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    """Without charts, which take their time."""
    paper = made_up_paper(other_board)
    return replace(paper, sections=(), summary=replace(paper.summary, rows=()))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The prefecture's folder."""
    monkeypatch.setenv("DASHBOARD_TEMPLATES", str(tmp_path))
    return tmp_path


def _parts(file: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("name", "make"), [("council.docx", word_template), ("council.pptx", slide_template)])
def test_the_packaged_templates_are_those_that_the_script_makes(name: str, make: Any) -> None:
    assert _parts(make()) == _parts((PACKAGED / name).read_bytes())


def test_a_word_template_of_ones_own_gives_colours_header_and_margins_but_none_of_its_text(
    own: Path, paper: Paper
) -> None:
    mine = word.Document(str(PACKAGED / "council.docx"))
    mine.styles["Heading 1"].font.color.rgb = RGBColor(0, 0x80, 0x40)
    mine.add_paragraph("見本の文")
    mine.sections[0].header.paragraphs[0].text = "架空県の紋章"
    mine.sections[0].footer.paragraphs[0].text = "架空県の奥付"
    mine.sections[0].left_margin = mine.sections[0].left_margin * 2
    mine.save(str(own / "council.docx"))
    document = word.Document(io.BytesIO(docx(paper)))
    heading = next(paragraph for paragraph in document.paragraphs if paragraph.style.name == "Heading 1")
    assert str(heading.style.font.color.rgb) == "008040"
    assert "見本の文" not in [paragraph.text for paragraph in document.paragraphs]
    page = document.sections[0]
    assert page.header.paragraphs[0].text == "架空県の紋章"
    assert [paragraph.text for paragraph in page.footer.paragraphs[:2]] == [paper.colophon, "架空県の奥付"]
    room = page.page_width - page.left_margin - page.right_margin
    assert all(sum(column.width for column in table.columns) <= room + 1000 for table in document.tables)


def test_a_word_template_without_a_style_is_refused_by_name(own: Path, paper: Paper) -> None:
    mine = word.Document(str(PACKAGED / "council.docx"))
    mine.styles["注記"].delete()
    mine.styles["資料の表"].delete()
    mine.save(str(own / "council.docx"))
    with pytest.raises(PaperError) as refused:
        docx(paper)
    assert str(refused.value) == (
        "ひな形「council.docx」にスタイル「注記」「資料の表」がありません。同じ名前で加えてください。"
    )


def test_a_file_that_is_no_template_is_refused_and_a_folder_without_one_leaves_the_packaged_one(
    own: Path, paper: Paper
) -> None:
    packaged = docx(paper)
    (own / "council.docx").write_bytes(b"PK no document")
    with pytest.raises(PaperError, match=r"council\.docx」を開けません。"):
        docx(paper)
    (own / "council.docx").unlink()
    assert docx(paper) == packaged


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paper: Paper) -> None:
    monkeypatch.setenv("DASHBOARD_TEMPLATES", str(tmp_path / "missing"))
    with pytest.raises(PaperError, match="missing」がありません（DASHBOARD_TEMPLATES）。"):
        docx(paper)
