"""The tables of a run: ours against the budgets, and every target's figures. ``python -m bench.report`` prints them."""

import json
import statistics
from dataclasses import dataclass
from typing import Any

from bench.targets import OUT

Results = dict[str, dict[str, list[float]]]

COLUMNS = {
    "very_first_start_ms": "very first start (the store is made), to a served page, ms",
    "start_ms": "start to a served page, ms",
    "start_charts_ms": "start to the first visitor's charts, ms",
    "open_first_ms": "cold open, first chart, ms",
    "open_all_ms": "cold open, all charts, ms",
    "slow_line_open_ms": "the same at 40 ms and 20 Mbit/s, ms",
    "second_visit_ms": "second visit, ms",
    "switch_ms": "switch, ms",
    "in_page_ms": "sorting in the page, ms",
    "marking_ms": "marking a region in the page, ms",
    "region_ms": "all about another region, ms",
    "view_kb": "cold view, kB",
    "fontless_view_kb": "cold view by a machine without a Japanese font, kB",
    "fontless_open_ms": "its cold open, all charts, ms",
    "view_cpu_ms": "server CPU a cold view, ms",
    "switch_cpu_ms": "server CPU a switch, ms",
    "region_cpu_ms": "server CPU another region, ms",
    "rerun_cpu_ms": "the same without a browser, over 1,000 reruns, ms",
    "views_per_s_1": "views/s, 1 client",
    "views_per_s_16": "views/s, 16 clients",
    "memory_mb": "memory after the first views, MB",
    "session_mb": "memory an added session, MB",
    "others": "share of the machine used by others meanwhile",
}
MEANS = {"view_cpu_ms", "switch_cpu_ms", "region_cpu_ms"}
"""Processor time is counted in ticks of 10 ms, so that only its mean says more than the tick."""


