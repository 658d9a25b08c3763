"""Names for the sheets of a workbook."""

import re
import unicodedata

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class SheetNames:
    """Names for sheets as Excel accepts them, no two of them alike."""

    def __init__(self) -> None:
        # Excel keeps this one for itself.
        self._taken = {"history"}

    def of(self, text: str) -> str:
        """The name for a sheet about ``text``."""
        name = _cut(_FORBIDDEN.sub("・", text).strip("' 　"), _LONGEST_NAME) or "無題"
        count = 1
        unique = name
        while _key(unique) in self._taken:
            count += 1
            suffix = f"（{count}）"
            unique = _cut(name, _LONGEST_NAME - len(suffix)) + suffix
        self._taken.add(_key(unique))
        return unique


def _cut(text: str, longest: int) -> str:
    """Excel counts a character beyond the first 65,536 twice."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore").rstrip("' 　")


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
