"""The council paper as PDF: what stands on its pages, and that it is a paper for everyone."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.board import Board
from dashboard.charts.ranking import ranking_picture
from dashboard.charts.regional import source_line
from dashboard.comparing import Order
from dashboard.papers.choice import PageSize
from dashboard.papers.paper import Paper, RegionalPart
from dashboard.papers.pdf import pdf, png_pages
from papers.making import crowded, paper_of, tiled
from papers.office import bare, made_up_paper, words_of

SCREENING, PLACES = "screening_rate", "meeting_places"
CROWD = (SCREENING, "made_up_11")


def pages(document: bytes) -> list[str]:
    """The text of each page, without the spaces that only part lines."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document)).pages]


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    return made_up_paper(other_board)


@pytest.fixture(scope="module")
def document(paper: Paper) -> bytes:
    return pdf(paper)


@pytest.fixture(scope="module")
def seen(document: bytes) -> list[str]:
    return pages(document)


@pytest.fixture(scope="module")
def long_pages(other_board: Board) -> list[str]:
    return pages(pdf(paper_of(crowded(other_board), indicators=CROWD)))


@pytest.fixture(scope="module")
def regional(other_board: Board) -> Paper:
    return made_up_paper(tiled(other_board), region="99201", indicators=(PLACES, SCREENING))


@pytest.fixture(scope="module")
def regional_pages(regional: Paper) -> list[str]:
    return pages(pdf(regional))


def test_every_word_and_figure_of_the_paper_is_on_its_pages(
    seen: list[str], paper: Paper, regional: Paper, regional_pages: list[str]
) -> None:
    for content, printed in ((seen, paper), (regional_pages, regional)):
        text = "".join(content)
        # The sentences that led to a grade stand in the notes of slides and in documents.
        reasons = {reason for section in printed.sections for reason in section.reasons}
        assert [word for word in words_of(printed) if word not in reasons and bare(word) not in text] == []


def test_the_summary_comes_first_then_a_page_for_each_indicator_and_the_discussion_point_last(
    seen: list[str], paper: Paper
) -> None:
    assert paper.title in seen[0]
    for page, section in zip(seen[1:], paper.sections, strict=False):
        assert page.startswith(section.name)
    assert seen[-1].startswith("論点")
    assert paper.discussion_point in seen[-1]
    assert len(seen) == len(paper.sections) + 2


def test_every_page_says_plan_day_knowledge_and_that_the_grade_is_computed(seen: list[str], paper: Paper) -> None:
    for number, page in enumerate(seen, 1):
        assert "".join(paper.colophon.split()) in page
        assert f"{number}／{len(seen)}" in page


def test_every_indicator_has_its_source_beside_its_chart(seen: list[str], paper: Paper) -> None:
    for page, section in zip(seen[1:-1], paper.sections, strict=True):
        assert "".join(section.source.split()) in page


def test_it_is_tagged_for_screen_readers_and_names_its_language_and_title(document: bytes, paper: Paper) -> None:
    reader = PdfReader(io.BytesIO(document))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("ja")
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == paper.title


def test_both_faces_are_embedded(document: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        for page in PdfReader(io.BytesIO(document)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert {name.split("+")[1].split("-")[1] for name in fonts} == {"Regular", "Bold"}
    assert all("/FontFile3" in descriptor for descriptor in fonts.values())


def test_the_same_paper_makes_the_same_bytes(document: bytes, paper: Paper) -> None:
    assert pdf(paper) == document


def test_long_initiatives_go_on_on_further_pages_and_none_is_lost(long_pages: list[str], other_board: Board) -> None:
    whole = "".join(long_pages)
    for section in paper_of(crowded(other_board), indicators=CROWD).sections:
        for item in (item for year in section.years for item in year.items):
            # A page may end within an item; its first words and its end are there in any case.
            assert item.split("：")[0] in whole
            assert item[-8:] in whole


def test_the_table_heads_every_page_that_it_goes_on_to(long_pages: list[str]) -> None:
    further = [page for page in long_pages if "架空の取組" in page]
    assert len(further) > 2 * len(CROWD)
    assert all("取組内容" in page and "最新値" in page for page in further)


def test_a_page_that_goes_on_says_with_which_indicator(long_pages: list[str], other_board: Board) -> None:
    names = ["".join(section.name.split()) for section in paper_of(crowded(other_board), indicators=CROWD).sections]
    further = [page for page in long_pages if "（続き）" in page]
    assert {name for name in names for page in further if page.startswith(f"{name}（続き）")} == set(names)


def test_a_long_definition_is_printed_whole(long_pages: list[str], other_board: Board) -> None:
    definition = paper_of(crowded(other_board)).sections[0].definition
    assert sum(definition in page for page in long_pages) == len(CROWD)


def test_words_that_look_like_markup_are_printed_as_words(other_board: Board) -> None:
    name = '#image("x.png") *太* $a$ @y <z> \\ [x] _i_ `c` //'
    indicator = other_board.catalogue.indicator(SCREENING).model_copy(update={"name": name, "slide_name": name})
    board = replace(other_board, catalogue=other_board.catalogue.model_copy(update={"indicators": (indicator,)}))
    assert bare(name) in pages(pdf(paper_of(board)))[1]


def test_a_chosen_region_gets_its_map_its_ranking_and_its_table(regional: Paper, regional_pages: list[str]) -> None:
    (part,) = regional.regional
    region_pages = [page for page in regional_pages if page.startswith(bare(part.title))]
    assert len(region_pages) >= 2
    assert all(str(region) in "".join(region_pages) for region in part.table.cells("region"))
    # At the foot stands the source of the regions' values, not that of the plan's.
    assert not [page for page in region_pages if bare(f"出典：{regional.sources[0]}") in page]
    assert all(bare(source_line(part.view.comparison)) in page for page in region_pages)


def test_a_picture_too_wide_for_a_table_beside_it_has_its_page_to_itself(
    regional: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    (part,) = regional.regional
    wide = ranking_picture(part.view, Order.MOST, columns=3, titled=False)
    monkeypatch.setattr(RegionalPart, "pictures", lambda part: {"順位": wide, "同じ順位": wide})
    of_region = [page for page in pages(pdf(regional)) if page.startswith(bare(part.title))]
    heading = bare(part.table.headings[3])
    assert [heading in page for page in of_region] == [False, False, True]


def test_without_regional_values_by_that_day_it_says_so(regional_pages: list[str]) -> None:
    assert "がん検診受診率：基準日までの地域別の値は未登録です" in regional_pages[-1]


@pytest.mark.parametrize("size", list(PageSize))
def test_the_preview_shows_the_pages_in_the_size_chosen(other_board: Board, size: PageSize) -> None:
    paper = paper_of(other_board, page=size, indicators=(SCREENING,))
    (box,) = {
        (float(page.mediabox.width), float(page.mediabox.height)) for page in PdfReader(io.BytesIO(pdf(paper))).pages
    }
    assert [round(side / 72 * 25.4, 1) for side in box] == pytest.approx(size.millimetres, abs=0.2)
    shown = png_pages(paper)
    assert len(shown) == 3
    with Image.open(io.BytesIO(shown[0])) as image:
        assert image.width / image.height == pytest.approx(box[0] / box[1], rel=0.01)
