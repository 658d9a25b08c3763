"""Parts of sentences that help a reader to the name they meant."""

from collections.abc import Sequence
from difflib import get_close_matches


def nearest(found: str, choices: Sequence[str]) -> str | None:
    """The choice most like ``found``, or None where nothing is alike."""
    return next(iter(get_close_matches(found, choices, n=1)), None)


def listed(choices: Sequence[str]) -> str:
    """The choices as 「a」「b」."""
    return "".join(f"「{choice}」" for choice in choices)


def suggestion(found: str, choices: Sequence[str], *, every: bool = False) -> str:
    """The nearest choice as a question; all choices where nothing is near, or where ``every`` asks for them too."""
    near = nearest(found, choices)
    question = f"{listed([near])}ではありませんか。" if near else ""
    return question + (f"使えるのは{listed(choices)}です。" if every or not near else "")
