"""The Word document: what it says, and that it can be edited: real styles, native tables, Japanese type throughout."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import docx as reader
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table

from dashboard.board import Board
from dashboard.catalogue import Initiatives
from dashboard.charts import theme
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.document import docx
from dashboard.papers.paper import Paper
from papers.golden import assert_golden
from papers.making import MEETING, REGISTERED, paper_of

FACE = "BIZ UDPGothic"
KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
HOSTILE = '<w:b>&amp;</w:b> =1+1 {PAGE} \\field "quoted" https://example.invalid/?a=1&b=2 #set *bold*'


@pytest.fixture(scope="module")
def paper(real_board: Board) -> Paper:
    return paper_of(real_board, known_at=KNOWN)


@pytest.fixture(scope="module")
def content(paper: Paper) -> bytes:
    return docx(paper)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return opened(content)


@pytest.fixture(scope="module")
def regional_paper(real_board: Board) -> Paper:
    return without_sections(paper_of(real_board, REGISTERED, region="11202"))


@pytest.fixture(scope="module")
def regional(regional_paper: Paper) -> Any:
    return opened(docx(regional_paper))


def without_sections(paper: Paper) -> Paper:
    """The paper without its charts, which take their time."""
    return replace(paper, sections=(), summary=replace(paper.summary, rows=()))


def opened(content: bytes) -> Any:
    return reader.Document(io.BytesIO(content))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: archive.read(name).decode("utf-8") for name in names}


def written(document: Any) -> Iterator[str]:
    """The whole text in order; of a table a line for each row."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (
                " | ".join("／".join(one.text for one in cell.paragraphs).replace("\n", "／") for cell in row.cells)
                for row in block.rows
            )
        else:
            level = re.match(r"Heading (\d)", block.style.name)
            yield f"{'#' * int(level.group(1))} {block.text}" if level else block.text


def texts(document: Any, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == style]


def pictures(document: Any) -> list[tuple[str, float, float]]:
    """Alternative text of each picture, its width in points, and the points that a pixel of its chart takes."""
    found = []
    for shape in document.inline_shapes:
        image = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
        found.append((shape._inline.docPr.get("descr"), shape.width.pt, shape.width.pt / (image.px_width * 72 / 300)))
    return found


def test_the_document_says_what_it_said_when_a_person_last_looked_at_it(document: Any) -> None:
    assert_golden("docx.txt", "\n".join(written(document)) + "\n")


def test_the_page_is_an_upright_a4(document: Any) -> None:
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_every_style_has_the_japanese_typeface_for_every_script(content: bytes, document: Any) -> None:
    letters = [style.element.find(qn("w:rPr")) for style in document.styles if style.type != 4]
    letters.append(document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}"))
    for one in letters:
        faces = one.find(qn("w:rFonts"))
        assert {qn(f"w:{kind}"): FACE for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == dict(faces.attrib)
    assert not re.search(r"w:\w+[tT]heme=", parts(content)["word/styles.xml"])


def test_no_text_has_a_typeface_of_its_own_so_that_a_style_changes_all(content: bytes) -> None:
    for name in ("word/document.xml", "word/footer1.xml"):
        assert "w:rFonts" not in parts(content)[name]


def test_the_language_is_japanese_everywhere(content: bytes) -> None:
    found = parts(content)
    assert set(re.findall(r'<w:lang w:val="([^"]+)" w:eastAsia="([^"]+)"', found["word/styles.xml"])) == {
        ("ja-JP",) * 2
    }
    assert "<dc:language>ja-JP</dc:language>" in found["docProps/core.xml"]


def test_nothing_is_smaller_than_nine_points(content: bytes) -> None:
    found = parts(content)
    sizes = re.findall(r'<w:sz w:val="(\d+)"', found["word/styles.xml"] + found["word/document.xml"])
    assert min(map(int, sizes)) >= 18


def test_every_style_in_use_is_there(content: bytes) -> None:
    found = parts(content)
    known = set(re.findall(r'w:styleId="([^"]+)"', found["word/styles.xml"]))
    used = re.findall(r'<w:(?:pStyle|tblStyle|rStyle) w:val="([^"]+)"', found["word/document.xml"])
    assert set(used) <= known


def test_headings_make_an_outline_without_a_gap(document: Any, paper: Paper) -> None:
    levels = [int(one.style.name[-1]) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert texts(document, "Title") == [paper.title]
    assert texts(document, "Heading 2") == [one.name for one in paper.sections]


def test_headings_stay_with_what_they_head_and_pictures_with_their_caption(document: Any) -> None:
    for style in ("Heading 1", "Heading 2", "Heading 3", "図"):
        assert document.styles[style].paragraph_format.keep_with_next
    blocks = document.paragraphs
    after = [blocks[at + 1] for at, one in enumerate(blocks) if one.style.name == "図"]
    assert len(after) == len(document.inline_shapes)
    assert {one.style.name for one in after} == {"Caption"}


def test_the_verdict_is_said_in_words_and_only_coloured_besides(document: Any, paper: Paper) -> None:
    lines = [one for one in document.paragraphs if one.style.name == "判定"]
    assert len(lines) == len(paper.sections)
    colours = {"good": theme.GOOD[1:], "bad": theme.BAD[1:]}
    for line, section in zip(lines, paper.sections, strict=True):
        (run,) = [run for run in line.runs if run.text == section.verdict]
        assert str(run.font.color.rgb) == colours.get(section.tone, "None")
        assert section.against in line.text
        assert all(flag in line.text for flag in section.flags)


def test_initiatives_stand_word_for_word_under_their_year_with_its_marks(document: Any, paper: Paper) -> None:
    said = list(written(document))
    for section in paper.sections:
        own = said[said.index(f"## {section.name}") :]
        for year in section.years:
            head = next(at for at, text in enumerate(own) if text.startswith(f"### {year.heading}"))
            assert all(mark in own[head] for mark in year.marks)
            assert own[head + 1 : head + 1 + len(year.items)] == list(year.items)


def test_charts_are_as_wide_as_the_text_readable_and_told_in_words(document: Any, paper: Paper) -> None:
    found = pictures(document)
    assert [alt for alt, _, _ in found] == [section.picture().alt for section in paper.sections]
    page = document.sections[0]
    text = (page.page_width - page.left_margin - page.right_margin) / Mm(1)
    for _, width, scale in found:
        assert width == pytest.approx(text * 72 / 25.4, abs=0.1)
        assert scale * theme.SMALL_SIZE >= 9 - 0.05


def test_tables_fit_the_page_repeat_their_header_and_tear_no_row(document: Any) -> None:
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= room + Mm(0.1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows].index(True) == 0


def test_every_page_says_plan_dates_that_the_grade_is_computed_and_its_number(content: bytes, paper: Paper) -> None:
    foot = parts(content)["word/footer1.xml"]
    assert all(words in foot for words in (paper.plan, paper.as_of, paper.known, paper.computed))
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]


def test_the_file_names_the_paper_and_nobody(document: Any, paper: Paper) -> None:
    said = document.core_properties
    assert (said.title, said.subject) == (paper.title, paper.plan)
    assert (said.author, said.last_modified_by, said.comments) == ("", "", "")
    assert (said.created.year, said.modified.year) == (1980, 1980)


def test_nothing_is_linked_or_left_over_from_the_template(content: bytes) -> None:
    assert "TargetMode" not in "".join(parts(content).values())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]


