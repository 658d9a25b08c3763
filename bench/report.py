"""The tables of a run: ours against the budgets, every target's figures, the growth of cost with the store.

``python -m bench.report [DOCUMENT]`` prints them again, and puts them into a document.
"""

import json
import math
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bench.targets import OUT

Results = dict[str, dict[str, list[float]]]
"""Target, or size of a store, to figure to samples."""

SMALLEST, LARGEST = "9 thousand", "35 million"
SIZES = {
    SMALLEST: (5, 74, 24, 24),
    "0.9 million": (13, 1741, 40, 400),
    "5 million": (75, 1741, 40, 400),
    LARGEST: (500, 1741, 40, 400),
}
"""Values in a store, to its indicators, regions, quarters and uploads."""

TARGETS = ("floor", "ours", "before", "streamlit", "dash")
COLUMNS = {
    "very_first_start_ms": "very first start (the store is made), to a served page, ms",
    "very_first_start_charts_ms": "very first start, to the first visitor's charts, ms",
    "very_first_start_live_ms": "very first start, to those of the live page, ms",
    "start_ms": "start to a served page, ms",
    "start_charts_ms": "start to the first visitor's charts, ms",
    "start_live_ms": "start to those of the live page, ms",
    "contentful_ms": "cold open, first contentful paint, ms",
    "open_all_ms": "cold open, all charts of the live page, ms",
    "slow_contentful_ms": "at 40 ms and 20 Mbit/s: first contentful paint, ms",
    "slow_open_all_ms": "at 40 ms and 20 Mbit/s: all charts, ms",
    "second_contentful_ms": "second visit, first contentful paint, ms",
    "second_visit_ms": "second visit, all charts, ms",
    "slow_second_visit_ms": "at 40 ms and 20 Mbit/s: second visit, all charts, ms",
    "shift_390": "layout shift (CLS), 390 pixels wide",
    "shift_1280": "layout shift, 1280",
    "shift_1920": "layout shift, 1920",
    "switch_ms": "switch of the indicator (peers: of the area), ms",
    "in_page_ms": "sorting in the page, ms",
    "marking_ms": "another region, in every picture of the page, ms",
    "region_ms": "another region, what only the server knows, ms",
    "view_kb": "cold view, kB",
    "fontless_view_kb": "cold view by a machine without a Japanese font, kB",
    "fontless_open_ms": "its cold open, all charts, ms",
    "view_cpu_ms": "server CPU a cold view, ms",
    "switch_cpu_ms": "server CPU a switch, ms",
    "region_cpu_ms": "server CPU another region, ms",
    "rerun_cpu_ms": "server CPU a rerun without a browser, ms",
    "views_per_s_1": "views/s, 1 client",
    "views_per_s_16": "views/s, 16 clients",
    "memory_mb": "memory after the first views, MB",
    "memory_after_mb": "memory after 1,000 reruns, 200 regions, every paper, MB",
    "memory_making_mb": "the same with the process that made them, before it ends, MB",
    "session_mb": "memory an added session, MB",
    "others": "share of the machine used by others meanwhile",
}
MEANS = {"view_cpu_ms", "switch_cpu_ms", "region_cpu_ms"}
"""Processor time is counted in ticks of 10 ms, so that only its mean says more than the tick."""

GROWING = {
    "first_open_ms": "opened for the first time, ms",
    "first_open_peak_mb": "most memory meanwhile, MB",
    "open_again_ms": "opened again after a restart, ms",
    "series_ms": "a series, ms",
    "known_at_ms": "a series as known at an earlier day, ms",
    "of_region_ms": "all indicators of a region, ms",
    "regions_ms": "regions with values of an indicator, ms",
    "versions_ms": "every version of a series, ms",
    "sources_ms": "sources of all values in force, ms",
    "upload_ms": "an upload of a value for every region, ms",
    "new_version_ms": "that seen by another process after its commit, ms",
    "resident_mb": "resident after all that, MB",
    "ask_peak_mb": "most memory meanwhile, MB",
}
NO_FIGURE = math.nan


@dataclass(frozen=True)
class Budget:
    """One promise: what, the figure reached, and the limit; ``at_least`` turns the comparison round."""

    what: str
    figure: float
    limit: float
    unit: str
    at_least: bool = False

    def row(self) -> str:
        sign = "≥" if self.at_least else "≤"
        limit = f"{sign} {self.limit:g}{self.unit}"
        if math.isnan(self.figure):
            return f"| {self.what} | – | {limit} | **miss**: not measured |"
        kept = self.figure >= self.limit if self.at_least else self.figure <= self.limit
        # So many digits that a figure beyond its limit does not look like it.
        digits = 3 if self.limit < 0.1 else 2 if self.limit < 20 else 0
        return f"| {self.what} | {self.figure:,.{digits}f}{self.unit} | {limit} | {'pass' if kept else '**miss**'} |"


