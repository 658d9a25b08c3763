"""The target-tracking picture as it is seen: words, marks, table; what stands where is in test_figure."""

import re
from dataclasses import replace
from datetime import date

import pytest

from charts.drawing import layers, texts, tracking
from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.picture import Frame, Picture, Surface
from dashboard.charts.render import pixel_size, screen_svg, svg
from dashboard.charts.tracking import height_around, target_picture
from dashboard.fiscal import japanese_date
from dashboard.judging import Standing, assess

AS_OF = date(2024, 3, 31)


@pytest.fixture(scope="module")
def smoking(other_board: Board) -> Picture:
    return tracking(other_board, "smoking_rate", AS_OF)


def rows_with(picture: Picture, field: str) -> list[dict[str, object]]:
    return [row for layer in layers(picture) for row in layer.rows if field in row]


def test_values_targets_and_baseline_are_labelled_with_their_decimals(smoking: Picture) -> None:
    said = texts(smoking)
    for label in ("20.1", "19.6", "19.2％", "R2目標 18.0", "R5目標 15.0", "R8目標 12.0", "基準値 21.4（H28）"):
        # Each with the paper around its letters.
        assert said.count(label) == 2
    assert {"21.4", "18.0", "15.0", "12.0"} <= set(said)
    assert "18.9 速報（R3）" in said


