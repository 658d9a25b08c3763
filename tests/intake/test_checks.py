"""The checks against what is registered: revisions, unusual steps, sums, gaps, old dates."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from dashboard.fiscal import Period, Precision, parse
from dashboard.intake import Context, Preview, Problem, preview_of
from dashboard.intake.checks import difference_words, usual_step
from dashboard.observation import Observation, Status
from dashboard.queries import Snapshot
from dashboard.store import Store, Submission
from intake.making import CONTEXT, draft_of, made_up_context, row
from places.sets import two_sets

PLACES, RATE = "meeting_places", "screening_rate"
MUNICIPALITIES = ("99201", "99202", "99301", "99203", "99321")


def known(value: float | None, period: str, region: str = "99201", indicator: str = PLACES) -> Observation:
    status = Status.PENDING if value is None else Status.OFFICIAL
    point = CONTEXT.catalogue.judging.fiscal_year_point
    figure = None if value is None else float(value)
    return Observation(indicator, region, parse(period, point=point), figure, status, source="架空の調査")


class Registered:
    """Stores with values of the test's choosing."""

    def __init__(self, folder: Path, context: Context = CONTEXT) -> None:
        self._folder, self._context, self._numbers = folder, context, count()

    def seen(self, before: Sequence[Observation], *rows: list[str]) -> Preview:
        store = Store(str(self._folder / str(next(self._numbers))))
        store.create([Submission((one,), by="係", file="前.csv", sha256="", reason="") for one in before])
        return preview_of(draft_of(*rows, context=self._context), self._context, Snapshot.load(store))

    def found(self, rule: str, before: Sequence[Observation], *rows: list[str]) -> list[Problem]:
        return [p for p in self.seen(before, *rows).problems if p.rule == rule]


@pytest.fixture
def registered(tmp_path: Path) -> Registered:
    return Registered(tmp_path)


def history_of(*values: float, days: int = 365) -> list[Observation]:
    first = date(2015, 3, 31)
    dates = [first + timedelta(days=days * at) for at in range(len(values))]
    return [
        Observation(PLACES, "99201", Period(day, Precision.DAY), value, Status.OFFICIAL)
        for day, value in zip(dates, values, strict=True)
    ]


def after(history: Sequence[Observation], days: int = 365) -> date:
    return history[-1].as_of + timedelta(days=days)


@pytest.mark.parametrize(
    ("values", "usual"),
    [
        ((100,), 50),
        ((100, 104), 52),
        ((8,), 10),
        ((0,), 10),
        ((0, 0, 0), 10),
        ((100, 104, 109), 15),
        ((100, 110, 105), 30),
        ((1000, 1001, 1002), 100.2),
        ((100, 100, 100, 140), 120),
    ],
)
def test_a_usual_step_comes_from_the_values_own_history(values: tuple[float, ...], usual: float) -> None:
    history = history_of(*values)
    assert usual_step(history, after(history)) == pytest.approx(usual)


def test_a_longer_gap_than_any_before_allows_a_larger_step_and_a_shorter_one_no_smaller() -> None:
    history = history_of(100, 104, 109)
    assert usual_step(history, after(history, 730)) == pytest.approx(30)
    assert usual_step(history, after(history, 30)) == pytest.approx(15)


@pytest.mark.parametrize(("value", "warned"), [("78", False), ("79", True), ("26", False), ("25", True), ("520", True)])
def test_with_one_value_before_more_than_half_of_it_is_an_unusual_step(
    registered: Registered, value: str, warned: bool
) -> None:
    found = registered.found("W03", [known(52, "令和3年度")], row(value=value))
    assert [(p.row, p.column, p.cell) for p in found] == ([(2, "E", value)] if warned else [])


@pytest.mark.parametrize(("value", "warned"), [("124", False), ("125", True), ("93", True), ("94", False)])
def test_with_a_history_three_times_its_largest_step_is_the_limit(
    registered: Registered, value: str, warned: bool
) -> None:
    before = [known(100, "令和元年度"), known(104, "令和2年度"), known(109, "令和3年度")]
    assert bool(registered.found("W03", before, row(value=value))) == warned


