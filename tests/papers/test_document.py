"""The Word document: what it says, and that it can be edited: real styles, native tables, Japanese type throughout."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
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
from dashboard.papers.document import docx
from dashboard.papers.paper import Paper
from papers.making import REGISTERED, paper_of
from papers.office import bare, made_up_paper, words_of

FACE = "BIZ UDPGothic"
HOSTILE = '<w:b>&amp;</w:b> =1+1 {PAGE} \\field "quoted" https://example.invalid/?a=1&b=2 #set *bold*'


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    return made_up_paper(other_board, region="99201")


@pytest.fixture(scope="module")
def content(paper: Paper) -> bytes:
    return docx(paper)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return opened(content)


@pytest.fixture(scope="module")
def crowded_region(real_board: Board) -> Paper:
    """Sixty-three municipalities on a map wider than the text, and nothing else, for charts take their time."""
    return without_sections(paper_of(real_board, REGISTERED, region="11202"))


def without_sections(paper: Paper) -> Paper:
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
            for row in block.rows:
                yield " | ".join("／".join(line.text for line in cell.paragraphs) for cell in row.cells)
        else:
            level = re.match(r"Heading (\d)", block.style.name)
            yield f"{'#' * int(level.group(1))} {block.text}" if level else block.text


def texts(document: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def pictures(document: Any) -> list[tuple[str, float, float]]:
    """Alternative text of each picture, its width in points, and the points that a pixel of its chart takes."""
    found = []
    for shape in document.inline_shapes:
        image = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
        found.append((shape._inline.docPr.get("descr"), shape.width.pt, shape.width.pt / (image.px_width * 72 / 300)))
    return found


def test_no_word_of_the_paper_is_lost(document: Any, paper: Paper) -> None:
    foot = "".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    text = bare("\n".join(written(document)) + foot)
    assert [word for word in words_of(paper) if bare(word) not in text] == []


def test_the_page_is_an_upright_a4(document: Any) -> None:
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_one_typeface_stands_at_one_place_so_that_a_style_changes_all(content: bytes) -> None:
    found = parts(content)
    styles = found["word/styles.xml"]
    faces = f'w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{FACE}"'
    assert re.findall(r"<w:rFonts ([^/]*)/>", styles) == [faces]
    assert styles.index("w:rFonts") < styles.index("</w:docDefaults>")
    assert "w:rFonts" not in found["word/document.xml"] + found["word/footer1.xml"]


def test_the_language_is_japanese_everywhere(content: bytes) -> None:
    found = parts(content)
    languages = re.findall(r'<w:lang w:val="([^"]+)" w:eastAsia="([^"]+)"', found["word/styles.xml"])
    assert set(languages) == {("ja-JP", "ja-JP")}
    assert "<dc:language>ja-JP</dc:language>" in found["docProps/core.xml"]


def test_nothing_is_smaller_than_nine_points(content: bytes) -> None:
    found = parts(content)
    sizes = re.findall(r'<w:sz w:val="(\d+)"', found["word/styles.xml"] + found["word/document.xml"])
    assert min(map(int, sizes)) >= 18


def test_headings_make_an_outline_without_a_gap(document: Any, paper: Paper) -> None:
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert texts(document, "Title") == [paper.title]
    assert texts(document, "Heading 2") == [part.name for part in paper.sections] + [
        part.title for part in paper.regional
    ]


def test_headings_stay_with_what_they_head_and_pictures_with_their_caption(document: Any) -> None:
    for style in ("Heading 1", "Heading 2", "Heading 3", "図"):
        assert document.styles[style].paragraph_format.keep_with_next
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    after_pictures = [following for style, following in pairwise(styles) if style == "図"]
    assert after_pictures == ["Caption"] * len(document.inline_shapes)


def test_the_verdict_stands_with_its_target_and_its_marks(document: Any, paper: Paper) -> None:
    lines = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "判定"]
    for line, section in zip(lines, paper.sections, strict=True):
        assert section.verdict in line.text
        assert section.against in line.text
        assert all(flag in line.text for flag in section.flags)


def test_initiatives_stand_word_for_word_under_their_year_with_its_marks(document: Any, paper: Paper) -> None:
    lines = list(written(document))
    assert any(year.items for section in paper.sections for year in section.years)
    for section in paper.sections:
        own = lines[lines.index(f"## {section.name}") :]
        for year in section.years:
            head = next(at for at, text in enumerate(own) if text.startswith(f"### {year.heading}"))
            assert year.marks in own[head]
            items = list(year.items) or ["登録なし"]
            assert own[head + 1 : head + 1 + len(items)] == items


def test_charts_are_as_wide_as_the_text_readable_and_told_in_words(document: Any, paper: Paper) -> None:
    charts = pictures(document)[: len(paper.sections)]
    assert [alt for alt, _, _ in charts] == [picture.alt for section in paper.sections for picture in section.charts()]
    page = document.sections[0]
    text = (page.page_width - page.left_margin - page.right_margin) / Mm(1)
    for _, width, scale in charts:
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
    assert all(words in foot for words in (paper.plan, paper.as_of, paper.registered, paper.computed))
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]


def test_the_file_names_the_paper_and_nobody(document: Any, paper: Paper) -> None:
    about = document.core_properties
    assert (about.title, about.subject) == (paper.title, paper.plan)
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert (about.created.year, about.modified.year) == (1980, 1980)


def test_nothing_is_linked_or_left_over_from_the_template(content: bytes) -> None:
    assert "TargetMode" not in "".join(parts(content).values())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]


def test_the_same_paper_makes_the_same_bytes(paper: Paper, content: bytes) -> None:
    assert docx(paper) == content


def test_a_chosen_region_brings_its_map_its_ranking_and_the_figures_around_it(document: Any, paper: Paper) -> None:
    (part,) = paper.regional
    lines = list(written(document))
    assert set(part.footnotes) <= set(lines)
    assert {f"・{gap}" for gap in paper.gaps} <= set(lines)
    drawn = [picture.alt for picture in part.pictures().values()]
    assert [alt for alt, _, _ in pictures(document)][len(paper.sections) :] == drawn
    table = next(table for table in document.tables if table.rows[0].cells[0].text == "順位")
    strong = [row.cells[1].text for row in table.rows[1:] if all(run.bold for run in row.cells[1].paragraphs[0].runs)]
    assert strong == [part.region.name]


def test_a_map_wider_than_the_text_stays_on_the_page_and_readable(crowded_region: Paper) -> None:
    document = opened(docx(crowded_region))
    (part,) = crowded_region.regional
    assert [alt for alt, _, _ in pictures(document)] == [picture.alt for picture in part.pictures().values()]
    assert all(scale * theme.SMALL_SIZE >= 9 - 0.05 for _, _, scale in pictures(document))
    page = document.sections[0]
    for shape in document.inline_shapes:
        assert shape.width <= page.page_width - Mm(16)
        assert shape.height <= page.page_height - page.top_margin - page.bottom_margin - Mm(20)


def odd_paper(board: Board, text: str) -> Paper:
    """A paper of one indicator without a value or a target that has this text wherever there can be one."""
    year = Initiatives.model_validate({"fiscal_year": "令和6年度", "items": (text,)})
    fields = {"id": "odd", "name": text, "initiatives": (year,), "baseline": None, "targets": (), "definition": text}
    indicator = board.catalogue.tracked[0].model_copy(update=fields)
    odd = replace(board, catalogue=board.catalogue.model_copy(update={"indicators": (indicator,)}))
    paper = made_up_paper(odd, indicators=("odd",), fiscal_years=(2024,))
    return replace(paper, discussion_point=text, plan=text, title=text)


def test_text_stays_text_whatever_it_looks_like(other_board: Board) -> None:
    content = docx(odd_paper(other_board, HOSTILE))
    lines = list(written(opened(content)))
    assert {HOSTILE, f"## {HOSTILE}", f"定義：{HOSTILE}"} <= set(lines)
    assert lines.count(HOSTILE) == 4
    body = parts(content)["word/document.xml"]
    assert "w:hyperlink" not in body
    assert "w:instr" not in body
    assert parts(content)["word/footer1.xml"].count("w:instr") == 2


def test_what_xml_cannot_say_breaks_nothing_and_nothing_to_draw_leaves_the_rest(other_board: Board) -> None:
    document = opened(docx(odd_paper(other_board, "前\x0b\x00\uffff後")))
    assert "前\ufffd\ufffd\ufffd後" in list(written(document))
    assert len(document.inline_shapes) == 0
    assert "未登録" in "".join(written(document))
