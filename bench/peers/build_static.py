"""The physical floor: static HTML with ready-made SVG charts.  ``python build_static.py DATA OUT``"""

import json
import sys
from pathlib import Path

import pandas as pd
from svgchart import Series, bar_svg, line_svg

HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Health plan</title><style>body{font:16px sans-serif;'
    "margin:2rem}.g{display:flex;flex-wrap:wrap}td,th{padding:.2rem .8rem;border-bottom:1px solid #ddd}</style>"
    '<nav><a href="/">Overview</a> <a href="/region.html">Region</a></nav>'
)
TABLE_HEAD = "<tr><th>Indicator<th>Baseline<th>Latest<th>Mid-term<th>Final<th>Progress %"
SCRIPT = (
    "document.getElementById('area').onchange=e=>document.getElementById('view').innerHTML=P[e.target.value]</script>"
)


def points(observations: pd.DataFrame, area: str, indicator: str = "I01") -> Series:
    rows = observations[(observations.area_id == area) & (observations.indicator_id == indicator)]
    return [(quarter.date(), value) for quarter, value in zip(rows.quarter, rows.value, strict=True)]


def home(observations: pd.DataFrame, indicators: pd.DataFrame) -> str:
    charts, rows = [], []
    for row in indicators.itertuples():
        line = points(observations, "P0", row.indicator_id)
        goals = [
            ("baseline", row.baseline_date, row.baseline),
            ("mid-term", row.midterm_date, row.midterm),
            ("final", row.target_date, row.target),
        ]
        charts.append(line_svg(f"{row.name} ({row.unit})", [("Prefecture", "#1f77b4", line)], goals))
        last = line[-1][1]
        share = 100 * (last - row.baseline) / (row.target - row.baseline)
        rows.append(f"<tr><td>{row.name}<td>{row.baseline}<td>{last}<td>{row.midterm}<td>{row.target}<td>{share:.1f}")
    table = f"<table>{TABLE_HEAD}{''.join(rows)}</table>"
    return f'{HEAD}<h1>Health plan: progress</h1><div class="g">{"".join(charts)}</div>{table}'


def region(observations: pd.DataFrame) -> str:
    areas = observations[(observations.level == "area") & (observations.indicator_id == "I01")]
    latest = areas[areas.quarter == areas.quarter.max()].sort_values("value", ascending=False)
    ranking = list(zip(latest.area_name, latest.value, strict=True))
    prefecture = ("Prefecture", "#aaa", points(observations, "P0"))
    views = {
        name: line_svg(name, [(name, "#1f77b4", points(observations, area)), prefecture]) + bar_svg(ranking, name)
        for area, name in sorted(set(zip(areas.area_id, areas.area_name, strict=True)))
    }
    options = "".join(f"<option>{name}" for name in views)
    first = next(iter(views.values()))
    view = f"<div id=view>{first}</div><script>const P={json.dumps(views)};{SCRIPT}"
    return f"{HEAD}<h1>Health plan: region</h1><select id=area>{options}</select>{view}"


if __name__ == "__main__":
    data, out = map(Path, sys.argv[1:])
    observed = pd.read_csv(data / "observations.csv", parse_dates=["quarter"])
    dates = ["baseline_date", "midterm_date", "target_date"]
    planned = pd.read_csv(data / "indicators.csv", parse_dates=dates)
    out.mkdir(parents=True)
    (out / "index.html").write_text(home(observed, planned))
    (out / "region.html").write_text(region(observed))