def test_a_step_is_measured_from_the_value_before_the_date_and_not_from_later_ones(registered: Registered) -> None:
    before = [known(50, "令和3年度"), known(500, "令和5年度")]
    assert registered.found("W03", before, row(value="55")) == []
    assert len(registered.found("W03", before, row(value="450"))) == 1


def test_a_value_without_number_is_no_step_and_no_beginning_of_one(registered: Registered) -> None:
    assert registered.found("W03", [known(52, "令和3年度")], row(value="集計中", status="")) == []
    assert registered.found("W03", [known(None, "令和3年度")], row(value="5200")) == []
    assert registered.found("W03", [], row(value="5200")) == []


def test_an_unusual_step_names_both_values_and_what_would_have_been_usual(registered: Registered) -> None:
    (problem,) = registered.found("W03", [known(52, "令和3年度")], row(value="520"))
    assert (
        "東ヶ丘市、令和4年度：令和3年度の52から520への変わり方が、前の値から見た幅（26か所）を超えています"
        in problem.message
    )


def test_a_revision_is_checked_for_its_step_too(registered: Registered) -> None:
    before = [known(52, "令和3年度"), known(53, "令和4年度")]
    assert [p.rule for p in registered.seen(before, row(value="530")).warnings] == ["W01", "W03"]


def test_one_value_of_many_histories_does_not_borrow_anothers(registered: Registered) -> None:
    before = [known(52, "令和3年度"), known(5000, "令和3年度", "99202")]
    rows = [row(value="60"), row(code="99202", value="60")]
    assert [p.row for p in registered.found("W03", before, *rows)] == [3]


def _area(value: str) -> list[str]:
    return row(code="9902", value=value)


WEST = [row(code="99203", value="34"), row(code="99321", value="4")]


@pytest.mark.parametrize(("area", "warned"), [("38", False), ("37", True), ("39", True)])
def test_an_area_is_the_sum_of_its_municipalities(registered: Registered, area: str, warned: bool) -> None:
    found = registered.found("W05", [], *WEST, _area(area))
    assert [(p.row, p.cell) for p in found] == ([(4, area)] if warned else [])


@pytest.mark.parametrize(("area", "warned"), [("33", True), ("34", False), ("100", False)])
def test_an_area_with_a_municipality_unknown_may_only_be_larger(
    registered: Registered, area: str, warned: bool
) -> None:
    for last in ([], [row(code="99321", value="x", status="秘匿")]):
        assert bool(registered.found("W05", [], WEST[0], *last, _area(area))) == warned


def test_a_sum_is_made_of_what_would_be_in_force_after(registered: Registered) -> None:
    before = [known(34, "令和4年度", "99203"), known(38, "令和4年度", "9902")]
    assert registered.found("W05", before, WEST[1]) == []
    (problem,) = registered.found("W05", before, row(code="99321", value="5"))
    assert (problem.row, problem.cell) == (2, "5")
    assert "西は38、内訳の2地域を足すと39です" in problem.message


def test_the_prefecture_is_the_sum_of_its_areas_and_of_its_municipalities(registered: Registered) -> None:
    whole = [row(code=code, value="10") for code in MUNICIPALITIES]
    areas = [row(code="9901", value="30"), row(code="9902", value="20")]
    assert registered.found("W06", [], row(code="99000", value="50"), *areas, *whole) == []
    assert len(registered.found("W06", [], row(code="99000", value="51"), *areas, *whole)) == 2
    assert len(registered.found("W06", [], row(code="99000", value="51"), *areas)) == 1


@pytest.fixture
def two(tmp_path: Path) -> Registered:
    """With 保健所圏域 beside 医療圏: 東 and 北."""
    return Registered(tmp_path, made_up_context(two_sets(tmp_path)))


