"""総括: five indicators at a glance, each with its own date, and the table of the council paper."""

import json
import re
from datetime import date
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.progress import progress_figure
from dashboard.fiscal import japanese_date, today
from ui.projects import Project
from ui.screens import MEETING_DAY, blocks, board_rows, component, heading, opened, plain, words

pytestmark = pytest.mark.usefixtures("real_plan")

LINKS = re.compile('<a class="inner" href="([^"]*)">([^<]*)</a>')
FIVE = CLINICS, NURSES, PHARMACIES, DENTAL, STATIONS = (
    "訪問診療の医療機関",
    "訪問看護職員",
    "地域連携薬局",
    "在宅歯科の登録機関",
    "機能強化Ⅰ型ステーション",
)


def five(app: AppTest) -> list[str]:
    """The rows of the five indicators in the order shown, whatever the plan has besides."""
    return [name for name in board_rows(app) if name in FIVE]


def conclusion(app: AppTest) -> str:
    """The finding as HTML."""
    (block,) = re.findall(r'<section class="finding".*?</section>', "".join(blocks(app)))
    return str(block)


def sentences(app: AppTest) -> list[str]:
    """The finding's sentences."""
    return [plain(item) for item in re.findall(r"<li>(.*?)</li>", conclusion(app))]


@pytest.mark.parametrize(
    ("name", "value", "when", "grade", "goal"),
    [
        (CLINICS, "935 か所", "令和6年11月 （1か月前）", "B* 改善（ペース不足）", "R8目標 1,000か所 あと65か所"),
        (NURSES, "3,280 人", "令和4年度 （1年9か月前）", "E 評価困難", "R8目標 4,005人"),
        (PHARMACIES, "263 薬局", "令和6年11月 （1か月前）", "B* 改善（ペース不足）", "あと537薬局"),
        (DENTAL, "867 機関", "令和6年12月 （基準日の値）", "C 変わらない", "あと193機関"),
        (STATIONS, "36 事業所", "令和6年11月 （1か月前）", "B 改善（ペース以上）", "あと5事業所"),
    ],
)
def test_a_row_says_value_date_age_grade_and_what_is_left(
    name: str, value: str, when: str, grade: str, goal: str
) -> None:
    row = board_rows(opened(as_of=MEETING_DAY))[name]
    assert [part for part in (value, when, grade, goal) if part not in row] == []


@pytest.mark.parametrize(
    ("name", "points", "gap"),
    [
        (CLINICS, "−3.1 ポイント", "3.3か所下回る"),
        (PHARMACIES, "−35.5 ポイント", "203.2薬局下回る"),
        (DENTAL, "−47.6 ポイント", "88.6機関下回る"),
        (STATIONS, "+22.2 ポイント", "2.0事業所上回る"),
    ],
)
def test_a_row_says_how_far_it_is_from_the_required_level_in_points_and_in_its_unit(
    name: str, points: str, gap: str
) -> None:
    row = board_rows(opened(as_of=MEETING_DAY))[name]
    assert points in row
    assert gap in row


def test_what_cannot_be_judged_says_since_when_and_counts_nothing_from_the_baseline() -> None:
    row = board_rows(opened(as_of=MEETING_DAY))[NURSES]
    assert "令和4年度の後の値がない" in row
    assert "あと" not in row
    assert "ポイント" not in row


def test_the_page_says_every_word_of_every_row_of_the_board(other_plan: Project) -> None:
    shown = board_rows(opened(as_of=MEETING_DAY, since="2021-10-01"))
    board, days = other_plan.board, (date(2024, 12, 31), date(2021, 10, 1))
    figure = progress_figure(board.catalogue, board.standings(days[0]), days[0], board.standings(days[1]))
    for row in figure.rows:
        said = re.sub(r"\s", "", shown[row.name])
        assert [part for part in row.words if re.sub(r"\s", "", part) not in said] == []


def test_the_rows_come_in_the_order_of_the_catalogue() -> None:
    assert five(opened(as_of=MEETING_DAY)) == list(FIVE)


def test_a_newer_value_that_does_not_count_is_named_as_what_it_is() -> None:
    rows = board_rows(opened(as_of="2026-11-28"))
    assert "参考値958か所 （令和7年9月1日）" in rows[CLINICS]
    assert "935 か所" in rows[CLINICS]


def test_only_the_indicator_below_its_baseline_is_marked_so() -> None:
    shown = board_rows(opened(as_of=MEETING_DAY))
    assert [name for name, row in shown.items() if "基準値を下回る" in row] == [DENTAL]


def test_only_the_old_value_waits_for_an_update() -> None:
    shown = board_rows(opened(as_of=MEETING_DAY))
    assert [name for name, row in shown.items() if "更新待ち" in row] == [NURSES]


def test_an_earlier_day_shows_what_was_known_then() -> None:
    shown = board_rows(opened(as_of="2024-03-31"))
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


def test_each_row_links_to_its_indicator_with_the_chosen_day() -> None:
    links = re.findall('<a class="inner" href="indicator[?]([^"]+)"', "".join(blocks(opened(as_of=MEETING_DAY))))
    for id_ in ("visiting_care_clinics", "regional_cooperation_pharmacies"):
        (link,) = [each for each in links if f"indicator={id_}" in each]
        assert f"as_of={MEETING_DAY}" in link


def test_links_take_along_what_this_visitor_chose_and_not_what_another_did_on_the_same_day() -> None:
    chosen = {"as_of": today().isoformat(), "order": "catalogue"}
    theirs, ours = ("".join(blocks(opened(**query))) for query in (chosen, {}))
    assert plain(theirs) == plain(ours)
    assert f"as_of={today().isoformat()}&amp;order=catalogue" in theirs
    assert "as_of=" not in ours


