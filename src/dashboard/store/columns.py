"""The rows of the store table: its columns, and how observations and withdrawals become rows.

Every row carries its batch's facts, so the table alone is the whole history and can be read by any Delta Lake reader.
"""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from dashboard.observation import Observation

OBSERVE = "observe"
WITHDRAW = "withdraw"

BATCH_COLUMNS = ("batch", "committed_at", "by", "file", "sha256", "reason", "withdraws")
OBSERVATION_COLUMNS = (
    "indicator",
    "region",
    "as_of",
    "precision",
    "value",
    "status",
    "se",
    "lower",
    "upper",
    "source",
    "note",
)

SCHEMA = pa.schema(
    [
        ("action", pa.string()),
        ("indicator", pa.string()),
        ("region", pa.string()),
        ("as_of", pa.date32()),
        ("precision", pa.string()),
        ("value", pa.float64()),
        ("status", pa.string()),
        ("se", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("source", pa.string()),
        ("note", pa.string()),
        ("batch", pa.string()),
        ("committed_at", pa.timestamp("us", tz="UTC")),
        ("by", pa.string()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("reason", pa.string()),
        ("withdraws", pa.string()),
    ]
)


@dataclass(frozen=True)
class Stamp:
    """The id and the moment of a batch about to be committed."""

    id: str
    committed_at: datetime


def next_stamp(last: datetime | None) -> Stamp:
    """A stamp strictly later than ``last`` (the newest batch in the table) even when the clock has gone back."""
    moment = datetime.now(UTC)
    if last is not None:
        moment = max(moment, last + timedelta(microseconds=1))
    return Stamp(f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}", moment)


@dataclass(frozen=True)
class Origin:
    """Where a batch comes from: who, why, the file (if any) with its SHA-256, and the batch it takes back (if any)."""

    by: str
    reason: str
    file: str = ""
    sha256: str = ""
    withdraws: str | None = None


def observation_rows(observations: Iterable[Observation], stamp: Stamp, origin: Origin) -> pa.Table:
    """One row per observation, all of one batch; shape (observations, columns of ``SCHEMA``)."""
    batch = _batch_cells(stamp, origin)
    return pa.Table.from_pylist([_observation_cells(each) | batch for each in observations], schema=SCHEMA)


def withdrawal_row(stamp: Stamp, origin: Origin) -> pa.Table:
    """The single row of a withdrawal; its observation columns are null."""
    return pa.Table.from_pylist([{"action": WITHDRAW} | _batch_cells(stamp, origin)], schema=SCHEMA)


def _observation_cells(observation: Observation) -> dict[str, object]:
    return {
        "action": OBSERVE,
        "indicator": observation.indicator,
        "region": observation.region,
        "as_of": observation.as_of,
        "precision": observation.precision.value,
        "value": observation.value,
        "status": observation.status.value,
        "se": observation.se,
        "lower": observation.lower,
        "upper": observation.upper,
        "source": observation.source,
        "note": observation.note,
    }


def _batch_cells(stamp: Stamp, origin: Origin) -> dict[str, object]:
    return {"batch": stamp.id, "committed_at": stamp.committed_at, **asdict(origin)}