@dataclass(frozen=True)
class Budget:
    """One promise: what, the figure reached, and the limit; ``at_least`` turns the comparison round."""

    what: str
    figure: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def row(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "pass" if self.kept else "**miss**"
        return f"| {self.what} | {self.figure:.2f}{self.unit} | {sign} {self.limit:g}{self.unit} | {verdict} |"


def typical(results: Results, target: str, figure: str) -> float:
    """The median of the samples, or their mean where the clock is coarse; not a number if there are none."""
    samples = results.get(target, {}).get(figure)
    if not samples:
        return float("nan")
    return statistics.mean(samples) if figure in MEANS else statistics.median(samples)


def budgets(results: Results) -> list[Budget]:
    """Ours against each promise; ratios are taken within this one run."""

    def ours(figure: str) -> float:
        return typical(results, "ours", figure)

    def ratio(figure: str, peer: str, peers_figure: str = "") -> float:
        return ours(figure) / typical(results, peer, peers_figure or figure)

    def alone(figure: str) -> float:
        return typical(results, "store", figure)

    return [
        Budget("start to a served page", ours("start_ms") / 1000, 3, " s"),
        Budget(
            "cold open of the overview, all charts: to typical Streamlit", ratio("open_all_ms", "streamlit"), 0.6, "×"
        ),
        Budget("cold open of the overview, all charts: to Dash", ratio("open_all_ms", "dash"), 0.6, "×"),
        Budget("second visit: to Dash", ratio("second_visit_ms", "dash"), 0.85, "×"),
        Budget("switch through the server: to Dash", ratio("switch_ms", "dash"), 0.75, "×"),
        Budget("sorting inside the page: to the floor's switch", ratio("in_page_ms", "floor", "switch_ms"), 3, "×"),
        Budget("requests while sorting", max(results["ours"].get("in_page_requests", [float("nan")])), 0, ""),
        Budget(
            "marking a region in every picture: to the floor's switch",
            ratio("marking_ms", "floor", "switch_ms"),
            3,
            "×",
        ),
        Budget(
            "another region through the server: to Dash's switch", ratio("region_ms", "dash", "switch_ms"), 0.75, "×"
        ),
        Budget("server CPU another region", ours("region_cpu_ms"), 20, " ms"),
        Budget("server CPU a cold view", ours("view_cpu_ms"), 100, " ms"),
        Budget("server CPU a switch", ours("switch_cpu_ms"), 20, " ms"),
        Budget(
            "views per second, 16 clients: to Streamlit", ratio("views_per_s_16", "streamlit"), 10, "×", at_least=True
        ),
        Budget("memory an added session", ours("session_mb"), 1, " MB"),
        Budget("memory added by the later half of 1,000 reruns", later_growth(results), 1, " MB"),
        Budget("bytes of a cold view: to typical Streamlit", ratio("view_kb", "streamlit"), 0.75, "×"),
        Budget("series query, 9,000 rows", alone("series_ms_9k"), 2, " ms"),
        Budget("series query, 900,000 rows", alone("series_ms_900k"), 4, " ms"),
        Budget("regions with values, 9,000 rows", alone("regions_with_values_ms_9k"), 2, " ms"),
        Budget("regions with values, 900,000 rows", alone("regions_with_values_ms_900k"), 4, " ms"),
        Budget("opening the project's own store", alone("open_store_ms"), 60, " ms"),
        Budget("opening a store of 9,000 rows and 20 uploads", alone("open_store_ms_9k"), 60, " ms"),
        Budget("reading its new version after an upload", alone("new_version_ms_9k"), 60, " ms"),
    ]


def later_growth(results: Results) -> float:
    """Memory in MB at the end of the reruns less that half-way, each the median of three readings."""
    memory = results["ours"].get("reruns_memory_mb", [])
    if len(memory) < 6:
        return float("nan")
    middle = len(memory) // 2
    return statistics.median(memory[-3:]) - statistics.median(memory[middle - 1 : middle + 2])


def turns_table(results: Results) -> str:
    """Two states of our application side by side: medians with the least and the most of each figure they share."""
    before, ours = results["before"], results["ours"]
    lines = ["| median [least–most] | before | now | now / before |", "|---|---|---|---|"]
    for key, words in COLUMNS.items():
        if key in before and key in ours and key not in {"others", *MEANS}:
            pair = (before[key], ours[key])
            cells = [f"{statistics.median(values):,.0f} [{min(values):,.0f}–{max(values):,.0f}]" for values in pair]
            ratio = statistics.median(ours[key]) / statistics.median(before[key])
            lines.append(f"| {words} | {cells[0]} | {cells[1]} | {ratio:.2f} |")
    return "\n".join(lines)


def table(run: dict[str, Any]) -> str:
    """Both tables in Markdown with when and where they were measured."""
    results: Results = run["results"]
    kept = "\n".join(budget.row() for budget in budgets(results))
    shown = {name: title for name, title in COLUMNS.items() if results["ours"].get(name)}
    names = [name for name in ("floor", "ours", "streamlit", "dash") if name in results]
    rows = "\n".join(
        f"| {title} | {' | '.join(_cell(results, n, figure) for n in names)} |" for figure, title in shown.items()
    )
    return "\n".join(
        [
            f"{run['when']}, {run['machine']}.\n",
            f"| promise | figure | limit | |\n|---|---|---|---|\n{kept}\n",
            f"| median [least–most] | {' | '.join(names)} |\n|---|{'---|' * len(names)}\n{rows}\n",
        ]
    )


def _cell(results: Results, target: str, figure: str) -> str:
    samples = results[target].get(figure)
    if not samples:
        return "–"
    digits = 0 if max(samples) >= 20 else 1 if max(samples) >= 2 else 2
    middle, least, most = (f"{x:,.{digits}f}" for x in (typical(results, target, figure), min(samples), max(samples)))
    return middle if len(samples) == 1 else f"{middle} [{least}–{most}]"


if __name__ == "__main__":
    print(table(json.loads((OUT / "results.json").read_text(encoding="utf-8"))))
