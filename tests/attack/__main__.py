"""The long form: `make attack` runs every attack and writes its table into docs/security.md.

python -m attack [--seed 13] [--only WORDS] [--rounds N] [--no-table]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from attack.attacking import Attack, Bounds, Toll
from attack.every import every_attack
from dashboard.event_log import spoken_to_a_person
from dashboard.fiscal import today
from dashboard.settings import ROOT

DOCUMENT = ROOT / "docs/security.md"
START, END = "<!-- attacks -->", "<!-- end of attacks -->"
COLUMNS = ("attack", "tries", "lost", "torn", "by strangers", "slower for others", "MB kept", "seen")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m attack")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--no-table", action="store_true")
    arguments = parser.parse_args()
    rows: dict[str, str] = {}
    failures = 0
    for attack in every_attack():
        if arguments.only not in attack.name:
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, spoken_to_a_person():
            toll = attack.run(Bounds(arguments.seed, arguments.rounds or attack.long, Path(folder)))
        rows[attack.name] = _row(attack, toll)
        faults = toll.faults
        failures += bool(faults)
        print(f"{rows[attack.name]}  ({time.monotonic() - started:.0f} s)", *faults, sep="\n    ", flush=True)
    if not arguments.no_table and not arguments.rounds:
        _write(rows, arguments.seed)
    return min(failures, 1)


def _row(attack: Attack, toll: Toll) -> str:
    slower = "" if toll.slowdown is None else f"{toll.slowdown:.1f}×"
    memory = "" if toll.memory_left is None else f"{toll.memory_left:.0f}"
    seen = "; ".join([*toll.broken, toll.remarks] if toll.remarks else toll.broken)
    return _line(attack.name, f"{toll.tries:,}", toll.lost, toll.torn, toll.strangers, slower, memory, seen)


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _write(rows: Mapping[str, str], seed: int) -> None:
    """The rows of this run, and of earlier ones those of attacks that were not run again."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(START)
    earlier, after = rest.split(END)
    for line in earlier.splitlines():
        cells = line.split(" | ")
        if len(cells) == len(COLUMNS):
            rows = {cells[0].removeprefix("| "): line, **rows}
    table_rows = [rows[attack.name] for attack in every_attack() if attack.name in rows]
    head = [f"Last run {today().isoformat()}, seed {seed}.", "", _line(*COLUMNS), _line(*("---" for _ in COLUMNS))]
    table = "\n".join([*head, *table_rows])
    DOCUMENT.write_text(f"{before}{START}\n{table}\n{END}{after}", encoding="utf-8")


sys.exit(main())
