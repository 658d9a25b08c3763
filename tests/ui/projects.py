"""A whole project as the application finds it: catalogue, data and store."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.board import Board, open_board
from dashboard.intake.seeding import make_store
from dashboard.settings import Settings


@dataclass(frozen=True)
class Project:
    """Where a project's files are, and the environment that leads the application to them."""

    settings: Settings

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DASHBOARD_CATALOGUE": str(self.settings.catalogue),
            "DASHBOARD_DATA": str(self.settings.data),
            "DASHBOARD_STORE": self.settings.store,
            "DASHBOARD_BOUNDARIES": str(self.settings.boundaries or ""),
        }

    @property
    def board(self) -> Board:
        return open_board(self.settings)


def first_board(settings: Settings) -> Board:
    """The board of a project whose store is made if it is not there yet."""
    make_store(settings)
    return open_board(settings)


Enter = Callable[[Settings], Project]
