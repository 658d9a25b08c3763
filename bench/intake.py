"""The intake alone, beside another checkout's: how long 190,000 values take to be read, and how much memory.

``.venv/bin/python -m bench.intake --against CHECKOUT`` makes the files (架空の値), reads each of them in new processes
of both checkouts in turns, each with the ``.venv`` of its own, and prints a table. Seconds are of processor time, which
neighbours on the machine disturb least; the best of the rounds counts.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

ROWS = 190_000
"""Values in a file; the intake takes in ten megabytes and 200,000 rows at most."""

FIRST_DAY = date(2019, 4, 1)
TODAY = date(2026, 11, 27)
Rows = Iterator[list[object]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout with its own .venv")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        print(json.dumps(_read(options.read)))
        return
    here = Path(__file__).resolve().parents[1]
    checkouts = [here] if options.against is None else [options.against.resolve(), here]
    print("| file | checkout | rows read | s | ratio | MB | ratio |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for name, make in FILES.items():
            path = Path(scratch) / name
            make(path)
            _compare(path, checkouts, options.rounds)


def _compare(path: Path, checkouts: list[Path], rounds: int) -> None:
    samples: dict[Path, list[dict[str, float]]] = {checkout: [] for checkout in checkouts}
    for at in range(rounds):
        for checkout in checkouts[:: 1 if at % 2 else -1]:
            command = [str(checkout / ".venv/bin/python"), __file__, "--read", str(path)]
            answer = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
            samples[checkout].append(json.loads(answer.stdout))
    first = None
    for checkout, of_checkout in samples.items():
        best = {key: min(sample[key] for sample in of_checkout) for key in of_checkout[0]}
        first = first or best
        seconds, memory = (f"{best[key] / first[key]:.2f}" for key in ("seconds", "megabytes"))
        figures = f"{best['rows']:,.0f} | {best['seconds']:.2f} | {seconds} | {best['megabytes']:.0f} | {memory}"
        print(f"| {path.name} | {checkout.name} | {figures} |", flush=True)


def _read(path: Path) -> dict[str, float]:
    """What reading one file costs this process, which has read another one before."""
    from dashboard.catalogue.loading import load
    from dashboard.intake import Context, examine
    from dashboard.places import load_regions
    from dashboard.settings import ROOT

    catalogue = load(ROOT / "indicators.yaml")
    plan = catalogue.plan
    context = Context(catalogue, load_regions(ROOT / "data", plan.region_code, plan.region_name), TODAY)
    data = path.read_bytes()
    examine(b"a,b\n", context)
    start = time.process_time()
    draft = examine(data, context)
    seconds = time.process_time() - start
    if draft.blocked:
        raise SystemExit(str(draft.errors[:3]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rows": len(draft.rows), "seconds": seconds, "megabytes": peak / 1024}


# The files. Regions, indicators and days are real names, every value is made up.


def _regions() -> list[tuple[str, str]]:
    from dashboard.catalogue.loading import load
    from dashboard.places import load_regions
    from dashboard.settings import ROOT

    plan = load(ROOT / "indicators.yaml").plan
    return [
        (each.code, each.name)
        for each in load_regions(ROOT / "data", plan.region_code, plan.region_name).municipalities
    ]


def _indicators() -> list[str]:
    from dashboard.catalogue.loading import load
    from dashboard.settings import ROOT

    return [indicator.id for indicator in load(ROOT / "indicators.yaml").indicators if not indicator.precisions]


def _days() -> Iterator[str]:
    day = FIRST_DAY
    while True:
        yield day.isoformat()
        day += timedelta(days=1)


def _long() -> Rows:
    regions, indicators = _regions(), _indicators()
    yield ["指標", "地域コード", "時点", "値", "区分"]
    count = 0
    for day in _days():
        for code, _ in regions:
            for indicator in indicators:
                yield [indicator, code, day, 50 + count % 17, "確定"]
                count += 1
                if count == ROWS:
                    return


def _wide() -> Rows:
    regions, indicators = _regions(), _indicators()
    yield ["架空の値（性能の測定用）"]
    yield ["地域コード", "地域名", "時点", *indicators, "区分"]
    count = 0
    for day in _days():
        for code, name in regions:
            count += len(indicators)
            if count > ROWS:
                return
            yield [code, name, day, *(50 + (count + at) % 17 for at in range(len(indicators))), "確定"]


def _csv(rows: Callable[[], Rows]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows())

    return write


def _workbook(rows: Callable[[], Rows]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
            page = book.add_worksheet("架空の値")
            for number, cells in enumerate(rows()):
                page.write_row(number, 0, cells)

    return write


FILES: dict[str, Callable[[Path], None]] = {
    "long.csv": _csv(_long),
    "wide.csv": _csv(_wide),
    "long.xlsx": _workbook(_long),
    "wide.xlsx": _workbook(_wide),
}

if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    sys.exit(main())
