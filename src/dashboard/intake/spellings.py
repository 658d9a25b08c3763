"""Letters that a person does not see, or sees as others: one spelling for what looks the same.

Only what cannot be read in two ways is replaced. The letters that turn the direction of writing (U+202E) stay, for with
them 021 looks like 120; so do the soft hyphen that may be a minus sign, and half-width letters, which others compare.
"""

import re
import unicodedata

from dashboard.intake.draft import CellMark, MarkKind, Sheet

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202d\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_LOOKALIKE = "\u2e80-\u2fdf\uf900-\ufaff"
_UNUSUAL = re.compile(
    f"(?P<invisible>[{_INVISIBLE}\U0001d173-\U0001d17a\U000e0000-\U000e0fff])"
    f"|(?P<lookalike>[{_LOOKALIKE}\U0002f800-\U0002fa1f])|(?P<kana>[\u3046-\u30fe][\u3099-\u309c])"
)
# A single class of letters, in which a whole clean text is searched seven times as fast.
_PERHAPS = re.compile(f"[{_INVISIBLE}{_LOOKALIKE}\u3099-\u309c\U00010000-\U0010ffff]")
_MAY_BE_MINUS = re.compile("\\s*\u00ad\\d")
MOST_MARKS = 200_000
"""Cells of which it is noted how they were written; so many tell as much as more would."""

_WRAPPED = re.compile(r'\s*="(?P<text>(?:[^"]|"")*)"\s*')
"""How systems write a code for Excel, which would otherwise take its zeros away: ="01100"."""

# The Unicode Standard's EquivalentUnifiedIdeograph for the radicals that are whole characters, with the form written in
# Japan (戸, 青, 黄, 黒) where it names another; texts copied out of PDF files have them. The last two lines are Kangxi
# radicals, of which the others are folded by their compatibility decomposition.
_RADICALS = dict(
    zip(
        "⺁⺄⺈⺊⺌⺍⺎⺒⺓⺛⺜⺝⺟⺠⺧⺩⺫⺬⺶⺸⺼⺽⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
        "⼾⾭⿆⿈⿊",
        "厂乙刀卜小小兀巳幺旡日月母民牛王目示羊羊肉臼虎襾西見角角貝足車長長長門雨青韋頁風飛食食食馬骨鬼魚鳥鹵麦黄黽斉齊歯齒竜龍龜亀龜"
        "戸青麦黄黒",
        strict=True,
    )
)


def is_unusual(text: str) -> bool:
    """Whether any cell of a whole text may have another usual spelling."""
    return '="' in text or _PERHAPS.search(text) is not None


def usual_spelling(text: str) -> str:
    """The text of a cell in its usual spelling, without the quotation that guards it from Excel."""
    wrapped = _WRAPPED.fullmatch(text) if "=" in text else None
    plain = wrapped["text"].replace('""', '"') if wrapped else text
    if _PERHAPS.search(plain) is None or _MAY_BE_MINUS.match(plain):
        return plain
    return _UNUSUAL.sub(_usual, plain)


def _usual(match: re.Match[str]) -> str:
    text = match[0]
    if match["invisible"]:
        return ""
    if match["kana"]:
        composed = unicodedata.normalize("NFC", text.translate({0x309B: 0x3099, 0x309C: 0x309A}))
        return composed if len(composed) == 1 else text
    radical = "\u2e80" <= text <= "\u2fdf"
    return _RADICALS.get(text) or unicodedata.normalize("NFKC" if radical else "NFC", text)


def with_usual_spelling(sheet: Sheet) -> tuple[Sheet, dict[tuple[int, int], tuple[CellMark, ...]]]:
    """The rows in their usual spelling, and a mark at each cell that was written otherwise."""
    marks: dict[tuple[int, int], tuple[CellMark, ...]] = {}
    rows = list(sheet)
    for number, row in enumerate(sheet):
        usual = tuple(map(usual_spelling, row))
        if usual != row:
            rows[number] = usual
            for place, text in enumerate(row):
                if text != usual[place] and len(marks) < MOST_MARKS:
                    marks[number, place] = (CellMark(MarkKind.RESPELLED, text),)
    return tuple(rows), marks
