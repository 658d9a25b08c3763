"""The parts of a workbook: XML in a zip, walked without ever building a tree, so that no part costs more than it holds.

A few hundred kilobytes can be packed from gigabytes, or name a million styles. What a part may hold is bounded before
it is unpacked where its size tells, and while it is walked where only counting does; ``TooMuch`` says which part.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

MOST_UNPACKED = 300 * 1024 * 1024
"""A workbook of ten megabytes can be packed from gigabytes; more than this is no table of ours."""

MOST_MEMBERS = 5_000
MOST_ELEMENTS = 1_000_000
"""Of a part that is no sheet; a workbook that Excel has used for years has some 100,000 in its styles."""

_LONGEST_TOKEN = 1 << 20
"""Bytes of a tag with its attributes, or of a comment; Excel writes some hundreds."""

_DEEPEST = 100
_CHUNK = 1 << 16
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MOST_RELATIONS = 5_000

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


class TooMuch(Exception):
    """A part holds more than may be read; its text is the sentence that says which."""


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive of a workbook.

    Raises:
        TooMuch: it would be too large, or has too many parts.
        zipfile.BadZipFile: it is none, or a part is not what its checksum says.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise TooMuch(f"ファイルの中の部品が{len(members):,}個もあります（{MOST_MEMBERS:,}個まで）。")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise TooMuch("ファイルの中身が大きすぎます。")
    # Every part with its own checksum: without its formats a workbook would open, with other figures.
    if archive.testzip() is not None:
        raise zipfile.BadZipFile
    return archive


class Walk:
    """One walk over a part, called ``what`` where it holds too much: elements, or letters in one text.

    ``start`` and ``end`` get the names of elements with their namespace before a blank. ``collect`` makes the letters
    from then on be kept, ``collected`` hands them over. ``count`` is the number of elements so far.
    """

    def __init__(self, what: str, longest_text: int, most: int = MOST_ELEMENTS) -> None:
        self._what = what
        self._longest = longest_text
        self._most = most
        self.count = 0
        self._depth = 0
        self._letters: list[str] | None = None
        self._length = 0

    def collect(self) -> None:
        """Keeps the letters from here on."""
        self._letters = []
        self._length = 0

    def collected(self) -> str:
        """The letters since ``collect``; empty where nothing was collected."""
        letters = self._letters
        self._letters = None
        return "" if not letters else letters[0] if len(letters) == 1 else "".join(letters)

    def over(self, source: IO[bytes], start: Start, end: End) -> None:
        """Walks over a whole part; raises as ``steps``."""
        for _ in self.steps(source, start, end):
            pass

    def steps(self, source: IO[bytes], start: Start, end: End) -> Iterator[None]:
        """Walks over a part, and pauses every 64 kilobytes.

        Raises:
            TooMuch: it holds more than may be read.
            expat.ExpatError: it is no XML.
            ValueError: it declares entities, which no office file does.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.CharacterDataHandler = self._characters
        most, what = self._most, self._what

        def start_element(name: str, attributes: Attributes) -> None:
            self.count += 1
            self._depth += 1
            if self.count > most or self._depth > _DEEPEST:
                raise TooMuch(f"{what}が多すぎます。")
            start(name, attributes)

        def end_element(name: str) -> None:
            self._depth -= 1
            end(name)

        parser.StartElementHandler = start_element
        parser.EndElementHandler = end_element
        fed = 0
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise TooMuch(f"{what}に長すぎる部分があります。")
            yield
        parser.Parse(b"", True)
        yield

    def _characters(self, letters: str) -> None:
        if self._letters is not None:
            self._length += len(letters)
            if self._length > self._longest:
                raise TooMuch(f"{self._what}に{self._longest:,}字を超える文があります。")
            self._letters.append(letters)


def _refuse_entities(*_: object) -> None:
    raise ValueError("a declaration of entities")


def local_name(name: str) -> str:
    """The name of an element without its namespace."""
    return name.rpartition(" ")[2]


@dataclass(frozen=True)
class Relation:
    """What a part names as its own: the kind (the last word of its type), and the path in the archive."""

    id: str
    kind: str
    path: str


def relations_of(archive: zipfile.ZipFile, path: str) -> tuple[Relation, ...]:
    """The parts that a part names; those of the whole package for an empty path."""
    folder, name = posixpath.split(path)
    file = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: list[Relation] = []
    if file not in archive.namelist():
        return ()

    def start(name: str, attributes: Attributes) -> None:
        if name == f"{_RELATIONS} Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = attributes["Type"].rpartition("/")[2].lower()
            relations.append(Relation(attributes.get("Id", ""), kind, whole))

    with archive.open(file) as source:
        Walk("ファイルの中の参照", 0, _MOST_RELATIONS).over(source, start, lambda _: None)
    return tuple(relations)
