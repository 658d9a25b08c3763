"""Batches: what one upload or one withdrawal is, which of them stand, and how they become rows of the store table.

A batch is never changed or deleted. A withdrawal is itself a batch, so it can be withdrawn in turn. Every row carries
its batch's facts, so the table alone is the whole history and can be read by any Delta Lake reader.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.errors import StoreError
from dashboard.fiscal import JAPAN, label, moment_words
from dashboard.observation import Observation, Status
from dashboard.text import visible

_OBSERVE = "observe"
_WITHDRAW = "withdraw"

_OBSERVATION_FIELDS = (
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
)
_BATCH_FIELDS = (
    ("batch", pa.string()),
    ("committed_at", pa.timestamp("us", tz="UTC")),
    ("by", pa.string()),
    ("file", pa.string()),
    ("sha256", pa.string()),
    ("reason", pa.string()),
    ("withdraws", pa.string()),
)
_REMARKS = pa.field("remarks", pa.string())
SCHEMA = pa.schema([("action", pa.string()), *_OBSERVATION_FIELDS, *_BATCH_FIELDS, _REMARKS])
"""``remarks``, a line each, stands in the first row of a batch only; older stores and backups have no such column."""

MOST_REMARK_CHARACTERS = 5_000
"""Of the remarks of one batch together; a file may hold a page of notes, not a book."""


# Before the first of them nothing can have been taken in; years after both nobody works with this version.
_EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
_LONGEST_SILENCE = timedelta(days=10 * 365)
_LARGEST_CORRECTION = timedelta(minutes=5)


@dataclass(frozen=True)
class Stamp:
    """The id and the moment of a batch about to be committed.

    The id begins with the moment by the clock in Japan, as screens print it. Ids of earlier versions begin with the
    moment in UTC, nine hours before, and stay as they are; the moment alone puts batches in order.
    """

    id: str
    committed_at: datetime


def next_stamp(last: datetime | None) -> Stamp:
    """A stamp strictly later than ``last``, the moment of the newest batch in the table.

    Raises:
        StoreError: the clock cannot be right.
    """
    moment = datetime.now(UTC)
    refusal = clock_refusal(moment, last)
    if refusal:
        raise StoreError(f"保存していません。{refusal}")
    if last is not None:
        moment = max(moment, last + timedelta(microseconds=1))
    return Stamp(f"{moment.astimezone(JAPAN):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}", moment)


def clock_refusal(moment: datetime, last: datetime | None) -> str | None:
    """Why nothing may be stamped with ``moment``, what the clock says; None if it may.

    A clock that jumped ahead for one batch would date all later ones; one that fell back would date them before what
    they replace. Small corrections, as of a clock that is set by the network, are no jump.
    """
    clock = f"コンピューターの時計が {moment_words(moment)} を指しています。"
    setting = "時計を合わせてから、もう一度実行してください。"
    if moment < _EARLIEST:
        return f"{clock}このプログラムができる前の日時なので、正しくありません。{setting}"
    if last is not None and last > moment + _LARGEST_CORRECTION:
        return (
            f"{clock}最後の取り込みの日時 {moment_words(last)} より前なので、どちらかが正しくありません。"
            f"時計が違うときは、{setting}時計が正しいときは、その取り込みが未来の日時で保存されています。"
            "それより前のバックアップから戻し、あとのファイルを取り込み直してください。"
        )
    if moment > (last or _RELEASED) + _LONGEST_SILENCE and moment > _RELEASED + _LONGEST_SILENCE:
        since = f"最後の取り込み（{moment_words(last)}）" if last else "このプログラムができた日"
        return (
            f"{clock}{since}から{_LONGEST_SILENCE.days // 365}年以上たっているので、正しくないと思われます。{setting}"
            "時計が正しいときは、プログラムを新しい版にしてください。"
        )
    return None


@dataclass(frozen=True)
class Submission:
    """What is to be appended as one batch: the observations, who sends them, from which file, and why.

    ``sha256`` is the hexadecimal digest of the file's bytes; empty when there was no file. ``data`` is those bytes, to
    be kept beside the table; None when there are none to keep. ``remarks`` are the titles and notes of the file.
    """

    observations: tuple[Observation, ...]
    by: str
    file: str
    sha256: str
    reason: str
    data: bytes | None = field(default=None, repr=False)
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.data is not None and hashlib.sha256(self.data).hexdigest() != self.sha256:
            raise ValueError("sha256 is not the digest of data")

    def rows(self, stamp: Stamp) -> pa.Table:
        """The rows that this submission becomes under a stamp; an empty one and two values for one slot are refused."""
        if not self.observations:
            raise StoreError(f"「{self.file}」には取り込む値が1件もありません。値のある行を確かめてください。")
        slot, times = Counter(value.slot for value in self.observations).most_common(1)[0]
        if times > 1:
            kind = f"{Status.REFERENCE.label}値" if slot.is_reference else "値"
            raise StoreError(
                f"「{self.file}」に、指標「{slot.indicator}」・地域「{slot.region}」・時点 {label(slot.period)} の"
                f"{kind}が{times}件あります。1件にしてください。"
            )
        batch = _batch_cells(stamp, self.by, self.reason) | {"file": visible(self.file), "sha256": self.sha256}
        rows = [
            {"action": _OBSERVE} | {name: getattr(value, name) for name, _ in _OBSERVATION_FIELDS} | batch
            for value in self.observations
        ]
        rows[0]["remarks"] = _remark_lines(self.remarks)
        return pa.Table.from_pylist(rows, schema=SCHEMA)


def with_every_column(rows: pa.Table) -> pa.Table:
    """Rows of any version as this one writes them.

    Raises:
        ValueError: they have other columns.
    """
    if rows.schema.equals(SCHEMA):
        return rows
    if not rows.schema.equals(SCHEMA.remove(SCHEMA.get_field_index(_REMARKS.name))):
        raise ValueError("other columns than those of a store")
    return rows.append_column(_REMARKS, pa.nulls(rows.num_rows, _REMARKS.type))


def _remark_lines(remarks: Iterable[str]) -> str | None:
    """A line for each remark, none twice, cut off with a word of it where they are too long; None without any."""
    lines = dict.fromkeys(" ".join(visible(remark).split()) for remark in remarks)
    text = "\n".join(line for line in lines if line)
    if len(text) > MOST_REMARK_CHARACTERS:
        text = f"{text[:MOST_REMARK_CHARACTERS]}…（以下は元のファイルにあります）"
    return text or None


def withdrawal_row(batch_id: str, stamp: Stamp, by: str, reason: str) -> pa.Table:
    """The single row of the withdrawal of a batch; its observation columns are null."""
    batch = _batch_cells(stamp, by, reason)
    return pa.Table.from_pylist([{"action": _WITHDRAW, **batch, "withdraws": batch_id}], schema=SCHEMA)


def _batch_cells(stamp: Stamp, by: str, reason: str) -> dict[str, object]:
    """The facts of a batch, without a file."""
    facts = {"batch": stamp.id, "committed_at": stamp.committed_at, "by": visible(by), "reason": visible(reason)}
    return {**facts, "file": "", "sha256": ""}


@dataclass(frozen=True)
class Batch:
    """One committed upload, or one withdrawal.

    ``rows`` counts the observations it brought (0 for a withdrawal); ``withdraws`` is the id of the batch that a
    withdrawal takes back, None for an upload; ``withdrawn`` says whether the batch itself has been taken back.
    ``remarks`` are the titles and notes that stood around the values in its file.
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
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Landing:
    """What came of a submission: its batch, or (``repeated``) the batch that had brought the very same before."""

    batch: Batch
    repeated: bool


