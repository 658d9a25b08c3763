"""All caches of the screens, keyed by versions (of the store, of the files) and never cleared by hand.

A committed upload or a saved catalogue is thereby visible to every session at its next run.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard.board import Board, Standing
from dashboard.charts.change import change_picture
from dashboard.charts.picture import Picture
from dashboard.charts.render import svg
from dashboard.charts.share import ShareRow, share_picture
from dashboard.charts.tracking import TargetView, target_picture
from dashboard.errors import DashboardError
from dashboard.fiscal import today
from dashboard.intake import Affected, Context, Undoing
from dashboard.intake import undoing as undoing_of
from dashboard.present import Version, board_of, version
from dashboard.queries import Change, ValueVersion, regions_with_values, series, versions
from dashboard.queries import changes_by as changes_by_batch
from dashboard.ui.screen_svg import for_screen


@dataclass(frozen=True)
class Drawn:
    """A picture and its SVG as the page shows it."""

    picture: Picture
    screen_svg: str


def board() -> Board:
    """The present state; the same object for all sessions until a file or the store changes.

    Raises:
        DashboardError: the catalogue, the regions or the store is not usable.
    """
    return board_of(version())


def standings(as_of: date) -> tuple[Standing, ...]:
    """The tracked indicators, judged at ``as_of``."""
    return _standings(version(), as_of)


def standing(indicator: str, as_of: date) -> Standing:
    """One indicator of any kind, judged at ``as_of``."""
    return _standing(version(), indicator, as_of)


def share_figure(as_of: date, order: tuple[str, ...]) -> Drawn:
    """The picture of all tracked indicators on one footing, in the order of the ids given."""
    return _share_figure(version(), as_of, order)


def target_figure(indicator: str, as_of: date) -> Drawn:
    """The target-tracking chart of one indicator."""
    return _target_figure(version(), indicator, as_of)


def value_versions(indicator: str) -> tuple[tuple[ValueVersion, bool], ...]:
    """Every version of every value of an indicator in the plan's own region, newest first; and is it in force?"""
    return _value_versions(version(), indicator)


def registered(indicator: str) -> dict[str, int]:
    """Region code to the number of values in force of an indicator."""
    return _registered(version(), indicator)


def changes_by(batch: str) -> tuple[Change, ...]:
    """What a batch changed when it came."""
    return _changes_by(version(), batch)


def undoing(batch: str) -> Undoing:
    """What taking a batch back would change now."""
    return _undoing(version(), batch, today())


def change_figure(affected: Affected, cause: str) -> Drawn:
    """An indicator before and after a change that has not been made yet; ``cause`` tells that change from others."""
    return _change_figure(version(), cause, affected.indicator, affected)


def prepare() -> None:
    """Opens the board before the first visitor; a project that is not usable is reported on its pages, not here."""
    with suppress(DashboardError):
        board()


def warm() -> None:
    """Draws what the first visitors will see, likewise."""
    with suppress(DashboardError):
        ids = tuple(standing.indicator.id for standing in standings(today()))
        share_figure(today(), ids)
        for id_ in ids:
            target_figure(id_, today())


@st.cache_resource(max_entries=64, show_spinner=False)
def _standings(version: Version, as_of: date) -> tuple[Standing, ...]:
    return board_of(version).standings(as_of)


@st.cache_resource(max_entries=128, show_spinner=False)
def _standing(version: Version, indicator: str, as_of: date) -> Standing:
    now = board_of(version)
    return now.standing(now.catalogue.indicator(indicator), as_of)


@st.cache_resource(max_entries=128, show_spinner=False)
def _value_versions(version: Version, indicator: str) -> tuple[tuple[ValueVersion, bool], ...]:
    now = board_of(version)
    region = now.catalogue.plan.region_code
    in_force = {o.as_of: o.batch for o in series(now.snapshot, indicator, region)}
    found = reversed(versions(now.snapshot, indicator, region))
    return tuple((one, in_force.get(one.observation.as_of) == one.observation.batch) for one in found)


@st.cache_resource(max_entries=128, show_spinner=False)
def _registered(version: Version, indicator: str) -> dict[str, int]:
    return regions_with_values(board_of(version).snapshot, indicator)


@st.cache_resource(max_entries=64, show_spinner=False)
def _share_figure(version: Version, as_of: date, order: tuple[str, ...]) -> Drawn:
    now = board_of(version)
    by_id = {standing.indicator.id: standing for standing in now.standings(as_of)}
    rows = [ShareRow(by_id[id_].indicator, by_id[id_].assessment) for id_ in order]
    return drawn(share_picture(now.catalogue, rows, now.updated()))


@st.cache_resource(max_entries=128, show_spinner=False)
def _target_figure(version: Version, indicator: str, as_of: date) -> Drawn:
    now = board_of(version)
    standing = _standing(version, indicator, as_of)
    view = TargetView(now.catalogue, standing.indicator, standing.observations, standing.assessment, now.updated())
    return drawn(target_picture(view))


@st.cache_resource(max_entries=64, show_spinner=False)
def _change_figure(version: Version, cause: str, indicator: str, _affected: Affected) -> Drawn:
    catalogue = board_of(version).catalogue
    return drawn(change_picture(catalogue, catalogue.indicator(indicator), _affected.before, _affected.after))


def drawn(picture: Picture) -> Drawn:
    """The picture with its SVG for the page: a few hundred milliseconds, so only ever called behind a cache."""
    return Drawn(picture, for_screen(svg(picture), picture.alt))


@st.cache_resource(max_entries=32, show_spinner=False)
def _changes_by(version: Version, batch: str) -> tuple[Change, ...]:
    return changes_by_batch(board_of(version).snapshot, batch)


@st.cache_resource(max_entries=32, show_spinner=False)
def _undoing(version: Version, batch: str, day: date) -> Undoing:
    now = board_of(version)
    return undoing_of(batch, Context(now.catalogue, now.regions, day), now.snapshot)
