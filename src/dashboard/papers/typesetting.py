"""typst with our typeface and nothing else: no file, no package, no address, no clock.

Whatever is to be set reaches it as data, so that no word of the catalogue can become markup and nothing is fetched.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import typst

from dashboard.errors import PaperError
from dashboard.papers.fonts import FONT_FILES, ready_fonts

_PICTURE = b"""
#set page(width: float(sys.inputs.width) * 1mm, height: float(sys.inputs.height) * 1mm, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
_BEFORE_DENSITY = 33
"""A PNG begins with its signature (8 bytes) and its header (25); its density may follow."""


def typeset(ask: Callable[..., Any], template: bytes, inputs: Mapping[str, str], **options: Any) -> Any:
    """What ``ask`` (typst.compile, typst.query) makes of a template and its inputs.

    Raises:
        PaperError: the typeface is missing, or the page cannot be set.
    """
    ready_fonts()
    try:
        return ask(template, font_paths=_fonts(), sys_inputs=dict(inputs), **options)
    except typst.TypstError as error:
        raise PaperError(f"ページを組めませんでした（{error}）。指標や取組の文を確かめてください。") from error


def rastered(svg: str, millimetres: tuple[float, float], ppi: int) -> bytes:
    """An SVG as PNG of this size on paper, at a number of dots per inch that the file tells.

    Raises:
        PaperError: the typeface is missing, or the picture cannot be drawn.
    """
    width, height = (f"{side:g}" for side in millimetres)
    made = typeset(typst.compile, _PICTURE, {"svg": svg, "width": width, "height": height}, format="png", ppi=ppi)
    dots_a_metre = round(ppi / 0.0254)
    density = b"pHYs" + struct.pack(">IIB", dots_a_metre, dots_a_metre, 1)
    chunk = struct.pack(">I", len(density) - 4) + density + struct.pack(">I", zlib.crc32(density))
    return bytes(made[:_BEFORE_DENSITY] + chunk + made[_BEFORE_DENSITY:])


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(path.parent) for path in FONT_FILES.values()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
