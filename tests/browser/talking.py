"""Streamlit's connection spoken without a browser, as a stranger would who leaves out what a browser checks."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 30.0


class Visit:
    """One page, opened at ``address``; ``origin`` None says none, empty the page's own.

    ``patience``: seconds that it waits for the next thing that it is sent.
    """

    def __init__(
        self,
        address: str,
        origin: str | None = "",
        headers: dict[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.address = address
        self.origin = address if origin == "" else origin
        self.headers = headers or {}
        self.patience = patience
        self.token = ""
        self.session = ""
        self._connection: ClientConnection | None = None

    async def __aenter__(self) -> "Visit":
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{self.address}/_stcore/health", timeout=PATIENCE)
        self.token = answer.cookies["_streamlit_xsrf"]
        extra: dict[str, Any] = {"origin": self.origin} if self.origin else {}
        # A host that this machine does not know by name is still this machine.
        self._connection = await connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            additional_headers={"Cookie": f"_streamlit_xsrf={self.token}", **self.headers},
            subprotocols=["streamlit", self.token],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
            process_exception=lambda error: error,
            **extra,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()

    @property
    def connection(self) -> ClientConnection:
        assert self._connection
        return self._connection

    async def send(self, message: BackMsg) -> None:
        await self.connection.send(message.SerializeToString())

    async def ask(self, page: str = "", query: str = "", states: Sequence[WidgetState] = ()) -> None:
        """Asks for a run of the page."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.widget_states.widgets.extend(states)
        await self.send(message)

    async def run(self, page: str = "", query: str = "", states: Sequence[WidgetState] = ()) -> list[ForwardMsg]:
        """A run of the page; all that it sends."""
        await self.ask(page, query, states)
        return await self.rest()

    async def rest(self) -> list[ForwardMsg]:
        """What is sent until a run is over."""
        messages = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            messages.append(await self._next())
            if messages[-1].WhichOneof("type") == "new_session":
                self.session = messages[-1].new_session.initialize.session_id or self.session
        return messages

    async def places(self, *names: str) -> list[FileURLs]:
        """Under which addresses and ids Streamlit lets this page send files of these names."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.extend(names)
        message.file_urls_request.session_id = self.session
        await self.send(message)
        while (answer := await self._next()).WhichOneof("type") != "file_urls_response":
            pass
        return list(answer.file_urls_response.file_urls)

    async def addresses(self, *names: str) -> list[str]:
        """The addresses of ``places`` alone."""
        return [urls.upload_url for urls in await self.places(*names)]

    async def put(
        self, path: str, content: bytes, client: httpx.AsyncClient, name: str = "a.csv", **headers: str
    ) -> httpx.Response:
        """Sends a file as the page's script would."""
        own = {"X-Xsrftoken": self.token, "Cookie": f"_streamlit_xsrf={self.token}", "Origin": self.address}
        return await client.put(
            f"{self.address}{path}", files={"file": (name, content)}, headers={**own, **headers}, timeout=PATIENCE
        )

    async def _next(self) -> ForwardMsg:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(self.connection.recv(decode=False), self.patience))
        return message


async def seconds_of_a_page(address: str) -> float:
    """How long somebody waits who comes, until his page is complete."""
    started = time.monotonic()
    async with Visit(address) as visit:
        await visit.run()
    return time.monotonic() - started
