"""The typeface in pictures: that the converter has it, and its part that goes into an SVG.

Prefectural machines do not have the house typeface and may not fetch it; without it letters are set in another width
and run into each other.
"""

import base64
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from dashboard.charts.theme import FONT
from dashboard.errors import PaperError
from dashboard.typeface import FONT_FILES

if TYPE_CHECKING:
    import uharfbuzz as hb

_GUARD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
    '<text x="4" y="30" font-size="20" font-family="{family}" font-weight="{weight}">永R6</text></svg>'
)


@cache
def ready_converter() -> Any:
    """The converter of Vega-Lite (vl_convert), which has been proved to have both faces; PaperError where it lacks one.

    It keeps Python's interpreter lock while it draws: a server has it in its workshop alone.
    """
    import vl_convert

    for folder in sorted({str(path.parent) for path in FONT_FILES.values()}):
        vl_convert.register_font_directory(folder)
    for weight, face in (("normal", b"NotoSansCJKjp-Regular"), ("bold", b"NotoSansCJKjp-Bold")):
        if face not in vl_convert.svg_to_pdf(_GUARD.format(family=FONT, weight=weight)):
            raise PaperError(
                f"図と資料に使う書体「{FONT}」（{weight}）を読み込めません。"
                "requirements.txt のパッケージを入れ直してください。"
            )
    return vl_convert


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
    import uharfbuzz as hb

    plan = hb.SubsetInput()
    plan.sets(hb.SubsetInputSets.UNICODE).set({ord(c) for c in characters})
    plan.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).set({int.from_bytes(tag.encode(), "big") for tag in _FEATURES})
    data: bytes = hb.subset(_face(weight), plan).blob.data
    return data


@cache
def _face(weight: str) -> "hb.Face":
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(str(FONT_FILES[_FACES[weight]])))
