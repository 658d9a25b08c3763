"""The Word styles and the slide master of the papers: files that a prefecture can put its own in place of."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dashboard.errors import PaperError
from dashboard.settings import Settings, load_settings
from dashboard.text import listed

WORD = "council.docx"
POWERPOINT = "council.pptx"

_PACKAGED = Path(__file__).parent


def template_files(settings: Settings) -> tuple[Path, ...]:
    """The prefecture's own templates, whether they are there or not."""
    folder = settings.templates
    return () if folder is None else (folder / WORD, folder / POWERPOINT)


def open_template(name: str, open_file: Callable[[str], Any]) -> Any:
    """What ``open_file`` makes of the template with this name: the prefecture's own, or else the packaged one.

    Raises:
        PaperError: the folder in DASHBOARD_TEMPLATES is missing, or its file is of another kind or damaged.
    """
    folder = load_settings().templates
    if folder is not None and not folder.is_dir():
        raise PaperError(f"ひな形のフォルダー「{folder}」がありません（DASHBOARD_TEMPLATES）。")
    path = folder / name if folder is not None and (folder / name).is_file() else _PACKAGED / name
    try:
        return open_file(str(path))
    except Exception as error:  # whatever else a library makes of a file that is none of its own
        raise PaperError(
            f"ひな形「{path}」を開けません。Officeで開き、{path.suffix}で保存し直してください。"
        ) from error


def require(name: str, kind: str, needed: Iterable[str], present: Iterable[str]) -> None:
    """Refuses a template that lacks something which papers use by name.

    Raises:
        PaperError: names all that is missing.
    """
    existing = set(present)
    missing = [one_name for one_name in needed if one_name not in existing]
    if missing:
        raise PaperError(f"ひな形「{name}」に{kind}{listed(missing)}がありません。同じ名前で加えてください。")
