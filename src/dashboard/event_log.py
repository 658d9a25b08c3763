"""What happened, for whoever looks after the server: one JSON object a line on standard error.

An event says who did what, to which batch, how long it took; never the content of a cell, which may be secret.
"""

import json
import logging
from datetime import UTC, datetime

_LOG = logging.getLogger("dashboard.events")


def log_event(event: str, **facts: str | int | float | bool | None) -> None:
    """Writes one line: the moment, the event's name (``batch.stored``) and its facts; a fact of None is left out."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"time": moment, "event": event, **{name: fact for name, fact in facts.items() if fact is not None}}
    if not _LOG.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False
    _LOG.info(json.dumps(line, ensure_ascii=False))
