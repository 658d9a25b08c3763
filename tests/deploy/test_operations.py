"""docs/operations.md says what is so: its drill is run word for word; files, events, sentences and figures exist."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.intake.seeding import make_store
from dashboard.settings import ROOT, Settings
from dashboard.store import Store

DOCUMENT = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "deploy"
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py")))
MOST_LINES = 172


def block(name: str) -> str:
    """The commands under a mark of the document."""
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found, f"docs/operations.md has no commands under <!-- {name} -->"
    return found[1]


class Machine:
    """A folder that stands for a server: /opt, /etc and /var in it, and programs in place of sudo and systemctl."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(DEPLOY, folder / "opt/dashboard/deploy")
        python = folder / "opt/dashboard/.venv/bin/python"
        programs = folder / "usr/local/bin"
        unit = (DEPLOY / "dashboard-backup.service").read_text(encoding="utf-8")
        (start,) = re.findall(r"^ExecStart=(.+)$", unit, re.MULTILINE)
        self._program(python, f'exec "{sys.executable}" "$@"')
        self._program(programs / "sudo", '[ "$1" = -u ] && shift 2\nexec "$@"')
        backup = self._here(start)
        self._program(programs / "systemctl", f'if [ "$2" = dashboard-backup ]; then exec {backup}; fi')
        (programs / "dashboard").symlink_to(folder / "opt/dashboard/deploy/dashboard.sh")
        for place in ("etc/dashboard", "var/lib/dashboard", "var/backups/dashboard"):
            (folder / place).mkdir(parents=True)
        settings = self._here((DEPLOY / "dashboard.env").read_text(encoding="utf-8"))
        (folder / "etc/dashboard/dashboard.env").write_text(settings, encoding="utf-8")

    def _here(self, text: str) -> str:
        return re.sub(r"(?<![\w.])/(?=(opt|etc|var)/)", f"{self.folder}/", text)

    @staticmethod
    def _program(path: Path, script: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, commands: str) -> str:
        """What the commands print; they must all succeed."""
        environment = {
            **os.environ,
            "PATH": f"{self.folder}/usr/local/bin:{os.environ['PATH']}",
            "DASHBOARD_ENV": str(self.folder / "etc/dashboard/dashboard.env"),
        }
        words = ["sh", "-eu", "-c", self._here(commands)]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.mark.skipif(shutil.which("sh") is None, reason="the commands are for a shell")
def test_the_drill_and_the_restore_are_done_word_for_word(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    store = tmp_path / "var/lib/dashboard/store"
    make_store(Settings(ROOT / "indicators.yaml", ROOT / "data", str(store)))
    rows, files = Store(str(store)).read(), sorted(store.parent.rglob("*"))
    last = machine.run(block("drill")).splitlines()[-1]
    (newest,) = (tmp_path / "var/backups/dashboard").iterdir()
    assert last.startswith(f"「{newest}」")
    assert last.endswith("から元に戻せることを確かめました。")
    assert sorted(store.parent.rglob("*")) == files, "what is in use is not touched"

    for path in (store / "observations").glob("*.parquet"):
        path.write_bytes(b"damaged")
    commands = block("restore")
    assert "dashboard-YYYYMMDD-HHMMSS.zip" in commands
    machine.run(commands.replace("dashboard-YYYYMMDD-HHMMSS.zip", newest.name))
    assert Store(str(store)).read().equals(rows)
    assert (store.parent / "store.broken/observations").is_dir(), "what was broken is kept"


def test_it_is_short_enough_to_be_read_on_the_phone() -> None:
    assert len(DOCUMENT.splitlines()) <= MOST_LINES


def test_every_file_of_deploy_is_named_and_every_named_file_is_there() -> None:
    named = {name.rstrip(".") for name in re.findall(r"deploy/([\w.*-]+)", DOCUMENT)}
    files = {path.name for path in DEPLOY.iterdir()}
    assert [name for name in named if not list(DEPLOY.glob(name))] == []
    assert files - {path.name for name in named for path in DEPLOY.glob(name)} == set()


def test_every_event_that_is_named_is_written() -> None:
    paragraph = DOCUMENT[DOCUMENT.index("Events: ") : DOCUMENT.index("Never a cell of a file")]
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", paragraph))
    assert len(named) > 10
    assert [event for event in sorted(named) if f'"{event}"' not in SOURCE] == []


def test_every_sentence_that_is_quoted_is_one_of_the_program() -> None:
    text = re.sub(r'"\s*\n\s*f?"', "", SOURCE) + (DEPLOY / "drill.sh").read_text(encoding="utf-8")
    quotes = re.findall(r"「((?:[^「」]|「[^「」]*」)+)」", DOCUMENT)
    parts = [part.strip("「」") for quote in quotes for part in re.split("[…]", quote)]
    assert len(parts) > 10
    assert [part for part in parts if len(part) > 2 and part not in text] == []


def test_the_figures_are_those_of_the_files() -> None:
    unit = (DEPLOY / "dashboard.service").read_text(encoding="utf-8")
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    backup = (DEPLOY / "dashboard-backup.service").read_text(encoding="utf-8")
    for words, text, figure in (
        ("2 GB of memory", unit, "MemoryMax=2G"),
        ("8,192 open files", unit, "LimitNOFILE=8192"),
        ("nginx 11 MB", site, "client_max_body_size 11m;"),
        ("500 connections", site, "limit_conn dashboard_clients 500;"),
        ("20 papers a minute", site, "rate=20r/m"),
        ("the newest 30", backup, "/var/backups/dashboard 30"),
        ("Nightly at 02:30", (DEPLOY / "dashboard-backup.timer").read_text(encoding="utf-8"), "02:30"),
    ):
        assert words in DOCUMENT
        assert figure in text
