"""Questions to the store: one ``.sql`` file each beside this module, one typed function each in ``questions``.

DuckDB runs in memory over a snapshot of one table version, because a DuckDB file can be opened by one process only.
"""

from dashboard.queries.questions import (
    Change,
    ValueVersion,
    changes,
    changes_by,
    changes_of_withdrawing,
    history,
    last_change,
    regions_with_values,
    series,
    series_by_region,
    series_of_region,
    sources_in_force,
    versions,
)
from dashboard.queries.snapshot import Snapshot

__all__ = [
    "Change",
    "Snapshot",
    "ValueVersion",
    "changes",
    "changes_by",
    "changes_of_withdrawing",
    "history",
    "last_change",
    "regions_with_values",
    "series",
    "series_by_region",
    "series_of_region",
    "sources_in_force",
    "versions",
]