def test_the_axis_crosses_from_heisei_to_the_first_year_of_reiwa(smoking: Picture) -> None:
    said = texts(smoking)
    eras = ["H28", "H29", "H30", "R元", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    assert [text for text in said if text in eras] == eras
    years = [f"({year})" for year in range(2016, 2027)]
    assert [text for text in said if text in years] == years


def test_title_finding_unit_source_as_of_and_updated_stand_on_the_picture(other_board: Board, smoking: Picture) -> None:
    said = "\n".join(texts(smoking))
    updated = other_board.updated()
    assert updated is not None
    for part in (
        "喫煙率は19.2％。",
        "令和8年度の目標まであと7.2ポイント",
        "成人の喫煙率（単位：%、減るほどよい）",
        "R2　必要な水準まで1.20",
        "縦軸は0から始まらない",
        "1年当たりのペース（%）",
        "これまで（H28～R2）",
        "必要（R2～R8）",
        "出典：架空県健康課",
        "時点：令和2年度",
        f"更新日：{japanese_date(updated)}",
    ):
        assert part in said


def test_the_latest_value_is_an_ink_circle_and_what_is_missing_is_hatched(smoking: Picture) -> None:
    (latest,) = [row for row in rows_with(smoking, "shape") if str(row["words"]).startswith("最新値")]
    assert (latest["shape"], latest["fill"]) == ("circle", theme.INK)
    assert latest["words"] == "最新値　令和2年度　19.2％（確定）　必要な水準まで1.20"
    red = [row for layer in layers(smoking) for row in layer.rows if theme.BAD in row.values()]
    assert len(red) > 3
    assert [row["words"] for row in red if "words" in row] == ["令和2年度　必要な水準まで1.20"]


def test_who_points_at_a_mark_reads_its_period_and_value_and_no_number_of_a_day(smoking: Picture) -> None:
    for surface in Surface:
        words = re.findall(r'aria-label="([^"]*)"', screen_svg(smoking, surface))
        for part in ("平成30年度　20.1％（確定）", "令和3年度　18.9％（速報）", "令和8年度の目標　12.0％"):
            assert any(text.startswith(part) for text in words), part
        # Whatever Vega would say by itself has a colon between a field's name and its number.
        assert [text for text in words if re.search(r"[a-z0-9]+: ", text)] == []


@pytest.mark.parametrize(("surface", "width", "least"), [(Surface.WIDE, 840, 14), (Surface.NARROW, 328, 13)])
def test_on_a_screen_no_letter_is_too_small_for_the_place_it_is_drawn_for(
    other_board: Board, surface: Surface, width: int, least: float
) -> None:
    for indicator in ("smoking_rate", "meeting_places"):
        document = screen_svg(tracking(other_board, indicator, AS_OF), surface)
        assert pixel_size(document)[0] == pytest.approx(width, abs=2)
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', document)]
        assert min(sizes) >= least


def test_the_page_says_title_and_footer_on_a_screen(smoking: Picture) -> None:
    said = re.findall(r"<text[^>]*>([^<]*)</text>", screen_svg(smoking, Surface.WIDE))
    assert not [text for text in said if "出典" in text or "あと7.2ポイント" in text]
    assert any("出典：架空県健康課" in line for line in smoking.footer or ())


def test_an_indicator_without_a_target_says_so(growth_board: Board) -> None:
    said = texts(tracking(growth_board, "screening_rate", AS_OF))
    assert any("目標値は定められていない" in text for text in said)
    assert not [text for text in said if "目標 " in text]


def test_without_any_value_line_and_targets_are_still_there(other_board: Board) -> None:
    indicator = other_board.catalogue.indicator("smoking_rate")
    assessment = assess(indicator, other_board.catalogue.judging, (), AS_OF)
    picture = target_picture(TrackingFigure(Standing(indicator, (), assessment), other_board.catalogue))
    said = texts(picture)
    assert "R8目標 12.0" in said
    assert any("基準日までの値がない" in text for text in said)
    assert any("時点：値なし" in text for text in said)


def test_a_reference_value_alone_is_drawn_and_nothing_is_judged(other_board: Board) -> None:
    said = texts(tracking(other_board, "single_elderly", AS_OF))
    assert any(text.startswith("10,250 参考") for text in said)
    assert any("参考値10,250" in text for text in said)


def test_a_value_that_does_not_count_lends_the_chart_neither_its_source_nor_its_date(other_board: Board) -> None:
    standing = other_board.standing(other_board.catalogue.indicator("smoking_rate"), AS_OF)
    provisional = standing.not_judged[-1]
    others = [o for o in standing.observations if o != provisional]
    changed = replace(standing, observations=(*others, replace(provisional, source="別の名簿")))
    figure = TrackingFigure(changed, other_board.catalogue)
    before, after = "".join(figure.footer).split("参考値などの出典：")
    assert "別の名簿" not in before
    assert after.startswith("別の名簿")
    assert "時点：令和2年度" in after


def test_several_sources_are_counted_so_that_none_is_hidden(other_board: Board) -> None:
    standing = other_board.standing(other_board.catalogue.indicator("smoking_rate"), AS_OF)
    sources = [replace(o, source=f"第{at}号") for at, o in enumerate(standing.observations)]
    figure = TrackingFigure(replace(standing, observations=tuple(sources)), other_board.catalogue)
    assert f"ほか{len(standing.judged) - 1}件" in "".join(figure.footer)


def test_the_sentence_for_the_blind_holds_every_judged_figure_and_target(smoking: Picture) -> None:
    for figure in ("21.4％", "20.1%", "19.6%", "19.2%", "18.0％", "15.0％", "12.0％"):
        assert figure in smoking.alt


def test_the_table_lists_every_value_with_its_status_its_line_and_its_source(smoking: Picture) -> None:
    rows = list(smoking.table.records())
    assert [row["value"] for row in rows][-2:] == [19.2, 18.9]
    assert [row["status"] for row in rows][-2:] == ["確定", "速報"]
    assert rows[-2]["line"] == 18.0
    assert rows[-2]["gap"] == 1.2
    assert all(row["source"] for row in rows)


def test_a_narrow_chart_breaks_its_title_and_its_footer_instead_of_growing(other_board: Board) -> None:
    standing = other_board.standing(other_board.catalogue.indicator("smoking_rate"), AS_OF)
    figure = TrackingFigure(standing, other_board.catalogue)
    narrow = svg(target_picture(figure, Frame(250, 200)))
    assert pixel_size(narrow)[0] <= 250 + 101 + 2
    assert "喫煙率は19.2％。" in texts(target_picture(figure, Frame(250, 200)))
    assert height_around(figure, 300) > height_around(figure, 900)


@pytest.mark.parametrize("frame", [Frame(690, 330, titled=False), Frame(915, 120, titled=False)])
def test_what_is_around_a_field_is_known_before_it_is_drawn(other_board: Board, frame: Frame) -> None:
    standing = other_board.standing(other_board.catalogue.indicator("smoking_rate"), AS_OF)
    figure = TrackingFigure(standing, other_board.catalogue)
    width, height = pixel_size(svg(target_picture(figure, frame)))
    assert height == pytest.approx(frame.height + height_around(figure, frame.width), abs=2)
    assert width <= frame.width + 101 + 2
