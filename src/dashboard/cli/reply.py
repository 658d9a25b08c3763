"""What a command answers: text for standard output, a complaint for standard error, and the exit status."""

import json
from dataclasses import dataclass
from typing import Any

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


@dataclass(frozen=True)
class Reply:
    """The answer of one command; nothing is printed for an empty text."""

    text: str = ""
    complaint: str = ""
    status: int = DONE


def as_json(answer: dict[str, Any]) -> str:
    """One JSON object, Japanese as it is."""
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)
