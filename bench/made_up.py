"""Made-up data (架空の値) for measuring with: the peers' CSV files, and stores of about 9,000 and 900,000 rows.

Always written to a scratch folder; nothing here may ever be taken for a published figure.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

LABEL = "架空の値（性能の測定用）"
QUARTERS = pd.date_range("2019-04-01", periods=24, freq="QS")
NAMES = ("Life expectancy", "Screening rate", "Smoking rate", "Salt intake", "Daily steps")
UNITS = ("years", "%", "%", "g", "steps")
BASE = (83.0, 48.0, 18.5, 10.4, 6900.0)
GOAL = (85.0, 60.0, 12.0, 8.0, 8200.0)


def write_csv(folder: Path) -> None:
    """observations.csv (5 indicators, 74 areas, 24 quarters: 8,880 rows) and indicators.csv for the peers."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(20240401)
    parts = [_observations(n, area, level, random) for n in range(len(NAMES)) for area, level in _areas()]
    pd.concat(parts).to_csv(folder / "observations.csv", index=False)
    _indicators().to_csv(folder / "indicators.csv", index=False)


def _areas() -> list[tuple[str, str]]:
    areas = [(f"A{n:02d}", "area") for n in range(1, 11)]
    municipalities = [(f"M{n:02d}", "muni") for n in range(1, 64)]
    return [("", "pref"), *areas, *municipalities]


def _observations(n: int, area: str, level: str, random: np.random.Generator) -> pd.DataFrame:
    span = abs(GOAL[n] - BASE[n])
    offset = 0 if level == "pref" else random.normal(0, span * 0.35)
    noise = random.normal(0, span * 0.05, len(QUARTERS))
    values = BASE[n] + offset + (GOAL[n] - BASE[n]) * np.linspace(0, 0.72, len(QUARTERS)) + noise
    names = {"pref": "Prefecture", "area": f"Area {area[1:]}", "muni": f"Municipality {area[1:]}"}
    return pd.DataFrame(
        {
            "indicator_id": f"I{n + 1:02d}",
            "area_id": f"P0{area}",
            "area_name": names[level],
            "level": level,
            "quarter": QUARTERS,
            "value": values.round(3),
        }
    )


def _indicators() -> pd.DataFrame:
    middle = [round((base + goal) / 2, 2) for base, goal in zip(BASE, GOAL, strict=True)]
    columns = {"name": NAMES, "unit": UNITS, "baseline": BASE, "midterm": middle, "target": GOAL}
    dates = {"baseline_date": "2019-04-01", "midterm_date": "2023-04-01", "target_date": "2029-04-01"}
    return pd.DataFrame({"indicator_id": [f"I{n:02d}" for n in range(1, 6)], **columns}).assign(**dates)


def store_rows(schema: pa.Schema, indicators: int, regions: int) -> pa.Table:
    """Rows of a store: every indicator, region and quarter once, in one batch; columns of ``schema``."""
    keys = pd.MultiIndex.from_product(
        [
            [f"made_up_{n:03d}" for n in range(indicators)],
            [f"{90000 + n}" for n in range(regions)],
            [date(2019 + n // 4, 3 * (n % 4) + 1, 28) for n in range(24)],
        ],
        names=["indicator", "region", "as_of"],
    ).to_frame(index=False)
    values = np.random.default_rng(1).normal(100, 10, len(keys)).round(1)
    batch = {
        "action": "observe",
        "precision": "day",
        "status": "official",
        "source": LABEL,
        "note": "",
        "batch": "20200101-000000-000000",
        "committed_at": datetime.now(UTC) - timedelta(days=1),
        "by": LABEL,
        "file": "",
        "sha256": "",
        "reason": LABEL,
    }
    frame = keys.assign(value=values, se=None, lower=None, upper=None, withdraws=None, remarks=None, **batch)
    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
