"""Pictures of many regions in which pointing and choosing answer in the browser; the server hears what was chosen."""

from collections.abc import Mapping
from enum import StrEnum
from html import escape
from typing import Any

import streamlit as st

from dashboard.charts.album import ScreenPicture
from dashboard.charts.regional import RegionalFigure, value_words
from dashboard.ui.blocks import component, narrow_drawing, narrow_places, still_drawings
from dashboard.ui.state import REGION

_KEY = "chosen"
_HEARD = "region heard"


def _still(data: Mapping[str, Any]) -> str:
    """The pictures, and in words the region that the page is about; its marks are the script's."""
    figures_of = {region["code"]: region["words"] for region in (data["whole"], *data["regions"])}
    chosen = figures_of.get(data.get("region"), "図の地域を押すと選べます")
    pairs = ("選んだ地域", chosen), ("カーソル位置", "図を指すと値を表示します")
    words = "".join(f"<span><b>{name}</b>　{escape(text)}</span>" for name, text in pairs)
    speech = f'<p class="said">{words}</p>' if data["speaks"] else ""
    alone = (
        "" if sum(shown["kind"] in {LinkedKind.MAP, LinkedKind.ROWS} for shown in data["pictures"]) > 1 else " alone"
    )
    figures = "".join(
        f'<figure class="{shown["kind"]}{alone}"><div class="box">{still_drawings(shown["svg"], shown["narrow"])}</div>'
        "</figure>"
        for shown in data["pictures"]
    )
    notes = "".join(f"<p>{escape(line)}</p>" for line in data["notes"])
    return f'<div class="linked">{speech}{figures}<div class="notes">{notes}</div></div>'


_LINKED = component("linked", '<div class="linked"></div>', shared=("pointing",), still=_still)
_CHOSEN = component("chosen", "<i></i>", css=":host { display: none; }")


class LinkedKind(StrEnum):
    """How a picture answers: its shapes, rows in a box of their own that scrolls, or the point that is nearest."""

    MAP = "map"
    ROWS = "rows"
    POINTS = "points"
    PANELS = "panels"


def linked(
    view: RegionalFigure, pictures: Mapping[LinkedKind, ScreenPicture], key: str, *, speaks: bool = False
) -> None:
    """Pictures whose marks begin their description with a region's name; map and rows stand side by side.

    Under them are their footers, what they share once. ``speaks`` writes the figures of the region pointed at.
    """
    comparison = view.comparison
    prefecture = comparison.prefecture
    notes = dict.fromkeys(line for shown in pictures.values() for line in shown.picture.footer or ())
    narrow = [narrow_drawing(shown) for shown in pictures.values()]
    data = {
        "id": f"{key} {hash((*narrow, *(shown.svg for shown in pictures.values())))}",
        "pictures": [
            {
                "kind": str(kind),
                "svg": shown.svg,
                "narrow": svg,
                "asks": shown.picture.narrow and not svg,
                "title": shown.picture.title,
            }
            for (kind, shown), svg in zip(pictures.items(), narrow, strict=True)
        ],
        "notes": list(notes),
        "regions": [
            {"code": value.region.code, "name": value.region.name, "words": value_words(comparison, value)}
            for value in comparison.values
        ],
        "whole": {"code": prefecture.region.code, "words": value_words(comparison, prefecture)},
        "speaks": speaks,
    }
    _LINKED(data=data, key=key, on_narrow_change=narrow_places)


def region_in_pictures(code: str) -> None:
    """Marks a region in all linked pictures, and hears of the one that is chosen there: the fragment in it runs again.

    It lies apart from the pictures, so that another region sends none of them anew.
    """
    _CHOSEN(data={"region": code, "heard": heard_region()}, key=_KEY, on_region_change=_choose)


def heard_region() -> str:
    """The region that was last chosen in a picture: an answer that names an older one is behind."""
    return str(st.session_state.get(_HEARD, ""))


def _choose() -> None:
    code = st.session_state[_KEY].region
    if code:
        st.session_state[_HEARD] = code
        st.query_params[REGION] = str(code)
