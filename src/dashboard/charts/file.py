"""ZIP files of fixed bytes: several files as one, and office files (ZIPs, too) without the hour of their making."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dashboard.text import visible


@dataclass(frozen=True)
class File:
    """Its name in Japanese with its suffix, its media type and its content."""

    name: str
    media_type: str
    data: bytes


LONGEST = 100
"""With the folders above it, a path of Windows may have 260 characters."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")


def safe_name(text: str) -> str:
    """``text`` as a file's stem: no character that Windows forbids, no device's name, no dot or space at either end."""
    name = _FORBIDDEN.sub("・", visible(text)).strip(" .　")[:LONGEST].strip(" .　") or "無題"
    return f"_{name}" if _DEVICES.match(name) else name


_EPOCH = (1980, 1, 1, 0, 0, 0)
_MADE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files (name, content) as one ZIP; the same bytes for the same files."""
    sink = io.BytesIO()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return sink.getvalue()


def without_times(office_file: bytes) -> bytes:
    """A .pptx, .docx or .xlsx without the time at which it, or a workbook inside it, was made."""
    with ZipFile(io.BytesIO(office_file)) as archive:
        return zipped((name, _part_without_times(name, archive.read(name))) for name in archive.namelist())


def _part_without_times(name: str, content: bytes) -> bytes:
    if name.endswith(".xlsx"):
        return without_times(content)
    if name == "docProps/core.xml":
        return _MADE.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", content)
    return content
