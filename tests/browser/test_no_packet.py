"""No packet leaves and no name is asked for: at the start, for pages, and for strangers with a foreign Origin."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.settings import ROOT

IN_A_NETWORK_OF_ITS_OWN = ("unshare", "--net", "--mount", "--fork")


def can_be_shut_in() -> bool:
    if not sys.platform.startswith("linux") or not (shutil.which("unshare") and shutil.which("ip")):
        return False
    attempt = [*IN_A_NETWORK_OF_ITS_OWN, "ip", "link", "set", "lo", "up"]
    return subprocess.run(attempt, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_be_shut_in(), reason="a network of its own takes Linux and root")
def test_nothing_leaves_whatever_strangers_say(tmp_path: Path) -> None:
    run = subprocess.run(
        [*IN_A_NETWORK_OF_ITS_OWN, sys.executable, "-m", "browser.without_a_way_out", str(tmp_path)],
        check=False,
        cwd=ROOT / "tests",
        env={name: value for name, value in os.environ.items() if name != "DASHBOARD_EDITOR"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    assert seen["asked"] == []
    assert seen["left"] == []
    assert seen["statuses"] == [403] * 10
    assert seen["elements"] > 10
    assert seen["control"]["asked"]
    assert "192.0.2.1" in seen["control"]["left"]
