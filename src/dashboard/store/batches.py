"""Batches: what one upload or one withdrawal is, and which of them stand.

A batch is never changed or deleted. A withdrawal is itself a batch, so it can be withdrawn in turn.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.errors import StoreError
from dashboard.observation import Observation
from dashboard.store.columns import BATCH_COLUMNS, OBSERVATION_COLUMNS, OBSERVE, Origin, Stamp, observation_rows


@dataclass(frozen=True)
class Submission:
    """What is to be appended as one batch: the observations, who sends them, from which file, and why.

    ``sha256`` is the hexadecimal digest of the file's bytes; empty when there was no file. ``data`` is those bytes, to
    be kept beside the table; None when there are none to keep.
    """

    observations: tuple[Observation, ...]
    by: str
    file: str
    sha256: str
    reason: str
    data: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.data is not None and hashlib.sha256(self.data).hexdigest() != self.sha256:
            raise ValueError("sha256 is not the digest of data")

    def rows(self, stamp: Stamp) -> pa.Table:
        """The rows that this submission becomes under a stamp.

        Raises:
            StoreError: it is empty, or has two values for one indicator, region and date.
        """
        if not self.observations:
            raise StoreError(f"「{self.file}」には取り込む値が1件もありません。値のある行を確かめてください。")
        keys = Counter((each.indicator, each.region, each.as_of) for each in self.observations)
        (indicator, region, as_of), times = keys.most_common(1)[0]
        if times > 1:
            raise StoreError(
                f"「{self.file}」に、指標「{indicator}」・地域「{region}」・時点 {as_of} の値が{times}件あります。"
                "1件にしてください。"
            )
        origin = Origin(by=self.by, reason=self.reason, file=self.file, sha256=self.sha256)
        return observation_rows(self.observations, stamp, origin)


@dataclass(frozen=True)
class Batch:
    """One committed upload, or one withdrawal.

    ``rows`` counts the observations it brought (0 for a withdrawal); ``withdraws`` is the id of the batch that a
    withdrawal takes back, None for an upload; ``withdrawn`` says whether the batch itself has been taken back.
    """

    id: str
    committed_at: datetime
    by: str
    file: str
    sha256: str
    reason: str
    rows: int
    withdraws: str | None
    withdrawn: bool


@dataclass(frozen=True)
class Landing:
    """What came of a submission: its batch, or (``repeated``) the batch that had brought the very same before."""

    batch: Batch
    repeated: bool


def batches_in(table: pa.Table) -> tuple[Batch, ...]:
    """All batches of a store table, oldest first, with their ``withdrawn`` flags as of the last of them."""
    grouped = table.group_by([*BATCH_COLUMNS, "action"], use_threads=False).aggregate([([], "count_all")])
    found = sorted((_batch(row) for row in grouped.to_pylist()), key=_order)
    withdrawn = withdrawn_at(found)
    return tuple(replace(batch, withdrawn=batch.id in withdrawn) for batch in found)


def withdrawn_at(batches: Iterable[Batch], known_at: datetime | None = None) -> frozenset[str]:
    """Ids of the batches that were withdrawn as known at ``known_at`` (None: as known now).

    A batch is withdrawn exactly when a withdrawal that is not itself withdrawn names it. A withdrawal is always newer
    than what it names, so one walk from the newest to the oldest decides them all.
    """
    known = [batch for batch in batches if known_at is None or batch.committed_at <= known_at]
    withdrawn: set[str] = set()
    for batch in sorted(known, key=_order, reverse=True):
        if batch.withdraws is not None and batch.id not in withdrawn:
            withdrawn.add(batch.withdraws)
    return frozenset(withdrawn)


def twin_of(rows: pa.Table, table: pa.Table, batches: Iterable[Batch]) -> Batch | None:
    """The batch in force that came from the same file as these rows of one submission and brought the same values.

    The same bytes may be read with another date given by hand; that is another batch.
    """
    sha256 = rows["sha256"][0].as_py()
    of_this_file = [batch for batch in batches if sha256 and batch.sha256 == sha256 and not batch.withdrawn]
    brought = _values(rows)
    return next(
        (one for one in of_this_file if _values(table.filter(pc.equal(table["batch"], one.id))) == brought), None
    )


def _values(rows: pa.Table) -> set[tuple[object, ...]]:
    return set(zip(*(rows[name].to_pylist() for name in OBSERVATION_COLUMNS), strict=True))


def _order(batch: Batch) -> tuple[datetime, str]:
    return batch.committed_at, batch.id


def _batch(row: dict[str, Any]) -> Batch:
    return Batch(
        id=row["batch"],
        committed_at=row["committed_at"].astimezone(UTC),
        by=row["by"],
        file=row["file"],
        sha256=row["sha256"],
        reason=row["reason"],
        rows=row["count_all"] if row["action"] == OBSERVE else 0,
        withdraws=row["withdraws"],
        withdrawn=False,
    )
