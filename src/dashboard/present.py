"""The present state and the papers made of it, kept for everyone who asks: the screens and the HTTP API.

Everything is keyed by versions (of the store, of the files) and never cleared by hand, so a committed upload or a saved
catalogue is seen at the next question. Two who ask for the same thing at the same time wait for one answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from threading import RLock
from typing import ParamSpec, TypeVar

from dashboard.board import Board, open_board, ready_store, reference_files, regions_of
from dashboard.catalogue import load
from dashboard.charts.file import File
from dashboard.errors import StoreDamaged
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.formats import format_of
from dashboard.papers.paper import Paper
from dashboard.papers.pdf import page_pictures
from dashboard.settings import Settings, load_settings
from dashboard.store import Store

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Version:
    """What an answer depends on: which project, its files' modification times, and the store's content."""

    settings: Settings
    catalogue: float
    reference: tuple[float, ...]
    store: str


def _kept(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keeps the last ``most`` answers; one question is worked on at a time."""

    def keeping(ask: Callable[P, R]) -> Callable[P, R]:
        lock, remembered = RLock(), lru_cache(maxsize=most)(ask)

        @wraps(ask)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            with lock:
                return remembered(*args, **kwargs)  # type: ignore[arg-type]

        return asked

    return keeping


def version() -> Version:
    """The version of the present state."""
    settings = load_settings()
    reference = tuple(_mtime(path) for path in reference_files(settings))
    return Version(settings, _mtime(settings.catalogue), reference, _store(settings))


@_kept(2)
def board_of(version: Version) -> Board:
    """The state of one version.

    Raises:
        DashboardError: the catalogue, the regions or the store is not usable.
    """
    return open_board(version.settings)


@_kept(16)
def paper_of(version: Version, choice: Choice) -> Paper:
    """What a paper says.

    Raises:
        DashboardError: the choice names something that is not there.
    """
    return compose(board_of(version), choice)


@_kept(24)
def files_of(version: Version, choice: Choice, format_id: str) -> tuple[File, ...]:
    """A paper in one format.

    Raises:
        PaperError: there is no such format, or the paper cannot be written in it.
    """
    return format_of(format_id).files(paper_of(version, choice))


@_kept(8)
def pages_of(version: Version, choice: Choice) -> tuple[bytes, ...]:
    """The pages of a paper as PNG.

    Raises:
        PaperError: the pages cannot be set.
    """
    return page_pictures(paper_of(version, choice))


def _store(settings: Settings) -> str:
    """Asked at every run, so it lists the log and opens the table only when there is none."""
    store = Store(settings.store)
    try:
        return store.stamp()
    except StoreDamaged:
        catalogue = load(settings.catalogue)
        return ready_store(settings, catalogue, regions_of(settings, catalogue)).stamp()


def _mtime(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
