"""Every value that was ever taken in, in a DuckDB which follows the store: only data files that are new to it are read.

Files are only ever added and moments strictly increase, so one ledger serves every version of a store: batches are
numbered in their order, and a version is the number of its newest batch.

Beyond a few uploads it lies in a file under ``Settings.cache``, so that a restart reads next to nothing. DuckDB gives a
file to one process, so each has its own and nobody waits: the first that is free, or memory alone. A file is a cache:
made anew where it is missing, damaged, of another layout, or says what the store does not.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar
from weakref import WeakValueDictionary, finalize

import duckdb
import numpy as np
import pyarrow as pa

from dashboard.event_log import Stopwatch, log_event
from dashboard.observation import COARSEST_FIRST, Status
from dashboard.store.delta import Holdings, Store
from dashboard.store.place import CONTENT_NAME, Imprint
from dashboard.store.turn import lock_at_once

LARGEST_IN_MEMORY = 1_000_000
"""Bytes of the data files together: reading so few takes a fraction of a second, opening a file no less."""

MOST_FILES = 4
"""Processes of one store that keep a ledger on the disk: some servers and a command line."""

_MEMORY_LIMIT = "400MB"

_ROWS_AT_ONCE = 500_000
_ROWS_BY_REGION = 2_000_000
"""Rows in a transaction, and in one run of the order by region: the longer a run, the fewer places hold a region."""

# A slot (``observation.Slot``) is one number, in the order in which a series is read: indicator, region, date, official
# values before reference values, the coarsest precision first. Indicators and regions are numbered as they come.
INDICATOR_SHIFT, REGION_SHIFT, DAY_SHIFT, REFERENCE_SHIFT = 44, 26, 4, 3
_PRECISIONS = ", ".join(f"'{precision.value}'" for precision in COARSEST_FIRST)
_STATUSES = ", ".join(f"'{status.value}'" for status in Status)

_TABLES = f"""
CREATE TYPE precisions AS ENUM ({_PRECISIONS});
CREATE TYPE statuses AS ENUM ({_STATUSES});
CREATE TABLE indicators (number BIGINT, name VARCHAR);
CREATE TABLE regions (number BIGINT, name VARCHAR);
CREATE TABLE batches (number INTEGER, id VARCHAR);
CREATE TABLE files (place INTEGER, name VARCHAR, rows BIGINT);
CREATE TABLE observations (
    slot BIGINT, region INTEGER, batch INTEGER, value DOUBLE, status UTINYINT, source VARCHAR, note VARCHAR,
    se DOUBLE, lower DOUBLE, upper DOUBLE
);
CREATE TABLE sources (number BIGINT, name VARCHAR);
CREATE TABLE histories (versions BIGINT[], slots BIGINT);
CREATE TABLE covered (part BIGINT);
"""

_HELD = ("observations", "histories", "covered", "files", "batches", "indicators", "regions", "sources")

# The same values once more: lying by region, all that is known of one takes a fraction of the time out of a file.
_SECOND_ORDER = "CREATE TABLE by_region AS FROM observations;"
_ONE_ORDER = "CREATE VIEW by_region AS FROM observations;"

_NAMES = """
INSERT INTO {table}
SELECT (SELECT count(*) FROM {table}) + row_number() OVER (ORDER BY name) - 1, name
FROM (SELECT DISTINCT {column} AS name FROM loaded WHERE action = 'observe') AS come
WHERE NOT EXISTS (FROM {table} AS known WHERE known.name = come.name)
"""

# Sorted, so that a question about an indicator, or about one in a region, skips most of what came at one time.
_OBSERVATIONS = f"""
INSERT INTO observations
SELECT
    (indicators.number << {INDICATOR_SHIFT}) | (regions.number << {REGION_SHIFT})
    | ((as_of - DATE '0001-01-01') << {DAY_SHIFT})
    | ((status = '{Status.REFERENCE.value}')::BIGINT << {REFERENCE_SHIFT})
    | enum_code(precision::precisions)::BIGINT AS slot,
    regions.number, batches.number, value, enum_code(status::statuses), source, note, se, lower, upper
