"""The typeface of pictures and papers: which characters it draws, what stands for the others, and how they are told.

No text is refused for a character. A screen leaves it to the browser and an office file to its program; where letters
are set by us, a mark stands for what cannot be drawn, and the paper says which characters these are.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular

from dashboard.text import character_kind, visible

FONT_FILES = {
    "regular": Path(str(noto_cjk_sans_jp_regular.FONT_PATH)),
    "bold": Path(str(noto_cjk_sans_jp_bold.FONT_PATH)),
}
"""The two static faces by their weight."""
_DIRECTORY_BYTES = 1024

SUBSTITUTE = "〓"
"""What Japanese printers have always set where a letter is missing."""

SURE = (
    "\n -~\u00a0-\u00ac\u00ae-\u00ff\u2010-\u2016\u2020-\u2022\u2026\u2030\u203b\u2103\u2160-\u216b\u2170-\u217b"
    "\u2190-\u2193\u2212\u2260\u2264-\u2267\u2460-\u24ff\u25a0-\u25a1\u25b2-\u25b3\u25bc-\u25bd\u25c6-\u25c7\u25cb\u25ce\u25cf"
    "\u2605-\u2606\u3000-\u303f\u3041-\u3096\u30a0-\u30ff\u3231-\u3232\u3239\u339c-\u33a1\u4e00-\u9fa5\uff01-\uff9f"
)
"""What both faces certainly draw, as ranges: nearly every text has nothing else, and need not wait for the faces."""

_SURELY_DRAWN = re.compile(f"[{SURE}]*")
_MOST_LISTED = 3
"""Texts, and characters of one text, that a sentence names."""
_AROUND = 12
"""Characters of a text shown on either side of what cannot be drawn."""


def drawable(text: str) -> str:
    """The text with only what can be drawn: unseen characters and variants left out, 〓 for each that is missing."""
    if not undrawable(text):
        return text.replace("\t", " ")
    printable = _printable()
    plain = "".join(letter for letter in visible(text) if not _is_variant(letter))
    return "".join(letter if letter in printable else SUBSTITUTE for letter in plain)


def undrawable(text: str) -> str:
    """The characters of a text, each once, that cannot be drawn; empty for nearly every text."""
    if _SURELY_DRAWN.fullmatch(text):
        return ""
    printable = _printable()
    return "".join(letter for letter in dict.fromkeys(text) if letter not in printable and letter != "\t")


def undrawable_words(texts: Iterable[str]) -> str:
    """Which characters of a paper's texts are not drawn, and where they stand, in a sentence; empty without any."""
    bad = [text for text in dict.fromkeys(texts) if undrawable(text)]
    if not bad:
        return ""
    # One source stands in many texts: those with characters that no other names say more.
    first = dict.fromkeys(next(text for text in bad if letter in text) for letter in undrawable("".join(bad)))
    listed = [*first, *(text for text in bad if text not in first)][:_MOST_LISTED]
    places = "、".join(f"「{_excerpt(text)}」の{character_names(undrawable(text))}" for text in listed)
    more = f"など{len(bad)}か所" if len(bad) > _MOST_LISTED else ""
    return f"書体にない文字は、PDFと図では{SUBSTITUTE}とするか省いています：{places}{more}。"


def character_names(characters: str) -> str:
    """Characters with their numbers and names: 「😀」（U+1F600 GRINNING FACE）; of many the first few."""
    more = f"ほか{len(characters) - _MOST_LISTED}字" if len(characters) > _MOST_LISTED else ""
    return "、".join(map(_name, characters[:_MOST_LISTED])) + more


def _name(letter: str) -> str:
    what = character_kind(letter) or f"「{letter}」"
    return f"{what}（{' '.join(filter(None, (f'U+{ord(letter):04X}', unicodedata.name(letter, ''))))}）"


def _excerpt(text: str) -> str:
    """The text around its first such character, in one line and without those that are not seen."""
    bad = undrawable(text)
    first = next(at for at, letter in enumerate(text) if letter in bad)
    start = max(first - _AROUND, 0)
    end = first + _AROUND
    shown = "".join(letter for letter in visible(text[start:end]) if not _is_variant(letter) and letter not in "\t\r\n")
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"


def _is_variant(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("VARIATION SELECTOR")


@cache
def faces_digest() -> str:
    """Tells the faces from any other: the table of a file's tables has the checksum of each, in a thousandth of it."""
    digest = sha256()
    for path in FONT_FILES.values():
        with path.open("rb") as face:
            digest.update(f"{path.stat().st_size}\n".encode() + face.read(_DIRECTORY_BYTES))
    return digest.hexdigest()


@cache
def _printable() -> frozenset[str]:
    """What both weights draw, spaces and line ends; nothing that has no shape of its own."""
    both = frozenset.intersection(*(_covered(path) for path in FONT_FILES.values()))
    spaces = {letter for letter in map(chr, range(0x3001)) if unicodedata.category(letter) == "Zs"}
    return frozenset(letter for letter in both if not character_kind(letter)) | spaces | {"\n", "\r"}


def _covered(path: Path) -> frozenset[str]:
    # Most texts hold nothing that must be looked up.
    import uharfbuzz as hb

    return frozenset(map(chr, hb.Face(hb.Blob.from_file_path(str(path))).unicodes))
