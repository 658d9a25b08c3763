"""Real boundaries of the municipalities, for a site that has a file of them; everything works without.

Importing this package is cheap: shapely and topojson are loaded by the first file that is read or made.
"""

from dashboard.boundaries.making import Made, credit_line, make_boundaries, write_boundaries
from dashboard.boundaries.model import Boundaries, Position, Ring
from dashboard.boundaries.reading import load_boundaries

__all__ = [
    "Boundaries",
    "Made",
    "Position",
    "Ring",
    "credit_line",
    "load_boundaries",
    "make_boundaries",
    "write_boundaries",
]
