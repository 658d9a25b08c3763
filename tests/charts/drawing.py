"""Pictures of boards, and what is in them: the layers of a specification, the texts of an SVG."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from dashboard.board import Board
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.labels import ChartField
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.progress import progress_figure
from dashboard.charts.progress_picture import progress_picture
from dashboard.charts.render import screen_svg, svg
from dashboard.charts.series import Emphasis
from dashboard.charts.tracking import target_picture

MEETING_DAY = date(2024, 12, 31)
AFTER_THE_RECOUNT = date(2025, 12, 31)


@dataclass(frozen=True)
class Layer:
    """One layer of a picture: its mark and the rows it draws."""

    mark: dict[str, Any]
    rows: tuple[dict[str, Any], ...]


def tracking(board: Board, indicator: str, as_of: date = MEETING_DAY) -> Picture:
    """The target-tracking picture as the indicator screen shows it."""
    standing = board.standing(board.catalogue.indicator(indicator), as_of)
    return target_picture(TrackingFigure(standing, board.catalogue, board.updated()))


def field_of(figure: TrackingFigure, height: float = 250.0) -> ChartField:
    """The figure in a field as large as one on a screen, in points."""
    sizes = dict(zip(Emphasis, (10.0, 10.0, 11.0, 16.0), strict=True))
    return figure.field(600.0, height, sizes)


def overview(board: Board, as_of: date = MEETING_DAY) -> Picture:
    """The picture of all tracked indicators that is taken home from 総括."""
    return progress_picture(progress_figure(board.catalogue, board.standings(as_of), as_of, updated=board.updated()))


def layers(picture: Picture) -> list[Layer]:
    """Every layer that draws rows."""
    spec = picture.spec()
    return [Layer(_mark(layer), _rows(layer, spec)) for layer in spec["layer"]]


def texts(picture: Picture, surface: Surface = Surface.PAPER) -> list[str]:
    """The texts of the finished SVG, in drawing order."""
    drawn = svg(picture) if surface is Surface.PAPER else screen_svg(picture, surface)
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn)]


def _mark(layer: dict[str, Any]) -> dict[str, Any]:
    mark = layer["mark"]
    return mark if isinstance(mark, dict) else {"type": mark}


def _rows(layer: dict[str, Any], spec: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    data = layer.get("data", {})
    return tuple(spec["datasets"][data["name"]] if "name" in data else data.get("values", ()))
