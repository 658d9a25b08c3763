"""The regional parts of a paper: what is known of the regions at the as-of date, and the pages of a chosen one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from dashboard.board import Board
from dashboard.charts.ground import Ground, tile_ground
from dashboard.charts.picture import Cell, Table
from dashboard.charts.regional import RegionalView, figures_table, missing_words
from dashboard.papers.choice import Choice
from dashboard.papers.paper import RegionalPart
from dashboard.regional import Panel, bases_of, compare
from dashboard.regions import Level, Region, RegionSet


def comparisons_of(
    board: Board, choice: Choice, panels: Iterable[Panel]
) -> tuple[tuple[RegionalView, ...], tuple[str, ...]]:
    """For each set of regions every indicator's newest regional values at the as-of date; and which have none."""
    found: list[RegionalView] = []
    gaps = []
    for panel in panels:
        day = next((day for day in panel.days(board.regions.prefecture) if day <= choice.as_of), None)
        if day:
            found += [_view(board, choice, panel, one, day) for one in reversed(board.regions.sets)]
        else:
            gaps.append(f"{panel.indicator.name}：基準日までの地域別の値は未登録です。")
    return tuple(view for view in found if view.comparison.known), tuple(gaps)


def parts_of(board: Board, choice: Choice, views: Sequence[RegionalView]) -> tuple[RegionalPart, ...]:
    """For each indicator the set that the chosen region is one of; of the prefecture the municipalities.

    Raises:
        RegionError: there is no such region.
    """
    if not choice.region:
        return ()
    region = board.regions.get(choice.region)
    region_set = board.regions.set_of(region) or board.regions.sets[-1]
    ground = tile_ground(board.tiles) if board.tiles else None
    own = [view for view in views if view.comparison.region_set == region_set]
    return tuple(_part(board, replace(view, chosen=region), views, ground) for view in own)


def _view(board: Board, choice: Choice, panel: Panel, region_set: RegionSet, day: date) -> RegionalView:
    """On the basis that the screen shows first."""
    basis = bases_of(panel.indicator, population_known=not board.territory.population.empty)[-1]
    found = compare(board.territory, panel, region_set, day, basis)
    return RegionalView(board.catalogue, board.regions, found, board.updated(choice.known_at))


def _part(board: Board, view: RegionalView, views: Sequence[RegionalView], ground: Ground | None) -> RegionalPart:
    region, comparison = view.chosen or board.regions.prefecture, view.comparison
    shown = {one.code for one in (board.regions.prefecture, region, *_around(board, region))}
    alike = [one for one in views if one.comparison.indicator == comparison.indicator]
    among = "、".join(f"{one.comparison.region_set.name}は{len(one.comparison.known)}のうち" for one in alike)
    gaps = missing_words(comparison.unknown)
    notes = (f"順位：{among}の多い順。地図の凡例のかっこの中は地域の数。", f"値がない地域：{gaps}。" if gaps else "")
    return RegionalPart(view, region, ground, _rows_of(shown, alike), tuple(note for note in notes if note))


def _around(board: Board, region: Region) -> tuple[Region, ...]:
    """An area's municipalities; a municipality's area of the first set with its neighbours; nothing of a prefecture."""
    regions = board.regions
    if region.level is Level.AREA:
        return regions.members(region)
    if region.level is Level.PREFECTURE or not regions.area_sets:
        return ()
    area = regions.area_of(region, regions.area_sets[0])
    return (area, *regions.members(area)) if area else ()


def _rows_of(codes: set[str], views: Sequence[RegionalView]) -> Table:
    """The rows of these regions out of several comparisons, each region once: the prefecture, areas, municipalities."""
    tables = sorted((figures_table(view) for view in views), key=lambda table: len(table.rows))
    rows: dict[Cell, tuple[Cell, ...]] = {}
    for table in tables:
        # The prefecture's row stands last.
        for row in (table.rows[-1], *table.rows[:-1]):
            if row[1] in codes:
                rows.setdefault(row[1], row)
    return Table(tables[0].columns, tuple(rows.values()))
