"""The made-up prefecture with a second set of areas that cuts across the first."""

import shutil
from pathlib import Path

from dashboard.places import Regions, load_regions

OTHER_PLAN = Path(__file__).parents[1] / "data" / "other_plan"
HEALTH_CENTRES = (
    ("hc-1", "東", "99201"),
    ("hc-1", "東", "99203"),
    ("hc-2", "北", "99202"),
    ("hc-2", "北", "99301"),
    ("hc-2", "北", "99321"),
)
"""Code and name of the area, and the municipality. 東 is an area of the first set too, of other municipalities."""


def copied(folder: Path, *lines: str) -> Path:
    """A folder with the regions and areas of the made-up prefecture and these lines more in areas.csv."""
    for name in ("regions.csv", "areas.csv"):
        shutil.copy(OTHER_PLAN / name, folder)
    with (folder / "areas.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\r\n" for line in lines)
    return folder


def health_centres(*, without: str = "") -> tuple[str, ...]:
    """The lines of the second set, 保健所圏域, but for those of one municipality."""
    return tuple(f"health_centre,保健所圏域,{','.join(cells)}" for cells in HEALTH_CENTRES if cells[2] != without)


def two_sets(folder: Path, *, without: str = "") -> Regions:
    """The regions with both sets."""
    return load_regions(copied(folder, *health_centres(without=without)), "99000", "架空県")
