"""The files of deploy/, tried out with the programs that will read them: systemd, logrotate and the shell."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.intake.seeding import make_store
from dashboard.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
MOST_EXPOSURE = 20
"""Tenths, as `systemd-analyze security` counts: 0 is nothing at all, 100 a service without any limit."""

PROGRAMS = {"logrotate": shutil.which("logrotate", path=f"{os.environ.get('PATH', '')}:/usr/sbin")}
for program in ("systemd-analyze", "systemd-sysusers", "systemd-tmpfiles", "sh"):
    PROGRAMS[program] = shutil.which(program) if os.name == "posix" else None


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(PROGRAMS[program] is None, reason=f"{program} is not installed")


def run(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [str(PROGRAMS.get(str(command[0]), command[0])), *map(str, command[1:])]
    return subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


@pytest.fixture
def opt(tmp_path: Path) -> Path:
    """What stands in /opt/dashboard on a server: deploy/ and the programs that it starts."""
    home = tmp_path / "opt/dashboard"
    shutil.copytree(DEPLOY, home / "deploy")
    programs = home / ".venv/bin"
    programs.mkdir(parents=True)
    for name in ("python", "streamlit"):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return home


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """The file of settings, with the places of this test; what leads the scripts to it."""
    text = (DEPLOY / "dashboard.env").read_text(encoding="utf-8")
    text = text.replace("/var/lib/dashboard", str(tmp_path)).replace("/var/backups/dashboard", str(tmp_path / "kept"))
    # Not every editor ends the last line.
    (tmp_path / "dashboard.env").write_text(text.rstrip("\n"), encoding="utf-8")
    (tmp_path / "kept").mkdir()
    return {"DASHBOARD_ENV": str(tmp_path / "dashboard.env")}


@needs("systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(opt: Path, tmp_path: Path) -> None:
    copies = []
    for unit in UNITS:
        copies.append(tmp_path / unit.name)
        copies[-1].write_text(unit.read_text(encoding="utf-8").replace("/opt/dashboard", str(opt)), encoding="utf-8")
    verdict = run("systemd-analyze", "verify", "--man=no", *copies)
    ours = [line for line in verdict.stderr.splitlines() if "dashboard" in line]
    assert (verdict.returncode, ours) == (0, [])


@needs("systemd-analyze")
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_may_do_little_beside_its_work(unit: Path) -> None:
    verdict = run("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", "--no-pager", unit)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@needs("systemd-analyze")
@pytest.mark.parametrize("unit", TIMERS, ids=lambda unit: unit.stem)
def test_a_timer_names_a_service_and_moments_that_come(unit: Path) -> None:
    assert unit.with_suffix(".service").is_file()
    (moments,) = [line for line in unit.read_text(encoding="utf-8").splitlines() if line.startswith("OnCalendar=")]
    verdict = run("systemd-analyze", "calendar", moments.partition("=")[2])
    assert verdict.returncode == 0
    assert "Next elapse" in verdict.stdout


def test_the_service_listens_to_this_machine_alone_and_lives_where_nginx_looks_for_it() -> None:
    (start,) = [
        line for line in (DEPLOY / "dashboard.service").read_text().splitlines() if line.startswith("ExecStart=")
    ]
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "--server.address=127.0.0.1" in start
    assert "--server.baseUrlPath=kpi" in start
    assert "location /kpi/ {" in site
    assert "server 127.0.0.1:8501 " in site
    assert "--server.port=8501" in start
    places = {line.split()[1] for line in site.splitlines() if "proxy_pass" in line}
    assert places == {"http://dashboard;"}, "with a path after it nginx would take the base path away"


@needs("systemd-sysusers")
def test_the_account_is_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    made = run("systemd-sysusers", f"--root={tmp_path}", DEPLOY / "dashboard.sysusers")
    assert made.returncode == 0, made.stderr
    assert "/var/lib/dashboard" in (tmp_path / "etc/passwd").read_text()


@needs("systemd-tmpfiles")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give folders away")
def test_the_folders_are_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\ndashboard:x:990:990::/:/bin/false\n")
    (tmp_path / "etc/group").write_text("root:x:0:\nadm:x:4:\ndashboard:x:990:\n")
    made = run("systemd-tmpfiles", f"--root={tmp_path}", "--create", DEPLOY / "dashboard.tmpfiles")
    assert made.returncode == 0, made.stderr
    backups = (tmp_path / "var/backups/dashboard").stat()
    assert (oct(backups.st_mode)[-3:], backups.st_uid) == ("700", 990)


@needs("logrotate")
def test_the_logs_are_rotated(tmp_path: Path) -> None:
    text = (DEPLOY / "dashboard.logrotate").read_text(encoding="utf-8")
    assert run("logrotate", "--debug", DEPLOY / "dashboard.logrotate").returncode == 0
    logs = tmp_path / "log"
    logs.mkdir(mode=0o755)
    (logs / "access.log").write_text("GET /kpi/\n")
    ours = text.replace("/var/log/dashboard", str(logs)).replace("/run/nginx.pid", str(tmp_path / "nginx.pid"))
    if os.geteuid() != 0:
        ours = ours.replace("create 0640 root adm", "create 0640")
    (tmp_path / "rotation").write_text(ours)
    (tmp_path / "rotation").chmod(0o644)
    rotated = run("logrotate", "--force", "--state", tmp_path / "state", tmp_path / "rotation")
    assert rotated.returncode == 0, rotated.stderr
    assert (logs / "access.log.1").read_text() == "GET /kpi/\n"
    assert (logs / "access.log").read_text() == ""


@needs("sh")
def test_backups_are_kept_by_number_and_a_torn_one_fails_its_trial(
    opt: Path, settings: dict[str, str], tmp_path: Path
) -> None:
    backup, drill = opt / "deploy/backup.sh", opt / "deploy/drill.sh"
    kept = tmp_path / "kept"
    assert run("sh", drill, kept, **settings).returncode == 1
    make_store(Settings(ROOT / "indicators.yaml", ROOT / "data", str(tmp_path / "store")))
    old = [kept / f"dashboard-2020010{day}-023000.zip" for day in (1, 2, 3)]
    for path in (*old, kept / "note.txt", kept / "dashboard-mine.zip"):
        path.write_bytes(b"")
    first = run("sh", backup, kept, "2", DASHBOARD_LOG="1", **settings)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stderr.splitlines()[-1])["event"] == "backup.made"
    names = sorted(path.name for path in kept.iterdir())
    assert names[:3] == ["dashboard-20200103-023000.zip", names[1], "dashboard-mine.zip"]
    assert names[3:] == ["note.txt"]
    assert oct((kept / names[1]).stat().st_mode)[-3:] == "600"

    (kept / names[1]).write_bytes(b"torn")
    before = sorted(tmp_path.rglob("*"))
    assert run("sh", drill, kept, TMPDIR=str(tmp_path), **settings).returncode != 0
    assert sorted(tmp_path.rglob("*")) == before, "what is in use is not touched, and nothing is left behind"


@needs("sh")
def test_a_backup_that_fails_costs_no_older_one(opt: Path, settings: dict[str, str], tmp_path: Path) -> None:
    old = [tmp_path / "kept" / f"dashboard-2020010{day}-023000.zip" for day in (1, 2, 3)]
    for path in old:
        path.write_bytes(b"")
    assert run("sh", opt / "deploy/backup.sh", tmp_path / "kept", "1", **settings).returncode != 0
    assert sorted((tmp_path / "kept").iterdir()) == old