FROM loaded
JOIN indicators ON indicators.name = indicator
JOIN regions ON regions.name = region
JOIN batches ON batches.id = batch
WHERE action = 'observe'
ORDER BY slot, batches.number
"""  # noqa: S608 - the only texts put in are the house's own words

_BY_REGION = """
INSERT INTO by_region
FROM observations
WHERE rowid >= (SELECT count(*) FROM by_region)
ORDER BY region, slot, batch
"""

# Of how many slots the values came from just these batches, oldest first, with these sources: a version is the numbers
# of both. It is added up: a batch that brings a slot another value adds to one line and takes from another. So the
# sources in force are known without a look at the values. Slots are looked at singly, some at a time (lists of millions
# are more than the memory allowed), and only where their indicator and date were there before.
_SLOTS_AT_ONCE = 250_000
_MANY_ROWS = 100_000
_SOURCE_BITS = 32
_VERSION = f"batch::BIGINT << {_SOURCE_BITS} | sources.number"
_PART = f"(slot >> {INDICATOR_SHIFT} << {REGION_SHIFT}) | (slot & {(1 << REGION_SHIFT) - 1})"
_PARTS = f"""
CREATE TEMP TABLE parts AS
SELECT {_PART} AS part, count(DISTINCT batch) > 1 OR part IN (FROM covered) AS is_covered
FROM observations
WHERE rowid >= $start
GROUP BY part
"""  # noqa: S608
_SOURCES = """
INSERT INTO sources
SELECT (SELECT count(*) FROM sources) + row_number() OVER (ORDER BY source) - 1, source
FROM (SELECT DISTINCT source FROM observations WHERE rowid >= $start)
WHERE source NOT IN (SELECT name FROM sources)
"""
_FIRST_VALUES = f"""
INSERT INTO histories
SELECT [{_VERSION}], count(*)
FROM observations
JOIN sources ON sources.name = source
WHERE observations.rowid >= $start AND {_PART} IN (SELECT part FROM parts WHERE NOT is_covered)
GROUP BY ALL
"""  # noqa: S608
_SLOTS_AGAIN = f"""
CREATE TEMP TABLE again AS
SELECT slot, row_number() OVER (ORDER BY slot) // {_SLOTS_AT_ONCE} AS share
FROM (
    SELECT DISTINCT slot
    FROM observations
    WHERE rowid >= $start AND {_PART} IN (SELECT part FROM parts WHERE is_covered)
)
"""  # noqa: S608
_LATER_VALUES = f"""
INSERT INTO histories
WITH each_slot AS (
    SELECT list_sort(list(({_VERSION}) << 1 | (observations.rowid >= $start)::BIGINT)) AS versions
    FROM observations
    JOIN sources ON sources.name = source
    WHERE slot BETWEEN $first AND $last AND slot IN (SELECT slot FROM again WHERE share = $share)
    GROUP BY slot
),
alike AS (
    SELECT versions, count(*) AS slots FROM each_slot GROUP BY versions
)
SELECT list_transform(versions, lambda version: version >> 1), slots
FROM alike
UNION ALL
SELECT list_transform(list_filter(versions, lambda version: version & 1 = 0), lambda version: version >> 1), -slots
FROM alike
"""  # noqa: S608
_COVERED = "INSERT INTO covered SELECT part FROM parts WHERE part NOT IN (FROM covered)"

_LAYOUT = hashlib.sha256(
    f"{duckdb.__version__}{_TABLES}{_SECOND_ORDER}{_OBSERVATIONS}{_BY_REGION}{_PARTS}{_LATER_VALUES}".encode()
).hexdigest()[:16]
"""Of the tables and of the DuckDB that wrote them."""

_COLUMNS = (
    *("action", "indicator", "region", "as_of", "precision", "value", "status", "source", "note"),
    *("se", "lower", "upper", "batch"),
)


_Answer = TypeVar("_Answer")


class Another(Exception):
    """The store is not the one that a ledger followed, or its file is gone."""


class Ledger:
    """The values of one store; any number of threads may ask at once, also while it follows.

    ``observations`` has one row per stored value, withdrawn and superseded ones too. ``indicators`` and ``regions`` are
    the ids by their numbers in a slot. ``path`` is None where it lies in memory alone.
    """

    def __init__(self, store: Store, path: Path | None) -> None:
        self._store = store
        self._lock = RLock()
        self._files: list[str] = []
        self._ids: list[str] = []
        self.indicators: list[str] = []
        self.regions: list[str] = []
        self.path = path
        self.connection = self._opened()
        self._read_what_is_there()

    def follow(self, holdings: Holdings) -> None:
        """Take in the data files that are new.

        Raises:
            Another: these holdings and what was taken in before are not of one store.
            StoreDamaged: a data file cannot be read.
        """
        with self._lock:
            names = [_name(name, imprint) for name, imprint in holdings.files.items()]
            ids = [batch.id for batch in holdings.batches]
            both, known = min(len(names), len(self._files)), min(len(ids), len(self._ids))
            if names[:both] != self._files[:both] or ids[:known] != self._ids[:known] or self._is_gone():
                raise Another
            if len(names) == both:
                return
            try:
                self._take(holdings)
            except duckdb.Error as error:
                if self.path is None:
                    raise
                self._begin_anew(holdings, error)

    def ask(self, question: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of the answer to ``<question>.sql`` with its named parameters."""
        return self._answered(question, parameters, duckdb.DuckDBPyConnection.fetchall)

    def ask_columns(self, question: str, parameters: Mapping[str, object]) -> dict[str, np.ndarray[Any, Any]]:
        """The same by columns: of many rows in half the time, and no garbage."""
        return self._answered(question, parameters, duckdb.DuckDBPyConnection.fetchnumpy)

    def tally(self) -> None:
        """Have the histories hold all values, before they are asked."""
        with self._lock:
            try:
                with self.connection.cursor() as cursor:
                    cursor.begin()
                    _tally(cursor)
                    cursor.commit()
            except duckdb.Error as error:
                if self.path is None:
                    raise
                self._begin_anew(self._store.holdings(), error)
                self.tally()

    def _answered(
        self, question: str, parameters: Mapping[str, object], fetch: Callable[[duckdb.DuckDBPyConnection], _Answer]
    ) -> _Answer:
        """A cursor of its own per question: one connection shared by threads returns rows of the wrong question."""

        def answer(connection: duckdb.DuckDBPyConnection) -> _Answer:
            with connection.cursor() as cursor:
                return fetch(cursor.execute(_sql(question), dict(parameters)))

        connection = self.connection
        try:
            return answer(connection)
        except duckdb.Error as error:
            if self.path is None and connection is self.connection:
                raise
            with self._lock:
                if connection is self.connection:
                    self._begin_anew(self._store.holdings(), error)
            return answer(self.connection)

    def clear(self) -> None:
        """Forget everything: a file that was of another store."""
        with self._lock, self.connection.cursor() as cursor:
            for table in _HELD if self.path is None else (*_HELD, "by_region"):
                # Truncated by making it anew: rows are numbered from the beginning again.
                cursor.execute(f"CREATE OR REPLACE TABLE {table} AS FROM {table} LIMIT 0")
            self._read_what_is_there()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self.path is None:
            return _database(None)
        for _ in range(2):
            with suppress(duckdb.Error, OSError):
                connection = _database(self.path)
                if _is_whole(connection):
                    return connection
                connection.close()
            with suppress(OSError):
                _remove(self.path)
        self.path = None
        return _database(None)

    def _is_gone(self) -> bool:
        """Whether somebody has deleted the file; what is written now would be lost."""
        return self.path is not None and not self.path.exists()

    def _begin_anew(self, holdings: Holdings, error: duckdb.Error) -> None:
        """Put another database in the place of one that failed; indicators and regions keep their numbers."""
        log_event("ledger.failed", store=self._store.location, error=str(error))
        files, ids = self._files, self._ids
        with suppress(duckdb.Error):
            self.connection.close()
        if self.path is not None:
            with suppress(OSError):
                _remove(self.path)
        # A disk that failed once is not asked again.
        self.path = None
        self.connection = _database(None)
        with self.connection.cursor() as cursor:
            for table, names in (("indicators", self.indicators), ("regions", self.regions)):
                cursor.execute(
                    f"INSERT INTO {table} SELECT unnest($numbers::BIGINT[]), unnest($names::VARCHAR[])",
                    {"numbers": list(range(len(names))), "names": names},
                )
        self._files, self._ids = [], []
        self._take(holdings)
        if self._files[: len(files)] != files or self._ids[: len(ids)] != ids:
            raise Another

    def _read_what_is_there(self) -> None:
        with self.connection.cursor() as cursor:

            def column(name: str, table: str, order: str) -> list[str]:
                rows = cursor.execute(f"SELECT {name} FROM {table} ORDER BY {order}").fetchall()  # noqa: S608
                return [text for (text,) in rows]

            self._files = column("name", "files", "place")
            self._ids = column("id", "batches", "number")
            self.indicators = column("name", "indicators", "number")
            self.regions = column("name", "regions", "number")
        self.indicator_numbers = {name: number for number, name in enumerate(self.indicators)}
        self.region_numbers = {name: number for number, name in enumerate(self.regions)}

    def _take(self, holdings: Holdings) -> None:
        """Take in the files that are not there yet, some at a time: each transaction costs as much however small."""
        clock = Stopwatch()
        known, total = len(self._ids), 0
        ids = [batch.id for batch in holdings.batches[known:]]
        with self.connection.cursor() as cursor:
            try:
                cursor.begin()
                cursor.execute(
                    "INSERT INTO batches SELECT unnest($numbers::INTEGER[]), unnest($ids::VARCHAR[])",
                    {"numbers": list(range(known, known + len(ids))), "ids": ids},
                )
                parts: list[pa.Table] = []
                files: list[tuple[int, str, int]] = []
                for place, (name, imprint) in list(enumerate(holdings.files.items()))[len(self._files) :]:
                    rows = 0
                    for part in self._store.file_rows(name, _COLUMNS):
                        parts.append(part)
                        rows += part.num_rows - part["region"].null_count
                        if sum(each.num_rows for each in parts) >= _ROWS_AT_ONCE:
                            self._insert(cursor, parts)
                            parts = []
                    files.append((place, _name(name, imprint), rows))
                    total += rows
                    if sum(rows for _, _, rows in files) >= _ROWS_BY_REGION:
                        self._finish(cursor, parts, files)
                        parts, files = [], []
                        cursor.begin()
                self._finish(cursor, parts, files)
            except BaseException:
                with suppress(duckdb.Error):
                    cursor.rollback()
                    self._read_what_is_there()
                raise
        self._read_what_is_there()
        if total > _ROWS_AT_ONCE:
            log_event("ledger.filled", store=self._store.location, rows=total, seconds=clock.seconds)

    def _insert(self, cursor: duckdb.DuckDBPyConnection, parts: list[pa.Table]) -> None:
        if not parts:
            return
        cursor.register("loaded", pa.concat_tables(parts).unify_dictionaries())
        for table, column in (("indicators", "indicator"), ("regions", "region")):
            cursor.execute(_NAMES.format(table=table, column=column))
        cursor.execute(_OBSERVATIONS)
        cursor.unregister("loaded")

    def _finish(
        self, cursor: duckdb.DuckDBPyConnection, parts: list[pa.Table], files: list[tuple[int, str, int]]
    ) -> None:
        """End a transaction in which these files, place, name and rows, were taken in; the last parts of them are."""
        self._insert(cursor, parts)
        # Beside a large part it costs little; after a small upload whoever asks can wait for it.
        if sum(rows for _, _, rows in files) >= _MANY_ROWS:
            _tally(cursor)
        if self.path is not None:
            cursor.execute(_BY_REGION)
        places, names, rows = zip(*files, strict=True) if files else ((), (), ())
        cursor.execute(
            "INSERT INTO files SELECT unnest($places::INTEGER[]), unnest($names::VARCHAR[]), unnest($rows::BIGINT[])",
            {"places": list(places), "names": list(names), "rows": list(rows)},
        )
        cursor.commit()


