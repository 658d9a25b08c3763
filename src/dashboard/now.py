"""The present state, asked once a page run or request: ``now = present()``, and every figure and file of that state.

A ``Now`` holds one version of the catalogue, the regions and the observations. Whoever holds it gets answers of that
version alone, whatever is committed meanwhile; the next run or request asks ``present()`` again. Each answer is worked
out once a version and kept with it; the newest versions are kept for all askers, older ones go with their last holder.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache, partial, wraps
from hashlib import sha256
from importlib.metadata import version as package_version
from pathlib import Path
from sys import getsizeof
from threading import Lock, RLock
from typing import Any, Concatenate, ParamSpec, TypeVar

from dashboard.board import Board, open_board, reference_files
from dashboard.charts import drawings
from dashboard.charts.album import Album, ScreenPicture
from dashboard.charts.drawings import Drawing
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.file import File
from dashboard.charts.ground import Ground, boundary_ground, tile_ground
from dashboard.charts.regional import RegionalFigure
from dashboard.comparing import Basis, Order, Panel, Survey, compare, outlook, survey
from dashboard.errors import DashboardError, StoreDamaged
from dashboard.event_log import Stopwatch, log_event
from dashboard.fiscal import today
from dashboard.intake.draft import Context
from dashboard.intake.preview import Affected, Undoing, undoing
from dashboard.judging import Standing
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.formats import format_of, page_pictures
from dashboard.papers.paper import Paper
from dashboard.papers.templates import template_files
from dashboard.places.boundaries import load_boundaries
from dashboard.queries import ValueChange, ValueVersion, changes_by_batch, regions_with_values, series_of, versions
from dashboard.settings import ROOT, Settings, load_settings
from dashboard.store import Store
from dashboard.text import Term
from dashboard.typeface import faces_digest
from dashboard.workshop import make

P = ParamSpec("P")
R = TypeVar("R")
MOST_VERSIONS = 2
MOST_BYTES = 32_000_000
"""Of the files, and of the pages, of one version: some twenty papers of the usual size."""
_BYTES_OF_A_VALUE = 1_000
"""About, of a value of a region with its source and its figures."""
MOST_BYTES_OF_ANSWERS = 8_000_000
"""Of the pictures of one kind, or of the values of regions, of one version; on the disk there are more."""


class Kept:
    """At most ``most`` answers by key; the one that was not asked for longest goes first.

    Two who ask for the same thing at the same time wait for one answer; an error is not kept, nor costs another answer
    its place. Where ``size`` tells the bytes of an answer, all together have at most ``most_bytes``: many who ask for
    many things leave nothing behind.
    """

    def __init__(self, most: int, size: Callable[[Any], int] | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._size = size
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, _KeptAnswer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def bytes(self) -> int:
        """The sizes of all answers together; 0 where nobody asked for them."""
        return sum(answer.bytes for answer in self._answers.values())

    def get(self, key: Hashable, ask: Callable[[], R]) -> R:
        """The answer kept for ``key``, else what ``ask`` returns."""
        with self._lock:
            answer = self._answers.setdefault(key, _KeptAnswer())
            self._answers.move_to_end(key)
        with answer.lock:
            if not answer.ready:
                try:
                    answer.value = ask()
                except BaseException:
                    self._forget(key, answer)
                    raise
                answer.ready = True
                self._make_room(answer)
            value: R = answer.value
            return value

    def clear(self) -> None:
        """Keep none of the answers any longer."""
        with self._lock:
            self._answers.clear()

    def _forget(self, key: Hashable, answer: "_KeptAnswer") -> None:
        with self._lock:
            if self._answers.get(key) is answer:
                del self._answers[key]

    def _make_room(self, answer: "_KeptAnswer") -> None:
        with self._lock:
            answer.bytes = self._size(answer.value) if self._size else 0
            while len(self._answers) > self._most or (self.bytes > self._most_bytes and len(self._answers) > 1):
                self._answers.popitem(last=False)


@dataclass(eq=False)
class _KeptAnswer:
    value: Any = None
    ready: bool = False
    bytes: int = 0
    lock: RLock = field(default_factory=RLock)


def _kept(
    most: int, size: Callable[[Any], int] | None = None, most_bytes: int = MOST_BYTES_OF_ANSWERS
) -> Callable[[Callable[Concatenate["Now", P], R]], Callable[Concatenate["Now", P], R]]:
    """Keeps a method's last ``most`` answers in the ``Now`` that was asked."""

    def keeping(ask: Callable[Concatenate["Now", P], R]) -> Callable[Concatenate["Now", P], R]:
        @wraps(ask)
        def answer(now: "Now", /, *args: P.args, **kwargs: P.kwargs) -> R:
            answers = now.answers.setdefault(ask.__name__, Kept(most, size, most_bytes))
            return answers.get((args, *sorted(kwargs.items())), lambda: ask(now, *args, **kwargs))

        return answer

    return keeping


