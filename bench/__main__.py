"""``python -m bench``: measures everything and writes bench/out/results.json and bench/out/table.md."""

import argparse
import io
import json
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from bench.browser import Browser
from bench.made_up import write_csv
from bench.phases import Effort, Run
from bench.report import Results, table
from bench.scale import measure_scale
from bench.targets import OUT, PEERS, ROOT, Plan, Target, targets

PARTS = ("scale", "starts", "memory", "visits", "font", "papers")
BEFORE = "968a4df"
"""The commit before the work on speed: what a start, and a store of 9,000 rows, are compared with."""


def main() -> None:
    options = _options()
    quick = Effort(rounds=1, starts=2, changes=2, sessions=3, seconds=2, reruns=60, patience=0)
    OUT.mkdir(parents=True, exist_ok=True)
    file = OUT / "results.json"
    done: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if options.add else {"results": {}}
    done |= {"when": time.strftime("%Y-%m-%d"), "machine": _machine(), "quick": options.quick, "failures": {}}
    earlier, results = done["results"], Results()

    def keep() -> None:
        done["results"] = {name: earlier.get(name, {}) | results.get(name, {}) for name in [*earlier, *results]}
        file.write_text(json.dumps(done, indent=1), encoding="utf-8")
        (OUT / "table.md").write_text(table(done), encoding="utf-8")

    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        run = Run(quick if options.quick else Effort(), results, done["failures"], keep)
        _measure(options, run, Path(scratch))
        if "papers" in options.only:
            run.guarded(
                "bench", "papers", lambda: done.update(papers=_output([options.app_python, "-m", "bench.papers"]))
            )
    keep()
    print(table(done))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--app-python", type=os.path.abspath, default=sys.executable, help="interpreter with the dashboard installed"
    )
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything works")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts alone")
    parser.add_argument("--add", action="store_true", help="keep what an earlier run has of the other parts")
    parser.add_argument("--targets", nargs="+", help="these alone, of: floor, ours, before, streamlit, dash")
    parser.add_argument(
        "--against", default=BEFORE, help="commit or folder of the earlier state that we are compared with"
    )
    return parser.parse_args()


def _measure(options: argparse.Namespace, run: Run, scratch: Path) -> None:
    plan = Plan(**json.loads(_output([options.app_python, "-m", "bench.store", "plan"])))
    chosen = targets(sys.executable, options.app_python, scratch, plan)
    if not run.guarded("before", "unpacking", lambda: _unpack(options.against, scratch / "before")):
        chosen.pop("before")
    write_csv(scratch / "data")
    subprocess.run([sys.executable, PEERS / "build_static.py", scratch / "data", scratch / "static"], check=True)
    wanted = options.targets or list(chosen)
    everyone = [target for name, target in chosen.items() if name in wanted]
    # A visit to the earlier state is taken only where it was asked for.
    visited = [target for target in everyone if options.targets or target.name != "before"]
    parts: dict[str, Callable[[], None]] = {
        "scale": lambda: measure_scale(run, everyone, scratch, quick=options.quick),
        "starts": lambda: _with_browser(plan, lambda browser: run.starts(browser, everyone)),
        "memory": lambda: _with_browser(plan, lambda browser: run.memory(browser, everyone)),
        "visits": lambda: _visits(run, plan, visited),
        "font": lambda: _without_font(run, [target for target in visited if target.name == "ours"]),
    }
    for name, part in parts.items():
        if name in options.only:
            print(time.strftime("%H:%M:%S"), name, file=sys.stderr)
            run.guarded("bench", name, part)
            run.keep()


def _with_browser(plan: Plan, part: Callable[[Browser], None]) -> None:
    with Browser(plan.fonts) as browser:
        part(browser)


def _visits(run: Run, plan: Plan, chosen: list[Target]) -> None:
    with Browser(plan.fonts) as browser, run.serving(chosen) as servers:
        run.visits(browser, servers)


def _without_font(run: Run, chosen: list[Target]) -> None:
    with Browser() as bare, run.serving(chosen) as servers:
        run.without_font(bare, servers)


def _unpack(what: str, folder: Path) -> None:
    """Another state of this project: a folder, or a commit of this checkout."""
    if Path(what).is_dir():
        folder.symlink_to(Path(what).resolve())
        return
    packed = subprocess.run(["git", "archive", what], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def _output(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def _machine() -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    with Browser() as browser:
        chromium = browser.version
    parts = (
        f"{psutil.cpu_count()} shared cores",
        f"{memory} GiB",
        system,
        f"Chromium {chromium}",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("streamlit", "dash")),
    )
    return ", ".join(parts)


if __name__ == "__main__":
    main()