def test_the_finding_says_deadline_who_reaches_the_level_who_is_furthest_and_what_is_not_known() -> None:
    furthest = f"最も離れているのは{DENTAL}（−47.6ポイント、必要な水準まで88.6機関、基準値を下回る）、"
    assert sentences(opened(as_of=MEETING_DAY)) == [
        "R8目標の期限（令和9年3月末）まで820日。",
        "5指標のうち、値の時点で必要な水準に届いているのは1指標（機能強化Ⅰ型ステーション）。",
        f"{furthest}次いで{PHARMACIES}（−35.5ポイント、必要な水準まで203.2薬局）。",
        "訪問看護職員は令和4年度の後の値がない。",
    ]


def test_what_has_changed_since_a_chosen_day_stands_in_the_finding_and_in_the_rows() -> None:
    app = opened(as_of=MEETING_DAY, since="2024-03-31")
    assert sentences(app)[-1].startswith("令和6年3月31日と比べて、新しい値は")
    rows = board_rows(app)
    assert "比べる日は908か所" in rows[CLINICS]
    assert "比べる日はE" in rows[STATIONS]
    assert "比べる日" not in rows[NURSES]


def test_the_day_to_compare_with_holds_in_meeting_mode_and_in_links() -> None:
    chosen = {"as_of": MEETING_DAY, "since": "2024-03-31"}
    assert "令和6年3月31日と比べて、新しい値は" in words(opened(**chosen, meeting="1"))
    assert "比べる日は908か所" in board_rows(opened(**chosen, meeting="1", stop="board"))[CLINICS]
    (link,) = re.findall(f'href="([^"]+)" aria-label="{CLINICS}の', "".join(blocks(opened(**chosen))))
    assert "since=2024-03-31" in link


def test_a_day_to_compare_with_that_is_not_earlier_is_told_and_changes_nothing() -> None:
    app = opened(as_of=MEETING_DAY, since="2025-03-31")
    assert "基準日より前" in words(app)
    assert sentences(app) == sentences(opened(as_of=MEETING_DAY))


@pytest.mark.parametrize("query", [{"as_of": MEETING_DAY}, {"as_of": "2026-11-28", "since": "2024-03-31"}, {}])
def test_every_figure_of_the_finding_stands_elsewhere_on_the_page(query: dict[str, str]) -> None:
    app = opened(**query)
    figures = re.compile(r"[−+]?[\d,]*\d(?:\.\d+)?(?!件|指標)")
    elsewhere = words(app).replace(plain(conclusion(app)), "")
    assert elsewhere != words(app)
    rows = board_rows(app)
    counted = {str(len(rows)), *(str(number) for number in range(len(rows)))}
    for sentence in sentences(app):
        for figure in figures.findall(re.sub(r"\d+(?:件|指標)", "", sentence)):
            assert figure in elsewhere or figure in counted, (sentence, figure)


def test_the_council_table_holds_the_worked_figures_with_their_dates() -> None:
    table = component(opened(as_of=MEETING_DAY), "council_table")
    rows = {row[0]["text"]: dict(zip(table["columns"], row, strict=True)) for row in table["rows"]}
    clinics = rows["訪問診療を実施する医療機関数"]
    shown = {column.replace("\n", ""): (cell["text"], cell["sub"]) for column, cell in clinics.items()}
    assert shown["基準値"] == ("894", "令和4年度")
    assert shown["最新値"] == ("935", "令和6年11月")
    assert shown["R8目標"] == ("1,000", "令和8年度")
    assert shown["最終目標"] == ("1,080", "令和11年度")
    assert shown["達成割合（R8に対し）"] == ("38.7％", "")
    assert shown["必要な水準との差"] == ("−3.3", "R6.11時点")
    assert shown["必要倍率（R8に対し）"] == ("1.14倍", "")
    assert "R8に対し" not in json.dumps(table["rows"], ensure_ascii=False)


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
    assert (cells["達成割合\n（R8に対し）"]["text"], cells["達成割合\n（R8に対し）"]["sort"]) == ("―", None)
    assert cells["判定\n（R8に対し）"]["text"].startswith("E")


def test_indicators_without_a_target_are_named_with_what_is_registered_and_lead_to_their_regions() -> None:
    links = {
        unescape(words): unescape(address)
        for address, words in LINKS.findall("".join(blocks(opened(as_of=MEETING_DAY))))
    }
    (label,) = [label for label in links if label.startswith("訪問看護事業所数")]
    assert "63市町村の値を登録済み" in label
    assert "indicator=" in links[label]
    assert f"as_of={MEETING_DAY}" in links[label]
    assert any(label.startswith("機能強化型在宅療養支援診療所数") for label in links)


def test_the_council_judges_and_the_screen_says_so() -> None:
    assert "評価は部会が行います" in words(opened(as_of=MEETING_DAY))


@pytest.mark.parametrize("written", ["きのう", "2024-02-30", "", "2999-12-31", "0001-01-01"])
def test_a_day_in_the_url_that_cannot_be_used_still_shows_all_rows(other_plan: Project, written: str) -> None:
    app = opened(as_of=written)
    assert not app.exception
    assert not app.error
    assert len(board_rows(app)) == len(other_plan.board.catalogue.tracked)


def test_an_unknown_order_in_the_url_means_the_order_of_the_catalogue() -> None:
    assert next(iter(board_rows(opened(as_of=MEETING_DAY, order="nonsense")))) == CLINICS


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
    assert component(app, "day_field", label="基準日")["text"] == "令和6年12月31日"
