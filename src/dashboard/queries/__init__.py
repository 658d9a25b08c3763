"""Questions to the store: one ``.sql`` file each beside this module, one typed function each in ``questions``.

DuckDB runs in memory over a snapshot of one table version, because a DuckDB file can be opened by one process only.
"""

from dashboard.queries.questions import (
    ValueChange,
    ValueVersion,
    changes_between,
    changes_by_batch,
    changes_by_withdrawing,
    regions_with_values,
    series_by_indicator,
    series_by_region,
    series_of,
    sources_in_force,
    versions,
)
from dashboard.queries.snapshot import Snapshot

__all__ = [
    "Snapshot",
    "ValueChange",
    "ValueVersion",
    "changes_between",
    "changes_by_batch",
    "changes_by_withdrawing",
    "regions_with_values",
    "series_by_indicator",
    "series_by_region",
    "series_of",
    "sources_in_force",
    "versions",
]