def test_the_prefecture_is_the_sum_of_each_set_by_itself(two: Registered) -> None:
    areas = [row(code=code, value="25") for code in ("9901", "9902", "hc-1", "hc-2")]
    assert two.found("W06", [], row(code="99000", value="50"), *areas) == []
    off = [*areas[:3], row(code="hc-2", value="26")]
    (problem,) = two.found("W06", [], row(code="99000", value="50"), *off)
    assert "架空県は50、保健所圏域の2地域を足すと51です" in problem.message


def test_an_area_is_the_sum_of_its_own_municipalities_whatever_other_sets_say(two: Registered) -> None:
    cities = [row(code="99201", value="1"), row(code="99202", value="2"), row(code="99301", value="4")]
    assert two.found("W05", [], *cities, row(code="99203", value="8"), row(code="hc-1", value="9")) == []
    (problem,) = two.found("W05", [], *cities, row(code="9901", value="9"))
    assert "東（医療圏）は9、内訳の3地域を足すと7です" in problem.message


def test_a_set_that_leaves_municipalities_out_says_nothing_about_the_prefecture(tmp_path: Path) -> None:
    registered = Registered(tmp_path, made_up_context(two_sets(tmp_path, without="99301")))
    areas = [row(code="hc-1", value="20"), row(code="hc-2", value="20")]
    assert registered.found("W06", [], row(code="99000", value="50"), *areas) == []


def test_a_missing_region_is_missed_in_its_own_set_only(two: Registered) -> None:
    (problem,) = two.found("W07", [], *(row(code=code) for code in ("9901", "9902", "hc-1")))
    assert "保健所圏域のうち北の1地域の値がありません" in problem.message
    assert two.found("W07", [], *(row(code=code) for code in ("9901", "9902"))) == []


def test_a_revised_value_is_told_with_the_set_of_its_region_where_the_name_is_shared(two: Registered) -> None:
    (problem,) = two.found("W01", [known(52, "令和4年度", "hc-1")], row(code="hc-1", value="55"))
    assert "東（保健所圏域）、令和4年度" in problem.message


def test_shares_are_not_added_up(registered: Registered) -> None:
    rows = [row(indicator=RATE, code=code, value="40.0") for code in ("99000", "9901", "9902", *MUNICIPALITIES)]
    assert not {"W05", "W06"} & {p.rule for p in registered.seen([], *rows).problems}


def test_dates_are_not_added_up_across_each_other(registered: Registered) -> None:
    before = [known(34, "令和3年度", "99203"), known(4, "令和3年度", "99321")]
    assert registered.found("W05", before, _area("100")) == []


@pytest.mark.parametrize(
    ("codes", "missing"),
    [
        (MUNICIPALITIES, []),
        (MUNICIPALITIES[:4], ["市町村のうち北里村の1地域の値"]),
        (MUNICIPALITIES[:3], ["市町村のうち西の浜市、北里村の2地域の値"]),
        (MUNICIPALITIES[:2], []),
        (("9901",), ["医療圏のうち西の1地域の値"]),
        (("99000",), []),
    ],
)
def test_regions_are_missed_when_at_least_half_of_their_kind_are_there(
    registered: Registered, codes: tuple[str, ...], missing: list[str]
) -> None:
    found = registered.found("W07", [], *(row(code=code) for code in codes))
    assert len(found) == len(missing)
    assert all(words in p.message for words, p in zip(missing, found, strict=True))


def test_a_region_whose_row_is_wrong_is_not_missing(registered: Registered) -> None:
    rows = [row(code=code) for code in MUNICIPALITIES[:3]]
    wrong = registered.found("W07", [], *rows, row(code="992038", value="約4"))
    assert ["市町村のうち北里村の1地域の値がありません" in problem.message for problem in wrong] == [True]
    assert registered.found("W07", [], *rows, row(code="992038", value="約4"), row(code="99321", value="-4")) == []


def test_a_warning_names_the_column_as_an_error_does(registered: Registered) -> None:
    (step,) = registered.found("W03", history_of(100, 104, 109), row(period="令和4年度", value="1000"))
    assert step.message.startswith("2行目E列「値」の「1000」：")


