"""The deck as a reader finds it: its words, its tables, typefaces, words for those who cannot see, nothing cut off."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pptx as library
import pytest
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml.ns import qn

from dashboard.board import Board
from dashboard.papers.choice import PageSize, SlideCharts
from dashboard.papers.paper import Paper, Section, YearColumn
from dashboard.papers.slides import pptx
from papers.making import REGISTERED, crowded, paper_of
from papers.office import bare, made_up_paper, words_of

SCRIPTS = ("a:latin", "a:ea", "a:cs")


def _opened(file: bytes) -> Any:
    return library.Presentation(io.BytesIO(file))


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    return made_up_paper(other_board, region="99201")


@pytest.fixture(scope="module")
def file(paper: Paper) -> bytes:
    return pptx(paper)


@pytest.fixture(scope="module")
def deck(file: bytes) -> Any:
    return _opened(file)


@pytest.fixture(scope="module")
def wide(paper: Paper) -> Any:
    return _opened(pptx(replace(paper, choice=replace(paper.choice, page=PageSize.WIDE))))


@pytest.fixture(scope="module")
def regional_paper(real_board: Board) -> Paper:
    """Sixty-three municipalities beside one indicator."""
    first = real_board.catalogue.tracked[0].id
    return paper_of(real_board, REGISTERED, region="11202", indicators=(first,))


@pytest.fixture(scope="module")
def regional(regional_paper: Paper) -> Any:
    return _opened(pptx(regional_paper))


@pytest.fixture(scope="module")
def crowd(other_board: Board) -> Any:
    many = paper_of(crowded(other_board))
    sections = (many.sections[0], many.sections[-1])
    return _opened(pptx(replace(many, sections=sections, summary=replace(many.summary, rows=many.summary.rows[:2]))))


EVERY_DECK = pytest.mark.parametrize("name", ["deck", "wide", "regional", "crowd"])


def _texts(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
    if slide.has_notes_slide:
        yield slide.notes_slide.notes_text_frame.text


def _titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def _of(deck: Any, title: str) -> Any:
    return next(slide for slide in deck.slides if slide.shapes.title.text_frame.text == title)


def _tables(slide: Any) -> list[Any]:
    return [shape.table for shape in slide.shapes if shape.has_table]


def _only(paper: Paper, section: Section) -> Paper:
    """The paper with one indicator and no region."""
    return replace(paper, sections=(section,), regional=(), summary=replace(paper.summary, rows=paper.summary.rows[:1]))


@pytest.mark.parametrize("name", ["deck", "wide"])
def test_no_word_of_the_paper_is_lost(name: str, request: pytest.FixtureRequest, paper: Paper) -> None:
    text = bare("\n".join(text for slide in request.getfixturevalue(name).slides for text in _texts(slide)))
    assert [word for word in words_of(paper) if bare(word) not in text] == []


def test_the_outline_is_summary_indicators_region_rules_and_the_point_for_discussion(deck: Any, paper: Paper) -> None:
    own = [section.name for section in paper.sections]
    parts = [title for part in paper.regional for title in (part.title, f"{part.title}（表）")]
    assert _titles(deck) == [paper.title, *own, *parts, "判定基準", "論点"]


def test_the_same_paper_makes_the_same_file_without_the_hour_of_its_making(file: bytes, paper: Paper) -> None:
    assert pptx(paper) == file
    with ZipFile(io.BytesIO(file)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"1980-01-01T"}
    assert paper.title in core
    assert "python" not in core


def test_each_row_of_the_summary_has_its_figures_with_their_dates(deck: Any, paper: Paper) -> None:
    (table,) = _tables(deck.slides[0])
    rows = [[bare(cell.text) for cell in row.cells] for row in list(table.rows)[1:]]
    assert rows == [[bare(cell.text + cell.sub) for cell in row.values()] for row in paper.summary.rows]


def test_a_verdict_is_bold(deck: Any, paper: Paper) -> None:
    for section in paper.sections:
        frames = [shape.text_frame for shape in _of(deck, section.name).shapes if shape.has_text_frame]
        runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
        verdict = next(run for run in runs if run.text == section.verdict)
        assert verdict.font.bold


def test_an_indicators_table_has_the_initiatives_of_each_year_word_for_word(deck: Any, paper: Paper) -> None:
    for section in paper.sections:
        (table,) = _tables(_of(deck, section.name))
        for column, year in enumerate(section.years, 1):
            marks = [f"［{year.marks}］"] if year.marks else []
            assert table.cell(1, column).text.split("\n") == [*marks, *(year.items or ["登録なし"])]


def test_the_speaker_has_the_finding_the_reasons_and_the_source(deck: Any, paper: Paper) -> None:
    for section in paper.sections:
        notes = _of(deck, section.name).notes_slide.notes_text_frame.text.split("\n")
        assert {section.headline, *section.facts, *section.reasons, section.source} <= set(notes)


def test_every_slide_says_which_plan_which_day_and_its_number(deck: Any, paper: Paper) -> None:
    for number, slide in enumerate(deck.slides, 1):
        kinds = {place.placeholder_format.type: place.text_frame.text for place in slide.placeholders}
        assert kinds[PP_PLACEHOLDER.FOOTER] == paper.colophon
        assert kinds[PP_PLACEHOLDER.SLIDE_NUMBER].endswith(f"／{len(deck.slides)}")
        (field,) = slide.shapes._spTree.iter(qn("a:fld"))
        assert (field.get("type"), field.find(qn("a:t")).text) == ("slidenum", str(number))


@EVERY_DECK
def test_text_is_japanese_and_in_the_templates_typeface(name: str, request: pytest.FixtureRequest) -> None:
    for slide in request.getfixturevalue(name).slides:
        roots = [shape.chart._chartSpace for shape in slide.shapes if shape.has_chart]
        for root in (slide.shapes._spTree, *roots):
            assert all(run.find(qn("a:rPr")).get("lang") == "ja-JP" for run in root.iter(qn("a:r"), qn("a:fld")))
            faces = {face.get("typeface") for face in root.iter(*(qn(script) for script in SCRIPTS))}
            assert faces <= {"+mn-lt", "+mn-ea", "+mn-cs"}


def test_the_template_has_one_typeface_for_all_scripts(file: bytes) -> None:
    with ZipFile(io.BytesIO(file)) as archive:
        themes = [archive.read(name) for name in archive.namelist() if name.startswith("ppt/theme/")]
    assert len(themes) == 2
    for theme in themes:
        fonts = [font.get("typeface") for font in etree.fromstring(theme).iter(*(qn(script) for script in SCRIPTS))]
        assert set(fonts) == {"BIZ UDPGothic"}


@EVERY_DECK
def test_no_type_is_too_small_to_read(name: str, request: pytest.FixtureRequest) -> None:
    for slide in request.getfixturevalue(name).slides:
        foot = {place.shape_id for place in slide.placeholders}
        for shape in slide.shapes:
            sizes = [int(letters.get("sz")) for letters in shape._element.iter(qn("a:rPr"))]
            assert min(sizes, default=900) >= (800 if shape.shape_id in foot else 900)


@EVERY_DECK
def test_tables_charts_and_pictures_have_words_for_those_who_cannot_see_them(
    name: str, request: pytest.FixtureRequest
) -> None:
    for slide in request.getfixturevalue(name).slides:
        for shape in slide.shapes:
            if not shape.has_text_frame:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


@EVERY_DECK
def test_nothing_leaves_its_slide_or_covers_another_thing(name: str, request: pytest.FixtureRequest) -> None:
    deck = request.getfixturevalue(name)
    foot = min(place.top for place in deck.slides[0].placeholders if place.placeholder_format.idx)
    for slide in deck.slides:
        shapes = [shape for shape in slide.shapes if not shape.is_placeholder]
        boxes = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in shapes]
        for number, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0
            assert right <= deck.slide_width
            assert bottom <= foot
            for other in boxes[number + 1 :]:
                apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
                assert apart, f"{slide.shapes.title.text_frame.text}: {boxes[number]} {other}"


def test_forty_initiatives_go_on_over_numbered_slides_and_none_is_lost(crowd: Any, other_board: Board) -> None:
    section = paper_of(crowded(other_board)).sections[0]
    slides = [slide for slide in crowd.slides if slide.shapes.title.text_frame.text.startswith(section.name)]
    total = len(slides)
    assert total > 2
    more = [f"{section.name}（続き {number}／{total}）" for number in range(2, total + 1)]
    assert [slide.shapes.title.text_frame.text for slide in slides] == [section.name, *more]
    for column, year in enumerate(section.years):
        tables = [table for slide in slides for table in _tables(slide)]
        # Only the first has the indicator before its years.
        cells = [table.cell(1, column + (number == 0)).text for number, table in enumerate(tables)]
        lines = "\n".join(cells).split("\n")
        assert [line for line in lines if line.startswith("○")] == list(year.items)
    charts = [any(shape.has_chart for shape in slide.shapes) for slide in slides]
    assert charts == [*[False] * (total - 1), True]


def test_twelve_indicators_go_on_over_two_slides_with_the_header_on_each(other_board: Board) -> None:
    many = paper_of(crowded(other_board))
    few = replace(many.sections[0], years=())
    deck = _opened(pptx(replace(many, sections=(few,) * len(many.sections))))
    pages = [slide for slide in deck.slides if slide.shapes.title.text_frame.text.startswith(many.title)]
    assert len(pages) > 1
    rows = [[cell.text for cell in row.cells] for page in pages for row in _tables(page)[0].rows]
    heads = [row for row in rows if row[0] == "指標"]
    assert (len(heads), len(rows) - len(heads)) == (len(pages), 12)


def test_a_region_adds_its_pictures_and_the_figures_around_it_over_as_many_slides_as_they_need(
    regional_paper: Paper, regional: Any
) -> None:
    (part,) = regional_paper.regional
    slides = [slide for slide in regional.slides if slide.shapes.title.text_frame.text.startswith("熊谷市　")]
    shapes = [shape for slide in slides for shape in slide.shapes]
    pictures = [shape for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    drawn = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in pictures]
    assert drawn == [picture.alt for picture in part.pictures().values()]
    tables = [slide for slide in slides if _tables(slide)]
    title = slides[0].shapes.title.text_frame.text
    more = [f"{title}（表、続き {number}／{len(tables)}）" for number in range(2, len(tables) + 1)]
    assert [slide.shapes.title.text_frame.text for slide in tables] == [f"{title}（表）", *more]
    assert all([cell.text for cell in _tables(slide)[0].rows[0].cells][:2] == ["順位", "地域"] for slide in tables)


@pytest.mark.parametrize(("name", "sides"), [("deck", (297, 210)), ("wide", (338.67, 190.5))])
def test_slides_have_the_size_asked_for(name: str, sides: tuple[float, float], request: pytest.FixtureRequest) -> None:
    deck = request.getfixturevalue(name)
    assert (deck.slide_width.mm, deck.slide_height.mm) == pytest.approx(sides, abs=0.01)


def test_charts_are_pictures_where_these_are_asked_for(paper: Paper) -> None:
    choice = replace(paper.choice, charts=SlideCharts.PICTURE)
    section = paper.sections[-1]
    deck = _opened(pptx(_only(replace(paper, choice=choice), section)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    pictures = [shape for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    (chart,) = section.charts()
    assert [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in pictures] == [chart.alt]
    assert section.figure.finding in [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    assert not any(shape.has_chart for shape in shapes)


def test_text_is_never_markup_and_control_characters_do_no_harm(paper: Paper) -> None:
    items = ("<a:br/>&amp;\x0b=1+1\x00", "=HYPERLINK(x)")
    section = replace(paper.sections[0], years=(YearColumn("令和6年度の取組内容", items=items),))
    deck = _opened(pptx(_only(paper, section)))
    assert _tables(deck.slides[1])[0].cell(1, 1).text == "<a:br/>&amp;\ufffd=1+1\ufffd\n=HYPERLINK(x)"
