"""Files that are on the disk before anybody is told so: a power cut afterwards takes neither bytes nor name away.

A file is on the disk when its bytes are and the folder that names it is; so is a new folder. Every function raises
OSError where the disk refuses, and leaves no half file behind. Where a system cannot write a folder out (Windows does
so by itself, some network drives never do) its files alone are.
"""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from pyarrow import Buffer

# What a file system answers that knows no such thing as writing a folder out, or a second name for a file.
_NOT_FOR_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL}


def make_folder(path: Path) -> None:
    """A folder and those above it, as far as they are not there."""
    absent = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(absent):
        settle_folder(folder.parent)


def write_file(path: Path, data: bytes | Buffer) -> None:
    """Write a file, wholly or not at all, in place of an older one of that name; its folder is there."""
    unfinished = _unfinished(path)
    try:
        _write_out(unfinished, data)
        replace_file(unfinished, path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def create_file(path: Path, data: bytes) -> bool:
    """Write a new file, wholly or not at all; False, and nothing done, where the name is taken."""
    unfinished = _unfinished(path)
    try:
        _write_out(unfinished, data)
        try:
            os.link(unfinished, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return _create_without_links(path, data)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    settle_folder(path.parent)
    return True


def replace_file(source: Path, target: Path) -> None:
    """Give a file that is written out its name, in place of an older one of that name."""
    source.replace(target)
    settle_folder(target.parent)
    if source.parent != target.parent:
        settle_folder(source.parent)


def settle_file(path: Path) -> None:
    """Wait until the bytes of a file that somebody else wrote are on the disk."""
    # Windows writes out only what was opened for writing.
    number = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        _write_back(number)
    finally:
        os.close(number)


def settle_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    if sys.platform == "win32":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        _write_back(number)
    except OSError as error:
        if error.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        os.close(number)


def settle_tree(path: Path) -> None:
    """The same for a folder and everything in it."""
    for folder, _, names in os.walk(path, topdown=False):
        for name in names:
            settle_file(Path(folder) / name)
        settle_folder(Path(folder))


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid4().hex}")


def _write_out(path: Path, data: bytes | Buffer) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        _write_back(stream.fileno())


def _create_without_links(path: Path, data: bytes) -> bool:
    """As far as a file system without links can: a power cut in the middle leaves half a file under the name."""
    try:
        _write_out(path, data)
    except FileExistsError:
        return False
    except OSError:
        path.unlink(missing_ok=True)
        raise
    settle_folder(path.parent)
    return True


def _write_back(number: int) -> None:
    if sys.platform == "darwin":
        # There fsync leaves the bytes in the drive's own memory.
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(number, fcntl.F_FULLFSYNC)
            return
    os.fsync(number)
