"""Outlines of the municipalities on the earth, ready to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

Position = tuple[float, float]
"""Longitude and latitude, in degrees."""

Ring = tuple[Position, ...]
"""A closed line: the last position is the first one again."""


@dataclass(frozen=True)
class Boundaries:
    """The municipalities of one prefecture by their five-digit codes, in the order of the regions.

    ``shapes`` holds outer rings and holes alike (fill by the even-odd rule); municipalities that border on each other
    have the same positions there. ``points`` has a place for a label, well inside the largest part of each. ``credit``
    is the line that the terms of use of the data ask to be shown on the map.
    """

    shapes: Mapping[str, tuple[Ring, ...]]
    points: Mapping[str, Position]
    credit: str
