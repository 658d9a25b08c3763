"""A YAML file as plain data that remembers its line numbers, and what is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Where = tuple[str | int, ...]


class Problem(NamedTuple):
    """One sentence about one line (1 is the first; 0 where the file as a whole is meant)."""

    line: int
    sentence: str


@dataclass
class Document:
    """The data of a file, the line of each key and item, and what the reading itself found wrong."""

    data: object = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Where) -> int:
        """The line of ``path``, or of the nearest entry around it that the file does contain."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Where) -> object:
        """The data at ``path``, None where there is none."""
        found = self.data
        for part in path:
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int):
                found = found[part]
            else:
                return None
        return found

    def items(self, path: Where) -> list[Where]:
        """The places of the items of the list at ``path``; none where there is no list."""
        found = self.at(path)
        return [(*path, index) for index in range(len(found))] if isinstance(found, list) else []

    def texts(self, paths: Iterable[Where]) -> Iterator[tuple[Where, str]]:
        """Those of ``paths`` that hold text, with the text."""
        for path in paths:
            text = self.at(path)
            if isinstance(text, str) and text:
                yield path, text