def _picture_bytes(picture: ScreenPicture | None) -> int:
    """Both drawings, whether the narrow one was asked for or not."""
    return 2 * getsizeof(picture.svg) if picture else 0


def _panel_bytes(panel: Panel) -> int:
    return _BYTES_OF_A_VALUE * sum(map(len, panel.series.values()))


def _view_bytes(view: RegionalFigure) -> int:
    return _BYTES_OF_A_VALUE * len(view.comparison.values)


@dataclass(frozen=True)
class Version:
    """What a state depends on: which project, its files' modification times, and the store's content."""

    settings: Settings
    catalogue: float
    reference: tuple[float, ...]
    store: str


class MapKind(Term):
    """Which map: one hexagon a municipality, or real boundaries where the operator has a file of them."""

    TILES = "tiles", "タイル"
    BOUNDARIES = "boundaries", "地図"


@dataclass(frozen=True)
class RegionalQuestion:
    """One indicator (its id) in the regions of a set (its id), on a basis, at a date."""

    indicator: str
    region_set: str
    basis: Basis
    day: date


@dataclass(frozen=True, eq=False)
class Now:
    """One version of everything; see the module. ``answers`` are those kept, by the name of their question."""

    version: Version
    board: Board
    answers: dict[str, Kept] = field(default_factory=dict, repr=False)

    @property
    def edition(self) -> str:
        """The name of this state as this program shows it, by the bytes of all files; the same after a restart."""
        return edition(self.version)

    @cached_property
    def album(self) -> Album:
        """Where the pictures of this state are kept."""
        folder = self.version.settings.cache
        batches = [(batch.id, batch.committed_at, batch.withdrawn) for batch in self.board.snapshot.batches]
        return Album(folder / "pictures", f"{self.edition} {batches}") if folder else _NO_ALBUM

    @_kept(64)
    def standings(self, as_of: date) -> tuple[Standing, ...]:
        """The tracked indicators in catalogue order, judged at ``as_of``."""
        return self.board.standings(as_of)

    @_kept(128)
    def standing(self, indicator: str, as_of: date) -> Standing:
        """One indicator of any kind, judged at ``as_of``."""
        return self.board.standing(self.board.catalogue.indicator(indicator), as_of)

    @_kept(128, _picture_bytes)
    def target_figure(self, indicator: str, as_of: date) -> ScreenPicture:
        """The target-tracking chart of one indicator."""

        def drawing() -> Drawing:
            standing = self.standing(indicator, as_of)
            return partial(drawings.target, TrackingFigure(standing, self.board.catalogue, self.board.updated()))

        return self.album.picture(f"target {indicator} {as_of}", drawing)

    @_kept(64, _picture_bytes)
    def change_figure(self, affected: Affected) -> ScreenPicture:
        """An indicator before and after a change that has not been made yet."""
        catalogue = self.board.catalogue
        indicator = catalogue.indicator(affected.indicator)
        drawing = partial(drawings.change, catalogue, indicator, affected.before, affected.after)
        return _NO_ALBUM.picture("", lambda: drawing)

    @_kept(64)
    def value_versions(self, indicator: str) -> tuple[tuple[ValueVersion, bool], ...]:
        """Every version of every value in the plan's own region, newest first, each with whether it is in force."""
        region = self.board.catalogue.plan.region_code
        snapshot = self.board.snapshot
        in_force = {observation.slot: observation.batch for observation in series_of(snapshot, indicator, region)}
        newest_first = reversed(versions(snapshot, indicator, region))
        return tuple(
            (version, in_force.get(version.observation.slot) == version.observation.batch) for version in newest_first
        )

    @_kept(64)
    def registered(self, indicator: str) -> dict[str, int]:
        """Region code to the number of values in force of an indicator; not to be changed."""
        return regions_with_values(self.board.snapshot, indicator)

    @_kept(32)
    def changes_by(self, batch: str) -> tuple[ValueChange, ...]:
        """What a batch changed when it came."""
        return changes_by_batch(self.board.snapshot, batch)

    @_kept(32)
    def undoing(self, batch: str, day: date) -> Undoing:
        """What taking a batch back would change, judged at ``day``."""
        return undoing(batch, Context(self.board.catalogue, self.board.regions, day), self.board.snapshot)

    @_kept(64, _panel_bytes)
    def panel(self, indicator: str) -> Panel:
        """An indicator with its values in force in every region."""
        return self.board.panel(self.board.catalogue.indicator(indicator))

    @_kept(128, _view_bytes)
    def view(self, question: RegionalQuestion) -> RegionalFigure:
        """The comparison that was asked for, without any region marked."""
        regions = self.board.regions
        region_set = regions.region_set(question.region_set)
        panel = self.panel(question.indicator)
        comparison = compare(self.board.territory, panel, region_set, question.day, question.basis)
        return RegionalFigure(regions, comparison, self.board.updated())

    @_kept(16)
    def survey(self, region_set: str) -> Survey:
        """What the cards of all regions of a set are cut from."""
        indicators = (*self.board.catalogue.tracked, *self.board.catalogue.others)
        panels = [self.panel(indicator.id) for indicator in indicators]
        return survey(self.board.territory, panels, self.board.regions.region_set(region_set))

    @_kept(2)
    def ground(self, kind: MapKind) -> Ground | None:
        """Where the municipalities lie; None without a file for this kind of map. Raises ``BoundaryError``."""
        if kind is MapKind.TILES:
            return tile_ground(self.board.tiles) if self.board.tiles else None
        path = self.version.settings.boundaries
        if path is None:
            return None
        boundaries = load_boundaries(path, self.board.regions)
        return boundary_ground(boundaries.shapes, boundaries.points, boundaries.credit)

    @_kept(64, _picture_bytes)
    def map_figure(self, question: RegionalQuestion, kind: MapKind) -> ScreenPicture | None:
        """The map of what was asked; None without a ground of this kind."""
        ground = self.ground(kind)
        if ground is None:
            return None

        def drawing() -> Drawing:
            return partial(drawings.region_map, self.view(question), ground)

        return self.album.picture(f"map {question} {kind}", drawing)

    @_kept(64, _picture_bytes)
    def ranking_figure(self, question: RegionalQuestion, order: Order) -> ScreenPicture:
        """The bars of what was asked."""

        def drawing() -> Drawing:
            return partial(drawings.ranking, self.view(question), order)

        return self.album.picture(f"ranking {question} {order}", drawing)

    @_kept(64, _picture_bytes)
    def funnel_figure(self, question: RegionalQuestion) -> ScreenPicture | None:
        """The regions against chance; None where that says nothing of them."""
        view = self.view(question)
        if not view.comparison.chances:
            return None
        return self.album.picture(f"funnel {question}", lambda: partial(drawings.funnel, view))

    @_kept(32, _picture_bytes)
    def multiples_figure(self, indicator: str, region_set: str, basis: Basis) -> ScreenPicture:
        """The values of every region of the set over time."""

        def drawing() -> Drawing:
            days = self.panel(indicator).days(self.board.regions.prefecture)
            comparisons = [self.view(RegionalQuestion(indicator, region_set, basis, day)).comparison for day in days]
            return partial(drawings.multiples, comparisons, self.board.updated())

        return self.album.picture(f"multiples {indicator} {region_set} {basis}", drawing)

    @_kept(256, _picture_bytes)
    def outlook_figure(self, indicator: str, region: str) -> ScreenPicture:
        """The picture of one region's supply, residents and demand."""
        board = self.board

        def drawing() -> Drawing:
            prospect = outlook(board.territory, self.panel(indicator), board.regions.get(region))
            return partial(
                drawings.supply, board.catalogue, board.catalogue.indicator(indicator), prospect, board.updated()
            )

        return self.album.picture(f"outlook {indicator} {region}", drawing)

    @_kept(16)
    def paper(self, choice: Choice) -> Paper:
        """What a paper says; raises where the choice names something that is not there."""
        return compose(self.board, choice)

    @_kept(24, lambda files: sum(len(file.data) for file in files), MOST_BYTES)
    def files(self, choice: Choice, format_id: str) -> tuple[File, ...]:
        """A paper in one format; raises ``PaperError`` where there is none, or it cannot hold the paper."""
        clock = Stopwatch()
        format_, paper = format_of(format_id), self.paper(choice)
        files = format_.files(paper) if format_.light else make(format_.files, paper)
        size = sum(len(file.data) for file in files)
        log_event("paper.made", format=format_id, files=len(files), bytes=size, seconds=clock.seconds)
        return files

    @_kept(8, lambda pages: sum(map(len, pages)), MOST_BYTES)
    def pages(self, choice: Choice) -> tuple[bytes, ...]:
        """The pages of a paper as PNG; raises ``PaperError`` where they cannot be set."""
        return make(page_pictures, self.paper(choice))


