"""The real plan at a terminal: a store of its own, commands, files."""

import shutil
from pathlib import Path

import pytest

from cli.terminal import Csv, Run, Said
from dashboard.board import Board
from dashboard.cli import main
from dashboard.settings import ROOT, Settings
from dashboard.store import Store


@pytest.fixture
def store(real_board: Board, real_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The real plan, with a store of its own that holds the published figures."""
    assert real_board
    shutil.copytree(real_settings.store, tmp_path / "store")
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(ROOT / "indicators.yaml"))
    monkeypatch.setenv("DASHBOARD_DATA", str(ROOT / "data"))
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    return Store(str(tmp_path / "store"))


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str]) -> Run:
    def said(*arguments: str) -> Said:
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Said(status, *capsys.readouterr())

    return said


@pytest.fixture
def csv(tmp_path: Path) -> Csv:
    def written(text: str, name: str = "四半期の報告.csv", encoding: str = "cp932") -> str:
        (tmp_path / name).write_bytes(text.encode(encoding))
        return str(tmp_path / name)

    return written
