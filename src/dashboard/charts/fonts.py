"""The typeface in pictures: that the converter has it, and its part that goes into an SVG.

Prefectural machines do not have the house typeface and may not fetch it; without it letters are set in another width
and run into each other.
"""

import base64
import unicodedata
from collections.abc import Iterable, Iterator
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


_FACES = {"normal": "regular", "bold": "bold"}
_BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))
FEATURES = frozenset(("calt", "ccmp", "halt", "kern", "liga", "locl", "mark", "mkmk"))
"""Those that horizontal text needs; halt is for brackets side by side, locl for Japanese quotation marks and dashes."""


def with_typeface(svg: str) -> str:
    """The SVG document with the needed part of each weight that it uses as a font; the same bytes for the same SVG."""
    characters: dict[str, set[str]] = {}
    for weight, text in _texts_by_weight(ElementTree.fromstring(svg), "normal", inside=False):  # noqa: S314  our converter's
        # A browser joins か and ゛ to one character where the face has it.
        characters.setdefault(weight, set()).update(text, unicodedata.normalize("NFC", text))
    rules = ""
    for weight, face in _FACES.items():
        if characters.get(weight):
            data = base64.b64encode(part_of_face(face, map(ord, characters[weight]))).decode("ascii")
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


def part_of_face(
    weight: str, code_points: Iterable[int], features: Iterable[str] = FEATURES, *, for_packing: bool = False
) -> bytes:
    """These letters of a face, as a font; ``for_packing`` without hints and for Brotli: a fifth smaller in the end."""
    import uharfbuzz as hb

    plan = hb.SubsetInput()
    if for_packing:
        plan.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
    plan.sets(hb.SubsetInputSets.UNICODE).update(code_points)
    tags = plan.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    tags.clear()
    tags.update(int.from_bytes(feature.encode(), "big") for feature in features)
    data: bytes = hb.subset(_face(weight), plan).blob.data
    return data


@cache
def _face(weight: str) -> "hb.Face":
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(str(FONT_FILES[weight])))
