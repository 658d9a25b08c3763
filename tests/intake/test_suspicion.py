"""Files that are possible figure by figure and cannot be meant: copies, constants, swaps, shifts by a power of ten."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.fiscal import parse
from dashboard.intake import Problem, Upload, look_at
from dashboard.observation import Observation, Status
from dashboard.places.residents import Population, PopulationFigures, PopulationKind
from dashboard.queries import Snapshot
from dashboard.store import Store, Submission
from intake.making import CONTEXT, HEADER, as_text, row

TOWNS = ("99201", "99202", "99203", "99301", "99321")
PEOPLE = (100_000, 50_000, 20_000, 10_000, 5_000)
RULES = {"W14", "W15", "W16", "W17"}
BEFORE = {"meeting_places": (60, 40, 30, 20, 10), "single_elderly": (5000, 2600, 1100, 520, 260)}


def population() -> Population:
    day = date(2022, 1, 1)
    return Population(
        {
            code: {
                (day, PopulationKind.REGISTER): PopulationFigures(day, PopulationKind.REGISTER, total, 0, 0, ("架空",))
            }
            for code, total in zip(TOWNS, PEOPLE, strict=True)
        }
    )


def stored(
    tmp_path: Path,
    values: Mapping[str, Sequence[float]],
    period: str = "令和2年12月",
    status: Status = Status.OFFICIAL,
    prefecture: Mapping[str, float] | None = None,
) -> Snapshot:
    store = Store(str(tmp_path / "store"))
    store.create([])
    towns = [
        Observation(indicator, code, parse(period), float(value), status)
        for indicator, numbers in values.items()
        for code, value in zip(TOWNS, numbers, strict=False)
    ]
    whole = [
        Observation(indicator, "99000", parse(period), value, Status.OFFICIAL)
        for indicator, value in (prefecture or {}).items()
    ]
    if observations := (*towns, *whole):
        store.append(Submission(observations, by="係", file="前回.csv", sha256="", reason=""))
    return Snapshot.load(store)


def suspicions(
    snapshot: Snapshot, values: Mapping[str, Sequence[float | str]], period: str = "令和3年12月", status: str = "確定"
) -> list[Problem]:
    rows = [
        row(indicator, code, "", period, f"{value}", status)
        for indicator, numbers in values.items()
        for code, value in zip(TOWNS, numbers, strict=False)
    ]
    context = replace(CONTEXT, population=population())
    upload = Upload("架空.csv", as_text([list(HEADER), *rows]).encode())
    return [problem for problem in look_at(upload, context, snapshot).problems if problem.rule in RULES]


def test_usual_figures_raise_no_suspicion(tmp_path: Path) -> None:
    snapshot = stored(tmp_path, BEFORE, prefecture={"meeting_places": 150.0})
    usual = {"meeting_places": (63, 40, 31, 22, 10), "single_elderly": (5100, 2550, 1190, 540, 260)}
    assert suspicions(snapshot, usual) == []


@pytest.mark.parametrize("status", [Status.OFFICIAL, Status.REFERENCE])
def test_a_file_equal_to_the_last_one_is_told_once_with_its_date(tmp_path: Path, status: Status) -> None:
    (problem,) = suspicions(stored(tmp_path, BEFORE, status=status), {"meeting_places": BEFORE["meeting_places"]})
    assert problem.rule == "W14"
    assert "5地域の値がすべて、登録済みの令和2年12月の値と同じです" in problem.message


def test_a_file_for_the_wrong_quarter_is_told_although_its_values_stand_later(tmp_path: Path) -> None:
    snapshot = stored(tmp_path, BEFORE, period="令和3年度第3四半期")
    (problem,) = suspicions(snapshot, {"meeting_places": BEFORE["meeting_places"]}, "令和3年度第1四半期")
    assert (problem.rule, "令和3年度第3四半期の値と同じ" in problem.message) == ("W14", True)


def test_one_value_that_differs_or_two_regions_are_no_copy(tmp_path: Path) -> None:
    snapshot = stored(tmp_path, BEFORE)
    assert suspicions(snapshot, {"meeting_places": (60, 40, 30, 20, 11)}) == []
    assert suspicions(snapshot, {"meeting_places": (60, 40)}) == []


@pytest.mark.parametrize(
    ("values", "words"), [((0, 0), "2地域の値がすべて0です"), ((7,) * 4, "4地域の値がすべて7です")]
)
def test_zeros_and_one_constant_are_told(tmp_path: Path, values: Sequence[int], words: str) -> None:
    (problem,) = suspicions(stored(tmp_path, {}), {"meeting_places": values})
    assert (problem.rule, words in problem.message) == ("W15", True)


def test_what_was_zero_before_may_stay_zero(tmp_path: Path) -> None:
    snapshot = stored(tmp_path, {"meeting_places": (0, 0, 0)})
    assert suspicions(snapshot, {"meeting_places": (0, 0, 0)}) == []
    assert suspicions(stored(tmp_path / "other", {}), {"meeting_places": (7, 7, 7)}) == []


def test_two_indicators_that_changed_places_are_told_by_name(tmp_path: Path) -> None:
    swapped = {"meeting_places": (5100, 2500, 1150, 540, 250), "single_elderly": (62, 41, 30, 22, 11)}
    first, *_ = suspicions(stored(tmp_path, BEFORE), swapped)
    assert first.rule == "W16"
    for words in ("住民主体の通いの場の数", "ひとり暮らしの高齢者数", "入れ替わって", "5,000", "60"):
        assert words in first.message


def test_indicators_of_like_size_are_not_taken_for_swapped(tmp_path: Path) -> None:
    snapshot = stored(tmp_path, {"meeting_places": (60, 40, 30), "single_elderly": (58, 43, 28)})
    assert suspicions(snapshot, {"meeting_places": (58, 42, 29), "single_elderly": (61, 40, 31)}) == []


def test_percentages_written_as_fractions_are_told_without_any_history(tmp_path: Path) -> None:
    (problem,) = suspicions(stored(tmp_path, {}), {"screening_rate": ("0.4", "0.5")})
    assert (problem.rule, "%" in problem.message, "38.2" in problem.message) == ("W17", True, True)
    assert suspicions(stored(tmp_path / "other", {}), {"screening_rate": ("41.0", "0.9")}) == []


@pytest.mark.parametrize(("factor", "words"), [(0.01, "100分の1"), (1000, "1,000倍")])
def test_a_whole_file_off_by_a_power_of_ten_is_told_once(tmp_path: Path, factor: float, words: str) -> None:
    values = [round(value * factor) for value in BEFORE["single_elderly"]]
    (problem,) = suspicions(stored(tmp_path, BEFORE), {"single_elderly": values})
    assert (problem.rule, f"およそ{words}です" in problem.message) == ("W17", True)


def test_regions_whose_sum_is_far_off_the_prefecture_are_told_without_their_history(tmp_path: Path) -> None:
    snapshot = stored(tmp_path, {}, prefecture={"meeting_places": 160.0})
    (problem,) = suspicions(snapshot, {"meeting_places": (600, 400, 300, 200, 100)})
    assert problem.rule == "W17"
    for words in ("5地域を足すと1,600", "架空県の令和2年12月の値160", "かけ離れて"):
        assert words in problem.message
    assert suspicions(snapshot, {"meeting_places": (60, 40, 30, 20, 12)}) == []


def test_a_value_per_resident_unlike_all_others_is_told_without_a_history(tmp_path: Path) -> None:
    (problem,) = suspicions(stored(tmp_path, {}), {"single_elderly": (5000, 2600, 1100, 52000, 260)})
    assert problem.rule == "W17"
    assert "南谷町は52,000（人口からはおよそ520）" in problem.message


def test_few_cases_in_a_small_town_are_no_disproportion(tmp_path: Path) -> None:
    assert suspicions(stored(tmp_path, {}), {"meeting_places": (60, 30, 12, 6, 0)}) == []


def test_suspicions_are_warnings_that_name_their_cell(tmp_path: Path) -> None:
    (problem,) = suspicions(stored(tmp_path, {}), {"meeting_places": (0, 0, 0)})
    assert problem.message.startswith("2行目E列「値」の「0」：")
    assert problem.message.endswith("。")
