"""The typeface of all files: registered once with the converter, and refused when it would not be there.

Converters drop or replace labels silently when a font is missing; a paper with empty boxes must not leave the house, so
the guard draws a word in both weights and looks for the embedded font, and every label's characters are looked up in
the font's own table.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import vl_convert
from fontTools.ttLib import TTFont

from dashboard.charts.theme import FONT
from dashboard.errors import PaperError

FONT_FILES = {
    "regular.otf": Path(str(noto_cjk_sans_jp_regular.FONT_PATH)),
    "bold.otf": Path(str(noto_cjk_sans_jp_bold.FONT_PATH)),
}
"""The two static faces by the name under which the web server hands them out."""

_GUARD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
    '<text x="4" y="30" font-size="20" font-family="{family}" font-weight="{weight}">永R6</text></svg>'
)


@cache
def ready_fonts() -> None:
    """Registers the faces with the converter and proves that both are embedded.

    Raises:
        PaperError: a face is missing or the converter does not use it.
    """
    for path in FONT_FILES.values():
        vl_convert.register_font_directory(str(path.parent))
    for weight, face in (("normal", b"NotoSansCJKjp-Regular"), ("bold", b"NotoSansCJKjp-Bold")):
        if face not in vl_convert.svg_to_pdf(_GUARD.format(family=FONT, weight=weight)):
            raise PaperError(
                f"図と資料に使う書体「{FONT}」（{weight}）を読み込めません。"
                "requirements.txt のパッケージを入れ直してください。"
            )


@cache
def _covered() -> frozenset[int]:
    with TTFont(FONT_FILES["regular.otf"], lazy=True) as font:
        return frozenset(font.getBestCmap())


def check_glyphs(texts: Iterable[str]) -> None:
    """Refuses text that the typeface cannot draw.

    Raises:
        PaperError: names the characters and the first text that holds them.
    """
    for text in texts:
        missing = [c for c in dict.fromkeys(text) if ord(c) not in _covered() and not c.isspace()]
        if missing:
            shown = "、".join(f"「{c}」（U+{ord(c):04X}）" for c in missing)
            raise PaperError(f"「{text}」の{shown}は書体にない文字です。別の文字に直してください。")
