"""A picture as a file: PNG at 300 dpi and SVG."""

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from dashboard.charts.fonts import ready_converter, with_typeface
from dashboard.charts.picture import Picture, Surface
from dashboard.errors import PaperError
from dashboard.text import visible
from dashboard.turns import still_wanted
from dashboard.typeface import FONT_FILES, SUBSTITUTE, drawable

if TYPE_CHECKING:
    import typst

_PICTURE = b"""
#set page(width: float(sys.inputs.width) * 1mm, height: float(sys.inputs.height) * 1mm, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
_VEGAS_OWN = re.compile(r'(?: role="[^"]*")? aria-roledescription="(?:(?:sub)?title" aria-label="[^"]*"|[^"]*")')
"""What Vega says of a mark's kind and of a title, in English, to who listens."""
_BEFORE_DENSITY = 33
"""A PNG begins with its signature (8 bytes) and its header (25); its density may follow."""


def typeset(run: Callable[..., Any], template: bytes, inputs: Mapping[str, str], **options: Any) -> Any:
    """What ``run`` (typst.compile, typst.query) makes of a template and its inputs; PaperError where it cannot."""
    import typst

    still_wanted()
    ready_converter()
    try:
        return run(template, font_paths=_fonts(), sys_inputs=dict(inputs), **options)
    except typst.TypstError as error:
        raise PaperError(f"ページを組めませんでした（{error}）。指標や取組の文を確かめてください。") from error


def raster(svg: str, millimetres: tuple[float, float], ppi: int) -> bytes:
    """An SVG as PNG of this size on paper, with a number of dots per inch that the file states; PaperError likewise."""
    import typst

    width, height = (f"{side:g}" for side in millimetres)
    image = typeset(typst.compile, _PICTURE, {"svg": svg, "width": width, "height": height}, format="png", ppi=ppi)
    dots_a_metre = round(ppi / 0.0254)
    density = b"pHYs" + struct.pack(">IIB", dots_a_metre, dots_a_metre, 1)
    chunk = struct.pack(">I", len(density) - 4) + density + struct.pack(">I", zlib.crc32(density))
    return bytes(image[:_BEFORE_DENSITY] + chunk + image[_BEFORE_DENSITY:])


@cache
def _fonts() -> "typst.Fonts":
    import typst

    folders = sorted({str(path.parent) for path in FONT_FILES.values()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


PNG_PPI = 300
_MILLIMETRES_PER_PIXEL = 25.4 / 72
"""In a picture of no particular size."""


def svg(picture: Picture) -> str:
    """The picture as an SVG document, 〓 for letters that the typeface lacks; the same bytes each time."""
    return _document(picture, drawable)


def screen_svg(picture: Picture, surface: Surface) -> str:
    """The same for a surface on a page; a browser finds in another typeface what ours lacks."""
    return _document(picture, visible, surface)


def _document(picture: Picture, spelling: Callable[[str], str], surface: Surface = Surface.PAPER) -> str:
    still_wanted()
    return _svg(json.dumps(_spelled(picture.spec(surface), spelling), ensure_ascii=False, sort_keys=True))


def _spelled(spec: dict[str, Any], spelling: Callable[[str], str]) -> dict[str, Any]:
    """The specification in a spelling of its texts; two names that would become one stay two, as their figures must."""
    texts = dict.fromkeys(_texts(spec))
    spelled = {text: spelling(text) for text in texts}
    if all(text == other for text, other in spelled.items()):
        return spec
    used = {text for text, other in spelled.items() if text == other}
    for text, other in spelled.items():
        if text != other:
            while other in used:
                other += SUBSTITUTE  # noqa: PLW2901 - longer until it is nobody else's
            spelled[text] = other
            used.add(other)
    changed: dict[str, Any] = _replaced(spec, spelled)
    return changed


def _replaced(part: Any, spelled: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return spelled[part]
    if isinstance(part, dict):
        return {key: _replaced(value, spelled) for key, value in part.items()}
    return [_replaced(value, spelled) for value in part] if isinstance(part, list | tuple) else part


def svg_file(picture: Picture) -> bytes:
    """The picture as an SVG file to take home, with the typeface inside."""
    return with_typeface(svg(picture)).encode()


def png(picture: Picture) -> bytes:
    """The picture as a PNG at 300 dots per inch."""
    document = svg(picture)
    width, height = pixel_size(document)
    return raster(document, (width * _MILLIMETRES_PER_PIXEL, height * _MILLIMETRES_PER_PIXEL), PNG_PPI)


def pixel_size(document: str) -> tuple[float, float]:
    """Width and height in pixels of a picture's SVG document."""
    root = ElementTree.fromstring(document[: document.index(">")] + "/>")  # noqa: S314  our converter's own output
    return float(root.attrib["width"]), float(root.attrib["height"])


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


# For papers, whose preview and files draw the same pictures anew; those of screens are kept with their state.
@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    return _VEGAS_OWN.sub("", ready_converter().vegalite_to_svg(spec, allowed_base_urls=[]))
