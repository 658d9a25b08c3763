"""Observations, submissions and spoiled tables for the tests of the store and of the queries."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dashboard.fiscal import Period, Precision
from dashboard.observation import Observation, Status
from dashboard.store import Submission

CLINICS = "visiting_clinics"
NURSES = "visiting_nurses"
PREFECTURE = "11000"
CITY = "11203"


def observation(
    value: float | None = 894.0,
    on: date = date(2024, 3, 31),
    *,
    indicator: str = CLINICS,
    region: str = PREFECTURE,
    status: Status = Status.OFFICIAL,
) -> Observation:
    return Observation(indicator, region, Period(on, Precision.FISCAL_YEAR), value, status, source="資料1", note="注")


def submission(*observations: Observation, by: str = "在宅医療係", file: str = "令和6年度.csv") -> Submission:
    return Submission(observations or (observation(),), by=by, file=file, sha256="ab" * 32, reason="年次更新")


def sent(data: bytes, what: Submission | None = None) -> Submission:
    """A submission that came as a file of these bytes."""
    return replace(what or submission(), sha256=hashlib.sha256(data).hexdigest(), data=data)


def many(values: Sequence[float], *, by: str = "在宅医療係") -> Submission:
    """One batch with as many regions as values."""
    regions = [f"{20000 + number}" for number in range(len(values))]
    return submission(
        *(observation(value, region=region) for value, region in zip(values, regions, strict=True)), by=by
    )


def bytes_under(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