def test_a_region_is_there_when_it_is_being_counted_or_registered_already(registered: Registered) -> None:
    rows = [row(code=code) for code in MUNICIPALITIES[:4]]
    assert registered.found("W07", [], *rows, row(code="99321", value="集計中", status="")) == []
    assert registered.found("W07", [known(4, "令和4年度", "99321")], *rows) == []
    assert len(registered.found("W07", [known(4, "令和3年度", "99321")], *rows)) == 1


def test_a_new_value_older_than_the_newest_is_told_once_for_each_date(registered: Registered) -> None:
    before = [known(52, "令和4年度"), known(41, "令和4年度", "99202")]
    rows = [row(period="令和3年度", value="50"), row(code="99202", period="令和3年度", value="40")]
    (problem,) = registered.found("W08", before, *rows, row(period="令和2年度", value="50"))[:1]
    assert (problem.row, "令和3年度の値2件は" in problem.message) == (2, True)
    assert len(registered.found("W08", before, *rows, row(period="令和2年度", value="50"))) == 2


def test_a_later_value_a_revision_and_a_gap_before_a_count_are_not_old(registered: Registered) -> None:
    assert registered.found("W08", [known(52, "令和4年度")], row(period="令和5年度", value="53")) == []
    assert registered.found("W08", [known(51, "令和3年度"), known(52, "令和4年度")], row(period="令和3年度")) == []
    assert registered.found("W08", [known(None, "令和5年度")], row()) == []
    assert registered.found("W08", [known(52, "令和5年度", "99202")], row()) == []


def test_a_file_that_changes_nothing_is_not_checked(registered: Registered) -> None:
    before = [known(52, "令和4年度"), known(1, "令和3年度"), known(90, "令和5年度")]
    seen = registered.seen(before, row())
    assert (len(seen.unchanged), seen.problems) == (1, ())


def test_a_difference_is_told_by_figure_and_standing() -> None:
    places = CONTEXT.catalogue.indicator(PLACES)
    old, new = known(52, "令和4年度"), known(55, "令和4年度")
    assert difference_words(old, new, places) == "52（確定） → 55（確定）"
    assert difference_words(None, new, places) == "― → 55（確定）"
    assert difference_words(old, known(None, "令和4年度"), places) == "52（確定） → 集計中"
    assert difference_words(old, old, places) == "出典、備考などの書き換え"


def test_a_thousand_dates_are_compared_without_a_question_for_each(
    registered: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [(date(2020, 1, 1) + timedelta(days=at)).isoformat() for at in range(300)]
    asked: list[str] = []
    ask = Snapshot.ask
    monkeypatch.setattr(
        Snapshot, "ask", lambda self, question, *rest: (asked.append(question), ask(self, question, *rest))[1]
    )
    registered.seen([], *(row(code=code, period=day) for day in days for code in MUNICIPALITIES))
    assert len(asked) <= 8


def test_a_newer_reference_value_makes_an_official_one_neither_old_nor_unusual(registered: Registered) -> None:
    recount = Observation(PLACES, "99201", parse("令和5年12月"), 900.0, Status.REFERENCE, source="架空の再集計")
    before = [known(50, "令和3年12月"), recount]
    for rule in ("W03", "W08"):
        assert registered.found(rule, before, row(period="令和4年12月", value="52")) == []
        assert registered.found(rule, before, row(period="令和6年3月", value="52")) == []
    (old,) = registered.found("W08", before, row(period="令和4年12月", value="880", status="参考"))
    assert old.row == 2


def test_a_first_official_value_is_measured_against_the_recount(registered: Registered) -> None:
    recount = Observation(PLACES, "99201", parse("令和3年12月"), 243.0, Status.REFERENCE, source="架空の再集計")
    (found,) = registered.found("W03", [recount], row(period="令和4年度", value="7"))
    assert "243から7" in found.message
    assert registered.found("W03", [recount], row(period="令和4年度", value="240")) == []
