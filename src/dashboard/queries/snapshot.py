"""One version of the store, loaded into an in-memory DuckDB that many threads may ask at once.

Moments are kept as UTC without a zone: DuckDB's zoned type needs an extension and the session's zone, and both differ
between machines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from dashboard.observation import COARSEST_FIRST, Status
from dashboard.store import Batch, Store, batches_in

# Sorted, so that a question about one indicator and region skips nearly all row groups by their minimum and maximum.
# ``slot`` numbers the slots of ``observation.Slot`` in the order in which a series is read: by date, official values
# before reference values, and the coarsest precision first.
_OBSERVATIONS = f"""
CREATE TABLE observations AS
SELECT
    dense_rank() OVER (
        ORDER BY
            indicator, region, as_of, status = '{Status.REFERENCE.value}',
            list_position({[precision.value for precision in COARSEST_FIRST]}, precision)
    ) AS slot,
    indicator, region, as_of, precision, value, status, source, note, se, lower, upper, batch, committed_at
FROM loaded
WHERE action = 'observe'
ORDER BY slot, committed_at
"""  # noqa: S608 - the only texts put in are the house's own words


@dataclass(frozen=True)
class Snapshot:
    """The store as of one version: ``batches`` oldest first, and the connection that holds ``observations``.

    That table has one row per stored value, withdrawn and superseded ones too, with the number of its slot. ``notices``
    are what every reader must know of the store, a sentence each.
    """

    version: int
    batches: tuple[Batch, ...]
    connection: duckdb.DuckDBPyConnection
    notices: tuple[str, ...] = ()

    @classmethod
    def load(cls, store: Store) -> "Snapshot":
        """Load the newest version of the store.

        Raises:
            StoreDamaged: it cannot be read.
        """
        version, rows, notices = store.newest()
        committed_at = rows["committed_at"].cast(pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us"))
        place = rows.schema.get_field_index("committed_at")
        connection = duckdb.connect(":memory:", config={"enable_external_access": "false"})
        connection.register("loaded", rows.set_column(place, "committed_at", committed_at))
        connection.execute(_OBSERVATIONS)
        connection.unregister("loaded")
        # A question reads a few rows; handing them to worker threads costs a fifth more than it saves.
        connection.execute("SET threads = 1")
        return cls(version, batches_in(rows), connection, notices)

    def last_change(self, known_at: datetime | None = None) -> datetime | None:
        """When anything was last taken in or withdrawn (UTC), of what was known then; None where nothing was yet."""
        moments = (batch.committed_at for batch in reversed(self.batches))
        return next((moment for moment in moments if known_at is None or moment <= known_at), None)

    def ask(self, question: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of the answer to ``<question>.sql`` with its named parameters; safe from any thread.

        A cursor of its own per question: one connection shared by threads returns rows of the wrong question.
        """
        with self.connection.cursor() as cursor:
            return cursor.execute(_sql(question), dict(parameters)).fetchall()


@cache
def _sql(question: str) -> str:
    return files(__package__).joinpath(f"{question}.sql").read_text(encoding="utf-8")
