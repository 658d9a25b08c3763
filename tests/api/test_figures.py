"""Indicators, assessments and observations over HTTP: the same figures as everywhere else."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.asking import ask, error
from dashboard.as_json import assessments_json
from dashboard.cli import main
from dashboard.papers import choice
from dashboard.settings import Settings
from ui.projects import Enter, Project

CLINICS, NURSES, STATIONS = "visiting_care_clinics", "visiting_nurses", "visiting_nurse_stations"
MEETING = "2024-12-31"


def test_assessments_are_word_for_word_those_of_the_command_line(
    any_plan: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", "--as-of", MEETING, "--json"]) == 0
    assert ask("assessments.json", as_of=MEETING).text == capsys.readouterr().out


def test_assessments_are_those_that_were_known_at_the_moment(real_plan: Project) -> None:
    moment = datetime(2020, 2, 10, 4, 30, tzinfo=UTC)
    answer = ask("assessments.json", as_of=MEETING, known_at="2020-02-10T13:30").json()
    board, day = real_plan.board, date(2024, 12, 31)
    assert answer == assessments_json(board.standings(day, moment), board.catalogue.judging.method, day, moment)
    assert {one["latest"] for one in answer["indicators"]} == {None}


@pytest.mark.parametrize("written", ["2024-11-30", "令和6年11月", "R6.11.30", "2024/11/30"])
def test_a_date_may_be_written_as_staff_write_it(real_plan: Project, written: str) -> None:
    assert ask("assessments.json", as_of=written).json()["as_of"] == "2024-11-30"


@pytest.mark.parametrize("sent", ["2025-02-10T13:30%2B09:00", "2025-02-10T13:30+09:00", "2025-02-10T04:30Z"])
def test_an_offset_is_understood_with_and_without_escaping_its_plus(real_plan: Project, sent: str) -> None:
    assert ask(f"assessments.json?known_at={sent}").json()["known_at"] == "2025-02-10T04:30:00+00:00"


def test_without_a_date_it_is_today_in_japan(real_plan: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "today", lambda: date(2024, 8, 9))
    assert ask("assessments.json").json()["as_of"] == "2024-08-09"
    assert 'filename="indicators_2024-08-09.csv"' in ask("observations.csv").headers["content-disposition"]


def test_some_indicators_come_in_the_order_of_the_catalogue(real_plan: Project) -> None:
    every = ask("assessments.json", as_of=MEETING).json()
    some = ask("assessments.json", as_of=MEETING, indicator=[NURSES, CLINICS]).json()
    assert some == every | {"indicators": every["indicators"][:2], "finding": some["finding"]}
    assert some["finding"][1].startswith("2指標のうち、")


def test_an_indicator_may_be_called_by_its_name(real_plan: Project) -> None:
    found = ask("assessments.json", indicator="訪問看護職員").json()["indicators"]
    assert [one["id"] for one in found] == [NURSES]


@pytest.mark.parametrize("address", ["assessments.json", "observations.csv", "papers/csv"])
def test_an_unknown_indicator_is_not_found_and_the_nearest_is_named(real_plan: Project, address: str) -> None:
    status, said = error(ask(address, indicator="visiting_nurse"))
    assert (status, "「visiting_nurse」という指標はありません" in said) == (404, True)
    assert f"「{NURSES}」ではありませんか" in said


def test_an_indicator_that_is_not_judged_has_no_assessment(real_plan: Project) -> None:
    status, said = error(ask("assessments.json", indicator=STATIONS))
    assert (status, "判定しない指標" in said, NURSES in said) == (404, True, True)


@pytest.mark.parametrize("as_of", ["1989-01-01", "2060-12-31"])
def test_the_first_and_the_last_day_that_can_be_read_are_answered(real_plan: Project, as_of: str) -> None:
    for address in ("assessments.json", "observations.csv"):
        assert ask(address, as_of=as_of, known_at=as_of).status_code == 200


def test_indicators_are_told_as_the_catalogue_says(real_plan: Project) -> None:
    catalogue, told = real_plan.board.catalogue, ask("indicators.json").json()
    assert told["plan"]["name"] == catalogue.plan.name
    assert told["plan"]["region"] == {"code": "11000", "code6": "110001", "name": "埼玉県"}
    assert [one["id"] for one in told["indicators"]] == [one.id for one in catalogue.indicators]
    assert [one["tracked"] for one in told["indicators"]].count(True) == len(catalogue.tracked)


def test_a_target_that_the_plan_does_not_print_is_null(real_plan: Project) -> None:
    told = {one["id"]: one for one in ask("indicators.json").json()["indicators"]}
    assert told["regional_cooperation_pharmacies"]["targets"] == [
        {"period": "令和8年度", "date": "2027-03-31", "value": 800.0},
        {"period": "令和11年度", "date": "2030-03-31", "value": None},
    ]
    assert told[STATIONS]["baseline"] is None


def test_japanese_stays_japanese(real_plan: Project) -> None:
    assert "訪問診療を実施する医療機関数".encode() in ask("indicators.json").content


def test_observations_are_the_bytes_of_the_papers_csv(real_plan: Project) -> None:
    asked = {"as_of": "2025-09-30", "indicator": CLINICS}
    alone, paper = ask("observations.csv", **asked), ask("papers/csv", **asked)
    assert alone.content == paper.content
    assert alone.content.startswith("\ufeff指標,地域コード,地域名,時点,値".encode())
    assert alone.headers["content-type"] == "text/csv; charset=utf-8"


def test_observations_of_one_region_are_its_rows_and_no_others(real_plan: Project) -> None:
    every, one = (_rows(ask("observations.csv", as_of="2025-09-30", **more)) for more in ({}, {"region": "112020"}))
    assert one
    assert one == [row for row in every if row["地域コード"] == "11202"]


def test_an_unknown_region_is_not_found(real_plan: Project) -> None:
    for address in ("observations.csv", "papers/csv"):
        status, said = error(ask(address, region="11209X"))
        assert (status, "地域コード「11209X」はありません" in said) == (404, True)


def test_what_is_committed_is_told_at_the_next_question(enter: Enter, tmp_path: Path) -> None:
    data = Path(__file__).parents[2]
    enter(Settings(data / "indicators.yaml", data / "data", str(tmp_path / "store")))
    before = ask("assessments.json", as_of=MEETING)
    file = tmp_path / "新しい値.csv"
    file.write_text(f"指標,地域コード,時点,値\n{CLINICS},11000,2024-12-31,937\n", encoding="utf-8")
    assert main(["import", str(file), "--by", "係", "--accept-warnings"]) == 0
    after = ask("assessments.json", as_of=MEETING)
    assert (_latest(before), _latest(after)) == (935, 937)
    assert before.headers["etag"] != after.headers["etag"]


def _latest(answer: object) -> float:
    return answer.json()["indicators"][0]["latest"]["value"]  # type: ignore[attr-defined, no-any-return]


def _rows(answer: object) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))
