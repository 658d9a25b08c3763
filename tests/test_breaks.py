"""A change of an indicator's definition: no line across it, and every door says what the judgement does about it."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx as docx_reader
import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from api.asking import ask
from charts.drawing import field_of, layers, overview, texts, tracking
from dashboard.board import Board
from dashboard.charts.change import change_picture
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.multiples import multiples_picture
from dashboard.charts.picture import Picture
from dashboard.charts.progress import ProgressRow
from dashboard.charts.series import SeriesKey
from dashboard.charts.supply import outlook_picture
from dashboard.cli import main
from dashboard.comparing import Basis, compare
from dashboard.comparing.outlook import outlook
from dashboard.fiscal import parse
from dashboard.judging import Flag
from dashboard.judging.words import break_caution, change_words
from dashboard.papers.book import xlsx
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.document import docx
from dashboard.papers.paper import Paper
from dashboard.papers.pdf import pdf
from dashboard.papers.slides import pptx
from dashboard.settings import Settings
from dashboard.ui.pages import HOME, INDICATOR
from redefined import REGIONS, SHARES, redefined_board, redefined_settings
from ui.projects import Enter
from ui.screens import component, opened, words

DAY = date(2026, 6, 30)
BREAK = date(2025, 4, 1)
REASON = "令和7年4月1日：数え方を届出から実績に改めた"
CAUTION = (
    f"基準値（令和4年度）と最新値（令和7年度）の間に定義の変更（{REASON}）があるので、比べるときは注意してください。"
    "判定は前後の値をそのまま比べた計算です。変更をまたぐペースと、それを延ばした値は計算しません。"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return redefined_settings(tmp_path_factory.mktemp("redefined"))


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return redefined_board(tmp_path_factory.mktemp("redefined"))


@pytest.fixture(scope="module")
def paper(board: Board) -> Paper:
    return compose(board, Choice(DAY))


def figure(board: Board, indicator: str = "recounted") -> TrackingFigure:
    return TrackingFigure(board.standing(board.catalogue.indicator(indicator), DAY), board.catalogue)


def test_the_assessment_says_what_lies_between_baseline_and_latest_value(board: Board) -> None:
    assessment = board.standing(board.catalogue.indicator("recounted"), DAY).assessment
    assert [change.date for change in assessment.breaks] == [BREAK]
    assert Flag.BREAK in assessment.flags
    assert break_caution(assessment, board.catalogue.indicator("recounted")) == CAUTION


def test_a_change_before_the_baseline_or_after_the_latest_value_is_no_caution(board: Board) -> None:
    indicator = board.catalogue.indicator("recounted")
    before_the_change = board.standing(indicator, date(2025, 3, 31)).assessment
    assert before_the_change.breaks == ()
    assert break_caution(before_the_change, indicator) == ""


def test_the_grade_is_the_one_of_the_same_values_without_a_change(board: Board) -> None:
    changed, same = (
        board.standing(board.catalogue.indicator(id_), DAY).assessment.targets[0]
        for id_ in ("recounted", "same_throughout")
    )
    assert (changed.grade, changed.gap, changed.achieved) == (same.grade, same.gap, same.achieved)
    assert (changed.pace, changed.multiple, changed.projection) == (None, None, None)
    assert None not in (same.pace, same.multiple, same.projection)


def strokes(figure: TrackingFigure, key: SeriesKey) -> list[list[date]]:
    """The days that each line of a kind goes through."""
    return [[day for day, _ in part.points] for part in figure.series(field_of(figure)) if part.key is key]


@pytest.mark.parametrize("indicator", ["recounted", "recounted_share"])
def test_no_line_goes_across_a_change(board: Board, indicator: str) -> None:
    drawing = figure(board, indicator)
    changes = [change.date for change in drawing.breaks]
    parts = strokes(drawing, SeriesKey.JUDGED)
    assert len(parts) == len(changes) + 1
    for days in parts:
        assert not any(earlier < change <= later for earlier, later in pairwise(days) for change in changes)
    assert [ends[0] for ends in strokes(drawing, SeriesKey.BREAK)] == changes
    assert len(strokes(figure(board, "same_throughout"), SeriesKey.JUDGED)) == 1


def test_every_value_keeps_its_label_where_the_line_is_broken(board: Board) -> None:
    labels = {
        (part.points[label.point], label.text)
        for part in figure(board).series(field_of(figure(board)))
        if part.key is SeriesKey.JUDGED
        for label in part.labels
    }
    assert ((date(2025, 3, 31), 135.0), "135") in labels
    assert ((date(2025, 9, 30), 118.0), "118") in labels


def test_the_words_of_two_changes_near_each_other_do_not_meet(board: Board) -> None:
    drawing = figure(board, "recounted_share")
    field = field_of(drawing)
    lines = [part for part in drawing.series(field) if part.key is SeriesKey.BREAK]
    first, second = (field.box(label, part.points[1], 0.0) for part in lines for label in part.labels)
    assert not first.meets(second)


def test_a_change_stands_above_every_value_and_the_label_of_one(board: Board) -> None:
    drawing = figure(board)
    field = field_of(drawing)
    scale = field.scale
    (line,) = (part for part in drawing.series(field) if part.key is SeriesKey.BREAK)
    highest = max(value for part in drawing.series(field) for _, value in part.points if part.key is SeriesKey.TARGETS)
    assert scale.room_below(line.points[1][1]) - scale.room_below(highest) >= 10


def test_the_picture_is_broken_and_gives_the_reason_under_it(board: Board) -> None:
    picture = tracking(board, "recounted", DAY)
    runs = {row["run"] for layer in layers(picture) for row in layer.rows if "run" in row}
    assert {"実績", "実績（R7.4.1から）", "定義変更（R7.4.1）"} <= runs
    said = texts(picture)
    assert "定義変更" in said
    assert f"定義変更　{REASON}" in said
    assert REASON in picture.alt


def test_the_table_of_values_has_a_remark_at_the_first_value_after(board: Board) -> None:
    notes = dict(zip(figure(board).table.cells("date"), figure(board).table.cells("note"), strict=True))
    assert {day for day, note in notes.items() if note} == {date(2025, 9, 30)}
    assert REASON in str(notes[date(2025, 9, 30)])


REGIONAL_DAYS = tuple(parse(period).date for period in SHARES)


def regional_pictures(board: Board) -> dict[str, Picture]:
    """The other pictures of the indicator's values over time."""
    indicator = board.catalogue.indicator("recounted")
    panel = board.panel(indicator)
    municipalities = board.regions.sets[-1]
    comparisons = [compare(board.territory, panel, municipalities, day, Basis.VALUE) for day in REGIONAL_DAYS]
    observations = board.standing(indicator, DAY).observations
    region = outlook(board.territory, panel, board.regions.municipalities[0])
    return {
        "multiples": multiples_picture(comparisons),
        "supply": outlook_picture(board.catalogue, indicator, region),
        "change": change_picture(board.catalogue, indicator, observations[:3], observations),
    }


