"""The observation store: append a batch, withdraw a batch, history, the original files; ``backup`` is one file of all.

It is an append-only Delta Lake table, so that several processes may write at once, a commit is all or nothing, and
what was known on the day of a meeting can be asked for years later.
"""

from dashboard.store.batches import Batch, Landing, Submission, batches_in, withdrawn_at
from dashboard.store.delta import Holdings, Store

__all__ = ["Batch", "Holdings", "Landing", "Store", "Submission", "batches_in", "withdrawn_at"]
