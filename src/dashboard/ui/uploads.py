"""Who may send a file just now: an editor whose page has a place for one, under an address that this page was given.

Streamlit takes a file from anybody who opened a page, under any name he invents, and keeps it until he leaves.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

MEGABYTE = 1024 * 1024
MOST_FILES = 2
"""What one page keeps: the file before its eyes, and the one that takes its place."""
MOST_BYTES = 100 * MEGABYTE
"""What the server keeps of all pages together, and what is just being sent."""
ENVELOPE = 64 * 1024
"""What a browser sends around a file."""
_MOST_ADDRESSES = 10

NO_PLACE = "このファイルは受け取れません。更新できる人が「データ更新」の画面を開き、その画面から送ってください。"
NO_LENGTH = "ファイルの大きさが分からないので受け取れません。「データ更新」の画面から送ってください。"
TOO_LARGE = "ファイルが大きすぎます。{most}MBまでのファイルに分けて送ってください。"
NO_ROOM = "ほかの人のファイルを受け取っている途中です。1分ほど待ってから、もう一度ファイルを選んでください。"


@dataclass
class _FilePlace:
    """The place for a file on one page: until when its editor is signed in, and the addresses that it was given."""

    until: float
    in_this_run: bool = True
    addresses: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_ADDRESSES))


class UploadRefused(Exception):
    """The file is not taken: a status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Uploads:
    """The places for files on all pages, and how much they hold."""

    def __init__(self) -> None:
        self._places: dict[str, _FilePlace] = {}
        self._arriving = 0

    def open_place(self, until: float) -> None:
        """The page of this script run has a place for a file, for an editor whose sign-in ends at ``until``."""
        session = _session()
        place = self._places.setdefault(session, _FilePlace(until))
        place.until, place.in_this_run = until, True

    @contextmanager
    def of_this_run(self) -> Iterator[None]:
        """Around a page: a place that the page no longer has is closed, and its files are forgotten.

        A run that is broken off says nothing of the page; another follows it.
        """
        session = _session()
        if place := self._places.get(session):
            place.in_this_run = False
        yield
        if (place := self._places.get(session)) and not place.in_this_run:
            self._close(session)

    def close_ended(self) -> None:
        """Closes the places of pages that nobody looks at any more."""
        for session in list(self._places):
            if not get_instance().is_active_session(session):
                self._close(session)

    def check(self, session: str, address: str, length: int | None = 0) -> None:
        """Raises ``UploadRefused`` unless this page may send a file of so many bytes to this address now."""
        place = self._places.get(session)
        if place is None or address not in place.addresses or time.time() >= place.until:
            raise UploadRefused(403, NO_PLACE)
        if not get_instance().is_active_session(session):
            raise UploadRefused(403, NO_PLACE)
        if length is None:
            raise UploadRefused(411, NO_LENGTH)
        most = st.get_option("server.maxUploadSize")
        if length > most * MEGABYTE + ENVELOPE:
            raise UploadRefused(413, TOO_LARGE.format(most=most))

    @contextmanager
    def arriving(self, session: str, length: int) -> Iterator[None]:
        """Keeps room for a file while it is sent; the oldest files of its page make way. Raises ``UploadRefused``."""
        files = list(_manager().file_storage.get(session, {}))
        for address in files[: max(0, len(files) - MOST_FILES + 1)]:
            _manager().remove_file(session, address)
        if self._arriving + _bytes() + length > MOST_BYTES:
            raise UploadRefused(503, NO_ROOM)
        self._arriving += length
        try:
            yield
        finally:
            self._arriving -= length

    def watch_addresses(self) -> None:
        """From now on Streamlit hands out addresses for files only to pages with a place, and they are noted.

        A page asks for them over its own connection, so that nobody else learns them.
        """
        manager = _manager()
        hand_out = manager.get_upload_urls

        def get_upload_urls(session_id: str, file_names: Sequence[str]) -> list[Any]:
            place = self._places.get(session_id)
            urls = hand_out(session_id, file_names[:_MOST_ADDRESSES]) if place else []
            if place:
                place.addresses += [url.file_id for url in urls]
            return list(urls)

        manager.get_upload_urls = get_upload_urls

    def _close(self, session: str) -> None:
        self._places.pop(session, None)
        _manager().remove_session_files(session)


def _manager() -> Any:
    """Streamlit's keeper of files: by page and address, in memory."""
    return get_instance().uploaded_file_mgr


def _bytes() -> int:
    return sum(len(file.data) for files in list(_manager().file_storage.values()) for file in list(files.values()))


def _session() -> str:
    """Whose script run this is; Streamlit's test runner has no server to send a file to."""
    context = get_script_run_ctx()
    return context.session_id if context and exists() else ""


UPLOADS = Uploads()
