"""The Word styles and the slide master of the papers: files that a prefecture can put its own in place of."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dashboard.charts.file import without_times
from dashboard.errors import PaperError
from dashboard.settings import Settings, load_settings
from dashboard.sheets.spreadsheet import xml_text
from dashboard.text import listed

WORD = "council.docx"
POWERPOINT = "council.pptx"

_PACKAGED = Path(__file__).parent
_LONGEST_PROPERTY = 255


def template_files(settings: Settings) -> tuple[Path, ...]:
    """The prefecture's own templates, whether they are there or not."""
    folder = settings.templates
    return () if folder is None else (folder / WORD, folder / POWERPOINT)


def open_template(name: str, open_file: Callable[[str], Any]) -> Any:
    """What ``open_file`` makes of the template with this name: the prefecture's own, or else the packaged one."""
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
    """Refuses a template that lacks something which papers use by name."""
    existing = set(present)
    missing = [wanted for wanted in needed if wanted not in existing]
    if missing:
        raise PaperError(f"ひな形「{name}」に{kind}{listed(missing)}がありません。同じ名前で加えてください。")


def office_bytes(file: Any, title: str, subject: str) -> bytes:
    """A document or a presentation as bytes, the same whenever they are written, with these words about itself."""
    about = file.core_properties
    about.title = xml_text(title)[:_LONGEST_PROPERTY]
    about.subject = xml_text(subject)[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.language = "ja-JP"
    about.revision = 1
    return file_bytes(file)


def file_bytes(file: Any) -> bytes:
    """The file as it is, without the hour of its making."""
    sink = io.BytesIO()
    file.save(sink)
    return without_times(sink.getvalue())
