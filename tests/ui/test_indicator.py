"""指標: one indicator with its chart, its numbers, how they came about, and what was done."""

import pytest
from streamlit.testing.v1 import AppTest

from api.asking import ask, error
from dashboard.ui.blocks import indicator_names
from dashboard.ui.pages import INDICATOR
from ui.projects import Project
from ui.screens import BODY_PART, MEETING_DAY, blocks, component, heading, opened, plain, words


def on(indicator: str, **parameters: str) -> str:
    return words(opened(INDICATOR.script, indicator=indicator, as_of=MEETING_DAY, **parameters))


@pytest.mark.usefixtures("other_plan")
def test_without_an_id_in_the_url_the_first_indicator_is_shown() -> None:
    assert heading(opened(INDICATOR.script)).startswith("喫煙率は19.2％。")


@pytest.mark.usefixtures("other_plan")
def test_an_unknown_id_in_the_url_is_named_and_the_first_indicator_shown() -> None:
    app = opened(INDICATOR.script, indicator="no_such_indicator")
    assert not app.error
    (warning,) = app.warning
    assert "no_such_indicator" in warning.value.replace("\\", "")
    assert heading(app).startswith("喫煙率は")


@pytest.mark.usefixtures("other_plan")
def test_markup_in_the_url_is_shown_as_it_is_written() -> None:
    app = opened(INDICATOR.script, indicator="[ここを押す](https://example.invalid)")
    assert "](https" not in app.warning[0].value


@pytest.mark.usefixtures("other_plan")
def test_choosing_another_indicator_clears_the_warning_about_an_unknown_one() -> None:
    app = opened(INDICATOR.script, indicator="no_such_indicator")
    app.query_params["indicator"] = "meeting_places"
    app.run()
    assert component(app, "indicator_select")["id"] == "meeting_places"
    assert heading(app).startswith("通いの場は")
    assert not app.warning


@pytest.mark.usefixtures("real_plan")
def test_the_numbers_of_the_worked_table_stand_beside_the_chart() -> None:
    said = on("visiting_care_clinics")
    for figure in ("38.7", "41.8", "938.3", "−3.3", "65", "27.9", "1.14", "22.0", "23.9", "145", "27.2", "1.11"):
        assert figure in said


@pytest.mark.usefixtures("real_plan")
def test_value_grade_gap_and_deadline_stand_together_before_the_figures() -> None:
    app = opened(INDICATOR.script, indicator="visiting_care_clinics", as_of="2026-11-27")
    (statement,) = [plain(block) for block in blocks(app) if 'class="standing"' in block]
    for part in (
        "935 か所",
        "令和6年11月時点",
        "1年11か月前の値",
        "R8目標 1,000か所に対する判定（参考）",
        "B* 改善（ペース不足）",
        "必要な水準まで3.3",
        "−3.1ポイント",
        "あと65か所",
        "期限（令和9年3月末）まで124日",
        "参考値958か所（令和7年9月1日）は判定に使わない新しい値。",
    ):
        assert part in statement, part


@pytest.mark.usefixtures("real_plan")
def test_the_figures_of_each_clock_stand_under_its_own_date() -> None:
    app = opened(INDICATOR.script, indicator="visiting_care_clinics", as_of="2026-11-27")
    (table,) = [plain(block) for block in blocks(app) if "目標に対する計算" in block]
    value, reader = table.split("基準日（令和8年11月27日）")
    assert "値の時点（令和6年11月）" in value
    for figure in ("41.8％", "938.3", "+27.9"):
        assert figure in value
        assert figure not in reader
    for figure in ("124日", "91.5％", "991.0", "+191.5"):
        assert figure in reader
        assert figure not in value


@pytest.mark.usefixtures("real_plan")
def test_the_name_stands_once_and_the_finding_is_the_heading() -> None:
    app = opened(INDICATOR.script, indicator="visiting_care_clinics", as_of="2026-11-27")
    assert heading(app).replace(" ", "") == "訪問診療の医療機関は935か所。令和8年度の目標まであと65か所"
    # Beside what is chosen above it, the name stands over the figures behind the picture, which are closed.
    assert words(app).split("この指標の定義")[0].count("訪問診療を実施する医療機関数") == 1
    assert component(app, "indicator_select")["options"][0][1] == "訪問診療を実施する医療機関数"


@pytest.mark.usefixtures("real_plan")
def test_before_the_first_value_the_page_says_which_there_are_later() -> None:
    app = opened(INDICATOR.script, indicator="visiting_care_clinics", as_of="2023-01-01")
    said = words(app)
    assert "令和4年度以降の値が4件あります" in said
    assert "令和5年度の取組" not in said
    assert "基準日までに始まった年度の取組は登録されていません" in said


@pytest.mark.usefixtures("real_plan")
def test_what_a_year_has_that_the_year_before_had_not_is_marked_and_its_text_untouched() -> None:
    shown = blocks(opened(INDICATOR.script, indicator="regional_cooperation_pharmacies", as_of="2026-11-27"))
    (initiatives,) = [block for block in shown if "の取組</h3>" in block]
    assert initiatives.count("R5になし") == 2
    assert "情報共有・意見交換を行う。 <span" in initiatives
    assert "R6になし" not in initiatives


