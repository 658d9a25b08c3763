"""Templates: the packaged ones are what their script makes; a prefecture's own shows, or is refused by name."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx as word
import pptx as library
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from dashboard.board import Board
from dashboard.charts.progress import progress_figure
from dashboard.charts.progress_picture import progress_picture
from dashboard.charts.render import png
from dashboard.errors import PaperError
from dashboard.papers import templates
from dashboard.papers.choice import PageSize
from dashboard.papers.document import docx
from dashboard.papers.paper import Paper
from dashboard.papers.slides import pptx
from dashboard.papers.templates.make import slide_template, word_template
from papers.making import crowded, paper_of
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


def test_files_that_another_office_suite_has_saved_serve_as_well(own: Path, paper: Paper) -> None:
    mine = word.Document(str(PACKAGED / "council.docx"))
    heading = mine.styles["Heading 1"].element.find(qn("w:name"))
    heading.set(qn("w:val"), "Heading 1")
    mine.save(str(own / "council.docx"))
    slides: Any = library.Presentation(str(PACKAGED / "council.pptx"))
    slides.slide_layouts[0]._element.cSld.set("name", "Title Only")
    slides.save(str(own / "council.pptx"))
    document = word.Document(io.BytesIO(docx(paper)))
    assert "Heading 1" in [paragraph.style.name for paragraph in document.paragraphs]
    assert library.Presentation(io.BytesIO(pptx(paper))).slides[0].slide_layout.name == "Title Only"


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


def test_a_slide_template_of_ones_own_gives_typeface_colours_and_places_but_none_of_its_slides(
    own: Path, paper: Paper
) -> None:
    mine: Any = library.Presentation(str(PACKAGED / "council.pptx"))
    theme = mine.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = theme.blob.replace(b"BIZ UDPGothic", b"Own Gothic").replace(b"264A8F", b"008040")
    layout = mine.slide_layouts[0]
    mine.slides.add_slide(layout).shapes.title.text = "見本のスライド"
    title = layout.placeholders[0]
    title.left, title.top, title.width, title.height = Pt(60), Pt(40), Pt(700), Pt(36)
    mine.save(str(own / "council.pptx"))
    file = pptx(paper)
    assert pptx(paper) == file
    deck = library.Presentation(io.BytesIO(file))
    titles = [slide.shapes.title for slide in deck.slides]
    assert "見本のスライド" not in [title.text_frame.text for title in titles]
    assert {(title.left, title.top) for title in titles} == {(Pt(60), Pt(40))}
    theme = _parts(file)["ppt/theme/theme1.xml"]
    assert b"Own Gothic" in theme
    assert b"008040" in theme
    # No text has a typeface of its own, so all takes the template's.
    assert not [name for name, part in _parts(file).items() if "slides/slide" in name and b"typeface" in part]


def test_a_slide_template_is_stretched_to_the_page_but_its_pictures_keep_their_proportions(
    own: Path, paper: Paper
) -> None:
    mine: Any = library.Presentation(str(PACKAGED / "council.pptx"))
    example = mine.slides.add_slide(mine.slide_layouts[0])
    image = io.BytesIO(png(progress_picture(progress_figure(paper.catalogue, [], paper.choice.as_of))))
    crest = example.shapes.add_picture(image, Pt(700), Pt(10), Pt(40), Pt(40))
    element = crest._element
    relation = mine.slide_layouts[0].part.relate_to(
        example.part.related_part(element.blip_rId), RELATIONSHIP_TYPE.IMAGE
    )
    element.blipFill.blip.rEmbed = relation
    mine.slide_layouts[0].shapes._spTree.append(element)
    mine.save(str(own / "council.pptx"))
    wide = replace(paper, choice=replace(paper.choice, page=PageSize.WIDE))
    deck: Any = library.Presentation(io.BytesIO(pptx(wide)))
    (picture,) = [shape for shape in deck.slide_layouts[0].shapes if shape.name == crest.name]
    assert picture.width == picture.height
    assert picture.left + picture.width <= deck.slide_width
    title = deck.slides[0].shapes.title
    assert title.width / deck.slide_width == pytest.approx(774 * 12700 / mine.slide_width, abs=0.001)


def test_a_slide_template_without_the_layout_or_its_title_is_refused_by_name(own: Path, paper: Paper) -> None:
    mine: Any = library.Presentation(str(PACKAGED / "council.pptx"))
    title = mine.slide_layouts[0].placeholders[0]._element
    title.getparent().remove(title)
    mine.save(str(own / "council.pptx"))
    with pytest.raises(PaperError, match=r"ひな形「council\.pptx」に.*枠「タイトル」がありません。"):
        pptx(paper)
    mine.slide_layouts[0]._element.cSld.set("name", "白紙")
    mine.slide_layouts[0]._element.set("type", "blank")
    mine.save(str(own / "council.pptx"))
    with pytest.raises(PaperError, match="スライドのレイアウト「タイトルのみ」がありません。"):
        pptx(paper)


def test_a_slide_template_without_room_for_a_table_is_refused(own: Path, paper: Paper) -> None:
    mine: Any = library.Presentation(str(PACKAGED / "council.pptx"))
    body = next(place for place in mine.slide_master.placeholders if place.placeholder_format.idx == 1)
    body.height = Pt(100)
    mine.save(str(own / "council.pptx"))
    with pytest.raises(PaperError, match="本文の枠が小さすぎます。"):
        pptx(paper)


def test_forty_initiatives_go_through_slides_with_little_room(own: Path, other_board: Board) -> None:
    mine: Any = library.Presentation(str(PACKAGED / "council.pptx"))
    body = next(place for place in mine.slide_master.placeholders if place.placeholder_format.idx == 1)
    body.width, body.height = Pt(545), Pt(305)
    mine.save(str(own / "council.pptx"))
    many = paper_of(crowded(other_board))
    few = replace(many, sections=many.sections[:1], summary=replace(many.summary, rows=many.summary.rows[:1]))
    deck = library.Presentation(io.BytesIO(pptx(few)))
    cells = [
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    assert all(item in "\n".join(cells) for year in few.sections[0].years for item in year.items)