@pytest.mark.parametrize("name", ["multiples", "supply", "change"])
def test_every_other_picture_over_time_is_broken_too(board: Board, name: str) -> None:
    picture = regional_pictures(board)[name]
    runs: dict[str, list[dict[str, object]]] = {}
    for layer in layers(picture):
        for row in layer.rows:
            if "run" in row:
                runs.setdefault(str(row["run"]), []).append(row)
    # Three values before the change and two after it, or two ends of an upright line; five values are never joined.
    assert {len(rows) for rows in runs.values()} <= {2, 3}
    if name == "supply":
        assert "前の定義の値は重ねません" in "".join(picture.footer or ())
    else:
        assert any(len(rows) == 3 for rows in runs.values())
    assert f"定義変更　{REASON}" in "".join((*texts(picture), *(picture.footer or ())))


def test_no_region_is_said_to_have_grown_or_fallen_across_a_change(board: Board) -> None:
    pictures = regional_pictures(board)
    # From 10 to 9 over all, from 7 to 9 since the change.
    assert "5地域のうち、増えたのは5" in pictures["multiples"].alt
    assert "7か所から9か所に増えた" in pictures["supply"].alt
    statuses = [str(status) for status in pictures["multiples"].table.cells("status")]
    assert sum(REASON in status for status in statuses) == len(REGIONS) + 1


def test_the_picture_of_all_indicators_marks_those_across_a_change(board: Board) -> None:
    marked = [text for text in texts(overview(board, DAY)) if "定義変更あり" in text]
    assert len(marked) == 2


def pages(document: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document)).pages)


def slides(document: bytes) -> str:
    shapes = (shape for slide in Presentation(io.BytesIO(document)).slides for shape in slide.shapes)
    return "".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def cells(document: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(document))
    return "".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value)


def paragraphs(document: bytes) -> str:
    return "".join(paragraph.text for paragraph in docx_reader.Document(io.BytesIO(document)).paragraphs)


@pytest.mark.parametrize(
    ("write", "read"),
    [(pdf, pages), (pptx, slides), (xlsx, cells), (docx, paragraphs)],
    ids=["pdf", "pptx", "xlsx", "docx"],
)
def test_every_format_of_the_paper_says_what_the_judgement_does(
    paper: Paper, write: Callable[[Paper], bytes], read: Callable[[bytes], str]
) -> None:
    # With its section, and among the notes of the first page.
    assert read(write(paper)).count(CAUTION) >= 2


