"""A screen as HTML that needs no script: what a visit showed, in the boxes that Streamlit would make of it.

Only what our screens use is written here. Class names, test ids and keys are Streamlit's, so that the house style finds
the same boxes before and after; ``still.css`` says of them what Streamlit's own style says.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape, unescape
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.GapSize_pb2 import GapSize
from streamlit.proto.Markdown_pb2 import Markdown

from dashboard.ui.visit import Node

Still = Callable[[Mapping[str, Any]], str]
STILLS: dict[str, Still] = {}
"""By the name of an island: its markup for its data as its script leaves it, for a page that runs no script yet."""

_GAPS = {GapSize.NONE: "0", GapSize.SMALL: "1rem", GapSize.MEDIUM: "2rem", GapSize.LARGE: "4rem"}
_JUSTIFY = {Block.FlexContainer.JUSTIFY_END: "end", Block.FlexContainer.JUSTIFY_CENTER: "center"}
_ALIGN = {
    Block.FlexContainer.ALIGN_END: "end",
    Block.FlexContainer.ALIGN_CENTER: "center",
    Block.FlexContainer.STRETCH: "stretch",
}
_ROLES = {Alert.ERROR: "error", Alert.WARNING: "warning", Alert.INFO: "info", Alert.SUCCESS: "success"}
_LABELLED = {"selectbox", "multiselect"}
_CHEVRON = (
    '<span class="chevron"><svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor">'
    '<path fill="none" d="M0 0h24v24H0V0z"/><path d="M7.41 8.59 12 13.17l4.59-4.58L18 10l-6 6-6-6z"/></svg></span>'
)


def still_html(body: Node) -> str:
    """The main part of a page; all islands are told what any of them knows of the region that the page is about."""
    islands = [(part, json.loads(part.json or part.mixed.json or "{}")) for part in _islands(body)]
    region = next((data["region"] for _, data in islands if isinstance(data.get("region"), str)), "")
    for part, data in islands:
        part.json = json.dumps({"region": region} | data)
    return f'<div class="stVerticalBlock" data-testid="stVerticalBlock">{_inside(body)}</div>'


def _islands(node: Node) -> Iterator[Any]:
    if node.element is not None and node.element.WhichOneof("type") == "bidi_component":
        yield node.element.bidi_component
    for child in node:
        yield from _islands(child)


def _inside(node: Node, *, row: bool = False) -> str:
    return "".join(_node(child, row=row) for child in node)


def _node(node: Node, *, row: bool) -> str:
    if node.element is not None:
        return _element(node.element, row=row)
    if node.block is not None:
        return _block(node.block, node, row=row)
    return ""


def _block(block: Block, node: Node, *, row: bool) -> str:
    kind = block.WhichOneof("type")
    if kind == "flex_container":
        inner = _flex(block, node)
    elif kind == "expandable":
        inner = _expander(block.expandable, node)
    elif kind == "popover":
        words = (
            f'<span class="words">{icon(block.popover.icon)}{inline(block.popover.label)}</span>{icon("expand_more")}'
        )
        inner = f'<div class="stPopover" data-testid="stPopover"><button disabled>{words}</button></div>'
    else:
        inner = _inside(node)
    return (
        f'<div class="stLayoutWrapper{_size(block.width_config, row=row)}" data-testid="stLayoutWrapper">{inner}</div>'
    )


def _flex(block: Block, node: Node) -> str:
    flex = block.flex_container
    is_row = flex.direction == Block.FlexContainer.HORIZONTAL
    kind = "stHorizontalBlock" if is_row else "stVerticalBlock"
    style = {
        "gap": _GAPS.get(flex.gap_config.gap_size, "1rem"),
        "align-items": _ALIGN.get(flex.align, "start"),
        "justify-content": _JUSTIFY.get(flex.justify, "start"),
    }
    usual = {"gap": "1rem", "align-items": "start", "justify-content": "start"}
    written = ";".join(f"{name}:{value}" for name, value in style.items() if value != usual[name])
    attribute = f' style="{written}"' if written else ""
    css_class = " ".join(filter(None, (kind, "block", _key(block.id))))
    return f'<div class="{css_class}" data-testid="{kind}"{attribute}>{_inside(node, row=is_row)}</div>'


def _expander(expandable: Block.Expandable, node: Node) -> str:
    is_open = " open" if expandable.expanded else ""
    summary = f'<summary>{icon("keyboard_arrow_right")}<span class="words">{inline(expandable.label)}</span></summary>'
    body = f'<div class="stVerticalBlock" data-testid="stVerticalBlock">{_inside(node)}</div>'
    details = f'<details{is_open}>{summary}<div data-testid="stExpanderDetails">{body}</div></details>'
    return f'<div class="stExpander" data-testid="stExpander">{details}</div>'


def _element(element: Element, *, row: bool) -> str:
    kind = element.WhichOneof("type")
    write = _WRITERS.get(kind or "")
    if write is None:
        return ""
    part = getattr(element, str(kind))
    width = element.width_config
    css_class = f"stElementContainer{_size(width, row=row, labelled=kind in _LABELLED)} {_key(getattr(part, 'id', ''))}"
    pixels = f' style="--width:{width.pixel_width}px"' if width.pixel_width else ""
    return f'<div class="{css_class.strip()}" data-testid="stElementContainer"{pixels}>{write(part)}</div>'


def _size(width: Any, *, row: bool, labelled: bool = False) -> str:
    """The class of a width; in a row what stretches takes what is left."""
    if width.pixel_width:
        return " as-wide"
    if width.use_content:
        return " fit"
    if row:
        return " grows-labelled" if labelled else " grows"
    return ""


def _key(identity: str) -> str:
    """The class of what has a key; its id ends with it, and says None without."""
    key = identity.partition("-")[2].partition("-")[2] if identity.startswith("$$ID-") else ""
    return "" if key in {"", "None"} else f"st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key.strip())}"


def _html(part: Any) -> str:
    return f'<div class="stHtml" data-testid="stHtml">{part.body}</div>'


def _heading(part: Any) -> str:
    return f'<div class="stHeading" data-testid="stHeading"><{part.tag}>{inline(part.body)}<i></i></{part.tag}></div>'


def _markdown(part: Any) -> str:
    name = "stCaptionContainer" if part.element_type == Markdown.CAPTION else "stMarkdownContainer"
    return f'<div class="stMarkdown" data-testid="stMarkdown"><div data-testid="{name}">{prose(part.body)}</div></div>'


def _alert(part: Any) -> str:
    title = f"<strong>{escape(part.title)}</strong>" if part.title else ""
    text = f'<div data-testid="stMarkdownContainer">{prose(part.body)}</div>'
    return f'<div class="stAlert {_ROLES.get(part.format, "info")}" data-testid="stAlert">{title}{text}</div>'


def _text(part: Any) -> str:
    return f'<div class="stText" data-testid="stText">{escape(part.body)}</div>'


def _page_link(part: Any) -> str:
    query = f"?{part.query_string}" if part.query_string else ""
    words = f'{icon(part.icon)}<span class="words"><p>{inline(part.label)}</p></span>'
    address = escape(f"./{part.page}{query}", quote=True)
    link = f'<a data-testid="stPageLink-NavLink" href="{address}">{words}</a>'
    return f'<div class="stPageLink" data-testid="stPageLink"><div>{link}</div></div>'


def _button(part: Any) -> str:
    name = "stDownloadButton" if hasattr(part, "deferred_file_id") else "stButton"
    words = f'<span class="words">{icon(part.icon)}{inline(part.label)}</span>'
    return f'<div class="{name}" data-testid="{name}"><button class="{part.type}" disabled>{words}</button></div>'


def _label(words: str) -> str:
    return f'<label data-testid="stWidgetLabel">{inline(words)}</label>'


def _selectbox(part: Any) -> str:
    chosen = part.raw_value or (part.options[part.default] if part.HasField("default") else "")
    field = f'<input disabled role="combobox" aria-label="{_plain(part.label)}" value="{escape(chosen, quote=True)}">'
    return f'<div class="stSelectbox" data-testid="stSelectbox">{_label(part.label)}<div>{field}{_CHEVRON}</div></div>'


def _multiselect(part: Any) -> str:
    values = list(part.raw_values) or [part.options[place] for place in part.default]
    tags = "".join(f'<span class="tag">{escape(value)}</span>' for value in values)
    words = "" if values else escape(part.placeholder, quote=True)
    name = f'role="combobox" aria-label="{_plain(part.label)}"'
    field = f'<div><div>{tags}<input disabled {name} placeholder="{words}"></div>{_CHEVRON}</div>'
    return f'<div class="stMultiSelect" data-testid="stMultiSelect">{_label(part.label)}{field}</div>'


def _button_group(part: Any) -> str:
    is_segmented = part.style == ButtonGroup.SEGMENTED_CONTROL
    chosen = set(part.raw_values) if part.set_value else {part.options[at].content for at in part.default}
    buttons = "".join(
        f"<button disabled{' data-selected' if option.content in chosen else ''}>{inline(option.content)}</button>"
        for option in part.options
    )
    kind = "segmented" if is_segmented else "pills"
    group = f'<div class="{kind}" role="group" aria-label="{_plain(part.label)}">{buttons}</div>'
    return f'<div class="stButtonGroup" data-testid="stButtonGroup">{_label(part.label)}{group}</div>'


def _bidi_component(part: Any) -> str:
    still = STILLS.get(part.component_name)
    markup = still(json.loads(part.json)) if still else part.html_content
    if not part.isolate_styles:
        return f'<div class="stBidiComponent"><div>{markup}</div></div>'
    root = f'<template shadowrootmode="open"><style>{part.css_content}</style><div>{markup}</div></template>'
    return f'<div class="stBidiComponent"><div class="island">{root}</div></div>'


_WRITERS: dict[str, Callable[[Any], str]] = {
    "html": _html,
    "heading": _heading,
    "markdown": _markdown,
    "alert": _alert,
    "text": _text,
    "page_link": _page_link,
    "button": _button,
    "download_button": _button,
    "selectbox": _selectbox,
    "multiselect": _multiselect,
    "button_group": _button_group,
    "bidi_component": _bidi_component,
}

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"`([^`]+)`")


def inline(text: str) -> str:
    """One line of Markdown as our screens write it: escaped characters and code."""
    parts = []
    end = 0
    for code in _CODE.finditer(text):
        if text[: code.start()].endswith("\\"):
            continue
        parts += [escape(_ESCAPED.sub(r"\1", text[end : code.start()])), f"<code>{escape(code[1])}</code>"]
        end = code.end()
    return "".join([*parts, escape(_ESCAPED.sub(r"\1", text[end:]))])


def _plain(text: str) -> str:
    return escape(unescape(re.sub("<[^>]+>", "", inline(text))), quote=True)


def prose(text: str) -> str:
    """Paragraphs, lines that end with two spaces, and lists."""
    return "".join(map(_paragraph, filter(None, re.split(r"\n\s*\n", text.strip()))))


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{inline(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{'<br>'.join(_joined(lines))}</p>"


def _joined(lines: Iterable[str]) -> Iterable[str]:
    """Lines as the browser breaks them: one that ends with two spaces is broken, any other runs on."""
    begun = ""
    for line in lines:
        begun = f"{begun} {line.strip()}".strip()
        if line.endswith("  "):
            yield inline(begun)
            begun = ""
    if begun:
        yield inline(begun)


def icon(name: str) -> str:
    """An icon of Streamlit's typeface, which no screen reader reads."""
    sign = name.removeprefix(":material/").removesuffix(":")
    return f'<span class="icon" aria-hidden="true" translate="no">{escape(sign)}</span>' if sign else ""
