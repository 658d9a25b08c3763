"""What a paper says, before it has a format: the council's own figures, words and order."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.board import Board, open_board
from dashboard.errors import PaperError, RegionError, UnknownIndicator
from dashboard.fiscal import parse
from dashboard.observation import Observation, Status
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose, known_words, years_with_initiatives
from dashboard.papers.paper import Amount
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from papers.making import MEETING, REGISTERED, paper_of

DATA = Path(__file__).parents[1] / "data"
RATE = "screening_rate"


def test_the_figures_are_those_of_the_councils_own_paper(real_board: Board) -> None:
    printed = {
        section.name: (
            [one.number + one.unit for one in section.path],
            [f"{one.number}{one.unit} {one.when}" for one in section.latest],
            [f"{goal.heading} {goal.amount.number}" for goal in section.goals],
        )
        for section in paper_of(real_board).sections
    }
    assert printed == {
        "訪問診療を実施する医療機関数": (
            ["894か所", "1,000か所", "1,080か所"],
            ["908か所 令和5年度", "935か所 令和6年11月"],
            ["令和8年度目標値 1,000", "令和11年度目標値 1,080"],
        ),
        "訪問看護ステーションに従事する訪問看護職員数": (
            ["3,280人", "4,005人", "4,300人"],
            ["3,280人 令和4年度"],
            ["令和8年度目標値 4,005", "令和10年度目標値 4,300"],
        ),
        "地域連携薬局の認定を取得した薬局数": (
            ["227薬局", "800薬局", "―"],
            ["257薬局 令和5年度", "263薬局 令和6年11月"],
            ["令和8年度目標値 800", "令和11年度目標値 ―"],
        ),
        "在宅歯科医療実施登録機関数": (
            ["874機関", "1,060機関", "1,200機関"],
            ["864機関 令和5年度", "867機関 令和6年12月"],
            ["令和8年度目標値 1,060", "令和11年度目標値 1,200"],
        ),
        "機能強化Ⅰ型の訪問看護ステーション数": (
            ["32事業所", "41事業所", "50事業所"],
            ["36事業所 令和6年11月"],
            ["令和8年度目標値 41", "令和11年度目標値 50"],
        ),
    }


def test_the_initiatives_are_the_newest_two_years_word_for_word(real_board: Board) -> None:
    for section, indicator in zip(paper_of(real_board).sections, real_board.catalogue.tracked, strict=True):
        assert [year.heading for year in section.years] == ["令和5年度の取組内容", "令和6年度の取組内容"]
        assert [year.items for year in section.years] == [one.items for one in indicator.initiatives]
    assert paper_of(real_board).sections[0].years[1].marks == ("年度途中の報告", "集計中あり")


def test_other_years_can_be_chosen_and_one_without_initiatives_stays_empty(real_board: Board) -> None:
    (section, *_) = paper_of(real_board, fiscal_years=(2024, 2020)).sections
    assert [year.heading for year in section.years] == ["令和2年度の取組内容", "令和6年度の取組内容"]
    assert section.years[0].items == ()


def test_more_years_than_a_page_holds_are_refused_with_a_sentence(real_board: Board) -> None:
    with pytest.raises(PaperError, match=r"4年度あります。.*3つ以下にしてください"):
        paper_of(real_board, fiscal_years=(2021, 2022, 2023, 2024))


def test_a_year_that_had_not_begun_is_not_offered(real_board: Board) -> None:
    assert years_with_initiatives(real_board.catalogue.tracked, date(2024, 3, 31)) == (2023,)


def test_the_sentences_of_the_judgement_are_those_of_the_screen(real_board: Board) -> None:
    for section in paper_of(real_board).sections:
        for target in section.standing.assessment.targets:
            assert set(target.reason) <= set(section.reasons)


def test_the_file_is_named_after_the_plan_and_the_month(real_board: Board) -> None:
    assert paper_of(real_board).stem == "在宅医療指標_令和6年12月_部会資料"


def test_indicators_come_in_the_order_of_the_catalogue_each_once(real_board: Board) -> None:
    asked = ("visiting_nurses", "visiting_care_clinics", "visiting_nurses")
    found = [section.standing.indicator.id for section in paper_of(real_board, indicators=asked).sections]
    assert found == ["visiting_care_clinics", "visiting_nurses"]


def test_a_definition_that_the_papers_name_holds_already_is_not_repeated(real_board: Board) -> None:
    section = paper_of(real_board).sections[0]
    assert section.standing.indicator.definition in section.subject
    assert section.definition == ""


def test_a_name_too_long_for_its_column_is_printed_as_the_definition(real_board: Board) -> None:
    long = "架空の届出の数（" + "とても長い説明" * 60 + "）"
    own = real_board.catalogue.tracked[0].model_copy(update={"slide_name": long, "definition": "とても長い説明" * 60})
    catalogue = real_board.catalogue.model_copy(update={"indicators": (own,)})
    board = Board(catalogue, real_board.territory, real_board.tiles, real_board.snapshot)
    (section,) = paper_of(board).sections
    assert (section.subject, section.definition) == (own.name, long)


def test_an_unknown_indicator_or_region_is_named(real_board: Board) -> None:
    with pytest.raises(UnknownIndicator, match="nobody"):
        paper_of(real_board, indicators=("nobody",))
    with pytest.raises(RegionError, match="99999"):
        paper_of(real_board, region="99999", as_of=REGISTERED)


def test_regional_values_after_the_as_of_date_are_not_used(real_board: Board) -> None:
    paper = paper_of(real_board, region="1109")
    assert paper.regional == ()
    assert len(paper.gaps) == 5
    assert all(one.as_of <= MEETING for one in paper.observations)


def test_an_area_is_told_with_the_prefecture_and_its_municipalities(real_board: Board) -> None:
    (part,) = paper_of(real_board, REGISTERED, region="1109").regional
    names = [row[2] for row in part.table.rows]
    assert names[:2] == ["埼玉県", "北部"]
    assert {"熊谷市", "本庄市", "深谷市", "寄居町"} <= set(names)
    assert len(names) == 2 + len(real_board.regions.members(part.region))


def test_a_municipality_is_told_with_its_area_and_its_neighbours(real_board: Board) -> None:
    (part,) = paper_of(real_board, REGISTERED, region="11202").regional
    assert [row[2] for row in part.table.rows][:2] == ["埼玉県", "北部"]
    assert part.view.comparison.region_set.level.value == "municipality"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    settings = Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(tmp_path / "store"))
    open_board(settings)
    return Store(settings.store)


def board_of(store: Store) -> Board:
    return open_board(Settings(DATA / "other_plan.yaml", DATA / "other_plan", store.location))


def submission(value: float | None, status: Status, when: str) -> Submission:
    one = Observation(RATE, "99000", parse(when), value, status, source="架空の調査")
    return Submission((one,), by="架空の係", file="架空.csv", sha256="ab" * 32, reason="年次更新")


def test_what_is_still_being_counted_stands_beside_the_latest_value(store: Store) -> None:
    store.append(submission(None, Status.PENDING, "令和6年11月"))
    (section,) = paper_of(board_of(store), indicators=(RATE,)).sections
    assert section.latest[-1] == Amount("集計中", "", "令和6年11月")
    assert section.latest[0].number != "集計中"


def test_a_paper_of_an_earlier_day_knows_nothing_that_came_later(store: Store) -> None:
    before = datetime.now(UTC)
    store.append(submission(48.7, Status.OFFICIAL, "令和6年11月"))
    board = board_of(store)
    now, then = (compose(board, Choice(MEETING, known_at, (RATE,))) for known_at in (None, before))
    assert now.sections[0].latest[-1].number == "48.7"
    assert then.sections[0].latest[-1].number != "48.7"
    assert {one.batch for one in then.observations} < {one.batch for one in now.observations}


def test_what_is_known_is_told_to_the_minute_or_of_a_whole_day_by_the_day(real_board: Board) -> None:
    evening = datetime(2025, 2, 10, 14, 59, 59, 999999, tzinfo=UTC)
    assert known_words(real_board, evening) == "令和7年2月10日までに登録された値"
    assert known_words(real_board, evening - timedelta(hours=10)) == "令和7年2月10日13時59分までに登録された値"


def test_a_year_of_a_plan_that_reports_none_has_no_column(other_board: Board) -> None:
    bare = tuple(one.model_copy(update={"initiatives": ()}) for one in other_board.catalogue.indicators)
    catalogue = other_board.catalogue.model_copy(update={"indicators": bare})
    board = Board(catalogue, other_board.territory, other_board.tiles, other_board.snapshot)
    assert all(section.years == () for section in paper_of(board).sections)
