"""The region files of the project as they are, and small files with mistakes."""

import csv
from pathlib import Path

from dashboard.settings import ROOT

DATA = ROOT / "data"


def cells(file: str, column: str) -> list[str]:
    """One column of a file of the data folder."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return [row[column] for row in csv.DictReader(lines)]


def municipalities() -> list[str]:
    return cells("regions.csv", "code5")


def area_names() -> dict[str, str]:
    """The names of the ten medical areas by code: those with a demand, whatever other sets of regions there are."""
    return dict(zip(cells("demand.csv", "area_code"), cells("demand.csv", "area_name"), strict=True))


def members() -> dict[str, list[str]]:
    """The municipalities of the ten medical areas, by the area's name."""
    found: dict[str, list[str]] = {name: [] for name in area_names().values()}
    for area, code in zip(cells("areas.csv", "area_code"), cells("areas.csv", "code5"), strict=True):
        if area in area_names():
            found[area_names()[area]].append(code)
    return found


def written(folder: Path, file: str, *lines: str) -> Path:
    path = folder / file
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
