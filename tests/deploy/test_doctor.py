"""`python -m dashboard doctor`: an answer whatever is broken, with what to do, and never a secret."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import doctor, main
from dashboard.intake.seeding import make_store
from dashboard.settings import load_settings
from ui.projects import Project

SECRET = "とても長い秘密の文字列-0123456789-abcdef"
POSIX = pytest.mark.skipif(os.name != "posix", reason="a file has no such rights")
Doctor = Callable[[], tuple[int, dict[str, dict[str, Any]]]]


@pytest.fixture
def project(other_plan: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A made-up plan with a store, a backup and a sign-in, all of which may be broken; the folder of it all."""
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(tmp_path / "plan.yaml"))
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("DASHBOARD_BACKUPS", str(tmp_path / "kept"))
    monkeypatch.delenv("DASHBOARD_EDITOR", raising=False)
    monkeypatch.setattr(doctor, "SECRETS", (str(tmp_path / "secrets.toml"),))
    (tmp_path / "plan.yaml").write_bytes(other_plan.settings.catalogue.read_bytes())
    make_store(load_settings())
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/dashboard-20260101-023000.zip").write_bytes(b"")
    (tmp_path / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "https://x.example/oauth2callback"\ncookie_secret = "{SECRET}"\n'
        f'client_secret = "{SECRET}"\n[roles]\neditors = ["hanako@example.jp"]\n',
        encoding="utf-8",
    )
    (tmp_path / "secrets.toml").chmod(0o640)
    return tmp_path


@pytest.fixture
def consult(project: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """The status and the findings by their subject; that words and JSON say the same is looked at each time."""

    def consulted() -> tuple[int, dict[str, dict[str, Any]]]:
        status = main(["doctor", "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert main(["doctor"]) == status
        printed = capsys.readouterr()
        assert SECRET not in printed.out + str(answer)
        assert "Traceback" not in printed.err
        findings = {finding["subject"]: finding for finding in answer["findings"]}
        assert answer["ok"] == (status == 0)
        assert all(finding["subject"] in printed.out for finding in answer["findings"])
        troubled = [finding for finding in answer["findings"] if finding["condition"] != "ok"]
        assert [finding for finding in troubled if not finding["advice"].endswith("。")] == []
        return status, findings

    return consulted


def troubles(findings: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        subject: finding["condition"]
        for subject, finding in findings.items()
        if finding["condition"] != "ok" and subject != "ライブラリの版"
    }


def test_whoever_has_everything_is_told_all_that_is_asked_on_the_phone(consult: Doctor, project: Path) -> None:
    status, findings = consult()
    assert (status, troubles(findings)) == (0, {})
    said = str(findings)
    for word in ("streamlit", "duckdb", "deltalake", "pyarrow", "Python", str(project / "store"), "plan.yaml", "MB"):
        assert word in said
    assert "x.example" in findings["サインイン"]["words"]
    assert "1人" in findings["サインイン"]["words"]


def broken_catalogue(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "plan.yaml").write_text("plan: [", encoding="utf-8")


def absent_catalogue(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "plan.yaml").unlink()


def absent_store(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "store").rename(folder / "moved")


def damaged_store(folder: Path, _: pytest.MonkeyPatch) -> None:
    for path in (folder / "store/observations").glob("*.parquet"):
        path.write_bytes(b"no parquet")


def secrets_without_end(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "secrets.toml").write_text('[auth]\ncookie_secret = "' + SECRET, encoding="utf-8")


def secrets_for_all(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "secrets.toml").chmod(0o644)


def another_editor(_: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DASHBOARD_EDITOR", "yes")


def no_backup(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "kept/dashboard-20260101-023000.zip").unlink()


def old_backup(folder: Path, _: pytest.MonkeyPatch) -> None:
    os.utime(folder / "kept/dashboard-20260101-023000.zip", (time.time() - 300_000,) * 2)


def full_disk(_: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000}))


def a_folder_of_others(_: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setattr("os.access", lambda *_: False)


def no_typeface(_: Path, environment: pytest.MonkeyPatch) -> None:
    def ready_converter() -> None:
        raise FileNotFoundError("regular.otf")

    environment.setattr(doctor, "ready_converter", ready_converter)


def a_silent_disk(_: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setattr(doctor, "LONGEST_SECONDS", 0.2)
    parts = {"Python": lambda _: [doctor.Diagnosis("Python", "3.11")], "ディスク": lambda _: time.sleep(5)}
    environment.setattr(doctor, "PARTS", parts)


@pytest.mark.parametrize(
    ("damage", "subject", "condition"),
    [
        (broken_catalogue, "指標の設定", "bad"),
        (absent_catalogue, "指標の設定", "bad"),
        (absent_store, "保管場所", "bad"),
        (damaged_store, "保管場所", "bad"),
        (secrets_without_end, "サインイン", "bad"),
        pytest.param(
            secrets_for_all, "サインインの秘密", "bad", marks=pytest.mark.skipif(os.name != "posix", reason="chmod")
        ),
        (another_editor, "DASHBOARD_EDITOR", "care"),
        (no_backup, "バックアップ", "bad"),
        (old_backup, "バックアップ", "bad"),
        (full_disk, "空き容量", "bad"),
        (a_folder_of_others, "書き込み", "bad"),
        (no_typeface, "書体", "bad"),
        (a_silent_disk, "ディスク", "bad"),
    ],
)
def test_what_is_broken_is_told_and_everything_else_as_ever(
    consult: Doctor, project: Path, monkeypatch: pytest.MonkeyPatch, damage: Any, *, subject: str, condition: str
) -> None:
    damage(project, monkeypatch)
    status, findings = consult()
    assert (status, troubles(findings)) == (int(condition == "bad"), {subject: condition})
    assert "Python" in findings


def test_a_clock_that_went_back_is_told(consult: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    class Past(doctor.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2019, 1, 1, tzinfo=doctor.UTC)

    monkeypatch.setattr(doctor, "datetime", Past)
    status, findings = consult()
    assert status == 1
    assert troubles(findings) == {"取り込みの時刻": "bad", "時計": "bad"}


def test_the_doctor_writes_nothing(consult: Doctor, project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    consult()
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before