def batches_in(table: pa.Table) -> tuple[Batch, ...]:
    """All batches of a store table, oldest first, with their ``withdrawn`` flags as of the last of them."""
    facts = [name for name, _ in _BATCH_FIELDS]
    grouped = table.group_by([*facts, "action"], use_threads=False).aggregate([([], "count_all")])
    batches = sorted((_batch(row) for row in grouped.to_pylist()), key=_order)
    withdrawn = withdrawn_at(batches)
    with_remarks = table.select(["batch", "remarks"]).filter(pc.is_valid(table["remarks"])).to_pylist()
    remarks = {row["batch"]: tuple(map(visible, row["remarks"].split("\n"))) for row in with_remarks}
    return tuple(
        replace(batch, withdrawn=batch.id in withdrawn, remarks=remarks.get(batch.id, ())) for batch in batches
    )


def withdrawn_at(batches: Iterable[Batch], known_at: datetime | None = None) -> frozenset[str]:
    """Ids of the batches that were withdrawn as known at ``known_at`` (None: as known now).

    A batch is withdrawn exactly when a withdrawal that is not itself withdrawn names it. A withdrawal is always newer
    than what it names, so one walk from the newest to the oldest decides them all.
    """
    withdrawn: set[str] = set()
    for batch in sorted(batches, key=_order, reverse=True):
        is_known = known_at is None or batch.committed_at <= known_at
        if is_known and batch.withdraws is not None and batch.id not in withdrawn:
            withdrawn.add(batch.withdraws)
    return frozenset(withdrawn)


def repeated_batch(rows: pa.Table, table: pa.Table, batches: Iterable[Batch]) -> Batch | None:
    """The batch in force that came from the same file as these rows of one submission and brought the same values.

    The same bytes may be read with another date given by hand; that is another batch.
    """
    sha256 = rows["sha256"][0].as_py()
    of_this_file = (batch for batch in batches if sha256 and batch.sha256 == sha256 and not batch.withdrawn)
    values = _values(rows)
    return next((b for b in of_this_file if _values(table.filter(pc.equal(table["batch"], b.id))) == values), None)


def _values(rows: pa.Table) -> set[tuple[object, ...]]:
    return set(zip(*(rows[name].to_pylist() for name, _ in _OBSERVATION_FIELDS), strict=True))


def _order(batch: Batch) -> tuple[datetime, str]:
    return batch.committed_at, batch.id


def _batch(row: dict[str, Any]) -> Batch:
    """A batch as it is shown: older stores may hold characters that nobody sees, which are taken in no more."""
    return Batch(
        id=row["batch"],
        committed_at=row["committed_at"].astimezone(UTC),
        by=visible(row["by"]),
        file=visible(row["file"]),
        sha256=row["sha256"],
        reason=visible(row["reason"]),
        rows=row["count_all"] if row["action"] == _OBSERVE else 0,
        withdraws=row["withdraws"],
        withdrawn=False,
    )