@pytest.mark.usefixtures("real_plan")
def test_an_indicator_without_a_target_leads_to_its_values_of_regions() -> None:
    said = on("home_care_support_clinics")
    assert "地域別の値を見る" in said


@pytest.mark.usefixtures("real_plan")
def test_the_picture_says_in_words_what_it_shows() -> None:
    svg = component(opened(INDICATOR.script, as_of=MEETING_DAY), BODY_PART, part="chart")["picture"]["svg"]
    alt = svg.split('aria-label="', 1)[1].split('"', 1)[0]
    assert 'role="img"' in svg
    for figure in ("894", "908", "935", "1,000", "1,080"):
        assert figure in alt


@pytest.mark.usefixtures("real_plan")
def test_the_reasons_of_the_grade_give_the_figures_they_rest_on() -> None:
    app = opened(INDICATOR.script, indicator="home_dental_registrations", as_of=MEETING_DAY)
    (text,) = [plain(block.split("理由", 1)[1].split("</details>")[0]) for block in blocks(app) if "理由" in block]
    for figure in ("874", "867", "5", "C"):
        assert figure in text


def test_the_initiatives_of_every_year_are_printed_word_for_word(any_plan: Project) -> None:
    for indicator in any_plan.board.catalogue.tracked:
        if not indicator.initiatives:
            continue
        shown = blocks(opened(INDICATOR.script, indicator=indicator.id))
        (initiatives,) = [plain(block) for block in shown if "の取組</h3>" in block]
        for year in indicator.initiatives:
            assert [item for item in year.items if " ".join(item.split()) not in initiatives] == []


@pytest.mark.usefixtures("other_plan")
def test_a_part_year_report_is_marked_as_such() -> None:
    assert "年度途中" in on("smoking_rate")


@pytest.mark.usefixtures("other_plan")
def test_the_extension_of_the_past_pace_says_that_it_is_no_forecast() -> None:
    assert "予測ではありません" in on("meeting_places")


@pytest.mark.usefixtures("real_plan")
def test_without_a_newer_value_nothing_is_extended() -> None:
    assert "予測ではありません" not in on("visiting_nurses")


@pytest.mark.usefixtures("real_plan")
def test_the_history_holds_every_value_with_status_and_source() -> None:
    said = on("visiting_care_clinics")
    for part in ("894", "908", "935", "958", "参考", "関東信越厚生局", "県の公表値ではない"):
        assert part in said


@pytest.mark.usefixtures("other_plan")
def test_an_indicator_without_a_target_says_why_it_is_not_judged() -> None:
    assert "目標値が定められていない" in on("single_elderly")


@pytest.mark.usefixtures("other_plan")
def test_a_value_still_being_counted_is_listed_and_is_no_zero() -> None:
    history = [plain(block) for block in blocks(opened(INDICATOR.script, indicator="meeting_places"))][-1]
    assert "集計中" in history
    assert "令和4年度 令和4年9月30日 ― 集計中" in history


@pytest.mark.usefixtures("other_plan")
def test_the_picture_can_be_taken_as_png_svg_and_csv_and_its_figures_are_one_click_away() -> None:
    app = opened(INDICATOR.script, as_of=MEETING_DAY)
    assert [format_ for format_ in ("PNG", "SVG", "CSV") if any(format_ in b.label for b in app.download_button)] == [
        "PNG",
        "SVG",
        "CSV",
    ]
    (table,) = [block for block in blocks(app) if "データ表" in block]
    assert "19.2" in table


@pytest.mark.parametrize("as_of", ["2024-12-31", "2023-01-01"])
def test_what_comes_ahead_of_a_choice_is_what_the_page_shows_after_it(any_plan: Project, as_of: str) -> None:
    ahead = ahead_of(opened(INDICATOR.script, as_of=as_of))
    assert list(ahead) == list(indicator_names(any_plan.board.catalogue))
    for indicator, parts in ahead.items():
        app = opened(INDICATOR.script, indicator=indicator, as_of=as_of)
        for name, part in parts.items():
            page = component(app, BODY_PART, part=name)
            assert {"html": page["html"], "picture": page["picture"]} == part


@pytest.mark.usefixtures("real_plan")
def test_of_another_version_another_day_or_nowhere_nothing_comes_ahead() -> None:
    place = component(opened(INDICATOR.script, as_of=MEETING_DAY), BODY_PART, part="more")["address"]
    _, edition, day, places = place.split("/")
    answer = ask(f"/{place}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    others = ("0" * 20, day, places), (edition, "2999-01-01", places), (edition, "x", places), (edition, day, "x")
    for other in others:
        refusal = ask("/".join(("/bodies", *other)))
        assert error(refusal)[0] == 404
        assert "immutable" not in refusal.headers["cache-control"]


def ahead_of(app: AppTest) -> dict[str, dict[str, object]]:
    place = component(app, BODY_PART, part="more")["address"]
    answer: dict[str, dict[str, object]] = ask(f"/{place}").json()
    return answer