_NO_ALBUM = Album(None, "")
_STATES = Kept(MOST_VERSIONS)
_SOURCES = {".py", ".sql", ".js", ".css"}
_LOOKS = 3


class _Replaced(Exception):
    """The store is no longer the one that was asked for."""


def present() -> Now:
    """The present state; the same object for all askers until a file or the store changes.

    Raises ``DashboardError`` where the catalogue, the regions or the store is not usable.
    """
    for _ in range(_LOOKS):
        version = present_version()
        with suppress(_Replaced):
            return _STATES.get(version, partial(_opened, version))
    return Now(version, open_board(version.settings))


def present_version() -> Version:
    """What tells the present state from any other, without opening it; raises where there is no store."""
    settings = load_settings()
    reference = tuple(_modified(path) for path in _reference(settings))
    return Version(settings, _modified(settings.catalogue), reference, Store(settings.store).stamp())


def _opened(version: Version) -> Now:
    """The state of a version, provided that it still is the present one: nothing else is kept under its name.

    Raises:
        _Replaced: something was committed meanwhile, or another store was put in the place of this one.
    """
    store = Store(version.settings.store)
    try:
        now = Now(version, open_board(version.settings))
    except StoreDamaged as error:
        # Half of what was read was one store's and half another's.
        if store.stamp() != version.store:
            raise _Replaced from error
        raise
    if store.stamp() != version.store:
        raise _Replaced
    return now


