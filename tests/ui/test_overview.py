"""総括: five indicators at a glance, each with its own date, and the table of the council paper."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.fiscal import japanese_date, today
from ui.projects import Project
from ui.screens import MEETING_DAY, blocks, cards, component, heading, opened, plain, words

pytestmark = pytest.mark.usefixtures("real_plan")

FIVE = CLINICS, NURSES, PHARMACIES, DENTAL, STATIONS = (
    "訪問診療の医療機関",
    "訪問看護職員",
    "地域連携薬局",
    "在宅歯科の登録機関",
    "機能強化Ⅰ型ステーション",
)


def five(app: AppTest) -> list[str]:
    """The cards of the five indicators in the order shown, whatever the plan has besides."""
    return [name for name in cards(app) if name in FIVE]


@pytest.mark.parametrize(
    ("name", "value", "when", "grade", "goal"),
    [
        (CLINICS, "935 か所", "令和6年11月", "B*", "あと65か所"),
        (NURSES, "3,280 人", "令和4年度", "E", "R8目標 4,005人"),
        (PHARMACIES, "263 薬局", "令和6年11月", "B*", "あと537薬局"),
        (DENTAL, "867 機関", "令和6年12月", "C", "あと193機関"),
        (STATIONS, "36 事業所", "令和6年11月", "B", "あと5事業所"),
    ],
)
def test_a_card_says_value_date_grade_and_what_is_left(name: str, value: str, when: str, grade: str, goal: str) -> None:
    card = cards(opened(as_of=MEETING_DAY))[name]
    assert value in card
    assert f"{when}時点" in card
    assert f" {grade} " in card
    assert goal in card


def test_the_cards_come_in_the_order_of_the_catalogue() -> None:
    assert five(opened(as_of=MEETING_DAY)) == list(FIVE)


def test_a_card_says_the_change_since_the_previous_value() -> None:
    shown = cards(opened(as_of=MEETING_DAY))
    assert "+27か所" in shown[CLINICS]
    assert "+3機関" in shown[DENTAL]
    assert "前回の値なし" in shown[NURSES]


def test_a_card_says_how_old_its_value_is() -> None:
    shown = cards(opened(as_of=MEETING_DAY))
    assert "31日前" in shown[CLINICS]
    assert "641日前" in shown[NURSES]


def test_only_the_indicator_below_its_baseline_is_marked_so() -> None:
    shown = cards(opened(as_of=MEETING_DAY))
    assert [name for name, card in shown.items() if "基準値を下回る" in card] == [DENTAL]


def test_only_the_old_value_waits_for_an_update() -> None:
    shown = cards(opened(as_of=MEETING_DAY))
    assert [name for name, card in shown.items() if "更新待ち" in card] == [NURSES]


def test_an_earlier_day_shows_what_was_known_then() -> None:
    shown = cards(opened(as_of="2024-03-31"))
    assert "908 か所" in shown[CLINICS]
    assert "935" not in shown[CLINICS]


def test_the_share_of_the_way_decides_who_is_furthest_behind_and_what_is_not_judged_comes_last() -> None:
    app = opened(as_of=MEETING_DAY, order="distance")
    assert five(app) == [DENTAL, PHARMACIES, CLINICS, STATIONS, NURSES]


def test_the_chosen_order_is_kept_in_the_url_and_holds_for_the_table_too() -> None:
    app = opened(as_of=MEETING_DAY)
    app.segmented_control[0].set_value("distance").run()
    assert app.query_params["order"] == "distance"
    first = component(app, "council_table")["rows"][0][0]["text"]
    assert first == "在宅歯科医療実施登録機関数"


def test_each_card_links_to_its_indicator_with_the_chosen_day() -> None:
    links = [link.proto.query_string for link in opened(as_of=MEETING_DAY).page_link]
    for id_ in ("visiting_care_clinics", "regional_cooperation_pharmacies"):
        (link,) = [each for each in links if f"indicator={id_}" in each]
        assert f"as_of={MEETING_DAY}" in link


def test_the_conclusion_counts_every_indicator_once(other_plan: Project) -> None:
    app = opened(as_of=MEETING_DAY)
    (block,) = (block for block in blocks(app) if 'class="lead"' in block)
    assert "</span>、" not in block
    sentence = plain(block)
    counts = [int(number) for number in re.findall(r"(\d+)件", sentence)]
    assert f"{len(other_plan.board.catalogue.tracked)}指標の判定" in sentence
    assert sum(counts) == len(cards(app))
    assert "B* 改善（ペース不足） 2件" in sentence


def test_the_council_table_holds_the_worked_figures_with_their_dates() -> None:
    table = component(opened(as_of=MEETING_DAY), "council_table")
    rows = {row[0]["text"]: dict(zip(table["columns"], row, strict=True)) for row in table["rows"]}
    clinics = rows["訪問診療を実施する医療機関数"]
    shown = {column.replace("\n", ""): (cell["text"], cell["sub"]) for column, cell in clinics.items()}
    assert shown["基準値"] == ("894", "令和4年度")
    assert shown["最新値"] == ("935", "令和6年11月")
    assert shown["R8目標"] == ("1,000", "令和8年度")
    assert shown["最終目標"] == ("1,080", "令和11年度")
    assert shown["達成割合"][0] == "38.7％"
    assert shown["必要な水準との差"] == ("−3.3", "R6.11時点")
    assert shown["必要倍率"][0] == "1.14倍"


def test_a_target_that_the_plan_leaves_open_is_a_dash_and_no_number() -> None:
    table = component(opened(as_of=MEETING_DAY), "council_table")
    (row,) = [row for row in table["rows"] if row[0]["text"].startswith("地域連携薬局")]
    last = dict(zip(table["columns"], row, strict=True))["最終目標"]
    assert (last["text"], last["sort"]) == ("―", None)
    assert "令和11年度" in last["sub"]


def test_what_cannot_be_judged_stays_in_the_table_without_numbers() -> None:
    table = component(opened(as_of=MEETING_DAY), "council_table")
    (row,) = [row for row in table["rows"] if "訪問看護職員" in row[0]["text"]]
    cells = dict(zip(table["columns"], row, strict=True))
    assert (cells["達成割合"]["text"], cells["達成割合"]["sort"]) == ("―", None)
    assert cells["判定"]["text"].startswith("E")


def test_the_picture_explains_the_indicator_that_has_no_bar() -> None:
    svg = component(opened(as_of=MEETING_DAY), "picture")["svg"]
    assert "基準値より新しい確定値がまだありません" in svg


def test_indicators_without_a_target_are_named_with_what_is_registered() -> None:
    said = words(opened(as_of=MEETING_DAY))
    assert "訪問看護事業所数" in said
    assert "機能強化型在宅療養支援診療所数" in said


def test_the_council_judges_and_the_screen_says_so() -> None:
    assert "評価は部会が行います" in words(opened(as_of=MEETING_DAY))


@pytest.mark.parametrize("written", ["きのう", "2024-02-30", "", "2999-12-31", "0001-01-01"])
def test_a_day_in_the_url_that_cannot_be_used_still_shows_all_cards(other_plan: Project, written: str) -> None:
    app = opened(as_of=written)
    assert not app.exception
    assert not app.error
    assert len(cards(app)) == len(other_plan.board.catalogue.tracked)


def test_an_unknown_order_in_the_url_means_the_order_of_the_catalogue() -> None:
    assert next(iter(cards(opened(as_of=MEETING_DAY, order="nonsense")))) == CLINICS


def test_the_heading_is_the_same_whatever_the_day() -> None:
    assert heading(opened(as_of="1990-01-01")) == heading(opened())


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2050-04-01", "はまだ来ていません"),
        ("きのう", "を読めません"),
        ("2024-02-30", "は実在しません"),
        ("令和6年末", "は12月末か年度末か決められません"),
    ],
)
def test_a_day_in_the_url_that_cannot_be_used_is_told_with_the_day_that_is_shown(written: str, sentence: str) -> None:
    (warning,) = opened(as_of=written).warning
    text = warning.value.replace("\\", "")
    assert f"基準日「{written}」" in text
    assert sentence in text
    assert f"いまは{japanese_date(today())}の時点で表示しています。" in text


@pytest.mark.parametrize("written", ["令和6年12月31日", "R6.12.31", "2024/12/31"])
def test_a_day_in_the_url_may_be_written_in_any_notation(written: str) -> None:
    app = opened(as_of=written)
    assert not app.warning
    assert "令和6年12月31日までの値" in words(app)
    assert component(app, "day_field")["text"] == "令和6年12月31日"
