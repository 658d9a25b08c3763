"""``python -m bench``: measures everything and writes bench/out/results.json and bench/out/table.md."""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from bench.browser import Browser
from bench.made_up import write_csv
from bench.phases import Effort, Results, Run
from bench.report import table, turns_table
from bench.servers import Server
from bench.targets import OUT, PEERS, ROOT, Target, targets


def main() -> None:
    options = _options()
    effort = Effort(rounds=2, changes=2, sessions=3, seconds=2, reruns=100, patience=0) if options.quick else Effort()
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        if options.against:
            print(turns_table(_turns(options.app_python, options.against.resolve(), Path(scratch), effort)))
            return
        results, chromium = _measure(options.app_python, Path(scratch), effort)
    run = {"when": time.strftime("%Y-%m-%d"), "machine": _machine(chromium), "quick": options.quick, "results": results}
    (OUT / "results.json").write_text(json.dumps(run, indent=1), encoding="utf-8")
    (OUT / "table.md").write_text(table(run), encoding="utf-8")
    print(table(run))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--app-python", default=sys.executable, help="interpreter with the dashboard installed")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything works")
    parser.add_argument(
        "--against",
        type=Path,
        metavar="CHECKOUT",
        help="another checkout with its .venv: both applications in turns, and nothing else",
    )
    return parser.parse_args()


def _measure(app_python: str, scratch: Path, effort: Effort) -> tuple[Results, str]:
    alone = _store(app_python)
    write_csv(scratch / "data")
    subprocess.run([sys.executable, PEERS / "build_static.py", scratch / "data", scratch / "static"], check=True)
    chosen = targets(sys.executable, app_python, scratch, tuple(alone["indicators"]))
    results: Results = {"store": alone["figures"]}
    with Browser(alone["fonts"]) as browser:
        run = Run(browser, effort, results)
        run.starts(chosen)
        with _serving(chosen) as servers:
            run.visits(servers)
    with Browser() as bare, _serving([target for target in chosen if target.name == "ours"]) as servers:
        Run(bare, effort, results).without_font(servers)
        return results, bare.version


def _turns(app_python: str, checkout: Path, scratch: Path, effort: Effort) -> Results:
    """This checkout and another one, round by round in turns, so that a busy minute falls on both alike."""
    alone = _store(app_python)
    (ours,) = (
        target
        for target in targets(sys.executable, app_python, scratch, tuple(alone["indicators"]))
        if target.name == "ours"
    )
    other_python = str(checkout / ".venv" / "bin" / "python")
    other = replace(
        ours,
        name="before",
        command=(other_python, *ours.command[1:]),
        folder=checkout,
        environment={"DASHBOARD_STORE": str(scratch / "store_before")},
        store=scratch / "store_before",
    )
    results: Results = {}
    with Browser(alone["fonts"]) as browser:
        run = Run(browser, effort, results)
        run.starts([other, ours])
        with _serving([other, ours]) as servers:
            run.turns(servers)
    return results


@contextmanager
def _serving(chosen: Sequence[Target]) -> Iterator[list[Server]]:
    servers = [Server(target, OUT) for target in chosen]
    with ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        yield servers


def _store(app_python: str) -> dict[str, Any]:
    """The store and the queries, measured by the application's own interpreter before any server runs."""
    done = subprocess.run([app_python, "-m", "bench.store"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _machine(chromium: str) -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
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
