"""The council paper as PDF: what stands on its pages, and that it is a paper for everyone."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.board import Board
from dashboard.papers.choice import PageSize
from dashboard.papers.paper import Paper
from dashboard.papers.pdf import page_pictures, pdf
from papers.golden import assert_golden
from papers.making import REGISTERED, crowded, paper_of

KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
CLINICS = "visiting_care_clinics"
CROWD = (CLINICS, "visiting_nurses", "made_up_11")


def pages(document: bytes) -> list[str]:
    """The text of each page, without the spaces that only part lines."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document)).pages]


@pytest.fixture(scope="module")
def paper(real_board: Board) -> Paper:
    return paper_of(real_board, known_at=KNOWN)


@pytest.fixture(scope="module")
def document(paper: Paper) -> bytes:
    return pdf(paper)


@pytest.fixture(scope="module")
def long_pages(real_board: Board) -> list[str]:
    return pages(pdf(paper_of(crowded(real_board), indicators=CROWD)))


def test_the_text_is_what_was_found_right(document: bytes) -> None:
    text = "\f".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    # The day of the last change is that of the store, which every run makes anew.
    lines = [line for line in text.splitlines() if "データ更新日" not in line]
    assert_golden("pdf.txt", "\n".join(lines) + "\n")


def test_the_summary_comes_first_then_a_page_for_each_indicator_and_the_discussion_point_last(
    document: bytes, paper: Paper
) -> None:
    seen = pages(document)
    assert paper.title in seen[0]
    for page, section in zip(seen[1:], paper.sections, strict=False):
        assert page.startswith(section.name)
    assert seen[-1].startswith("論点")
    assert paper.discussion_point in seen[-1]
    assert len(seen) == len(paper.sections) + 2


def test_every_page_says_plan_day_knowledge_and_that_the_grade_is_computed(document: bytes, paper: Paper) -> None:
    seen = pages(document)
    for number, page in enumerate(seen, 1):
        assert "".join(paper.colophon.split()) in page
        assert f"{number}／{len(seen)}" in page


def test_every_indicator_has_its_source_beside_its_chart(document: bytes, paper: Paper) -> None:
    for page, section in zip(pages(document)[1:-1], paper.sections, strict=True):
        assert "".join(section.source.split()) in page


def test_a_missing_target_is_a_dash(document: bytes) -> None:
    assert "―" in next(page for page in pages(document) if page.startswith("地域連携薬局"))


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


def test_long_initiatives_go_on_on_further_pages_and_none_is_lost(long_pages: list[str], real_board: Board) -> None:
    whole = "".join(long_pages)
    for section in paper_of(crowded(real_board), indicators=CROWD).sections:
        for item in (item for year in section.years for item in year.items):
            # A page may end within an item; its first words and its end are there in any case.
            assert item.split("：")[0] in whole
            assert item[-8:] in whole


def test_the_table_heads_every_page_that_it_goes_on_to(long_pages: list[str]) -> None:
    further = [page for page in long_pages if "架空の取組" in page]
    assert len(further) > 2 * len(CROWD)
    assert all("取組内容" in page and "最新値" in page for page in further)


def test_a_page_that_goes_on_says_with_which_indicator(long_pages: list[str], real_board: Board) -> None:
    names = ["".join(section.name.split()) for section in paper_of(crowded(real_board), indicators=CROWD).sections]
    further = [page for page in long_pages if "（続き）" in page]
    assert {name for name in names for page in further if page.startswith(f"{name}（続き）")} == set(names)


def test_a_long_definition_is_printed_whole(long_pages: list[str], real_board: Board) -> None:
    definition = paper_of(crowded(real_board)).sections[0].definition
    assert sum(definition in page for page in long_pages) == len(CROWD)


def test_words_that_look_like_markup_are_printed_as_words(real_board: Board) -> None:
    name = '#image("x.png") *太* $a$ @y <z> \\ [x] _i_ `c` //'
    own = real_board.catalogue.indicator(CLINICS).model_copy(update={"name": name, "slide_name": name})
    others = tuple(own if one.id == CLINICS else one for one in real_board.catalogue.indicators)
    board = Board(
        real_board.catalogue.model_copy(update={"indicators": others}),
        real_board.territory, real_board.tiles, real_board.snapshot,
    )  # fmt: skip
    assert "".join(name.split()) in pages(pdf(paper_of(board, indicators=(CLINICS,))))[1]


def test_a_chosen_area_gets_its_map_its_ranking_and_its_table(real_board: Board) -> None:
    paper = paper_of(real_board, REGISTERED, region="1109", indicators=(CLINICS,))
    seen = pages(pdf(paper))
    (part,) = paper.regional
    own = [page for page in seen if page.startswith("".join(part.title.split()))]
    assert own
    named = "".join(own)
    assert all(str(row[2]) in named for row in part.table.rows)


def test_without_regional_values_by_that_day_it_says_so(real_board: Board) -> None:
    seen = pages(pdf(paper_of(real_board, region="1109", indicators=(CLINICS,))))
    assert "基準日までの地域別の値は未登録です" in seen[-1]


@pytest.mark.parametrize("size", list(PageSize))
def test_the_preview_shows_the_pages_in_the_size_chosen(real_board: Board, size: PageSize) -> None:
    paper = paper_of(real_board, page=size, indicators=(CLINICS,))
    (box,) = {
        (float(page.mediabox.width), float(page.mediabox.height)) for page in PdfReader(io.BytesIO(pdf(paper))).pages
    }
    assert [round(side / 72 * 25.4, 1) for side in box] == pytest.approx(size.millimetres, abs=0.2)
    shown = page_pictures(paper)
    assert len(shown) == 3
    with Image.open(io.BytesIO(shown[0])) as image:
        assert image.width / image.height == pytest.approx(box[0] / box[1], rel=0.01)
