"""The caches of the regional screen, keyed by the version like all others in ``cache``.

What a reader chose (indicator, set, basis, date) makes the key; a region is chosen in the browser, so only what is
drawn for one region alone has the region in its key.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import streamlit as st

from dashboard.charts.multiples import multiples_picture
from dashboard.charts.ranking import ranking_picture
from dashboard.charts.region_map import Ground, boundary_ground, map_picture, tile_ground
from dashboard.charts.regional import RegionalView
from dashboard.charts.supply import outlook_picture
from dashboard.comparing import Basis, Order, Panel, Survey, compare, outlook, survey
from dashboard.places.boundaries import load_boundaries
from dashboard.present import Version, board_of, version
from dashboard.ui.cache import Drawn, drawn


class MapKind(StrEnum):
    """Which map: one hexagon a municipality, or real boundaries where the operator has a file of them."""

    TILES = "tiles"
    BOUNDARIES = "boundaries"

    @property
    def label(self) -> str:
        """The words of the choice."""
        return {"tiles": "タイル", "boundaries": "地図"}[self.value]


@dataclass(frozen=True)
class Asked:
    """What the reader asked: one indicator in the regions of a set, on a basis, at a date."""

    indicator: str
    region_set: str
    basis: Basis
    day: date


def panel(indicator: str) -> Panel:
    """An indicator with its values in force in every region."""
    return _panel(version(), indicator)


def view(asked: Asked) -> RegionalView:
    """The comparison that was asked for, without any region marked."""
    return _view(version(), asked)


def ground(kind: MapKind) -> Ground | None:
    """Where the municipalities lie; None where the project has no file for this kind of map.

    Raises:
        BoundaryError: the file of boundaries is not usable.
    """
    return _ground(version(), kind)


def map_figure(asked: Asked, kind: MapKind) -> Drawn:
    """The map of what was asked; the ground of this kind must be there."""
    return _map_figure(version(), asked, kind)


def ranking_figure(asked: Asked, order: Order) -> Drawn:
    """The bars of what was asked."""
    return _ranking_figure(version(), asked, order)


def multiples_figure(asked: Asked) -> Drawn:
    """The values of every region of the set over time, whatever the date asked for."""
    return _multiples_figure(version(), asked.indicator, asked.region_set, asked.basis)


def cards(region_set: str) -> Survey:
    """What the cards of all regions of a set are cut from."""
    return _survey(version(), region_set)


def outlook_figure(indicator: str, region: str) -> Drawn:
    """The picture of one region's supply, residents and demand."""
    return _outlook_figure(version(), indicator, region)


@st.cache_resource(max_entries=64, show_spinner=False)
def _panel(version: Version, indicator: str) -> Panel:
    board = board_of(version)
    return board.panel(board.catalogue.indicator(indicator))


@st.cache_resource(max_entries=128, show_spinner=False)
def _view(version: Version, asked: Asked) -> RegionalView:
    board, regions = board_of(version), board_of(version).regions
    region_set = regions.region_set(asked.region_set)
    found = compare(board.territory, _panel(version, asked.indicator), region_set, asked.day, asked.basis)
    return RegionalView(board.catalogue, regions, found, board.updated())


@st.cache_resource(max_entries=4, show_spinner=False)
def _ground(version: Version, kind: MapKind) -> Ground | None:
    board, path = board_of(version), version.settings.boundaries
    if kind is MapKind.TILES:
        return tile_ground(board.tiles) if board.tiles else None
    if path is None:
        return None
    found = load_boundaries(path, board.regions)
    return boundary_ground(found.shapes, found.points, found.credit)


@st.cache_resource(max_entries=64, show_spinner=False)
def _map_figure(version: Version, asked: Asked, kind: MapKind) -> Drawn:
    place = _ground(version, kind)
    assert place is not None  # noqa: S101 - said by the caller's contract
    return drawn(map_picture(_view(version, asked), place))


@st.cache_resource(max_entries=64, show_spinner=False)
def _ranking_figure(version: Version, asked: Asked, order: Order) -> Drawn:
    return drawn(ranking_picture(_view(version, asked), order))


@st.cache_resource(max_entries=32, show_spinner=False)
def _multiples_figure(version: Version, indicator: str, region_set: str, basis: Basis) -> Drawn:
    board, asked = board_of(version), Asked(indicator, region_set, basis, date.max)
    days = _panel(version, indicator).days(board.regions.prefecture)
    comparisons = [_view(version, replace(asked, day=day)).comparison for day in days]
    return drawn(multiples_picture(comparisons, updated=board.updated()))


@st.cache_resource(max_entries=16, show_spinner=False)
def _survey(version: Version, region_set: str) -> Survey:
    board = board_of(version)
    indicators = (*board.catalogue.tracked, *board.catalogue.others)
    panels = [_panel(version, indicator.id) for indicator in indicators]
    return survey(board.territory, panels, board.regions.region_set(region_set))


@st.cache_resource(max_entries=256, show_spinner=False)
def _outlook_figure(version: Version, indicator: str, region: str) -> Drawn:
    board = board_of(version)
    found = outlook(board.territory, _panel(version, indicator), board.regions.get(region))
    return drawn(outlook_picture(board.catalogue, board.catalogue.indicator(indicator), found, board.updated()))
