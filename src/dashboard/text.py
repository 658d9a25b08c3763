"""How a figure is written in a Japanese sentence: one way for screens, papers and the command line."""

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches


def nearest(found: str, choices: Sequence[str]) -> str | None:
    """The choice most like ``found``, or None where nothing is alike."""
    return next(iter(get_close_matches(found, choices, n=1)), None)


def joined_sources(sources: Iterable[str]) -> str:
    """出典 in one cell or line: each source once, between 「；」."""
    return "；".join(dict.fromkeys(source for source in sources if source))


def listed(choices: Sequence[str]) -> str:
    """The choices as 「a」「b」."""
    return "".join(f"「{choice}」" for choice in choices)


def suggestion(found: str, choices: Sequence[str], *, every: bool = False) -> str:
    """The nearest choice as a question; all choices where nothing is near, or where ``every`` asks for them too."""
    near = nearest(found, choices)
    question = f"{listed([near])}ではありませんか。" if near else ""
    return question + (f"使えるのは{listed(choices)}です。" if every or not near else "")


def half_width(text: str) -> str:
    """The text in NFKC, but for footnote marks (①): they must not become digits of the number before them."""
    return "".join(
        letter if unicodedata.category(letter) == "No" else unicodedata.normalize("NFKC", letter) for letter in text
    )


MINUS = "−"


def format_value(value: float, decimals: int) -> str:
    """A number with thousands separators, rounded half up (四捨五入), with the true minus sign (U+2212).

    A value that rounds to zero is written without a sign.
    """
    shown = _quantized(value, decimals)
    return f"{abs(shown):,f}" if shown >= 0 else f"{MINUS}{abs(shown):,f}"


def rounded(value: float, decimals: int) -> float:
    """The number that ``format_value`` writes."""
    return float(_quantized(value, decimals))


def _quantized(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimal_places(value: float) -> int:
    """The decimal places that a number itself has, without the machine's remainder: 41.0 has none, 0.25 has two."""
    return max(0, -int(Decimal(f"{value:.12g}").normalize().as_tuple().exponent))


def format_amount(value: float, decimals: int, unit: str) -> str:
    """A number with its unit; a percent sign stands a space away, as in 38.7 %."""
    gap = " " if unit in {"%", "％"} else ""
    return f"{format_value(value, decimals)}{gap}{unit}"


def difference_unit(unit: str) -> str:
    """The unit of a difference of two values: percentages differ by ポイント, not by %."""
    return "ポイント" if unit in {"%", "％"} else unit


def format_share(share: float, decimals: int = 1) -> str:
    """A fraction as a percentage: 0.387 is 38.7 %."""
    return format_amount(share * 100, decimals, "%")


def format_threshold(share: float) -> str:
    """A fraction as a percentage with only the decimals it needs: 0.05 is 5 %, 0.125 is 12.5 %."""
    return f"{share * 100:.10g} %"