def typical(results: Results, target: str, figure: str) -> float:
    """The median of the samples, or their mean where the clock is coarse; not a number if there are none."""
    samples = results.get(target, {}).get(figure)
    if not samples:
        return NO_FIGURE
    return statistics.mean(samples) if figure in MEANS else statistics.median(samples)


def budgets(results: Results) -> Iterator[Budget]:
    """Ours against each promise; ratios are taken within this one run."""

    def ours(figure: str) -> float:
        return typical(results, "ours", figure)

    def ratio(figure: str, peer: str, peers_figure: str = "") -> float:
        of_peer = typical(results, peer, peers_figure or figure)
        return ours(figure) / of_peer if of_peer else NO_FIGURE

    for slow, line in (("", ""), ("slow_", "at 40 ms and 20 Mbit/s: ")):
        paint = f"{slow}contentful_ms"
        yield Budget(f"{line}first contentful paint: to the floor's", ratio(paint, "floor"), 3, "×")
        shown = ratio(paint, "streamlit", f"{slow}open_all_ms")
        yield Budget(f"{line}first contentful paint: to typical Streamlit's charts", shown, 0.15, "×")
        yield Budget(
            f"{line}charts of the live page: to typical Streamlit's",
            ratio(f"{slow}open_all_ms", "streamlit"),
            0.45,
            "×",
        )
        yield Budget(
            f"{line}second visit, charts of the live page: to Dash's", ratio(f"{slow}second_visit_ms", "dash"), 0.8, "×"
        )
    for width in (390, 1280, 1920):
        moved = max(results.get("ours", {}).get(f"shift_{width}", [NO_FIGURE]))
        yield Budget(f"layout shift (CLS) at {width}, most of any open", moved, 0.02, "")
    for figure, what in (("switch_ms", "switch of the indicator"), ("marking_ms", "switch of the region")):
        yield Budget(f"{what}: to Dash's switch", ratio(figure, "dash", "switch_ms"), 0.3, "×")
        yield Budget(f"{what}: to the floor's", ratio(figure, "floor", "switch_ms"), 6, "×")
    part = ratio("region_ms", "dash", "switch_ms")
    yield Budget("switch of the region, what only the server knows: to Dash's switch", part, 0.6, "×")
    for figure, what in (("pointing_requests", "pointing at regions"), ("in_page_requests", "sorting")):
        asked = max(results.get("ours", {}).get(figure, [NO_FIGURE]))
        yield Budget(f"requests while {what}", asked, 0, "")
    yield Budget("start to a served page: to the state before", ratio("start_ms", "before"), 0.6, "×")
    charts = ratio("start_charts_ms", "before")
    yield Budget("start to the first visitor's charts: to the state before", charts, 0.5, "×")
    yield Budget("memory after the first views", ours("memory_mb"), 300, " MB")
    added = ours("memory_after_mb") - ours("memory_mb")
    yield Budget("memory added by 1,000 reruns, 200 regions and every paper", added, 100, " MB")
    views = ratio("views_per_s_16", "streamlit")
    yield Budget("views per second, 16 clients: to typical Streamlit", views, 25, "×", at_least=True)
    yield from _of_the_store(results)
    yield Budget("server CPU a cold view", ours("view_cpu_ms"), 100, " ms")
    yield Budget("server CPU a switch", ours("switch_cpu_ms"), 20, " ms")
    yield Budget("memory an added session", ours("session_mb"), 1, " MB")
    yield Budget("memory added by the later half of 1,000 reruns", _later_growth(results), 1, " MB")
    yield Budget("bytes of a cold view: to typical Streamlit", ratio("view_kb", "streamlit"), 0.75, "×")


