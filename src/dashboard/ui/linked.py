"""Pictures of many regions in which pointing and choosing answer in the browser; the server hears what was chosen."""

from collections.abc import Sequence

import streamlit as st

from dashboard.charts.regional import RegionalFigure, value_words
from dashboard.now import ScreenPicture
from dashboard.ui.blocks import component
from dashboard.ui.state import REGION

_KEY = "chosen"
_LINKED = component("linked", '<div class="linked"></div>')
_CHOSEN = component("chosen", "<i></i>", css=":host { display: none; }")


def linked(view: RegionalFigure, pictures: Sequence[ScreenPicture], key: str, *, speaks: bool = False) -> None:
    """Pictures whose shapes begin their description with a region's name, side by side.

    The rows of the second one scroll in a box of their own. ``speaks`` writes the figures of the region pointed at.
    """
    comparison = view.comparison
    prefecture = comparison.prefecture
    data = {
        "id": f"{key} {hash(tuple(picture.svg for picture in pictures))}",
        "pictures": [
            {"svg": picture.svg, "title": picture.picture.title, "rows": number > 0}
            for number, picture in enumerate(pictures)
        ],
        "regions": [
            {"code": value.region.code, "name": value.region.name, "words": value_words(comparison, value)}
            for value in comparison.values
        ],
        "whole": {"code": prefecture.region.code, "words": value_words(comparison, prefecture)},
        "speaks": speaks,
    }
    _LINKED(data=data, key=key)


def region_in_pictures(code: str) -> None:
    """Marks a region in all linked pictures, and hears of the one that is chosen there: the fragment in it runs again.

    It lies apart from the pictures, so that another region sends none of them anew.
    """
    _CHOSEN(data={"region": code}, key=_KEY, on_region_change=_choose)


def _choose() -> None:
    code = st.session_state[_KEY].region
    if code:
        st.query_params[REGION] = str(code)
