"""Regional views of the made-up prefecture and of the real one, and the grounds to draw them on."""

from dataclasses import replace

from comparing.making import DAY, REGIONS, TERRITORY
from dashboard.board import Board
from dashboard.charts.ground import Ground, tile_ground
from dashboard.charts.regional import RegionalFigure
from dashboard.comparing import Basis, Panel, compare

TILES = {"99201": (0, 0), "99203": (1, 0), "99321": (0, 1)}


def made_up(panel: Panel, region_set: str = "municipality", basis: Basis = Basis.VALUE) -> RegionalFigure:
    found = compare(TERRITORY, panel, REGIONS.region_set(region_set), DAY, basis)
    return RegionalFigure(REGIONS, found)


def real(board: Board, region_set: str = "municipality", basis: Basis = Basis.AGED_75) -> RegionalFigure:
    panel = board.panel(board.catalogue.indicator("visiting_care_clinics"))
    day = panel.days(board.regions.prefecture)[0]
    found = compare(board.territory, panel, board.regions.region_set(region_set), day, basis)
    return RegionalFigure(board.regions, found, board.updated())


def marked(view: RegionalFigure, name: str) -> RegionalFigure:
    return replace(view, chosen=next(one for one in view.comparison.region_set.regions if one.name == name))


def tiles_of(board: Board) -> Ground:
    return tile_ground(board.tiles)
