"""Another engine reads the store's table and answers as we do; left out where that engine is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.settings import ROOT

pytest.importorskip("pysail", reason="bench/engine-requirements.txt is not installed")


def test_a_distributed_engine_gives_the_same_values_and_grades(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    subprocess.run([sys.executable, "-m", "bench.nation", store, "20", "30", "8", "32"], cwd=ROOT, check=True)
    asked = [sys.executable, "-m", "bench.engine", store]
    answered = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert answered.stdout.count("equal") == 3
