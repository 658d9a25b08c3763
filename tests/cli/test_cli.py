"""The command line as scripts see it: exit status, standard output, standard error, and what is in the store after."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.terminal import ACCEPTED, CLINICS, HEADER, NEW, REVISED, Csv, Run
from dashboard.settings import ROOT
from dashboard.store import Store
from places.sets import two_sets

DATA = Path(__file__).parents[1] / "data"


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "dashboard", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=os.environ | environment)


# check


def test_check_says_in_one_line_what_is_in_order(run: Run) -> None:
    said = run("check")
    assert (said.status, said.err, said.out.count("\n")) == (0, "", 1)
    assert re.search(r"：指標\d+件と参考の指標\d+件、二次保健医療圏10、(.+、)?63市町村、", said.out)
    assert re.search(r"、公表値[1-9]\d*件、", said.out)


def test_check_makes_no_store(run: Run, store: Store) -> None:
    shutil.rmtree(store.location)
    assert "保管場所はまだありません" in run("check").out
    assert not Path(store.location).exists()


def test_check_reads_the_store_that_is_there(run: Run) -> None:
    run("history")
    assert "取り込み2件" in run("check").out


def test_check_tells_a_published_value_that_would_be_printed_as_another(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = shutil.copytree(DATA / "other_plan", tmp_path / "data")
    row = "screening_rate,99000,架空県,令和2年度,41.25,確定,架空の資料,\n"
    (data / "published/finer.csv").write_text(HEADER + row, "utf-8")
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(DATA / "other_plan.yaml"))
    monkeypatch.setenv("DASHBOARD_DATA", str(data))
    said = run("check")
    assert said.status == 1
    assert "finer.csv 2行目E列「値」" in said.err
    assert "41.25" in said.err


def test_check_and_history_tell_of_half_a_commit_and_the_next_import_sets_it_aside(
    run: Run, store: Store, csv: Csv
) -> None:
    half = Path(f"{store.location}/observations/_delta_log/{1:020d}.json")
    half.write_bytes(b"")
    for command, status in (("history", 0), ("check", 1)):
        said = run(command)
        assert said.status == status
        assert half.name in said.err
        assert "値には入っていません" in said.err
    assert run("import", csv(NEW), "--accept-warnings").status == 0
    assert store.version() == 1
    assert ".set-aside" in run("check").err


def test_check_notices_that_originals_are_gone(run: Run, store: Store) -> None:
    assert run("check").status == 0
    shutil.rmtree(f"{store.location}/originals")
    said = run("check")
    assert said.status == 1
    assert "元のファイルが「" in said.err
    assert "originals」からなくなっています" in said.err


def test_nothing_is_built_on_a_store_that_lost_its_newest_batch(run: Run, store: Store, csv: Csv) -> None:
    run("import", csv(NEW), "--accept-warnings")
    Path(f"{store.location}/observations/_delta_log/{1:020d}.json").unlink()
    for command in (["check"], ["history"], ["import", csv(REVISED), *ACCEPTED]):
        said = run(*command)
        assert said.status == 1
        assert f"{1:020d}.json」がなくなっている" in said.err


def test_check_tells_every_problem_of_every_file_at_once(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("history")
    next(Path(f"{store.location}/observations").glob("*.parquet")).write_bytes(b"")
    data = shutil.copytree(ROOT / "data/published", tmp_path / "data/published").parent
    for name in ("regions.csv", "areas.csv"):
        shutil.copy(ROOT / "data" / name, data)
    (data / "published/a.csv").write_text(HEADER + "x,11000,,R5,約5,,,\n", "utf-8")
    (data / "published/b.csv").write_bytes(b"\xff\xfe\x00")
    (data / "published/c.csv").mkdir()
    monkeypatch.setenv("DASHBOARD_DATA", str(data))
    said = run("check")
    assert (said.status, said.out) == (1, "")
    for found in (
        "a.csv 2行目A列「指標」",
        "a.csv 2行目E列「値」",
        "b.csv ファイルの文字コード",
        "c.csv」を開けません",
        ".parquet」が",
    ):
        assert found in said.err
    assert said.err.endswith("問題が5件あります。\n")


def test_check_tells_every_problem_of_the_catalogue(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        (ROOT / "indicators.yaml")
        .read_text("utf-8")
        .replace("unit: 人\n", "unitt: 人\n")
        .replace("direction: up", "direction: upp", 1)
    )
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(tmp_path / "plan.yaml"))
    said = run("check")
    assert (said.status, said.out) == (1, "")
    assert "unitt" in said.err
    assert "upp" in said.err


def test_check_tells_of_a_broken_region_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    said = run("check")
    assert (said.status, said.err) == (
        1,
        "regions.csv: 地域のファイルを開けません。置き場所を確かめてください。\n問題が1件あります。\n",
    )


# assess and series


ASSESSMENT = {"id", "latest", "previous", "flags", "breaks", "caution", "targets"}
TARGET = {
    "points",
    "reader",
    "date",
    "value",
    "achieved",
    "elapsed",
    "line",
    "gap",
    "remaining",
    "pace",
    "required_pace",
    "multiple",
} | {
    "projection",
    "projection_low",
    "projection_high",
    "grade",
}


def test_assess_answers_in_the_agreed_shape(run: Run) -> None:
    answer = run("assess", "--as-of", "2024-12-31", "--json").json
    assert {key: answer[key] for key in answer if key not in {"indicators", "finding"}} == {
        "as_of": "2024-12-31",
        "known_at": None,
        "method": "line",
    }
    for indicator in answer["indicators"]:
        assert set(indicator) == ASSESSMENT
        assert all(set(target) == TARGET for target in indicator["targets"])
    assert answer["finding"][0] == "R8目標の期限（令和9年3月末）まで820日。"
    assert answer["finding"][1] in run("assess", "--as-of", "2024-12-31").out
    first = answer["indicators"][0]
    assert first["targets"][0]["reader"] == {
        "days_left": 820, "elapsed": pytest.approx(641 / 1461), "line": pytest.approx(894 + 106 * 641 / 1461),
        "required": pytest.approx(641 / 1461), "pace": pytest.approx(65 / (820 / 365.25)),
    }  # fmt: skip
    assert first["latest"] == {"value": 935, "as_of": "2024-11-30", "precision": "month", "status": "official"}
    assert first["previous"]["value"] == 908


WORKED = [
    (CLINICS, 1000, 38.7, 41.8, 938.3, -3.3, 65, 27.9, 1.14, "B*"),
    (CLINICS, 1080, 22.0, 23.9, 938.3, -3.3, 145, 27.2, 1.11, "B*"),
    ("visiting_nurses", 4005, None, None, None, None, None, None, None, "E"),
    ("visiting_nurses", 4300, None, None, None, None, None, None, None, "E"),
    ("regional_cooperation_pharmacies", 800, 6.3, 41.8, 466.2, -203.2, 537, 230.5, 10.69, "B*"),
    ("home_dental_registrations", 1060, -3.8, 43.9, 955.6, -88.6, 193, 86.0, None, "C"),
    ("home_dental_registrations", 1200, -2.1, 25.1, 955.6, -88.6, 333, 63.5, None, "C"),
    ("enhanced_type1_stations", 41, 44.4, 22.3, 34.0, 2.0, 5, 2.1, 0.36, "B"),
    ("enhanced_type1_stations", 50, 22.2, 11.1, 34.0, 2.0, 14, 2.6, 0.44, "B"),
]


def rounded(value: float | None, digits: int, scale: int = 1) -> float | None:
    return None if value is None else round(value * scale, digits)


def test_assess_gives_the_worked_table_to_the_printed_digit(run: Run) -> None:
    answer = run("assess", "--as-of", "2024-12-31", "--json").json
    table = [
        (
            indicator["id"],
            target["value"],
            rounded(target["achieved"], 1, 100),
            rounded(target["elapsed"], 1, 100),
            rounded(target["line"], 1),
            rounded(target["gap"], 1),
            rounded(target["remaining"], 1),
            rounded(target["required_pace"], 1),
            rounded(target["multiple"], 2),
            target["grade"],
        )
        for indicator in answer["indicators"]
        for target in indicator["targets"]
    ]
    assert [row for row in table if row[0] in {worked[0] for worked in WORKED}] == WORKED
    assert "below_baseline" in answer["indicators"][3]["flags"]


def test_json_figures_are_not_rounded(run: Run) -> None:
    target = run("assess", "--as-of", "2024-12-31", "--json").json["indicators"][0]["targets"][0]
    assert target["achieved"] == (935 - 894) / (1000 - 894)


def test_a_day_may_be_given_in_any_notation(run: Run) -> None:
    assert run("assess", "--as-of", "令和6年12月", "--json").json["as_of"] == "2024-12-31"


def test_assess_in_words_names_value_grade_gap_and_marks(run: Run) -> None:
    said = run("assess", "--as-of", "2024-12-31")
    assert (said.status, said.err) == (0, "")
    assert "訪問診療を実施する医療機関数：935か所（令和6年11月）" in said.out
    assert "2027-03-31 目標 1,000か所：B*" in said.out
    assert "必要な水準との差 −3.3" in said.out
    assert "867機関（令和6年12月） [基準値を下回る]" in said.out


def test_the_growth_rate_method_adds_its_own_figures(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (ROOT / "indicators.yaml").read_text("utf-8").replace("method: line", "method: growth_rate")
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(tmp_path / "plan.yaml"))
    answer = run("assess", "--as-of", "2024-12-31", "--json").json
    assert answer["method"] == "growth_rate"
    for indicator in answer["indicators"]:
        assert all(set(target) == TARGET | {"progress_value", "score", "status"} for target in indicator["targets"])
        assert all(target["status"] and target["grade"] is None for target in indicator["targets"])
    assert run("assess", "--as-of", "2024-12-31").status == 0


def test_series_answers_in_the_agreed_shape(run: Run) -> None:
    answer = run("series", "地域連携薬局", "--json").json
    assert (answer["indicator"], answer["region"]) == ("regional_cooperation_pharmacies", "11000")
    assert len(answer["observations"]) == 7
    for one in answer["observations"]:
        assert list(one) == ["as_of", "precision", "value", "status", "source", "batch"]
        assert one["batch"]


def test_series_of_a_municipality_takes_any_code(run: Run) -> None:
    answer = run("series", CLINICS, "--region", "112038", "--json").json
    assert (answer["region"], [o["value"] for o in answer["observations"]]) == ("11203", [61])


@pytest.mark.parametrize("code", ["1110", "１１１０"])
def test_series_of_an_area_takes_its_code(run: Run, csv: Csv, code: str) -> None:
    assert run("import", csv(HEADER + f"{CLINICS},1110,秩父,R6,19,速報,架空の資料,\n"), *ACCEPTED).status == 0
    answer = run("series", CLINICS, "--region", code, "--json").json
    assert (answer["region"], [o["value"] for o in answer["observations"]]) == ("1110", [19])


def test_series_of_an_area_without_values_of_its_own_tells_the_sum_apart(run: Run) -> None:
    answer = run("series", CLINICS, "--region", "1110", "--json").json
    assert (answer["observations"], [(o["as_of"], o["value"], o["status"]) for o in answer["sums"]]) == (
        [],
        [("2025-09-01", 15, "reference")],
    )
    assert "15か所  参考（市町村の合計）" in run("series", CLINICS, "--region", "1110").out


def test_series_in_words_names_unit_date_value_status_and_source(run: Run) -> None:
    assert "2024-11-30  令和6年11月  935か所  確定  第８次" in run("series", CLINICS).out
    assert run("series", "visiting_nurses", "--region", "11203").out.endswith("未登録\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("series", "visiting_nurse"), "ではありませんか"),
        (("series", CLINICS, "--region", "99999"), "地域コード「99999」はありません"),
        (("import", "no-such-file.csv", "--json"), "「no-such-file.csv」を開けません"),
        (("withdraw", "x", "--reason", "誤り", "--by", "係"), "取り込み「x」は見つかりません"),
        (("backup", "no-such-folder/backup.zip"), "フォルダーがありません"),
        (("restore", "no-such-file.zip"), "見つかりません"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_on_standard_error(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert said in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "「コマンド」がありません"),
        (("judge",), "「judge」というコマンドはありません。使えるのは"),
        (("series",), "「INDICATOR」がありません"),
        (("assess", "--as-of", "昨日"), "時点「昨日」を読めません"),
        (("assess", "--as-of"), "「--as-of」のあとに値がありません"),
        (("assess", "--known-at", "昨日"), "「昨日」は時刻として読めません"),
        (("assess", "--known-at", "0001-01-01T00:00"), "時刻として読めません"),
        (("assess", "--as", "2024-12-31"), "は使えません"),
        (("check", "extra"), "「extra」は使えません"),
        (("withdraw", "x", "--by", "係"), "「--reason」がありません"),
        (("import", "x.csv", "--by", "\udc94"), "文字コードがUTF-8ではありません"),
    ],
)
def test_wrong_usage_is_status_2_and_a_japanese_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.startswith("使い方が違います。")
    assert answer.err.endswith("--help` で書き方を確かめてください。\n")


@pytest.mark.parametrize(
    "command", ["check", "assess", "series", "regions", "import", "history", "withdraw", "backup", "restore", "init"]
)
def test_every_command_explains_itself_in_japanese(run: Run, command: str) -> None:
    answer = run(command, "--help")
    assert answer.status == 0
    assert answer.out.startswith("使い方: ")
    assert not {"usage", "options", "arguments", "show this"} & set(answer.out.replace(":", " ").split())


# regions


def test_regions_answers_in_the_agreed_shape_and_makes_no_store(run: Run, store: Store) -> None:
    shutil.rmtree(store.location)
    answer = run("regions", "--json").json
    assert list(answer) == ["prefecture", "sets", "municipalities"]
    assert answer["prefecture"] == {"code": "11000", "code6": "110001", "name": "埼玉県"}
    areas = answer["sets"][0]
    assert (areas["id"], areas["name"], len(areas["regions"])) == ("secondary_medical_area", "二次保健医療圏", 10)
    assert areas["regions"][-1] == {
        "code": "1110",
        "name": "秩父",
        "members": ["11207", "11361", "11362", "11363", "11365"],
    }
    assert len(answer["municipalities"]) == 63
    first = answer["municipalities"][0]
    assert first.pop("areas")["secondary_medical_area"] == "1104"
    assert first == {"code": "11100", "code6": "111007", "name": "さいたま市", "kana": "さいたまし"}
    assert not Path(store.location).exists()


def test_regions_in_words_lists_areas_with_their_municipalities(run: Run) -> None:
    said = run("regions")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("11000  110001  埼玉県\n二次保健医療圏  secondary_medical_area  10圏域\n")
    assert "\n    1110  秩父：秩父市、横瀬町、皆野町、長瀞町、小鹿野町\n" in said.out
    assert "\n市町村  63市町村\n    11100  111007  さいたま市  さいたまし\n" in said.out
    assert "\n    11203  112038  川口市  かわぐちし\n" in said.out


def test_regions_lists_every_set_and_who_is_left_out(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_sets(tmp_path, without="99301")
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(DATA / "other_plan.yaml"))
    answer = run("regions", "--json").json
    assert [one["id"] for one in answer["sets"]] == ["medical_area", "health_centre"]
    assert [one["areas"] for one in answer["municipalities"] if one["code"] in {"99203", "99301"}] == [
        {"medical_area": "9901"},
        {"medical_area": "9902", "health_centre": "hc-1"},
    ]
    assert "    hc-2  北：中之島市、北里村\n    どの圏域にも入らない市町村：南谷町\n" in run("regions").out
    assert "医療圏2、保健所圏域2、5市町村" in run("check").out


# as a process


def test_output_is_utf8_whatever_the_terminal_claims(store: Store) -> None:
    plain = process("series", CLINICS, "--json", PYTHONIOENCODING="cp932")
    assert "第８次" in plain.stdout.decode("utf-8")
    assert json.loads(plain.stdout)["indicator"] == CLINICS


def test_output_is_utf8_in_the_c_locale(store: Store) -> None:
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    wrong = process("ない命令", **locale)
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.decode("utf-8").startswith("使い方が違います。")
    right = process("check", **locale)
    assert (right.returncode, right.stdout.decode("utf-8")[:2]) == (0, "問題")


def test_a_file_name_in_another_encoding_is_read_and_reported_without_traceback(store: Store, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\x94N\x93x.csv"
    command = [os.fsencode(sys.executable), b"-m", b"dashboard", b"import", name, b"--accept-warnings", b"--json"]
    missing = subprocess.run(command, capture_output=True, check=False)
    assert (missing.returncode, missing.stdout, b"Traceback" in missing.stderr) == (1, b"", False)
    Path(os.fsdecode(name)).write_bytes(NEW.encode("cp932"))
    stored = subprocess.run(command, capture_output=True, check=False)
    assert (stored.returncode, json.loads(stored.stdout)["accepted"]) == (0, True)


def test_a_reader_that_stops_early_is_no_error(store: Store) -> None:
    command = [sys.executable, "-m", "dashboard", "assess"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait() == 0


def test_a_refusal_is_a_refusal_even_when_nobody_reads_it(store: Store, csv: Csv) -> None:
    command = [sys.executable, "-m", "dashboard", "import", csv(HEADER), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        started.stdout.close()
        assert started.wait() == 1
