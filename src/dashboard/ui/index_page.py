"""The HTML page that Streamlit sends for every screen, as ours: in Japanese, in the house style, with a first screen.

A page that holds a first screen shows it at once; Streamlit's scripts come after it is painted (exchange.js).
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.ui.font_slices import font_faces

STREAMLIT_STATIC = (Path(st.__file__).parent / "static").resolve()
FAVICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%230017C1' "
    "d='M1 10h3v5H1zM6 6h3v9H6zM11 1h3v14h-3z'/%3E%3C/svg%3E"
)
KINDS = ("html", "bidi_component", "selectbox", "button_group", "download_button", "page_link", "button", "popover")
"""What Streamlit calls the elements that most of our screens use."""
TITLE = "指標ダッシュボード"
NO_SCRIPTS = "このダッシュボードを見るには、ブラウザーのJavaScriptを有効にしてください。"
_MAIN = re.compile(r'<script type="module"[^>]*src="([^"]+)"[^>]*></script>')
_PRELOAD = re.compile(r'<link rel="modulepreload"[^>]*href="([^"]+)"[^>]*>')
_STYLESHEET = re.compile(r'<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>')


@cache
def plain_index(base: str) -> str:
    """The page that stays empty until Streamlit's scripts have run; the server lives under the path ``base``."""
    html = _index(base)
    links = "".join(f'<link rel="modulepreload" crossorigin href="{address}">' for address in _modules(html, KINDS))
    html = _PRELOAD.sub("", html).replace("</head>", f"{links}</head>")
    return html.replace(
        "<body>", f"<body><style>{_beside('style.css')}</style><noscript><p>{NO_SCRIPTS}</p></noscript>"
    )


def index_with(first_screen: str, title: str, base: str, kinds: frozenset[str]) -> str:
    """The page that holds a screen already; ``kinds`` are the elements on it, as Streamlit calls them."""
    before, after = _around(base, kinds)
    return before.replace(f"<title>{TITLE}</title>", f"<title>{title or TITLE}</title>") + first_screen + after


@cache
def _around(base: str, kinds: frozenset[str]) -> tuple[str, str]:
    """The page before and after a first screen."""
    html = _index(base)
    scripts = _MAIN.findall(html)
    modules = [*scripts, *_modules(html, sorted(kinds))]
    later = {
        "scripts": scripts,
        "styles": _STYLESHEET.findall(html),
        "modules": modules,
        "others": [module for module in _modules(html, KINDS) if module not in modules],
    }
    html = _STYLESHEET.sub("", _PRELOAD.sub("", _MAIN.sub("", html)))
    style = f"<style>{_icon_face()}{_beside('still.css')}{_beside('style.css')}</style>"
    exchange = _beside("exchange.js").replace("LATER", json.dumps(later))
    before, root, after = html.replace("<body>", f"<body>{style}").partition('<div id="root"></div>')
    return before + root, f"<script>{exchange}</script>{after}"


@cache
def _index(base: str) -> str:
    """Streamlit's page, said to be in Japanese, with our own face declared and a script that translates its words."""
    html = (STREAMLIT_STATIC / "index.html").read_text(encoding="utf-8")
    html = re.sub(r"^<!--.*?-->\s*", "", html, flags=re.DOTALL)
    html = re.sub(r'<html lang="[^"]*"', '<html lang="ja"', html)
    html = re.sub(r"<title>.*?</title>", f"<title>{TITLE}</title>", html)
    html = re.sub(r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" href="{FAVICON}" />', html)
    html = re.sub(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', "", html)
    html = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    html = re.sub(r'<link rel="service-desc"[^>]*>', "", html)
    html = re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL)
    head = f"<script>{_beside('shell.js')}</script><style>{font_faces(base)}</style>"
    return html.replace("</head>", f"{head}</head>")


def _modules(html: str, kinds: Iterable[str]) -> list[str]:
    """The scripts of a page with such elements, which come at once and not one after the other as each is needed."""
    names = ("".join(map(str.capitalize, kind.split("_"))) for kind in kinds)
    chunks = (f"./static/js/{file}" for name in names for file in _closure(name))
    return list(dict.fromkeys((*_PRELOAD.findall(html), *chunks)))


def _closure(chunk: str) -> Iterable[str]:
    """The file of a chunk and of all chunks that it imports; none for a name that Streamlit does not have."""
    folder = STREAMLIT_STATIC / "static/js"
    queue = [path.name for path in folder.glob(f"{chunk}.*.js")]
    closure: dict[str, None] = {}
    while queue:
        name = queue.pop()
        if name not in closure:
            closure[name] = None
            queue += re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', (folder / name).read_text(encoding="utf-8"))
    return closure


def _icon_face() -> str:
    """The typeface of Streamlit's icons, under the name that it has there."""
    file = next((STREAMLIT_STATIC / "static/media").glob("MaterialSymbols-Rounded.*.woff2")).name
    return (
        "@font-face{font-family:'Material Symbols Rounded';font-weight:400;font-display:block;"
        f"src:url('./static/media/{file}') format('woff2')}}"
    )


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