def _tally(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the histories up to date: the first values, as many as they hold, are in them."""
    ((start,),) = cursor.execute("SELECT coalesce(sum(slots * len(versions)), 0) FROM histories").fetchall()
    cursor.execute(_SOURCES, {"start": start})
    cursor.execute(_PARTS, {"start": start})
    cursor.execute(_FIRST_VALUES, {"start": start})
    if cursor.execute("FROM parts WHERE is_covered LIMIT 1").fetchall():
        cursor.execute(_SLOTS_AGAIN, {"start": start})
        shares = cursor.execute("SELECT share, min(slot), max(slot) FROM again GROUP BY share").fetchall()
        for share, first, last in shares:
            cursor.execute(_LATER_VALUES, {"start": start, "share": share, "first": first, "last": last})
        cursor.execute("DROP TABLE again")
    cursor.execute(_COVERED)
    cursor.execute("DROP TABLE parts")


def _name(name: str, imprint: Imprint) -> str:
    """What tells the content of a data file: its name, or (of earlier versions' files) also its size and moment."""
    return name if CONTENT_NAME.fullmatch(name) else f"{name} {imprint.size} {imprint.moment}"


_LEDGERS: WeakValueDictionary[tuple[str, Path | None], Ledger] = WeakValueDictionary()
_LOCK = RLock()


def ledger_of(store: Store, holdings: Holdings) -> Ledger:
    """The ledger of this process for a store, with at least these holdings; it goes with the last who holds it.

    Raises:
        StoreDamaged: a data file cannot be read.
    """
    key = store.location, store.cache
    with _LOCK:
        ledger = _LEDGERS.get(key)
        if ledger is not None:
            with suppress(Another):
                ledger.follow(holdings)
                return ledger
        ledger = _ledger(store, large=sum(imprint.size for imprint in holdings.files.values()) > LARGEST_IN_MEMORY)
        try:
            ledger.follow(holdings)
        except Another:
            ledger.clear()
            ledger.follow(holdings)
        _LEDGERS[key] = ledger
        return ledger


def _ledger(store: Store, *, large: bool) -> Ledger:
    """In the first file that is free, or in memory."""
    if large and store.cache is not None:
        name = f"values-{hashlib.sha256(store.location.encode()).hexdigest()[:16]}"
        stem = f"{name}-{_LAYOUT}"
        folder = store.cache / "observations"
        for number in range(1, MOST_FILES + 1):
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                lock = lock_at_once(folder / f"{stem}-{number}.lock")
                if lock is not None:
                    _remove_others(path for path in folder.glob(f"{name}-*.duckdb") if _LAYOUT not in path.name)
                    ledger = Ledger(store, folder / f"{stem}-{number}.duckdb")
                    finalize(ledger, _release, ledger.connection, lock)
                    return ledger
    return Ledger(store, None)


def _remove_others(paths: Iterable[Path]) -> None:
    """Of these ledgers, which this version cannot use, those that no process has; their locks, empty files, stay."""
    for path in paths:
        with suppress(OSError):
            lock = lock_at_once(path.with_suffix(".lock"))
            if lock is not None:
                with suppress(OSError):
                    _remove(path)
                os.close(lock)


def _release(connection: duckdb.DuckDBPyConnection, lock: int) -> None:
    with suppress(duckdb.Error):
        connection.close()
    os.close(lock)


def _database(path: Path | None) -> duckdb.DuckDBPyConnection:
    """A database with its tables: a file, made where it is not there, or one in memory."""
    # A question reads a few rows; handing them to worker threads costs a fifth more than it saves.
    settings: dict[str, Any] = {"enable_external_access": "false", "threads": "1"}
    if path is not None:
        settings["memory_limit"] = _MEMORY_LIMIT
    is_new = path is None or not path.exists()
    connection = duckdb.connect(str(path or ":memory:"), config=settings)
    if is_new:
        connection.execute(f"BEGIN; {_TABLES} {_ONE_ORDER if path is None else _SECOND_ORDER} COMMIT")
    return connection


def _is_whole(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are as many values, in both orders, as the files that were taken in had."""
    sums = (
        "count(*) FROM observations",
        "count(*) FROM by_region",
        "coalesce(sum(rows), 0) FROM files",
    )
    return len({connection.execute(f"SELECT {each}").fetchall()[0] for each in sums}) == 1


def _remove(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}.wal")):
        each.unlink(missing_ok=True)


@cache
def _sql(question: str) -> str:
    return files(__package__).joinpath(f"{question}.sql").read_text(encoding="utf-8")
