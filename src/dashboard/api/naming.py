"""A file to take home as an answer, under its Japanese name."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from dashboard.api.answering import Answer
from dashboard.papers.files import File


def attached(file: File, as_of: date, headers: Mapping[str, str] | None = None) -> Answer:
    """The file, to be saved and not shown; clients that know no Japanese names take one of letters and the date."""
    plain = f"indicators_{as_of.isoformat()}.{file.name.rpartition('.')[2]}"
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    return Answer(file.data, file.media_type + charset, {**(headers or {}), "content-disposition": named})
