"""Opening a screen in Streamlit's test runner, and reading from it what a visitor would read."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from google.protobuf.json_format import MessageToJson
from streamlit.testing.v1 import AppTest

from dashboard.settings import ROOT
from dashboard.ui.pages import HOME, PAGES

SHELL = ROOT / "src" / "dashboard" / "ui" / "shell.py"
SCRIPTS = tuple(screen.script for screen in PAGES)
MEETING_DAY = "2024-12-31"
BODY_PART = "body_part"
HTML_ISLANDS = (BODY_PART, "region_part")
"""Those that show a block of ours."""


def opened(script: str = HOME.script, **parameters: str) -> AppTest:
    """The screen as a visitor gets it with these URL parameters."""
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    if script != HOME.script:
        app.switch_page(f"../../../pages/{script}")
    return app.run()


def blocks(app: AppTest) -> list[str]:
    """Our own HTML blocks in reading order, without the style sheet."""
    html = []
    for element in _elements(app.main):
        if element.type == "html":
            html.append(element.value)
        elif element.type == "bidi_component" and element.proto.component_name in HTML_ISLANDS:
            html.append(json.loads(element.proto.json)["html"])
    return [block for block in html if "<style" not in block]


def plain(html: str) -> str:
    """The words of a piece of HTML, a blank between its elements."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def heading(app: AppTest) -> str:
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", "".join(blocks(app)))
    return plain(found)


def board_rows(app: AppTest) -> dict[str, str]:
    """The words of each row of 総括's board by the name it is read out with, in the order shown."""
    found = re.findall(r'<section class="progress row"[^>]*aria-label="([^"]*)">(.*?)</section>', "".join(blocks(app)))
    return {unescape(name): plain(html) for name, html in found}


def component(app: AppTest, name: str, **having: str) -> dict[str, Any]:
    """What a component of ours is given to show; of several the one that has this in it."""
    found = (json.loads(node.proto.json) for node in app.get("bidi_component") if node.proto.component_name == name)
    (data,) = (data for data in found if having.items() <= data.items())
    chosen: dict[str, Any] = data
    return chosen


def words(app: AppTest) -> str:
    """Everything readable outside pictures: our blocks, Streamlit's texts, links, and the council table."""
    texts = [plain(block) for block in blocks(app)]
    for kind in ("markdown", "caption", "header", "info", "warning", "error"):
        texts += [str(element.value) for element in getattr(app, kind)]
    texts += [link.label for link in app.page_link]
    islands = [node.proto for node in app.get("bidi_component") if node.proto.component_name not in HTML_ISLANDS]
    texts += [proto.json for proto in islands if "svg" not in json.loads(proto.json)]
    return "\n".join(_readable(text) for text in texts)


def everything_sent(app: AppTest) -> str:
    """All that goes to the browser, hidden or not."""
    return _readable("\n".join(_messages(app.main)))


def _readable(text: str) -> str:
    text = re.sub(r"\\+u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def _messages(node: Any) -> Iterator[str]:
    for element in _elements(node):
        if getattr(element, "proto", None) is not None:
            yield MessageToJson(element.proto, ensure_ascii=False)


def _elements(node: Any) -> Iterator[Any]:
    for child in getattr(node, "children", {}).values():
        yield child
        yield from _elements(child)
