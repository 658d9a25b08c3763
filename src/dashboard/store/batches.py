"""Batches: what one upload or one withdrawal is, which of them stand, and how they become rows of the store table.

A batch is never changed or deleted. A withdrawal is itself a batch, so it can be withdrawn in turn. Every row carries
its batch's facts, so the table alone is the whole history and can be read by any Delta Lake reader.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
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

NO_ROWS = pa.Table.from_batches([], schema=SCHEMA)

TEXTS = tuple(each.name for each in SCHEMA if pa.types.is_string(each.type) and each.name != _REMARKS.name)
"""The columns of which most texts come again and again."""

BATCH_COLUMNS = ("action", *(name for name, _ in _BATCH_FIELDS), _REMARKS.name)
"""All that is needed to know the batches."""

MOST_REMARK_CHARACTERS = 5_000
"""Of the remarks of one batch together; a file may hold a page of notes, not a book."""


# Before the first of them nothing can have been taken in; years after both nobody works with this version.
_EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
_LONGEST_SILENCE = timedelta(days=10 * 365)
_LARGEST_CORRECTION = timedelta(minutes=5)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


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
        count = len(self.observations)
        columns = {name: [getattr(value, name) for value in self.observations] for name, _ in _OBSERVATION_FIELDS}
        columns |= {name: [cell] * count for name, cell in batch.items()}
        columns |= {"action": [_OBSERVE] * count, "remarks": [_remark_lines(self.remarks), *[None] * (count - 1)]}
        return _table(columns)


class OtherColumns(ValueError):
    """Rows that are none of a store."""


def check_columns(schema: pa.Schema) -> None:
    """Refuse what is none of a store's tables of any version.

    Raises:
        OtherColumns: it has others.
    """
    if not schema.equals(SCHEMA) and not schema.equals(SCHEMA.remove(SCHEMA.get_field_index(_REMARKS.name))):
        raise OtherColumns


def with_every_column(rows: pa.Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of any version with the columns that this one writes, or with some of them."""
    columns = SCHEMA.names if columns is None else columns
    if _REMARKS.name in columns and _REMARKS.name not in rows.column_names:
        rows = rows.append_column(_REMARKS, pa.nulls(rows.num_rows, _REMARKS.type))
    return rows.select(columns)


def _remark_lines(remarks: Iterable[str]) -> str | None:
    """A line for each remark, none twice, cut off with a word of it where they are too long; None without any."""
    lines = dict.fromkeys(" ".join(visible(remark).split()) for remark in remarks)
    text = "\n".join(line for line in lines if line)
    if len(text) > MOST_REMARK_CHARACTERS:
        text = f"{text[:MOST_REMARK_CHARACTERS]}…（以下は元のファイルにあります）"
    return text or None


def withdrawal_row(batch_id: str, stamp: Stamp, by: str, reason: str) -> pa.Table:
    """The single row of the withdrawal of a batch; its observation columns are null."""
    cells = _batch_cells(stamp, by, reason) | {"action": _WITHDRAW, "withdraws": batch_id}
    return _table({field.name: [cells.get(field.name)] for field in SCHEMA})


def _batch_cells(stamp: Stamp, by: str, reason: str) -> dict[str, object]:
    """The facts of a batch, without a file."""
    facts = {"batch": stamp.id, "committed_at": stamp.committed_at, "by": visible(by), "reason": visible(reason)}
    return {**facts, "file": "", "sha256": "", "withdraws": None}