def _of_the_store(results: Results) -> Iterator[Budget]:
    limits = {
        "series_ms": ("a series", 50, " ms"),
        "known_at_ms": ("a series as known at an earlier day", 50, " ms"),
        "of_region_ms": ("all indicators of a region", 100, " ms"),
        "new_version_ms": ("a new version seen by another process", 100, " ms"),
        "upload_ms": ("an upload of 1,741 values", 1000, " ms"),
        "open_again_ms": ("opened again after a restart", 2000, " ms"),
    }
    for figure, (what, limit, unit) in limits.items():
        yield Budget(f"{LARGEST} values: {what}", typical(results, LARGEST, figure), limit, unit)
    peaks = (typical(results, LARGEST, figure) for figure in ("first_open_peak_mb", "ask_peak_mb"))
    yield Budget(f"{LARGEST} values: most memory, the first opening included", max(peaks), 1000, " MB")
    for figure in ("open_again_ms", "series_ms", "of_region_ms", "upload_ms", "new_version_ms"):
        before = typical(results, f"{SMALLEST}, before", figure)
        share = typical(results, SMALLEST, figure) / before if before else NO_FIGURE
        what = GROWING[figure].removesuffix(", ms")
        yield Budget(f"{SMALLEST} values: {what}: to the state before (15 % is noise)", share, 1.15, "×")


def _later_growth(results: Results) -> float:
    """Memory in MB at the end of the reruns less that half-way, each the median of three readings."""
    memory = results.get("ours", {}).get("reruns_memory_mb", [])
    if len(memory) < 6:
        return NO_FIGURE
    middle = len(memory) // 2
    return statistics.median(memory[-3:]) - statistics.median(memory[middle - 1 : middle + 2])


def table(run: dict[str, Any]) -> str:
    """All tables in Markdown with when and where they were measured, and what failed."""
    return "\n".join(filter(None, blocks(run).values()))


def blocks(run: dict[str, Any]) -> dict[str, str]:
    """The parts of a report by their names in docs/performance.md."""
    results: Results = run["results"]
    quick = " One short round, to see that it works: its figures mean nothing." if run["quick"] else ""
    kept = "\n".join(budget.row() for budget in budgets(results))
    sizes = [name for size in SIZES for name in (f"{size}, before", size) if name in results]
    failed = "".join(f"- {where}: {what}\n" for where, what in run["failures"].items())
    return {
        "machine": f"{run['when']}, {run['machine']}.{quick}\n",
        "budgets": f"| budget | figure | limit | |\n|---|---|---|---|\n{kept}\n",
        "figures": _figures(results, [name for name in TARGETS if results.get(name, {}).keys() - {"others"}], COLUMNS),
        "scale": _figures(results, sizes, GROWING, exponents=True) if sizes else "",
        "papers": run.get("papers", ""),
        "failures": failed,
    }


def paste(run: dict[str, Any], text: str) -> str:
    """A document with each part in the place that ``<!-- bench: NAME -->`` and ``<!-- end -->`` mark."""
    for name, block in blocks(run).items():
        head, mark, rest = text.partition(f"<!-- bench: {name} -->\n")
        if mark:
            text = f"{head}{mark}{block}{rest[rest.index('<!-- end -->') :]}"
    return text


def _figures(results: Results, names: list[str], columns: dict[str, str], *, exponents: bool = False) -> str:
    head = [*names, "exponent"] if exponents else names
    lines = [f"| median [least–most] | {' | '.join(head)} |", f"|---|{'---|' * len(head)}"]
    for figure, title in columns.items():
        cells = [_cell(results, name, figure) for name in names]
        if any(cell != "–" for cell in cells):
            lines.append(f"| {title} | {' | '.join([*cells, *([_exponent(results, figure)] if exponents else [])])} |")
    return "\n".join(lines) + "\n"


def _exponent(results: Results, figure: str) -> str:
    """How the figure grows with the number of values, over the sizes that have the same uploads: 0 not, 1 with it."""
    sizes = [size for size in SIZES if size != SMALLEST]
    points = [(math.prod(SIZES[size][:3]), typical(results, size, figure)) for size in sizes]
    points = [(values, cost) for values, cost in points if cost > 0]
    if len(points) < 3:
        return "–"
    return f"{np.polyfit(*np.log(np.array(points)).T, 1)[0]:.2f}"


def _cell(results: Results, target: str, figure: str) -> str:
    samples = results[target].get(figure)
    if not samples:
        return "–"
    most = max(samples)
    digits = 0 if most >= 20 else 1 if most >= 2 else 2 if most >= 0.2 else 3
    middle, least, top = (f"{x:,.{digits}f}" for x in (typical(results, target, figure), min(samples), most))
    return middle if len(samples) == 1 else f"{middle} [{least}–{top}]"


if __name__ == "__main__":
    done = json.loads((OUT / "results.json").read_text(encoding="utf-8"))
    print(table(done))
    for document in map(Path, sys.argv[1:]):
        document.write_text(paste(done, document.read_text(encoding="utf-8")), encoding="utf-8")
