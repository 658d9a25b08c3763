"""The store and the queries alone, without a server: opening, reading a new version, and one question of each kind.

Run with the application's interpreter: ``python -m bench.store`` prints one JSON object.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.made_up import LABEL, store_rows

from dashboard import board, queries
from dashboard.catalogue.loading import load
from dashboard.fiscal import Period, Precision
from dashboard.intake.seeding import make_store
from dashboard.observation import Observation, Status
from dashboard.queries import Snapshot
from dashboard.settings import ROOT, Settings
from dashboard.store import Store, Submission
from dashboard.store.batches import SCHEMA
from dashboard.typeface import FONT_FILES

SIZES = {"9k": (5, 74), "900k": (50, 740)}
UPLOADS = 20
INDICATOR, REGION = "made_up_003", "90003"
QUESTIONS: dict[str, Callable[[Snapshot], object]] = {
    "series": lambda snapshot: queries.series_of(snapshot, INDICATOR, REGION),
    "series_of_region": lambda snapshot: queries.series_by_indicator(snapshot, REGION),
    "regions_with_values": lambda snapshot: queries.regions_with_values(snapshot, INDICATOR),
    "versions": lambda snapshot: queries.versions(snapshot, INDICATOR, REGION),
    "history": lambda snapshot: snapshot.batches[::-1],
}


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        figures = _real(folder / "real")
        for name, (indicators, regions) in SIZES.items():
            print(name, file=sys.stderr)
            figures |= {f"{key}_{name}": value for key, value in _made_up(folder / name, indicators, regions).items()}
        catalogue = load(ROOT / "indicators.yaml")
        labels = [indicator.name for indicator in catalogue.tracked]
    fonts = sorted({str(path.parent) for path in FONT_FILES.values()})
    print(json.dumps({"figures": figures, "indicators": labels, "fonts": fonts}))


def _real(folder: Path) -> dict[str, list[float]]:
    """The project's own data: making the store at the very first start, and opening everything a page needs."""
    data = ROOT / "data"
    settings = Settings(ROOT / "indicators.yaml", data, str(folder / "store"))
    first = _once(lambda: (make_store(settings), board.open_board(settings)))
    store = Store(settings.store)
    return {
        "first_board_ms": [first],
        "open_board_ms": _times(lambda: board.open_board(settings), 20),
        "open_store_ms": _times(lambda: Snapshot.load(store), 30),
        "version_ms": _times(store.version, 100),
    }


def _made_up(folder: Path, indicators: int, regions: int) -> dict[str, list[float]]:
    store = Store(str(folder))
    store.create_from(store_rows(SCHEMA, indicators, regions))
    for n in range(UPLOADS - 1):
        store.append(_upload(n, regions))
    opened = _times(lambda: Snapshot.load(store), 10)
    new = [_new_version(store, UPLOADS + n, regions) for n in range(5)]
    snapshot = Snapshot.load(store)
    asked = {name: _times(lambda ask=ask: ask(snapshot), 200) for name, ask in QUESTIONS.items()}
    return {"open_store_ms": opened, "new_version_ms": new, **{f"{name}_ms": times for name, times in asked.items()}}


def _new_version(store: Store, n: int, regions: int) -> float:
    store.append(_upload(n, regions))
    return _once(lambda: Snapshot.load(store))


def _upload(n: int, regions: int) -> Submission:
    """One later quarter of one indicator for every region."""
    period = Period(date(2025 + n // 12, n % 12 + 1, 28), Precision.DAY)
    made_up = (
        Observation(INDICATOR, str(90000 + r), period, 100.0 + n, Status.OFFICIAL, LABEL) for r in range(regions)
    )
    return Submission(tuple(made_up), by=LABEL, file="", sha256="", reason=LABEL)


def _once(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def _times(action: Callable[[], object], times: int) -> list[float]:
    for _ in range(min(5, times // 5)):
        action()
    measured = [_once(action) for _ in range(times)]
    return sorted([min(measured), statistics.median(measured), max(measured)])


if __name__ == "__main__":
    main()