def _table(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """The columns of ``SCHEMA``; made of buffers, for ``pa.array`` loads pandas."""
    return pa.Table.from_arrays([_array(field.type, columns[field.name]) for field in SCHEMA], schema=SCHEMA)


def _array(kind: pa.DataType, cells: Sequence[Any]) -> pa.Array:
    if pa.types.is_string(kind):
        builder = pa.lib.StringBuilder()
        for cell in cells:
            builder.append(cell)
        return builder.finish()
    if pa.types.is_date32(kind):
        numbers = np.array([0 if cell is None else cell.toordinal() - _EPOCH.toordinal() for cell in cells], np.int32)
    elif pa.types.is_timestamp(kind):
        numbers = np.array([(cell - _EPOCH) // _MICROSECOND for cell in cells], np.int64)
    else:
        numbers = np.array([0.0 if cell is None else cell for cell in cells], np.float64)
    valid = np.packbits([cell is not None for cell in cells], bitorder="little")
    return pa.Array.from_buffers(kind, len(cells), [pa.py_buffer(valid), pa.py_buffer(numbers)])


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


def batches_in(*tables: pa.Table) -> tuple[Batch, ...]:
    """All batches of store tables, oldest first, with their ``withdrawn`` flags as of the last of them."""
    found: dict[str, Batch] = {}
    for table in tables:
        for batch in _batches_of(table):
            first = found.setdefault(batch.id, batch)
            if first is not batch:
                remarks = first.remarks or batch.remarks
                found[batch.id] = replace(first, rows=first.rows + batch.rows, remarks=remarks)
    return in_order(found.values())


def in_order(batches: Iterable[Batch]) -> tuple[Batch, ...]:
    """The batches oldest first, with their ``withdrawn`` flags as of the last of them."""
    ordered = sorted(batches, key=_order)
    withdrawn = withdrawn_at(ordered)
    return tuple(
        batch if batch.withdrawn is (batch.id in withdrawn) else replace(batch, withdrawn=batch.id in withdrawn)
        for batch in ordered
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


def repeated_batch(
    rows: pa.Table, batches: Iterable[Batch], rows_of: Callable[[Batch], Sequence[pa.Table]]
) -> Batch | None:
    """The batch in force that came from the same file as these rows of one submission and brought the same values.

    The same bytes may be read with another date given by hand; that is another batch. ``rows_of`` reads the tables that
    hold the rows of a batch.
    """
    sha256 = rows["sha256"][0].as_py()
    of_this_file = (batch for batch in batches if sha256 and batch.sha256 == sha256 and not batch.withdrawn)
    values = _values(rows)
    return next((b for b in of_this_file if set().union(*map(partial(_values, of=b.id), rows_of(b))) == values), None)


def _values(rows: pa.Table, of: str | None = None) -> set[tuple[object, ...]]:
    """What the rows say of their slots; ``of``: only those of the batch with this id."""
    ids = rows["batch"].to_pylist()
    values = zip(*(rows[name].to_pylist() for name, _ in _OBSERVATION_FIELDS), strict=True)
    return {value for value, id_ in zip(values, ids, strict=True) if of is None or of == id_}


def _order(batch: Batch) -> tuple[datetime, str]:
    return batch.committed_at, batch.id


def _batches_of(table: pa.Table) -> Iterator[Batch]:
    """The batches of a table in the order of their first rows.

    They are shown: older stores may hold characters that nobody sees, which are taken in no more.
    """
    remarks = table.select(["batch", "remarks"]).filter(pc.is_valid(table["remarks"])).to_pylist()
    remarks_of = {row["batch"]: tuple(map(visible, row["remarks"].split("\n"))) for row in remarks}
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    start = 0
    for chunk in map(pa.Array.dictionary_encode, table["batch"].iterchunks()):
        runs = pc.run_end_encode(chunk.indices)
        ids, begin = chunk.dictionary.take(runs.values).to_pylist(), 0
        for id_, end in zip(ids, runs.run_ends.to_pylist(), strict=True):
            first.setdefault(id_, start + begin)
            counts[id_] += end - begin
            begin = end
        start += len(chunk)
    for id_, place in first.items():
        row = {name: table[name][place] for name in ("action", *(name for name, _ in _BATCH_FIELDS))}
        moment = row.pop("committed_at").value
        cells = {name: cell.as_py() for name, cell in row.items()}
        yield Batch(
            id=id_,
            committed_at=_EPOCH + moment * _MICROSECOND,
            by=visible(cells["by"]),
            file=visible(cells["file"]),
            sha256=cells["sha256"],
            reason=visible(cells["reason"]),
            rows=counts[id_] if cells["action"] == _OBSERVE else 0,
            withdraws=cells["withdraws"],
            withdrawn=False,
            remarks=remarks_of.get(id_, ()),
        )
