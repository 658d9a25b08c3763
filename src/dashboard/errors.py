"""The exception tree: everything that a user can cause and a user must read.

``str(error)`` is the one Japanese sentence that the screen and the command line print. Anything that is not a
``DashboardError`` is a defect of ours and may end in a traceback in the log.
"""

from collections.abc import Sequence


class DashboardError(Exception):
    """Base of all errors whose text is written for the user."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled as it is: what a subclass asks for when it is made need not be the sentence alone."""
        return _unpickled, (type(self), self.args), self.__dict__


def _unpickled(kind: type[DashboardError], args: tuple[object, ...]) -> DashboardError:
    return kind.__new__(kind, *args)


class FiscalError(DashboardError, ValueError):
    """A date or period could not be read, or does not exist."""


class CatalogueError(DashboardError):
    """The catalogue is not usable.

    ``problems`` holds one sentence per problem, in the order of the file; all of them, not only the first.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class RegionError(DashboardError):
    """The region files are not usable, or a region is unknown."""


class BoundaryError(DashboardError):
    """A file of the municipalities' boundaries is not usable, or cannot be made."""


class UnknownIndicator(DashboardError):
    """No indicator of the catalogue has that id or name."""


class StoreError(DashboardError):
    """The observation store refused, or could not do, what was asked."""


class StoreMoved(StoreError):
    """Another batch was committed since the state that the caller had looked at."""


class StoreMissing(StoreError):
    """There is no store at the location: its disk or folder is gone, or it was never made."""


class StoreDamaged(StoreError):
    """The store exists but cannot be read; it is left exactly as it is."""


class StoreUnreachable(StoreError):
    """The object store of the store does not answer, or not whoever asks; the sentence says why."""


class StoreNewer(StoreError):
    """The store is sound, but a newer version of this program, or another one, wrote what this one cannot read."""


class IntakeError(DashboardError):
    """A file could not be taken in at all (its single problems are values, not exceptions)."""


class NotAllowed(DashboardError):
    """Whoever asks may look but not change anything, or is not known to us."""


class PaperError(DashboardError):
    """A picture or paper cannot be written as it ought to be (for example too many fiscal years)."""
