"""The registry: every format of the screen, the command line and the API is written from the same paper."""

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from dashboard.board import Board
from dashboard.charts.file import File
from dashboard.charts.picture import Frame, Picture
from dashboard.charts.tracking import SCREEN
from dashboard.errors import PaperError
from dashboard.papers.formats import FORMATS, Format, Parcel, format_of, formats_of
from dashboard.papers.paper import Paper, Section
from papers.making import paper_of

SIGNATURES = {
    "pdf": b"%PDF-",
    "pptx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
    "csv": b"\xef\xbb\xbf",
    "png": b"\x89PNG",
    "svg": b"<svg",
}


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    return paper_of(other_board, indicators=("screening_rate",))


def test_every_format_is_told_from_the_others() -> None:
    assert len({one.id for one in FORMATS}) == len(FORMATS) == len({one.label for one in FORMATS})
    assert all(one.purpose.endswith("。") for one in FORMATS)
    assert {one.id for one in FORMATS} == set(SIGNATURES)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.id)
def test_every_format_is_what_its_name_says(one: Format, paper: Paper) -> None:
    (file,) = one.files(paper)
    assert file.data.startswith(SIGNATURES[one.id])
    assert file.media_type == one.media_type
    assert file.name.endswith(f".{one.id}")
    assert "架空健康指標_令和6年12月" in file.name


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.id)
def test_every_format_is_written_whatever_characters_its_texts_have(one: Format, paper: Paper) -> None:
    odd = "論点\U0001f600\u202e\x00\ud800\uffff葛\U000e0100\t\u0639\u0631\n"
    written = one.files(replace(paper, plan=odd, discussion_point=odd, sources=(odd, *paper.sources), notes=(odd,)))
    assert all(file.data.startswith(SIGNATURES[one.id]) for file in written)


def test_a_further_chart_of_an_indicator_is_in_every_format_with_pictures(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracking = Section.charts

    def two_charts(section: Section, frame: Frame = SCREEN) -> tuple[Picture, ...]:
        (chart,) = tracking(section, frame)
        return chart, replace(chart, name="別の図", title="別の図の題", alt="別の図のことば")

    def legends() -> int:
        (file,) = format_of("pdf").files(paper)
        pages = PdfReader(io.BytesIO(file.data)).pages
        return sum(page.extract_text().count("法定の見込みではない") for page in pages)

    before = legends()
    monkeypatch.setattr(Section, "charts", two_charts)
    assert (before, legends()) == (1, 2)
    for format_id, part in (("pptx", "ppt/slides/slide3.xml"), ("docx", "word/document.xml")):
        (file,) = format_of(format_id).files(paper)
        with ZipFile(io.BytesIO(file.data)) as archive:
            assert "別の図のことば" in archive.read(part).decode(), format_id
    for format_id in ("png", "svg"):
        names = [file.name for file in format_of(format_id).files(paper)]
        assert ["別の図" in name for name in names] == [False, True]


def test_an_unknown_format_is_told_with_those_that_there_are() -> None:
    with pytest.raises(PaperError, match="「pdf」ではありませんか"):
        format_of("pdff")


def test_formats_come_in_the_order_of_the_registry_all_where_none_is_named() -> None:
    assert [one.id for one in formats_of(["xlsx", "pdf"])] == ["pdf", "xlsx"]
    assert formats_of([]) == FORMATS


def test_several_files_travel_as_one(paper: Paper) -> None:
    files = (File("指標.pdf", "application/pdf", b"%PDF-"), File("指標.csv", "text/csv", b"a,b"))
    parcel = Parcel(paper, files).file
    assert parcel.name == "架空健康指標_令和6年12月_部会資料_一式.zip"
    with ZipFile(io.BytesIO(parcel.data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {one.name: one.data for one in files}
    assert Parcel(paper, files).file.data == parcel.data


def test_one_file_travels_alone(paper: Paper) -> None:
    file = File("指標.csv", "text/csv", b"a,b")
    assert Parcel(paper, (file,)).file == file


def test_nothing_to_carry_is_told(paper: Paper) -> None:
    with pytest.raises(PaperError, match="図にできる値も目標値もありません"):
        _ = Parcel(paper, ()).file
