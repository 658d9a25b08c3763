"""How the store's cost grows: the same questions at each size, in processes of their own (``bench.store``)."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.phases import Run
from bench.report import SIZES, SMALLEST
from bench.servers import environment
from bench.targets import ROOT, Target

LIMIT_SECONDS = 600
ROUNDS = 3
"""At the smallest size, where we are compared with the earlier state."""


def measure_scale(run: Run, targets: Sequence[Target], scratch: Path, *, quick: bool) -> None:
    """Builds each store with our own writing, and asks; of the smallest, the earlier state is asked in turns."""
    by_name = {target.name: target for target in targets}
    ours = by_name.get("ours")
    if ours is None:
        return
    for size, numbers in list(SIZES.items())[: 2 if quick else None]:
        print(time.strftime("%H:%M:%S"), size, file=sys.stderr)
        folder = scratch / f"nation_{numbers[0]}"
        build = partial(_python, ours, "bench.nation", folder, *numbers)
        if run.guarded(size, "building", build):
            asked = [ours, *([by_name["before"]] if size == SMALLEST and "before" in by_name else [])]
            _ask(run, size, folder, asked)
        shutil.rmtree(folder, ignore_errors=True)
        run.keep()


def _ask(run: Run, size: str, folder: Path, targets: Sequence[Target]) -> None:
    """Each target has a store of its own; only the first one of a size is not a copy."""
    copies = {target.name: folder.with_name(f"{folder.name}_{target.name}") for target in targets}
    for copy in copies.values():
        shutil.copytree(folder, copy)
    for number in range(ROUNDS if size == SMALLEST else 1):
        for target in targets:
            for door in ("open", "ask") if number == 0 else ("ask",):
                name = size if target.name == "ours" else f"{size}, {target.name}"

                def measure(target: Target = target, door: str = door, name: str = name) -> None:
                    answer = _python(target, "bench.store", door, copies[target.name])
                    for figure, samples in json.loads(answer).items():
                        run.results.setdefault(name, {}).setdefault(figure, []).extend(samples)

                run.guarded(name, door, measure)
    for copy in copies.values():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.rmtree(f"{copy}.cache", ignore_errors=True)


def _python(target: Target, module: str, *arguments: object) -> str:
    command = [target.command[0], "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(target), timeout=LIMIT_SECONDS, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1])
    return done.stdout
