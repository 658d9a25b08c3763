"""Where the project's files are: environment variables, each with a safe default."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: the folder with app.py, pages/, data/ and indicators.yaml."""


@dataclass(frozen=True)
class Settings:
    """Locations in force.

    ``catalogue`` is the YAML catalogue, ``data`` the folder of regions.csv and published/, ``store`` a local path or an
    object-store address (s3://…) of the observation store. ``boundaries`` is a file of the municipalities' real
    boundaries, or None: then there is only the map of tiles. ``templates`` is a folder with council.docx or
    council.pptx in place of the packaged ones, or None. ``cache`` is a folder of what can be made again at any time, or
    None: then nothing of that is kept on the disk. ``strict_start``: no command but ``init`` makes a store.
    """

    catalogue: Path
    data: Path
    store: str
    boundaries: Path | None = None
    templates: Path | None = None
    cache: Path | None = None
    strict_start: bool = False


def load_settings() -> Settings:
    """Settings from DASHBOARD_CATALOGUE, _DATA, _STORE, _CACHE, _BOUNDARIES, _TEMPLATES and _FIRST_START."""
    boundaries = os.environ.get("DASHBOARD_BOUNDARIES")
    templates = os.environ.get("DASHBOARD_TEMPLATES")
    data = Path(os.environ.get("DASHBOARD_DATA") or ROOT / "data")
    store = _location(os.environ.get("DASHBOARD_STORE") or str(data / "store"))
    return Settings(
        catalogue=Path(os.environ.get("DASHBOARD_CATALOGUE") or ROOT / "indicators.yaml"),
        data=data,
        store=store,
        boundaries=Path(boundaries) if boundaries else None,
        templates=Path(templates) if templates else None,
        cache=Path(os.environ.get("DASHBOARD_CACHE") or (data / "store.cache" if "://" in store else f"{store}.cache")),
        strict_start=bool(os.environ.get("DASHBOARD_FIRST_START")),
    )


def _location(store: str) -> str:
    """A folder that is written as an address (file:///…) is a folder."""
    return url2pathname(urlsplit(store).path) if store.startswith("file://") else store
