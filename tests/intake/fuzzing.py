"""The long run of decorated files: ``make fuzz``; seeded, and resumed where it stopped.

``python -m intake.fuzzing --files 20000`` (in ``tests/``) judges the files one by one, keeps its count in a file,
prints a table by decoration and writes docs/fuzz.md when it is through.
"""

import argparse
import json
import subprocess
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dashboard.intake import Draft, examine
from intake.decorating import DECORATIONS, HARMLESS, Decorated, decorated
from intake.judging_files import Verdict, plain_words, verdict
from intake.making import CONTEXT

ROOT = Path(__file__).parents[2]
STEP = 100
"""So many files are judged between two notes of how far it is."""


def judged(made: Decorated) -> tuple[Verdict, Draft]:
    """The verdict on a file; a traceback is wrong."""
    try:
        draft = examine(made.data, CONTEXT, made.answers, made.page.name)
    except Exception:
        return Verdict("wrong", traceback.format_exc(limit=-3)), Draft()
    return verdict(made.page, plain_words(made.words), draft), draft


@dataclass
class Run:
    """How far a run is: its next file, the outcomes by decoration, the rules by kind of file, and what was wrong."""

    seed: int
    next: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    wrong: list[list[object]] = field(default_factory=list)

    def judge_next(self) -> None:
        """Judges one file, and every tenth also as it was before its decorations."""
        number = self.next
        made = decorated(self.seed, number)
        result, draft = judged(made)
        if set(made.kinds) <= HARMLESS:
            self._count_rules("harmless", draft)
        for kind in ("all", *made.kinds):
            self.counts[f"{kind}|{result.outcome}"] += 1
        if result.outcome == "wrong":
            self.wrong.append([number, made.page.shape, made.page.kind, made.kinds, result.why])
            print(*self.wrong[-1], flush=True)
        if number % 10 == 0:
            self._count_rules("good", judged(decorated(self.seed, number, 0, 0))[1])
        self.next += 1

    def _count_rules(self, which: str, draft: Draft) -> None:
        self.clean[f"{which} files"] += 1
        for rule in {problem.rule for problem in draft.problems}:
            self.clean[f"{which} {rule}"] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--from", type=int, dest="first", help="begin at this file, and leave docs/fuzz.md as it is")
    parser.add_argument("--progress", type=Path, default=ROOT / ".fuzz")
    parser.add_argument("--show", type=int, help="print one file with all that is said of it")
    options = parser.parse_args()
    if options.show is not None:
        return _show(options.seed, options.show)
    kept = options.progress / f"{options.seed}.json"
    run = Run(options.seed, options.first or 0)
    if options.first is None and kept.exists():
        state = json.loads(kept.read_text(encoding="utf-8"))
        run = Run(run.seed, state["next"], Counter(state["counts"]), Counter(state["clean"]), state["wrong"])
    while run.next < options.files:
        run.judge_next()
        if options.first is None and (run.next % STEP == 0 or run.next == options.files):
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps(vars(run), ensure_ascii=False), encoding="utf-8")
    print(_table(run.counts))
    print(_clean_table(run.clean))
    if options.first is None:
        (ROOT / "docs/fuzz.md").write_text(_page(run), encoding="utf-8")
    return 1 if run.wrong else 0


def _table(counts: Counter[str]) -> str:
    rows = ["| decoration | files | read as meant | told | wrong |", "|---|---|---|---|---|"]
    for kind in ["all", *DECORATIONS]:
        figures = [counts[f"{kind}|{outcome}"] for outcome in ("read", "told", "wrong")]
        rows.append(f"| {kind} | {sum(figures):,} | {' | '.join(f'{figure:,}' for figure in figures)} |")
    return "\n".join(rows)


def _clean_table(clean: Counter[str]) -> str:
    rows = ["| rule | good files | with harmless things only |", "|---|---|---|"]
    rules = sorted({key.split()[1] for key in clean} - {"files"})
    for rule in rules:
        shares = [clean[f"{which} {rule}"] / max(1, clean[f"{which} files"]) for which in ("good", "harmless")]
        rows.append(f"| {rule} | {shares[0]:.1%} | {shares[1]:.1%} |")
    return "\n".join(rows)


def _page(run: Run) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    head = f"{run.next:,} files of seed {run.seed}, {datetime.now(UTC).date().isoformat()}, {commit.stdout.strip()}"
    good, harmless = (run.clean[f"{which} files"] for which in ("good", "harmless"))
    wrong = "\n".join(f"- {number}: {shape}, {kind}, {kinds}: {why}" for number, shape, kind, kinds, why in run.wrong)
    return f"""# Decorated files: the last long run

`make fuzz`: {head}: **{len(run.wrong)} with a wrong value**.

A good file in one of eleven shapes (CSV in three encodings, workbooks) gets one to four decorations that real files
have: words around the table, columns, marks, hidden and merged cells, other sheets, spellings, damage. *Read as meant*:
every value as it is in truth, and no warning; *told*: a warning or an error names the cell, its row or column, or
quotes the words; *wrong*: a value that is not the truth, or one that is lost, and nothing says so.
`python -m intake.fuzzing --seed {run.seed} --show NUMBER` in `tests/` prints a file with all that is said of it.

{wrong or "None is wrong."}

{_table(run.counts)}

False alarms: what is said of {good:,} of these files without any decoration, and of the {harmless:,} whose decorations
change no figure (titles, notes, columns of contacts, sums), by rule. W24 asks about a region, a date or an indicator
that is told once for the whole file; N rules are notices.

{_clean_table(run.clean)}
"""


def _show(seed: int, number: int) -> int:
    made = decorated(seed, number)
    result, draft = judged(made)
    page = made.page
    print(made.kinds, made.words, page.shape, page.kind, page.encoding, page.name, page.sheet, made.answers)
    print(page.boxes, page.header_text)
    for row, cells in enumerate(page.lines, 1):
        print(row, [f"{'*' if cell.key in page.truth else '!' if cell.key else ''}{cell.text}" for cell in cells])
    for problem in draft.problems:
        print("  ", problem.rule, problem.message)
    print("  ", draft.understanding)
    print(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
