"""The rows of the project's own reference files: CSV in UTF-8, one header line."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from dashboard.catalogue.wording import listed
from dashboard.errors import RegionError


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, the named columns stripped of spaces) of each row; further columns are left unread.

    Raises:
        RegionError: the file cannot be read, or lacks a column.
    """
    reader = _reader(path)
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise RegionError(f"{path.name} 1行目: 列{listed(missing)}がありません。見出しに書き足してください。")
    for row in reader:
        yield reader.line_num, {column: row[column].strip() for column in columns}


def headings(path: Path) -> tuple[str, ...]:
    """All columns that the file has, those that nobody reads too.

    Raises:
        RegionError: the file cannot be read.
    """
    return tuple(_reader(path).fieldnames or ())


def _reader(path: Path) -> "csv.DictReader[str]":
    return csv.DictReader(io.StringIO(_text(path), newline=""), restval="")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise RegionError(f"{path.name}: 地域のファイルを開けません。置き場所を確かめてください。") from None
    except UnicodeDecodeError:
        raise RegionError(f"{path.name}: 文字コードがUTF-8ではありません。UTF-8で保存し直してください。") from None
