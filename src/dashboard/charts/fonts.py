"""The typeface: that it is there, that it has every character of a text, and its part that goes into an SVG.

Prefectural machines do not have the house typeface and may not fetch it; without it letters are set in another width
and run into each other.
"""

import base64
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import uharfbuzz as hb
import vl_convert
from fontTools.ttLib import TTFont

from dashboard.charts.theme import FONT
from dashboard.errors import PaperError

FONT_FILES = {
    "regular.otf": Path(str(noto_cjk_sans_jp_regular.FONT_PATH)),
    "bold.otf": Path(str(noto_cjk_sans_jp_bold.FONT_PATH)),
}
"""The two static faces by the name under which the web server hands them out."""

_MOST_LISTED = 3
"""Texts, and characters of one text, that a refusal names."""
_AROUND = 12
"""Characters of a text shown on either side of what is wrong in it."""
_INVISIBLE = {"\t": "タブ", "\u200b": "ゼロ幅スペース", "\u200c": "ゼロ幅非接合子", "\u200d": "ゼロ幅接合子"}
_INVISIBLE_CATEGORIES = {
    "Cc": "制御文字",
    "Cf": "見えない書式文字",
    "Cn": "未定義の文字",
    "Co": "外字（私用領域の文字）",
    "Cs": "壊れた文字",
    "Zl": "行区切り",
    "Zp": "段落区切り",
}
_GUARD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
    '<text x="4" y="30" font-size="20" font-family="{family}" font-weight="{weight}">永R6</text></svg>'
)


@cache
def ready_fonts() -> None:
    """Registers the faces with the converter and proves that both are embedded; PaperError where one is not."""
    for path in FONT_FILES.values():
        vl_convert.register_font_directory(str(path.parent))
    for weight, face in (("normal", b"NotoSansCJKjp-Regular"), ("bold", b"NotoSansCJKjp-Bold")):
        if face not in vl_convert.svg_to_pdf(_GUARD.format(family=FONT, weight=weight)):
            raise PaperError(
                f"図と資料に使う書体「{FONT}」（{weight}）を読み込めません。"
                "requirements.txt のパッケージを入れ直してください。"
            )


def check_glyphs(texts: Iterable[str]) -> None:
    """PaperError for text that the typeface cannot draw, or that holds characters nobody would see, with the places."""
    printable = _printable()
    bad = [text for text in dict.fromkeys(texts) if not printable.issuperset(text)]
    if bad:
        places = "、".join(f"「{_excerpt(text)}」の{_unprintable(text)}" for text in bad[:_MOST_LISTED])
        more = f"など{len(bad)}か所" if len(bad) > _MOST_LISTED else ""
        raise PaperError(
            f"{places}{more}は印刷できません（書体にない文字か、目に見えない文字です）。取り除くか、別の文字に直してください。"
        )


def _unprintable(text: str) -> str:
    """The characters of a text that cannot be printed: themselves or, where they are not seen, what they are."""
    characters = [c for c in dict.fromkeys(text) if c not in _printable()]
    more = f"ほか{len(characters) - _MOST_LISTED}字" if len(characters) > _MOST_LISTED else ""
    names = (_invisible_kind(c) or f"「{c}」" for c in characters[:_MOST_LISTED])
    return "、".join(f"{name}（U+{ord(c):04X}）" for name, c in zip(names, characters, strict=False)) + more


def _invisible_kind(c: str) -> str:
    """What a character is that is not seen; empty for one that is."""
    if unicodedata.name(c, "").startswith("VARIATION SELECTOR"):
        return "異体字セレクタ"
    return _INVISIBLE.get(c) or _INVISIBLE_CATEGORIES.get(unicodedata.category(c), "")


def _excerpt(text: str) -> str:
    """The text around its first such character, in one line and without those that are not seen."""
    first = next(at for at, c in enumerate(text) if c not in _printable())
    start = max(first - _AROUND, 0)
    end = first + _AROUND
    visible = "".join(c for c in text[start:end] if not _invisible_kind(c) and c not in "\r\n")
    return f"{'…' if start else ''}{visible}{'…' if end < len(text) else ''}"


@cache
def _printable() -> frozenset[str]:
    """What both weights draw, spaces and line ends; nothing that has no shape of its own."""
    both = frozenset.intersection(*(_covered(path) for path in FONT_FILES.values()))
    spaces = {c for c in map(chr, range(0x3001)) if unicodedata.category(c) == "Zs"}
    return frozenset(c for c in both if not _invisible_kind(c)) | spaces | {"\n", "\r"}


def _covered(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


_FACES = {"normal": "regular.otf", "bold": "bold.otf"}
_BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))
_FEATURES = ("ccmp", "kern", "liga", "mark", "mkmk")
"""Those that horizontal text needs; with the alternates of all others a subset is twice as large."""


def with_typeface(svg: str) -> str:
    """The SVG document with the needed part of each weight that it uses as a font; the same bytes for the same SVG."""
    characters: dict[str, set[str]] = {}
    for weight, text in _texts_by_weight(ElementTree.fromstring(svg), "normal", inside=False):  # noqa: S314  our converter's
        # A browser joins か and ゛ to one character where the face has it.
        characters.setdefault(weight, set()).update(text, unicodedata.normalize("NFC", text))
    rules = ""
    for weight in _FACES:
        if characters.get(weight):
            data = base64.b64encode(_subset(weight, characters[weight])).decode("ascii")
            source = f'url("data:font/otf;base64,{data}") format("opentype")'
            rules += f'@font-face{{font-family:"{FONT}";font-style:normal;font-weight:{weight};src:{source}}}'
    if not rules:
        return svg
    after = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:after]}<style>{rules}</style>{svg[after:]}"


def _texts_by_weight(element: ElementTree.Element, weight: str, *, inside: bool) -> Iterator[tuple[str, str]]:
    """(weight, text) of every piece of text; ``inside`` says whether the element stands in a text element."""
    attribute = element.get("font-weight")
    if attribute is not None:
        weight = "bold" if attribute in _BOLD else "normal"
    inside = inside or element.tag.rpartition("}")[2] == "text"
    if inside and element.text:
        yield weight, element.text
    for child in element:
        yield from _texts_by_weight(child, weight, inside=inside)
        if inside and child.tail:
            yield weight, child.tail


def _subset(weight: str, characters: set[str]) -> bytes:
    plan = hb.SubsetInput()
    plan.sets(hb.SubsetInputSets.UNICODE).set({ord(c) for c in characters})
    plan.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).set({int.from_bytes(tag.encode(), "big") for tag in _FEATURES})
    data: bytes = hb.subset(_face(weight), plan).blob.data
    return data


@cache
def _face(weight: str) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(FONT_FILES[_FACES[weight]])))
