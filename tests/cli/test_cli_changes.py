"""The commands that change the store, and what was known before: import, withdraw, history, backup, restore."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from cli.terminal import ACCEPTED, CLINICS, HEADER, NEW, REVISED, Csv, Run
from dashboard.store import Store


def values(run: Run, *options: str) -> dict[str, float]:
    return {o["as_of"]: o["value"] for o in run("series", CLINICS, "--json", *options).json["observations"]}


OUTCOME = [
    "accepted",
    "batch",
    "new",
    "revised",
    "unchanged",
    "understanding",
    "problems",
    "values",
    "unused",
    "grades_changed",
]


def test_import_stores_a_file_from_excel_and_names_the_batch(run: Run, csv: Csv) -> None:
    answer = run("import", csv(NEW), "--by", "医療整備課", "--note", "四半期更新", "--accept-warnings", "--json")
    assert (answer.status, answer.err, list(answer.json)) == (0, "", OUTCOME)
    assert (answer.json["accepted"], answer.json["new"]) == (True, 1)
    assert [problem["rule"] for problem in answer.json["problems"]] == ["N05", "W08"]
    assert values(run)["2023-09-30"] == 901
    newest = run("history", "--json").json["batches"][0]
    assert newest["id"] == answer.json["batch"]
    assert [newest[key] for key in ("by", "file", "rows", "reason", "withdrawn")] == [
        "医療整備課",
        "四半期の報告.csv",
        1,
        "四半期更新",
        False,
    ]


def test_import_without_a_name_takes_the_login(run: Run, csv: Csv, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "yamada")
    run("import", csv(NEW), *ACCEPTED)
    assert run("history", "--json").json["batches"][0]["by"] == "yamada"


def test_import_on_a_machine_without_login_asks_for_a_name(run: Run, csv: Csv, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    answer = run("import", csv(NEW))
    assert (answer.status, "--by に名前を書いてください" in answer.err) == (1, True)


def test_a_refused_import_names_every_problem_and_leaves_the_store_untouched(run: Run, csv: Csv, store: Store) -> None:
    run("history")
    before = store.read()
    faulty = csv(NEW + f"{CLINICS},11203,川越市,R6,約５,たぶん,,\n")
    answer = run("import", faulty, "--json")
    assert (answer.status, answer.json["accepted"], answer.json["batch"]) == (1, False, None)
    assert [(p["row"], p["column"], p["cell"], p["rule"], p["severity"]) for p in answer.json["problems"]] == [
        (2, "E", "９０１か所", "N05", "notice"),
        (2, "E", "９０１か所", "W08", "warning"),
        (3, "B", "11203", "E07", "error"),
        (3, "E", "約５", "E10", "error"),
    ]
    assert store.read().equals(before)
    told = run("import", faulty)
    assert (told.status, told.out) == (1, "")
    assert "[エラー E10] 3行目E列「値」：「約５」は数として読めません" in told.err
    assert "何も保存していません" in told.err


def test_the_same_file_again_is_accepted_and_said_to_be_there(run: Run, csv: Csv) -> None:
    path = csv(NEW)
    first = run("import", path, *ACCEPTED, "--json").json
    again = run("import", path, "--json")
    assert (again.status, again.json["batch"], again.json["unchanged"]) == (0, first["batch"], 1)
    assert f"すでに取り込み {first['batch']} にある" in run("import", path).out
    assert len(run("history", "--json").json["batches"]) == 3


def test_a_file_without_any_change_is_accepted_and_writes_nothing(run: Run, csv: Csv, store: Store) -> None:
    run("import", csv(NEW), *ACCEPTED)
    version = store.version()
    answer = run("import", csv(NEW, "別名.csv", "utf-8-sig"), "--json")
    assert (answer.status, answer.json["accepted"], answer.json["batch"], answer.json["unchanged"]) == (
        0,
        True,
        None,
        1,
    )
    assert "すべて登録済みの値と同じ" in run("import", csv(NEW, "別名.csv", "utf-8-sig")).out
    assert store.version() == version


def test_a_dry_run_shows_the_change_of_grade_and_writes_nothing(run: Run, csv: Csv, store: Store) -> None:
    run("history")
    answer = run("import", csv(REVISED), "--dry-run", "--json").json
    assert (answer["accepted"], answer["batch"], answer["revised"]) == (True, None, 1)
    assert answer["grades_changed"] == [{"indicator": CLINICS, "before": "B*", "after": "D"}]
    told = run("import", csv(REVISED), "--dry-run").out
    assert "935（確定） → 880（確定）" in told
    assert "保存していません" in told
    assert "判定が変わる指標：訪問診療を実施する医療機関数（B* → D）" in told
    assert store.version() == 0


def test_warnings_must_be_accepted_before_anything_is_written(run: Run, csv: Csv, store: Store) -> None:
    run("history")
    path = csv(REVISED)
    answer = run("import", path, "--note", "訂正の連絡", "--json")
    assert (answer.status, answer.json["accepted"], answer.json["batch"], store.version()) == (1, False, None, 0)
    assert {(p["rule"], p["severity"]) for p in answer.json["problems"]} == {("W01", "warning")}
    assert "--accept-warnings" in run("import", path, "--note", "訂正の連絡").err
    assert run("import", path, "--note", "訂正の連絡", "--accept-warnings").status == 0


def test_a_revision_without_a_reason_is_refused(run: Run, csv: Csv, store: Store) -> None:
    answer = run("import", csv(REVISED), "--accept-warnings")
    assert (answer.status, "理由が要ります" in answer.err, store.version()) == (1, True, 0)


WIDE = "地域コード,地域名,訪問診療の医療機関（か所）,区分,出典,備考\n11203,川口市,62,速報,架空の資料,\n"


def test_a_wide_file_without_a_date_asks_for_it_and_takes_the_answer(run: Run, csv: Csv) -> None:
    path = csv(WIDE, "横長.csv")
    asked = run("import", path, "--json").json
    assert [p["rule"] for p in asked["problems"] if p["severity"] == "error"] == ["E17"]
    assert "--period" in run("import", path).err
    answer = run("import", path, "--period", "令和8年3月", "--json")
    assert (answer.status, answer.json["accepted"], answer.json["new"]) == (0, True, 1)
    told = run("series", CLINICS, "--region", "11203", "--json").json["observations"]
    assert [(o["as_of"], o["value"], o["status"]) for o in told][-1] == ("2026-03-31", 62, "provisional")


def test_a_workbook_is_taken_in_like_a_csv(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in (
        HEADER.strip().split(","),
        [CLINICS, "11203", "川口市", "令和8年3月", 62, "速報", "架空の資料", None],
    ):
        book.active.append(cells)
    book.save(tmp_path / "令和7年度.xlsx")
    answer = run("import", str(tmp_path / "令和7年度.xlsx"), "--json")
    assert (answer.status, answer.json["new"], answer.json["problems"]) == (0, 1, [])


def test_a_dry_run_lists_old_and_new_values(run: Run, csv: Csv) -> None:
    told = run("import", csv(REVISED), "--dry-run").out
    assert "改訂  訪問診療を実施する医療機関数  11000 埼玉県  令和6年11月  935（確定） → 880（確定）" in told
    assert "--accept-warnings が要ります" in told


def test_history_answers_in_the_agreed_shape(run: Run) -> None:
    batches = run("history", "--json").json["batches"]
    assert [batch["file"] for batch in batches] == ["prefecture.csv", "municipalities.csv"]
    for batch in batches:
        assert {"id", "committed_at", "by", "file", "sha256", "rows", "reason", "withdrawn"} <= set(batch)
        assert batch["committed_at"].endswith("+00:00")
        assert len(batch["sha256"]) == 64


def test_a_withdrawal_takes_a_batch_back_and_its_withdrawal_brings_it_again(run: Run, csv: Csv) -> None:
    batch = run("import", csv(REVISED), *ACCEPTED, "--json").json["batch"]
    assert values(run)["2024-11-30"] == 880
    undone = run("withdraw", batch, "--reason", "入力誤り", "--by", "係")
    assert (undone.status, batch in undone.out) == (0, True)
    assert values(run)["2024-11-30"] == 935
    withdrawal, withdrawn = run("history", "--json").json["batches"][:2]
    assert (withdrawal["withdraws"], withdrawal["reason"], withdrawn["withdrawn"]) == (batch, "入力誤り", True)
    assert run("withdraw", withdrawal["id"], "--reason", "やはり正しい", "--by", "係").status == 0
    assert values(run)["2024-11-30"] == 880
    told = run("history").out
    assert f"{batch} の取消" in told
    assert "取消済み" in told


def test_a_withdrawal_without_name_or_reason_is_refused(run: Run) -> None:
    batch = run("history", "--json").json["batches"][0]["id"]
    assert run("withdraw", batch, "--reason", " ", "--by", "係").status == 1
    assert not run("history", "--json").json["batches"][0]["withdrawn"]


def test_letters_that_nobody_sees_are_told_and_left_out_of_a_name_and_a_reason(run: Run, csv: Csv) -> None:
    answer = run("import", csv(NEW), "--by", "医療\u200b整備課", "--note", "四半期\u202e更新", "--accept-warnings")
    assert answer.status == 0
    assert "ゼロ幅スペース（U+200B ZERO WIDTH SPACE）" in answer.err
    newest = run("history", "--json").json["batches"][0]
    assert [newest["by"], newest["reason"]] == ["医療整備課", "四半期更新"]
    assert run("withdraw", newest["id"], "--reason", "\u200b\u2060", "--by", "係").status == 1
    assert "U+202E" in run("withdraw", newest["id"], "--reason", "誤り\u202e", "--by", "係").err


def test_what_was_known_before_a_revision_can_be_asked_for(run: Run, csv: Csv) -> None:
    run("import", csv(REVISED), *ACCEPTED)
    revision, seed = run("history", "--json").json["batches"][:2]
    assert values(run, "--known-at", revision["committed_at"])["2024-11-30"] == 880
    assert values(run, "--known-at", seed["committed_at"])["2024-11-30"] == 935
    assert values(run, "--known-at", "2000-01-01") == {}


def test_assess_judges_what_was_known_at_the_moment(run: Run, csv: Csv) -> None:
    run("import", csv(REVISED), *ACCEPTED)
    seed = run("history", "--json").json["batches"][1]["committed_at"]
    then = run("assess", "--as-of", "2024-12-31", "--known-at", seed, "--json").json
    now = run("assess", "--as-of", "2024-12-31", "--json").json
    assert then["known_at"] == seed
    assert [answer["indicators"][0]["targets"][0]["grade"] for answer in (then, now)] == ["B*", "D"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-10", "2025-02-10T14:59:59.999999+00:00"),
        ("2025-02-10T13:30", "2025-02-10T04:30:00+00:00"),
        ("2025-02-10T13:30:00+00:00", "2025-02-10T13:30:00+00:00"),
        ("2025-02-10T13:30Z", "2025-02-10T13:30:00+00:00"),
    ],
)
def test_a_moment_without_offset_is_japanese_and_a_day_means_its_end(run: Run, text: str, moment: str) -> None:
    assert run("assess", "--known-at", text, "--json").json["known_at"] == moment


def test_a_backup_restores_values_and_history_alike(run: Run, csv: Csv, store: Store, tmp_path: Path) -> None:
    batch = run("import", csv(REVISED), *ACCEPTED, "--json").json["batch"]
    run("withdraw", batch, "--reason", "入力誤り", "--by", "係")
    before = run("history", "--json").json, run("series", CLINICS, "--json").json
    saved = str(tmp_path / "控え.zip")
    assert run("backup", saved).status == 0
    shutil.move(store.location, tmp_path / "moved")
    restored = run("restore", saved)
    assert (restored.status, "460行を元に戻しました" in restored.out) == (0, True)
    assert (run("history", "--json").json, run("series", CLINICS, "--json").json) == before


def test_a_restore_needs_neither_a_store_nor_a_catalogue(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("history")
    run("backup", str(tmp_path / "b.zip"))
    shutil.move(store.location, tmp_path / "moved")
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(tmp_path / "none.yaml"))
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "none"))
    assert run("restore", str(tmp_path / "b.zip")).status == 0
    assert run("backup", str(tmp_path / "again.zip")).status == 0
    assert len(run("history", "--json").json["batches"]) == 2


def test_neither_a_backup_nor_a_store_is_overwritten(run: Run, store: Store, tmp_path: Path) -> None:
    run("history")
    saved = str(tmp_path / "b.zip")
    run("backup", saved)
    assert run("backup", saved).status == 1
    assert run("restore", saved).status == 1
    assert store.version() == 0


@pytest.mark.parametrize("command", [("assess", "--json"), ("series", CLINICS, "--json"), ("history", "--json")])
def test_a_damaged_store_is_a_sentence_and_no_json(run: Run, store: Store, command: tuple[str, ...]) -> None:
    run("history")
    next(Path(f"{store.location}/observations").glob("*.parquet")).write_bytes(b"")
    answer = run(*command)
    assert (answer.status, answer.out) == (1, "")
    assert "python -m dashboard restore" in answer.err
