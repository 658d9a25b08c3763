"""The field of a picture in pixels, before anybody draws on it: places, room that is taken, rows of marks."""

from dataclasses import dataclass
from typing import Any

Pixel = tuple[float, float]
"""From the left and from the top."""
Row = dict[str, Any]
"""A mark with its place and its look, as ``marks`` draws it."""


@dataclass(frozen=True)
class Box:
    """Room that a label takes."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two labels would touch."""
        apart = self.right < other.left or other.right < self.left
        return not apart and self.top < other.bottom and other.top < self.bottom
