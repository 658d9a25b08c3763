"""One version of the store, loaded into an in-memory DuckDB that many threads may ask at once.

Moments are kept as UTC without a zone: DuckDB's zoned type needs an extension and the session's zone, and both differ
between machines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from dashboard.store import Batch, Store, batches_in

# Sorted, so that a question about one indicator and region skips nearly all row groups by their minimum and maximum.
_OBSERVATIONS = """
CREATE TABLE observations AS
SELECT indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch, committed_at
FROM loaded
WHERE action = 'observe'
ORDER BY indicator, region, as_of, committed_at
"""

_BATCH_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("committed_at", pa.timestamp("us")),
        ("by", pa.string()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("reason", pa.string()),
        ("rows", pa.int64()),
        ("withdraws", pa.string()),
        ("withdrawn", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Snapshot:
    """The store as of one version: ``batches`` oldest first, and the connection that holds the two SQL tables.

    ``observations`` has one row per stored value (withdrawn and superseded ones too), ``batches`` one per batch.
    """

    version: int
    batches: tuple[Batch, ...]
    connection: duckdb.DuckDBPyConnection

    @classmethod
    def load(cls, store: Store) -> "Snapshot":
        """Load the newest version of the store.

        Raises:
            StoreDamaged: it cannot be read.
        """
        version = store.version()
        rows = store.read(version)
        batches = batches_in(rows)
        connection = duckdb.connect(":memory:", config={"enable_external_access": "false"})
        _load(connection, _OBSERVATIONS, _without_zone(rows))
        _load(connection, "CREATE TABLE batches AS FROM loaded", _batch_table(batches))
        # A question reads a few rows; handing them to worker threads costs a fifth more than it saves.
        connection.execute("SET threads = 1")
        return cls(version, batches, connection)

    def ask(self, question: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """All rows of the answer to ``<question>.sql`` with its named parameters; safe from any thread.

        A cursor of its own per question: one connection shared by threads returns rows of the wrong question.
        """
        with self.connection.cursor() as cursor:
            return cursor.execute(question_sql(question), dict(parameters or {})).fetchall()


@cache
def question_sql(question: str) -> str:
    """The text of ``<question>.sql``."""
    return files(__package__).joinpath(f"{question}.sql").read_text(encoding="utf-8")


def _load(connection: duckdb.DuckDBPyConnection, statement: str, table: pa.Table) -> None:
    connection.register("loaded", table)
    connection.execute(statement)
    connection.unregister("loaded")


def _without_zone(rows: pa.Table) -> pa.Table:
    at = rows.schema.get_field_index("committed_at")
    return rows.set_column(
        at, "committed_at", rows.column(at).cast(pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us"))
    )


def _batch_table(batches: tuple[Batch, ...]) -> pa.Table:
    return pa.Table.from_pylist(
        [vars(batch) | {"committed_at": batch.committed_at.astimezone(UTC).replace(tzinfo=None)} for batch in batches],
        schema=_BATCH_SCHEMA,
    )
