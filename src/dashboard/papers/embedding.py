"""The typeface inside an SVG: only the characters it uses, so that it reads the same where the typeface is missing.

Prefectural machines do not have the house typeface and may not fetch it; without it letters are set in another width
and run into each other.
"""

import base64
import unicodedata
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

import uharfbuzz as hb

from dashboard.charts.theme import FONT
from dashboard.papers.fonts import FONT_FILES

_FACES = {"normal": "regular.otf", "bold": "bold.otf"}
_BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))
_FEATURES = ("ccmp", "kern", "liga", "mark", "mkmk")
"""Those that horizontal text needs; with the alternates of all others a subset is twice as large."""


def embedded(svg: str) -> str:
    """The SVG document with the needed part of each weight that it uses as a font; the same bytes for the same SVG."""
    used: dict[str, set[str]] = {}
    for weight, text in _drawn(ElementTree.fromstring(svg), "normal", inside=False):  # noqa: S314  our converter's
        # A browser joins か and ゛ to one character where the face has it.
        used.setdefault(weight, set()).update(text, unicodedata.normalize("NFC", text))
    rules = "".join(_rule(weight, used[weight]) for weight in _FACES if used.get(weight))
    if not rules:
        return svg
    after = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:after]}<style>{rules}</style>{svg[after:]}"


def _drawn(element: ElementTree.Element, weight: str, *, inside: bool) -> Iterator[tuple[str, str]]:
    """(weight, text) of every piece of text; ``inside`` says whether the element stands in a text element."""
    said = element.get("font-weight")
    own = weight if said is None else "bold" if said in _BOLD else "normal"
    inside = inside or element.tag.rpartition("}")[2] == "text"
    if inside and element.text:
        yield own, element.text
    for child in element:
        yield from _drawn(child, own, inside=inside)
        if inside and child.tail:
            yield own, child.tail


def _rule(weight: str, characters: set[str]) -> str:
    data = base64.b64encode(_subset(weight, characters)).decode("ascii")
    source = f'url("data:font/otf;base64,{data}") format("opentype")'
    return f'@font-face{{font-family:"{FONT}";font-style:normal;font-weight:{weight};src:{source}}}'


def _subset(weight: str, characters: set[str]) -> bytes:
    plan = hb.SubsetInput()
    plan.sets(hb.SubsetInputSets.UNICODE).set({ord(c) for c in characters})
    plan.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).set({int.from_bytes(tag.encode(), "big") for tag in _FEATURES})
    data: bytes = hb.subset(_face(weight), plan).blob.data
    return data


@cache
def _face(weight: str) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(FONT_FILES[_FACES[weight]])))