def test_the_same_paper_makes_the_same_bytes(paper: Paper, content: bytes) -> None:
    assert docx(paper) == content


def test_a_chosen_region_brings_its_map_its_ranking_and_the_figures_around_it(
    regional: Any, regional_paper: Paper
) -> None:
    (part,) = regional_paper.regional
    ground = part.map()
    assert ground is not None
    assert [alt for alt, _, _ in pictures(regional)][-2:] == [ground.alt, part.ranking().alt]
    assert all(scale * theme.SMALL_SIZE >= 9 - 0.05 for _, _, scale in pictures(regional))
    said = list(written(regional))
    assert f"## {part.title}" in said
    assert set(part.footnotes) <= set(said)
    table = next(one for one in regional.tables if one.rows[0].cells[0].text == "順位")
    strong = [row.cells[1].text for row in table.rows if all(run.bold for run in row.cells[1].paragraphs[0].runs)]
    assert strong == [part.region.name]


def test_a_map_wider_than_the_text_stays_on_the_page(regional: Any) -> None:
    page = regional.sections[0]
    for shape in regional.inline_shapes:
        assert shape.width <= page.page_width - Mm(16)
        assert shape.height <= page.page_height - page.top_margin - page.bottom_margin - Mm(20)


def test_what_the_regions_lack_is_said_where_a_region_was_asked_for(real_board: Board) -> None:
    asked = without_sections(paper_of(real_board, region="11202"))
    assert asked.gaps
    assert {f"・{gap}" for gap in asked.gaps} <= set(written(opened(docx(asked))))


def odd_paper(board: Board, text: str) -> Paper:
    """A paper of one indicator without a value or a target that has this text wherever there can be one."""
    year = Initiatives.model_validate({"fiscal_year": "令和6年度", "items": (text,)})
    told = {"id": "odd", "name": text, "initiatives": (year,), "baseline": None, "targets": (), "definition": text}
    indicator = board.catalogue.tracked[0].model_copy(update=told)
    odd = replace(board, catalogue=board.catalogue.model_copy(update={"indicators": (indicator,)}))
    return replace(compose(odd, Choice(MEETING, indicators=("odd",))), discussion_point=text, plan=text, title=text)


def test_text_stays_text_whatever_it_looks_like(real_board: Board) -> None:
    content = docx(odd_paper(real_board, HOSTILE))
    said = list(written(opened(content)))
    assert {HOSTILE, f"## {HOSTILE}", f"定義：{HOSTILE}"} <= set(said)
    assert said.count(HOSTILE) == 4
    body = parts(content)["word/document.xml"]
    assert "w:hyperlink" not in body
    assert "w:instr" not in body
    assert parts(content)["word/footer1.xml"].count("w:instr") == 2


def test_what_xml_cannot_say_breaks_nothing(real_board: Board) -> None:
    document = opened(docx(odd_paper(real_board, "前\x0b\x00\uffff後")))
    assert "前\ufffd\ufffd\ufffd後" in list(written(document))


def test_where_there_is_nothing_to_draw_the_rest_still_stands(real_board: Board) -> None:
    document = opened(docx(odd_paper(real_board, "架空の指標")))
    assert len(document.inline_shapes) == 0
    assert "未登録" in "".join(written(document))


def test_a_year_without_initiatives_says_so(real_board: Board) -> None:
    first = real_board.catalogue.tracked[0].id
    paper = paper_of(real_board, known_at=KNOWN, indicators=(first,), fiscal_years=(2022,))
    said = list(written(opened(docx(paper))))
    assert said[said.index("### 令和4年度の取組内容") + 1] == "登録なし"


def test_the_councils_own_assessment_stands_beside_the_computed_one(paper: Paper) -> None:
    own = replace(paper.sections[0], council="令和7年3月1日　架空の評価　架空の文")
    summary = replace(paper.summary, rows=paper.summary.rows[:1])
    said = list(written(opened(docx(replace(paper, sections=(own,), summary=summary)))))
    assert said[said.index("### 部会の評価") + 1] == own.council