def test_slides_have_a_native_line_for_each_part_and_one_for_each_change(paper: Paper) -> None:
    names = [
        [series.name for series in shape.chart.plots[0].series]
        for slide in Presentation(io.BytesIO(pptx(paper))).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    assert len(names) == 3
    assert {"実績", "実績（R7.4.1から）", "定義変更（R7.4.1）"} <= set(names[0])
    assert {"実績", "実績（R6.4.1から）", "実績（R6.12.1から）"} <= set(names[1])
    assert not any("定義変更" in name for name in names[2])


def test_the_parts_of_a_workbooks_line_are_the_rows_of_its_table(paper: Paper) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(paper)))
    page = next(page for page in book if page.title == "数え方の変更")
    (chart,) = page._charts
    references = [series.yVal.numRef.f for series in chart.series]
    drawn = [
        [cell.value for (cell,) in page[reference.rpartition("!")[2].replace("$", "")]]
        for reference in multi(references)
    ]
    assert [120, 128, 135] in drawn
    assert [118, 122] in drawn
    assert [120, 128, 135, 118, 122] not in drawn


def multi(references: list[str]) -> Iterator[str]:
    """Those that name more than one cell."""
    return (reference for reference in references if ":" in reference)


def test_the_summary_marks_the_verdict(paper: Paper) -> None:
    marked = [row["indicator"].text for row in paper.summary.rows if "定義変更あり" in row["verdict"].sub]
    assert marked == ["途中で数え方が変わった架空の指標", "二度にわたり対象が変わった架空の割合"]


def test_the_board_marks_it_and_no_values_are_compared_across_a_change(board: Board) -> None:
    indicator = board.catalogue.indicator("recounted")
    assert "定義変更あり" in ProgressRow(board.standing(indicator, DAY)).marks
    just_after = board.standing(indicator, date(2025, 10, 31))
    assert just_after.assessment.change is None
    assert change_words(just_after.assessment, indicator) == "前回（R6）との間に定義変更（比べません）"


def test_the_screens_show_the_sentence(settings: Settings, enter: Enter) -> None:
    enter(settings)
    overview = opened(HOME.script, as_of=DAY.isoformat())
    assert not overview.exception
    assert CAUTION in words(overview).replace("\\", "")
    assert "定義変更あり" in json.dumps(component(overview, "council_table"), ensure_ascii=False)
    indicator = opened(INDICATOR.script, indicator="recounted", as_of=DAY.isoformat())
    assert not indicator.exception
    said = words(indicator).replace("\\", "")
    assert CAUTION in said
    # In the definition, and in the history of values.
    assert f"この値の前に定義変更（{REASON}）" in said
    assert "定義変更あり" in words(opened("about.py")).replace("\\", "")


def test_a_step_across_a_change_is_not_unusual_and_one_after_it_is(
    settings: Settings, enter: Enter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enter(settings)
    path = tmp_path / "架空.csv"

    def rules(indicator: str, period: str, value: int) -> set[str]:
        header = "指標,地域コード,地域名,時点,値,区分,出典,備考"
        path.write_text(f"{header}\n{indicator},99000,架空県,{period},{value},確定,架空の資料,\n", encoding="utf-8")
        main(["import", str(path), "--dry-run", "--json"])
        return {problem["rule"] for problem in json.loads(capsys.readouterr().out)["problems"]}

    assert "W03" in rules("same_throughout", "令和7年4月", 20)
    assert "W03" not in rules("recounted", "令和7年4月", 20)
    assert "W03" in rules("recounted", "令和8年5月", 20)


def test_the_command_line_and_the_api_say_it_too(
    settings: Settings, enter: Enter, capsys: pytest.CaptureFixture[str]
) -> None:
    enter(settings)
    assert main(["assess", "--as-of", DAY.isoformat()]) == 0
    assert CAUTION in capsys.readouterr().out
    assert main(["assess", "--as-of", DAY.isoformat(), "--json"]) == 0
    by_command = json.loads(capsys.readouterr().out)
    by_api = ask("assessments.json", as_of=DAY.isoformat()).json()
    change = {"date": "2025-04-01", "reason": "数え方を届出から実績に改めた"}
    for answer in (by_command, by_api):
        first, _, last = answer["indicators"]
        assert (first["breaks"], first["caution"]) == ([change], CAUTION)
        assert "break" in first["flags"]
        assert (last["breaks"], last["caution"]) == ([], None)
    assert ask("indicators.json").json()["indicators"][0]["breaks"] == [change]
    assert main(["series", "recounted"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (at,) = (number for number, line in enumerate(lines) if REASON in line)
    assert "令和6年度" in lines[at - 1]
    assert "令和7年9月" in lines[at + 1]
    assert main(["series", "recounted", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["breaks"] == [change]
