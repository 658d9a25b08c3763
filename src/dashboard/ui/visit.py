"""One run of a page that nobody's browser asked for: what the server itself would show an unknown visitor.

A visit is a session of Streamlit's own without a connection: no cookie, no address, no file, and so never an editor. It
is over, and forgotten, as soon as its script has run.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance
from streamlit.runtime.session_manager import SessionClient

NOBODY = "nobody"
"""What a visit says is its browser's language: by that a page knows it."""
LONGEST_SECONDS = 30
"""A run that takes longer is given up; drawing every picture of a page for the first time takes a few."""


class VisitFailed(Exception):
    """The page did not come to its end."""


@dataclass
class Node:
    """A block of a page with what stands in it by place, or an element."""

    block: Block | None = None
    element: Element | None = None
    children: dict[int, "Node"] = field(default_factory=dict)

    def __iter__(self) -> Iterator["Node"]:
        """What stands in it, in order."""
        return (self.children[place] for place in sorted(self.children))


@dataclass
class Screenful:
    """What a run showed: the page's body, its title in the browser's tab, the hash of its script."""

    body: Node = field(default_factory=Node)
    title: str = ""
    page: str = ""


async def visit(page: str, query: str) -> Screenful:
    """Runs the page of that name with that query (``a=b&c=d``); to be awaited in the server's own event loop.

    Raises:
        VisitFailed: the script did not end in time, or with an error that no sentence of ours explains.
    """
    runtime = get_instance()
    client = _Client()
    session = runtime.connect_session(client=client, user_info={})
    try:
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        message.rerun_script.context_info.locale = NOBODY
        runtime.handle_backmsg(session, message)
        await asyncio.wait_for(client.ended.wait(), LONGEST_SECONDS)
    except TimeoutError:
        raise VisitFailed(f"{page}?{query}") from None
    finally:
        runtime.close_session(session)
    if not client.is_whole:
        raise VisitFailed(f"{page}?{query}")
    return client.screenful


class _Client(SessionClient):
    """Stands where a browser's connection would, and keeps what it is told."""

    def __init__(self) -> None:
        self.screenful = Screenful()
        self.ended = asyncio.Event()
        self.is_whole = False

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Takes one message of the run; a page that leads to another begins anew."""
        match msg.WhichOneof("type"):
            case "new_session":
                self.screenful = Screenful()
            case "page_config_changed":
                self.screenful.title = msg.page_config_changed.title
            case "navigation":
                self.screenful.page = msg.navigation.page_script_hash
            case "delta" if msg.metadata.delta_path[0] == 0:
                _put(self.screenful.body, list(msg.metadata.delta_path)[1:], msg.delta)
            case "script_finished" if msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.is_whole = msg.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                self.ended.set()


def _put(node: Node, path: list[int], delta: Delta) -> None:
    for place in path[:-1]:
        node = node.children.setdefault(place, Node())
    at = node.children.setdefault(path[-1], Node())
    kind: Any = delta.WhichOneof("type")
    if kind == "add_block":
        at.block, at.element = delta.add_block, None
    elif kind == "new_element":
        at.element, at.block = delta.new_element, None
        at.children = {}
