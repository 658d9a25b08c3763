"""What a paper says, before it has a format: the council's own figures, words and order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.board import Board, open_board
from dashboard.errors import PaperError, RegionError, UnknownIndicator
from dashboard.fiscal import parse
from dashboard.intake.seeding import make_store
from dashboard.observation import Observation, Status
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose, registered_words, years_with_initiatives
from dashboard.papers.paper import Amount, Goal
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from papers.making import MEETING, paper_of

DATA = Path(__file__).parents[1] / "data"
RATE = "screening_rate"


def test_a_section_prints_the_path_the_latest_values_and_the_targets_with_their_dates(other_board: Board) -> None:
    section = paper_of(other_board).sections[2]
    assert section.path == (
        Amount("120", "か所", "平成30年度"),
        Amount("150", "か所", "令和5年度"),
        Amount("180", "か所", "令和8年度"),
    )
    assert section.latest[:2] == (Amount("118", "か所", "令和2年度"), Amount("139", "か所", "令和3年12月"))
    assert section.goals == (
        Goal("令和5年度\n目標値", Amount("150", "か所")),
        Goal("令和8年度\n目標値", Amount("180", "か所")),
    )
    assert section.goals[0].heading == "令和5年度\n目標値"


def test_the_real_plans_council_paper_has_its_indicators_and_figures(real_board: Board) -> None:
    sections = {section.name: section for section in paper_of(real_board).sections}
    clinics = sections["訪問診療を実施する医療機関数"]
    assert [amount.number for amount in (*clinics.path, *clinics.latest)] == ["894", "1,000", "1,080", "908", "935"]
    pharmacies = sections["地域連携薬局の認定を取得した薬局数"]
    assert pharmacies.goals[1] == Goal("令和11年度\n目標値", Amount("―"))
    # R10, as it is printed in the council's own paper.
    assert sections["訪問看護ステーションに従事する訪問看護職員数"].goals[1].heading == "令和10年度\n目標値"


def test_the_initiatives_are_the_newest_two_years_word_for_word(other_board: Board) -> None:
    section = paper_of(other_board).sections[0]
    assert [year.heading for year in section.years] == ["平成30年度の取組内容", "令和元年度の取組内容"]
    assert [year.items for year in section.years] == [one.items for one in section.standing.indicator.initiatives]
    assert section.years[1].marks == "年度途中の報告"


def test_other_years_can_be_chosen_and_one_without_initiatives_stays_empty(other_board: Board) -> None:
    (section, *_) = paper_of(other_board, fiscal_years=(2019, 2020)).sections
    assert [year.heading for year in section.years] == ["令和元年度の取組内容", "令和2年度の取組内容"]
    assert section.years[1].items == ()


def test_more_years_than_a_page_holds_are_refused_with_a_sentence(other_board: Board) -> None:
    with pytest.raises(PaperError, match=r"4年度あります。.*3つ以下にしてください"):
        paper_of(other_board, fiscal_years=(2021, 2022, 2023, 2024))


def test_a_year_that_had_not_begun_is_not_offered(other_board: Board) -> None:
    assert years_with_initiatives(other_board.catalogue.tracked, date(2019, 3, 31)) == (2018,)


def test_the_sentences_of_the_judgement_are_those_of_the_screen(other_board: Board) -> None:
    for section in paper_of(other_board).sections:
        for target in section.standing.assessment.targets:
            assert set(target.reason) <= set(section.reasons)


def test_the_file_is_named_after_the_plan_and_the_month(other_board: Board) -> None:
    assert paper_of(other_board).stem == "架空健康指標_令和6年12月_部会資料"


def test_indicators_come_in_the_order_of_the_catalogue_each_once(other_board: Board) -> None:
    ids = ("screening_rate", "smoking_rate", "screening_rate")
    sections = paper_of(other_board, indicators=ids).sections
    assert [section.standing.indicator.id for section in sections] == ["smoking_rate", "screening_rate"]


def test_a_definition_that_the_papers_name_holds_already_is_not_repeated(other_board: Board) -> None:
    definition = "現在習慣的に喫煙している者の割合"
    named = _with_first_indicator(other_board, slide_name=f"成人の喫煙率（{definition}）")
    section = paper_of(named).sections[0]
    assert section.standing.indicator.definition == definition
    assert section.definition == ""


def test_a_name_too_long_for_its_column_is_printed_as_the_definition(other_board: Board) -> None:
    long = "架空の届出の数（" + "とても長い説明" * 60 + "）"
    board = _with_first_indicator(other_board, slide_name=long, definition="とても長い説明" * 60)
    section = paper_of(board).sections[0]
    assert (section.subject, section.definition) == (section.name, long)


def _with_first_indicator(board: Board, **changes: Any) -> Board:
    first, *others = board.catalogue.indicators
    indicators = (first.model_copy(update=changes), *others)
    return replace(board, catalogue=board.catalogue.model_copy(update={"indicators": indicators}))


def test_an_unknown_indicator_or_region_is_named(other_board: Board) -> None:
    with pytest.raises(UnknownIndicator, match="nobody"):
        paper_of(other_board, indicators=("nobody",))
    with pytest.raises(RegionError, match="99999"):
        paper_of(other_board, region="99999")


def test_regional_values_after_the_as_of_date_are_not_used(other_board: Board) -> None:
    before = date(2021, 11, 30)
    paper = paper_of(other_board, before, region="99201")
    assert paper.regional == ()
    assert len(paper.region_gaps) == 3
    assert paper_of(other_board, before).region_gaps == ()
    assert all(observation.as_of <= before for observation in paper.observations)


@pytest.mark.parametrize(
    ("region", "rows"),
    [
        ("9901", ["架空県", "東", "東ヶ丘市", "中之島市", "南谷町"]),
        ("99201", ["架空県", "東", "東ヶ丘市", "中之島市", "南谷町"]),
        ("99000", ["架空県"]),
    ],
)
def test_a_region_is_told_with_the_prefecture_its_area_and_its_neighbours_each_once(
    other_board: Board, region: str, rows: list[str]
) -> None:
    (part,) = paper_of(other_board, region=region).regional
    assert part.table.cells("region")[: len(rows)] == tuple(rows)
    assert part.region.code == region


def test_the_set_of_regions_is_the_one_that_the_chosen_region_is_of(other_board: Board) -> None:
    for region, level in (("9901", "area"), ("99201", "municipality"), ("99000", "municipality")):
        (part,) = paper_of(other_board, region=region).regional
        assert part.view.comparison.region_set.level == level


@pytest.fixture
def store(tmp_path: Path) -> Store:
    settings = Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(tmp_path / "store"))
    make_store(settings)
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


def test_what_is_known_is_told_to_the_minute_or_of_a_whole_day_by_the_day(other_board: Board) -> None:
    evening = datetime(2025, 2, 10, 14, 59, 59, 999999, tzinfo=UTC)
    assert registered_words(other_board, evening) == "令和7年2月10日までに登録された値"
    assert registered_words(other_board, evening - timedelta(hours=10)) == "令和7年2月10日13時59分までに登録された値"


def test_a_year_of_a_plan_that_reports_none_has_no_column(other_board: Board) -> None:
    bare = tuple(one.model_copy(update={"initiatives": ()}) for one in other_board.catalogue.indicators)
    catalogue = other_board.catalogue.model_copy(update={"indicators": bare})
    board = Board(catalogue, other_board.territory, other_board.tiles, other_board.snapshot)
    assert all(section.years == () for section in paper_of(board).sections)
