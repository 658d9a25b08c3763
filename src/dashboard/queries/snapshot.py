"""One version of the store, which many threads may ask at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from dashboard.queries.ledger import Ledger, ledger_of
from dashboard.store import Batch, Store


@dataclass(frozen=True)
class Snapshot:
    """The store as of one version: ``batches`` oldest first, and the ledger that holds the values of it and later ones.

    ``notices`` are what every reader must know of the store, a sentence each.
    """

    version: int
    batches: tuple[Batch, ...]
    ledger: Ledger
    notices: tuple[str, ...] = ()

    @classmethod
    def load(cls, store: Store) -> "Snapshot":
        """Load the newest version of the store.

        Raises:
            StoreDamaged: it cannot be read.
        """
        holdings = store.holdings()
        return cls(holdings.version, holdings.batches, ledger_of(store, holdings), holdings.notices)

    def last_change(self, known_at: datetime | None = None) -> datetime | None:
        """When anything was last taken in or withdrawn (UTC), of what was known then; None where nothing was yet."""
        moments = (batch.committed_at for batch in reversed(self.batches))
        return next((moment for moment in moments if known_at is None or moment <= known_at), None)

    def ask(self, question: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of the answer to ``<question>.sql`` with its named parameters; safe from any thread."""
        return self.ledger.ask(question, parameters)

    def ask_columns(self, question: str, parameters: Mapping[str, object]) -> dict[str, np.ndarray[Any, Any]]:
        """The same answer by columns."""
        return self.ledger.ask_columns(question, parameters)
