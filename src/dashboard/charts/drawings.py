"""The registry of pictures that screens show: a function each, which can be sent to the workshop and is drawn there.

Each imports what draws it when it is called: a server must not load that. What a picture shows is in the data it is
given.
"""

from collections.abc import Callable, Sequence
from datetime import date

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.ground import Ground
from dashboard.charts.picture import Picture
from dashboard.charts.progress import ProgressFigure
from dashboard.charts.regional import RegionalFigure
from dashboard.charts.table import Table
from dashboard.comparing import Comparison, Order, Outlook, Survey
from dashboard.observation import Observation
from dashboard.places import Region, RegionSet

Drawing = Callable[[], Picture]
"""A picture that is not drawn yet: one of these functions with what it is given, as a ``partial``."""


def target(figure: TrackingFigure) -> Picture:
    """The target-tracking chart."""
    from dashboard.charts.tracking import target_picture

    return target_picture(figure)


def change(
    catalogue: Catalogue, indicator: Indicator, before: Sequence[Observation], after: Sequence[Observation]
) -> Picture:
    """An indicator before and after a change."""
    from dashboard.charts.change import change_picture

    return change_picture(catalogue, indicator, before, after)


def progress(figure: ProgressFigure) -> Picture:
    """The board of all indicators."""
    from dashboard.charts.progress_picture import progress_picture

    return progress_picture(figure)


def region_map(figure: RegionalFigure, ground: Ground) -> Picture:
    """The map of an indicator."""
    from dashboard.charts.region_map import map_picture

    return map_picture(figure, ground)


def ranking(figure: RegionalFigure, order: Order) -> Picture:
    """The bars of all regions."""
    from dashboard.charts.ranking import ranking_picture

    return ranking_picture(figure, order)


def funnel(figure: RegionalFigure) -> Picture:
    """The regions against chance."""
    from dashboard.charts.funnel import funnel_picture

    return funnel_picture(figure)


def multiples(comparisons: Sequence[Comparison], updated: date | None) -> Picture:
    """Every region over time."""
    from dashboard.charts.multiples import multiples_picture

    return multiples_picture(comparisons, updated)


def supply(catalogue: Catalogue, indicator: Indicator, outlook: Outlook, updated: date | None) -> Picture:
    """One region's supply, residents and demand."""
    from dashboard.charts.supply import outlook_picture

    return outlook_picture(catalogue, indicator, outlook, updated)


def card(
    survey: Survey, region_set: RegionSet, region: Region, others: Sequence[Region], updated: date | None
) -> Picture:
    """A region's card, with others beside it."""
    from dashboard.charts.card import profile_picture

    return profile_picture(survey, region_set, region, others, updated)


def png_file(drawing: Drawing) -> bytes:
    """The picture as a PNG to take home."""
    from dashboard.charts.render import png

    return png(drawing())


def svg_with_typeface(drawing: Drawing) -> bytes:
    """The same as an SVG that is set alike everywhere."""
    from dashboard.charts.render import svg_file

    return svg_file(drawing())


def figures(drawing: Drawing) -> tuple[str, Table]:
    """What the picture shows: its title and its figures."""
    picture = drawing()
    return picture.title, picture.table
