"""The store and the questions alone, without a server, at one size; in the application's interpreter.

``python -m bench.store plan`` prints what the browser needs to know of the plan. ``open FOLDER`` times the first time
that a store is opened, and ``ask FOLDER`` what a later process meets: opening, each kind of question, another process
taking in an upload, and seeing it. Each prints one JSON object and is a process of its own, for its memory.
"""

import hashlib
import inspect
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from datetime import date
from functools import partial
from pathlib import Path

from bench.made_up import LABEL

from dashboard import queries
from dashboard.catalogue.loading import load
from dashboard.fiscal import Period, Precision
from dashboard.now import Now, present
from dashboard.observation import Observation, Status
from dashboard.places import load_regions
from dashboard.settings import ROOT
from dashboard.store import Store, Submission
from dashboard.typeface import FONT_FILES

TIMES = 40
"""How often each question is asked, each time of another indicator and region."""
UPLOADS = 5
Figures = dict[str, list[float]]


def main() -> None:
    doors: dict[str, Callable[..., object]] = {"plan": _plan, "open": _open, "ask": _ask, "write": _write}
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):  # the event log
        answer = doors[sys.argv[1]](*sys.argv[2:])
    print(json.dumps(answer))


def _plan() -> object:
    catalogue = load(ROOT / "indicators.yaml")
    regions = load_regions(ROOT / "data", catalogue.plan.region_code, catalogue.plan.region_name)
    return {
        "indicators": {indicator.id: indicator.name for indicator in catalogue.tracked},
        "regions": [region.code for region in regions.municipalities],
        "fonts": sorted({str(path.parent) for path in FONT_FILES.values()}),
    }


def _open(folder: str) -> Figures:
    return {"first_open_ms": [_once(lambda: _now(folder))], "first_open_peak_mb": [_peak_mb()]}


def _ask(folder: str) -> Figures:
    figures: Figures = {"open_again_ms": [_once(lambda: _now(folder))]}
    now = _now(folder)
    snapshot = now.board.snapshot
    indicators, regions = _names(snapshot)
    past = snapshot.batches[len(snapshot.batches) // 2].committed_at
    chosen = random.Random(1)

    def one() -> tuple[str, str]:
        return chosen.choice(indicators), chosen.choice(regions)

    questions: dict[str, Callable[[], object]] = {
        "series": lambda: queries.series_of(snapshot, *one()),
        "known_at": lambda: queries.series_of(snapshot, *one(), known_at=past),
        "of_region": lambda: queries.series_by_indicator(snapshot, one()[1]),
        "regions": lambda: queries.regions_with_values(snapshot, one()[0]),
        "versions": lambda: queries.versions(snapshot, *one()),
        "sources": lambda: queries.sources_in_force(snapshot),
    }
    for name, ask in questions.items():
        figures[f"{name}_ms"] = [_once(ask) for _ in range(TIMES + 5)][5:]
    figures["upload_ms"], figures["new_version_ms"] = _uploads(folder, indicators[0], regions)
    return figures | {"resident_mb": [_resident_mb()], "ask_peak_mb": [_peak_mb()]}


def _names(snapshot: queries.Snapshot) -> tuple[list[str], list[str]]:
    """Indicators and regions: both are numbered from nothing (``bench.nation``)."""
    regions = sorted(queries.regions_with_values(snapshot, "made_up_000"))
    indicators = sorted(queries.series_by_indicator(snapshot, regions[0]))
    return indicators, regions


def _uploads(folder: str, indicator: str, regions: list[str]) -> tuple[list[float], list[float]]:
    """Another process commits; how long that took it, and how long afterwards this one has the new version."""
    command = [sys.executable, "-m", "bench.store", "write", folder, indicator, str(len(regions))]
    uploads, seen = [], []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin
        assert writer.stdout
        for _ in range(UPLOADS + 1):
            before = _now(folder).board.snapshot.version
            writer.stdin.write("one\n")
            writer.stdin.flush()
            uploads.append(float(writer.stdout.readline()))
            seen.append(_once(lambda: _now(folder)))
            assert _now(folder).board.snapshot.version == before + 1
        writer.stdin.close()
    return uploads[1:], seen[1:]


def _write(folder: str, indicator: str, regions: str) -> None:
    # Earlier versions know no cache.
    store = Store(*(folder, Path(f"{folder}.cache"))[: len(inspect.signature(Store).parameters)])
    for number, _ in enumerate(sys.stdin):
        data = f"{LABEL}{number}{time.time_ns()}".encode()
        period = Period(date(2031 + number, 3, 28), Precision.DAY)
        observations = tuple(
            Observation(indicator, str(90000 + region), period, 100.0 + number, Status.OFFICIAL, LABEL)
            for region in range(int(regions))
        )
        submission = Submission(observations, LABEL, "a.csv", hashlib.sha256(data).hexdigest(), LABEL, data)
        print(_once(partial(store.append_once, submission)), flush=True)


def _now(folder: str) -> Now:
    os.environ |= {"DASHBOARD_STORE": folder, "DASHBOARD_CACHE": f"{folder}.cache"}
    return present()


def _once(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
