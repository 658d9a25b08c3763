"""The deck as a reader finds it: its words, its tables, typefaces, words for those who cannot see, nothing cut off."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

import pptx as library
import pytest
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml.ns import qn

from dashboard.board import Board
from dashboard.papers.choice import PageSize, SlideCharts
from dashboard.papers.paper import Paper, YearColumn
from dashboard.papers.slides import pptx
from papers.golden import assert_golden
from papers.making import REGISTERED, crowded, paper_of

KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
FACES = {"a:latin": "BIZ UDPGothic", "a:ea": "BIZ UDPGothic", "a:cs": "BIZ UDPGothic"}


def _opened(file: bytes) -> Any:
    return library.Presentation(io.BytesIO(file))


@pytest.fixture(scope="module")
def paper(real_board: Board) -> Paper:
    return paper_of(real_board, known_at=KNOWN)


@pytest.fixture(scope="module")
def file(paper: Paper) -> bytes:
    return pptx(paper)


@pytest.fixture(scope="module")
def deck(file: bytes) -> Any:
    return _opened(file)


@pytest.fixture(scope="module")
def regional(real_board: Board) -> Any:
    first = real_board.catalogue.tracked[0].id
    return _opened(pptx(paper_of(real_board, REGISTERED, region="1109", indicators=(first,))))


@pytest.fixture(scope="module")
def crowd(real_board: Board) -> Any:
    ids = tuple(one.id for one in real_board.catalogue.tracked[:1])
    many = paper_of(crowded(real_board))
    sections = tuple(one for one in many.sections if one.standing.indicator.id in {*ids, "made_up_11"})
    return _opened(pptx(replace(many, sections=sections, summary=replace(many.summary, rows=many.summary.rows[:2]))))


def _texts(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            yield from (" | ".join("／".join(_lines(cell)) for cell in row.cells) for row in shape.table.rows)
        elif shape.has_chart:
            yield f"図：{shape.chart.chart_title.text_frame.text}"
            yield shape._element.xpath(".//p:cNvPr")[0].get("descr")
    if slide.has_notes_slide:
        yield f"発表者ノート：\n{slide.notes_slide.notes_text_frame.text}"


def _lines(cell: Any) -> list[str]:
    return list(cell.text.splitlines())


def _titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def _of(deck: Any, title: str) -> Any:
    return next(slide for slide in deck.slides if slide.shapes.title.text_frame.text == title)


def _tables(slide: Any) -> list[Any]:
    return [shape.table for shape in slide.shapes if shape.has_table]


def test_the_deck_says_what_it_said_when_it_was_last_looked_at(deck: Any) -> None:
    slides = ("\n".join(_texts(slide)) for slide in deck.slides)
    assert_golden("pptx.txt", "\n\n――――\n\n".join(slides) + "\n")


def test_the_outline_is_summary_indicators_rules_and_the_point_for_discussion(deck: Any, paper: Paper) -> None:
    own = [section.name for section in paper.sections]
    assert _titles(deck) == [paper.title, *own, "判定のきまり", "論点"]


def test_the_same_paper_makes_the_same_file_without_the_hour_of_its_making(file: bytes, paper: Paper) -> None:
    assert pptx(paper) == file
    with ZipFile(io.BytesIO(file)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"1980-01-01T"}
    assert paper.title in core


def test_each_row_of_the_summary_has_its_figures_with_their_dates(deck: Any, paper: Paper) -> None:
    (table,) = _tables(deck.slides[0])
    found = [[_lines(cell) for cell in row.cells] for row in list(table.rows)[1:]]
    told = [
        [[*cell.text.split("　"), cell.sub] if cell.sub else cell.text.split("　") for cell in row]
        for row in paper.summary.rows
    ]
    assert [row[1:] for row in found] == [[*map(list, row[1:])] for row in told]


def test_a_verdict_is_coloured_and_bold_beside_its_words(deck: Any, paper: Paper) -> None:
    colours = {"good": "0017C1", "bad": "CE0000", "": "1A1A1C"}
    for section in paper.sections:
        shapes = [one for one in _of(deck, section.name).shapes if one.has_text_frame]
        run = next(
            run for one in shapes for p in one.text_frame.paragraphs for run in p.runs if run.text == section.verdict
        )
        assert (str(run.font.color.rgb), run.font.bold) == (colours[section.tone], True)


def test_an_indicators_table_has_the_initiatives_of_each_year_word_for_word(deck: Any, paper: Paper) -> None:
    for section in paper.sections:
        (table,) = _tables(_of(deck, section.name))
        for at, year in enumerate(section.years, 1):
            marks = [f"［{'、'.join(year.marks)}］"] if year.marks else []
            assert table.cell(1, at).text.split("\n") == [*marks, *year.items]


def test_a_year_without_initiatives_says_so(paper: Paper) -> None:
    section = replace(paper.sections[0], years=(YearColumn("令和4年度の取組内容"),))
    deck = _opened(pptx(_only(paper, section)))
    assert _tables(deck.slides[1])[0].cell(1, 1).text == "登録なし"


def test_the_speaker_has_the_finding_the_reasons_and_the_source(deck: Any, paper: Paper) -> None:
    for section in paper.sections:
        notes = _of(deck, section.name).notes_slide.notes_text_frame.text.split("\n")
        assert {section.headline, *section.facts, *section.reasons, section.source} <= set(notes)


def test_every_slide_says_which_plan_which_day_and_its_number(deck: Any, paper: Paper) -> None:
    for at, slide in enumerate(deck.slides, 1):
        kinds = {place.placeholder_format.type: place.text_frame.text for place in slide.placeholders}
        assert kinds[PP_PLACEHOLDER.FOOTER] == paper.colophon
        assert kinds[PP_PLACEHOLDER.SLIDE_NUMBER] == f"{at}／{len(deck.slides)}"
        assert all(kinds.values()), "an empty placeholder shows as a prompt"


def _elements(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        yield slide._element
        yield from (shape.chart._chartSpace for shape in slide.shapes if shape.has_chart)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame._txBody


@pytest.mark.parametrize("name", ["deck", "regional", "crowd"])
def test_every_run_names_its_typeface_for_all_scripts(name: str, request: pytest.FixtureRequest) -> None:
    for element in _elements(request.getfixturevalue(name)):
        runs = [run for kind in ("a:r", "a:fld", "a:br") for run in element.iter(qn(kind))]
        assert runs
        for run in runs:
            look = run.find(qn("a:rPr"))
            assert {script: look.find(qn(script)).get("typeface") for script in FACES} == FACES
            assert look.get("lang") == "ja-JP"


def test_new_text_takes_the_same_typeface(file: bytes) -> None:
    with ZipFile(io.BytesIO(file)) as archive:
        themes = [name for name in archive.namelist() if name.startswith("ppt/theme/")]
        for name in themes:
            theme = etree.fromstring(archive.read(name))
            fonts = [font.get("typeface") for font in theme.iter(*(qn(script) for script in FACES))]
            assert len(themes) == 2
            assert set(fonts) == {"BIZ UDPGothic"}


@pytest.mark.parametrize("name", ["deck", "regional", "crowd"])
def test_no_type_is_too_small_to_read(name: str, request: pytest.FixtureRequest) -> None:
    for slide in request.getfixturevalue(name).slides:
        foot = {place.shape_id for place in slide.placeholders}
        for shape in slide.shapes:
            sizes = [int(look.get("sz")) for look in shape._element.iter(qn("a:rPr"))]
            assert min(sizes, default=900) >= (800 if shape.shape_id in foot else 900)


@pytest.mark.parametrize("name", ["deck", "regional", "crowd"])
def test_tables_charts_and_pictures_have_words_for_those_who_cannot_see_them(
    name: str, request: pytest.FixtureRequest
) -> None:
    for slide in request.getfixturevalue(name).slides:
        for shape in slide.shapes:
            if not shape.has_text_frame:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def _boxes(slide: Any) -> list[tuple[int, int, int, int]]:
    shapes = [shape for shape in slide.shapes if not shape.is_placeholder]
    return [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in shapes]


@pytest.mark.parametrize("name", ["deck", "regional", "crowd"])
def test_nothing_leaves_its_slide_or_covers_another_thing(name: str, request: pytest.FixtureRequest) -> None:
    deck = request.getfixturevalue(name)
    foot = min(place.top for place in deck.slides[0].placeholders if place.placeholder_format.idx)
    for slide in deck.slides:
        boxes = _boxes(slide)
        for at, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0
            assert right <= deck.slide_width
            assert bottom <= foot
            for other in boxes[at + 1 :]:
                apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
                assert apart, f"{slide.shapes.title.text_frame.text}: {boxes[at]} {other}"


def test_forty_initiatives_go_on_over_numbered_slides_and_none_is_lost(crowd: Any, real_board: Board) -> None:
    section = paper_of(crowded(real_board)).sections[0]
    slides = [slide for slide in crowd.slides if slide.shapes.title.text_frame.text.startswith(section.name)]
    total = len(slides)
    assert total > 2
    more = [f"{section.name}（続き {at}／{total}）" for at in range(2, total + 1)]
    assert [slide.shapes.title.text_frame.text for slide in slides] == [section.name, *more]
    for at, year in enumerate(section.years):
        cells = [_tables(slide)[0].cell(1, at + (not number)).text for number, slide in enumerate(slides)]
        said = "\n".join(cells).split("\n")
        assert [line for line in said if line.startswith("○")] == list(year.items)
    charts = [any(shape.has_chart for shape in slide.shapes) for slide in slides]
    assert charts == [*[False] * (total - 1), True]


def test_twelve_indicators_go_on_over_two_slides_with_the_header_on_each(real_board: Board) -> None:
    many = paper_of(crowded(real_board))
    few = replace(many.sections[0], years=())
    sections = tuple(replace(few, tone=one.tone) for one in many.sections)
    deck = _opened(pptx(replace(many, sections=sections)))
    pages = [slide for slide in deck.slides if slide.shapes.title.text_frame.text.startswith(many.title)]
    assert len(pages) > 1
    rows = [[cell.text for cell in row.cells] for page in pages for row in _tables(page)[0].rows]
    heads = [row for row in rows if row[0] == "指標"]
    assert (len(heads), len(rows) - len(heads)) == (len(pages), 12)


def test_a_region_adds_its_pictures_and_the_figures_around_it(regional: Any) -> None:
    shown = [slide for slide in regional.slides if slide.shapes.title.text_frame.text.startswith("北部　")]
    pictures, table = shown
    kinds = [shape.shape_type for shape in pictures.shapes]
    assert kinds.count(MSO_SHAPE_TYPE.PICTURE) == 2
    rows = [[cell.text for cell in row.cells] for row in _tables(table)[0].rows]
    assert rows[0][:3] == ["順位", "地域", "値（か所）"]
    assert ["2", "北部", "86"] in [row[:3] for row in rows]


@pytest.mark.parametrize(("page", "sides"), [(PageSize.A4, (297, 210)), (PageSize.WIDE, (338.67, 190.5))])
def test_slides_have_the_size_asked_for(paper: Paper, page: PageSize, sides: tuple[float, float]) -> None:
    deck = _opened(pptx(_only(replace(paper, choice=replace(paper.choice, page=page)), paper.sections[0])))
    assert (deck.slide_width.mm, deck.slide_height.mm) == pytest.approx(sides, abs=0.01)


def _only(paper: Paper, section: Any) -> Paper:
    """The paper with one indicator."""
    return replace(paper, sections=(section,), summary=replace(paper.summary, rows=paper.summary.rows[:1]))


def test_charts_are_pictures_where_these_are_asked_for(paper: Paper) -> None:
    choice = replace(paper.choice, charts=SlideCharts.PICTURE)
    section = paper.sections[-1]
    deck = _opened(pptx(_only(replace(paper, choice=choice), section)))
    found = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in found] == [section.picture().alt]
    assert not any(shape.has_chart for slide in deck.slides for shape in slide.shapes)


def test_text_is_never_markup_and_control_characters_do_no_harm(paper: Paper) -> None:
    items = ("<a:br/>&amp;\x0b=1+1\x00", "=HYPERLINK(x)")
    section = replace(paper.sections[0], years=(YearColumn("令和6年度の取組内容", items=items),))
    deck = _opened(pptx(_only(paper, section)))
    assert _tables(deck.slides[1])[0].cell(1, 1).text == "<a:br/>&amp;\ufffd=1+1\ufffd\n=HYPERLINK(x)"
