"""Parts of a page that the browser exchanges by itself: HTML with a picture in it.

One function makes a part whoever asks, so what a reader is shown at once is what the server says afterwards.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from streamlit.components.v2.types import ComponentRenderer

from dashboard.ui.blocks import PICTURE, beside, component, still_picture

PICTURE_PLACE = '<div class="picture"></div>'
_STYLE = f"<style>{beside('pointing.css')}{beside('picture.css')}</style>"

Part = Mapping[str, Any]
"""``html``, and in its empty ``div.picture`` what ``picture`` (None: nothing) is drawn from."""


def part(html: str, picture: Mapping[str, Any] | None = None) -> Part:
    """A part; ``picture`` as ``picture_data`` gives it."""
    return {"html": html, "picture": picture}


def bytes_of(parts: Mapping[str, Part]) -> int:
    """About, without the pictures, which are kept elsewhere."""
    return sum(2 * len(content["html"]) for content in parts.values())


def part_component(name: str) -> ComponentRenderer:
    """The island that shows a part; its script, which uses page_part.js, says when it is exchanged."""
    return component(
        name,
        f'<div class="body-part"></div><template>{_STYLE}{PICTURE}</template>',
        css="",
        shared=("pointing", "picture", "page_part"),
        still=_still,
    )


def _still(data: Mapping[str, Any]) -> str:
    html, picture = data["html"], data["picture"]
    if picture:
        root = f'<template shadowrootmode="open">{_STYLE}{still_picture(picture)}</template>'
        html = html.replace(PICTURE_PLACE, f'<div class="picture">{root}</div>')
    return f'<div class="body-part">{html}</div>'


def box_component(name: str, label: str) -> ComponentRenderer:
    """A select box of the browser's own over ``options`` (ids and names), at the one of ``id``."""

    def still(data: Mapping[str, Any]) -> str:
        chosen = escape(dict(data["options"])[data["id"]])
        return f'<label for="box">{label}</label><select id="box" disabled><option>{chosen}</option></select>'

    markup = f'<label for="box">{label}</label><select id="box"></select><p aria-live="polite"></p>'
    return component(name, markup, css=beside("box.css"), still=still)
