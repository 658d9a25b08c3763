"""The disk as a power cut leaves it: only what was written out counts, at any moment of what a program does."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class Platter:
    """What fsync has put on the disk: bytes by inode, names by the inode of their folder.

    Where ``eager``, a file system that writes names out at once and bytes only when told to: the usual cause of empty
    files. Else nothing is there that nobody waited for. Each inode that was seen is held open, or its number would be
    used again.
    """

    root: Path
    eager: bool
    at_sync: Callable[["Platter"], None] = lambda _: None
    contents: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)

    def sync(self, number: int) -> None:
        self.held.append(os.dup(number))
        status = os.fstat(number)
        path = f"/proc/self/fd/{number}"
        if stat.S_ISDIR(status.st_mode):
            with os.scandir(path) as entries:
                self.names[status.st_ino] = {entry.name: entry.inode() for entry in entries}
        else:
            self.contents[status.st_ino] = Path(path).read_bytes()
        self.at_sync(self)

    def left(self, target: Path) -> Path:
        """A folder as it would be found after a power cut now; ``root`` itself was there before."""
        shutil.rmtree(target, ignore_errors=True)
        self._leave(self.root.stat().st_ino, self.root, target)
        return target

    def _leave(self, inode: int, source: Path, target: Path) -> None:
        target.mkdir()
        live = list(os.scandir(source)) if source.exists() else []
        folders = {entry.inode(): entry.name for entry in live if entry.is_dir()}
        there = {entry.name: entry.inode() for entry in live}
        for name, number in (there if self.eager else self.names.get(inode, {})).items():
            if number in self.names or number in folders:
                self._leave(number, source / folders.get(number, name), target / name)
            else:
                (target / name).write_bytes(self.contents.get(number, b""))


@contextmanager
def platter(root: Path, *, eager: bool) -> Iterator[Platter]:
    """The disk under a folder, from now on."""
    disk = Platter(root, eager)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", disk.sync)
        yield disk
    for number in disk.held:
        os.close(number)