@lru_cache(MOST_VERSIONS)
def edition(version: Version) -> str:
    """Names a version and the program that shows it by the bytes of all files: the same in every process.

    Moments alone would not do: an image of the program may give every file the same one.
    """
    digest = sha256(f"{version} {_program()}".encode())
    for path in (version.settings.catalogue, *_reference(version.settings)):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:32]


@cache
def _program() -> str:
    """What draws and shows: our own files, the drawing program, the typeface and Streamlit."""
    digest = sha256()
    folders = (Path(__file__).parent, ROOT / "pages")
    sources = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in _SOURCES)
    for path in filter(Path.is_file, (*sources, ROOT / ".streamlit" / "config.toml")):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    libraries = [package_version(name) for name in ("altair", "vl-convert-python", "streamlit")]
    return f"{digest.hexdigest()} {faces_digest()} {libraries}"


def _reference(settings: Settings) -> tuple[Path, ...]:
    return (*reference_files(settings), *template_files(settings))


def warm() -> None:
    """Draws what the first visitors will see; a project that is not usable is reported on its pages, not here."""
    with suppress(DashboardError):
        now = present()
        day = today()
        for standing in now.standings(day):
            now.target_figure(standing.indicator.id, day)


def look_through_store() -> None:
    """Looks at all bytes of the store, of which a start believes the cache; what is damaged is told on the pages."""
    settings = load_settings()
    try:
        Store(settings.store, settings.cache).verify()
    except StoreDamaged as error:
        log_event("store.damaged", store=settings.store, error=str(error))
        _STATES.clear()
    except DashboardError:
        return


def _modified(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
