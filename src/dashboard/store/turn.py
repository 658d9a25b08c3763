"""Writers of one store on one machine take turns: a lock of the operating system that goes with the process."""

import errno
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dashboard.errors import StoreError
from dashboard.store.disk import make_folder

PATIENCE_SECONDS = 60.0

_LONGEST_PAUSE_SECONDS = 0.03
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}

_MINE = threading.local()


@contextmanager
def turn_to_write(folder: Path) -> Iterator[None]:
    """Be the only writer in a folder, which is made where it is not there; a thread that is may say so again.

    Where a network drive knows no locks everybody is let through; the log refuses whoever was overtaken.

    Raises:
        StoreError: others kept the turn for longer than ``PATIENCE_SECONDS``.
        OSError: the folder cannot be written.
    """
    folders: set[Path] = _MINE.__dict__.setdefault("folders", set())
    if folder in folders:
        yield
        return
    make_folder(folder)
    number = _opened(folder / ".lock")
    try:
        _wait_for(number, folder)
        folders.add(folder)
        try:
            yield
        finally:
            folders.discard(folder)
            # Said aloud: a child process that was forked meanwhile holds the same lock.
            with suppress(OSError):
                _unlock(number)
    finally:
        os.close(number)


def lock_at_once(path: Path) -> int | None:
    """The number of a file that is ours alone until it is closed or the process ends; None where it is another's.

    Raises:
        OSError: it cannot be made.
    """
    number = _opened(path)
    try:
        if _tried(number):
            return number
    except OSError:
        os.close(number)
        raise
    os.close(number)
    return None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        # Another user of this machine made it; a lock needs no right to write.
        return os.open(path, os.O_RDONLY)


def _wait_for(number: int, folder: Path) -> None:
    if _tried(number) or _waited(number, time.monotonic() + PATIENCE_SECONDS):
        return
    raise StoreError(
        f"保管場所「{folder}」への別の保存が{PATIENCE_SECONDS:.0f}秒たっても終わらないので、保存していません。"
        "少し待ってから、もう一度実行してください。"
    )


def _tried(number: int) -> bool:
    """Whether the lock is ours now, or there are none."""
    try:
        _lock(number)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return True
        if error.errno not in _BUSY:
            raise
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        os.lseek(number, 0, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

    def _unlock(number: int) -> None:
        os.lseek(number, 0, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)

    def _waited(number: int, deadline: float) -> bool:
        """Whether the lock became ours; asked for again and again, for there is no waiting for it with an end."""
        while time.monotonic() < deadline:
            time.sleep(random.uniform(0.001, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - spreads rivals, guards nothing
            if _tried(number):
                return True
        return False

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)

    def _waited(number: int, deadline: float) -> bool:
        """Whether the lock became ours; in the system's queue, so that nobody is passed over.

        That waiting has no end of its own: a thread does it, on the same lock, and gives back what comes too late.
        """
        waiting, ours, state = os.dup(number), threading.Event(), threading.Lock()
        is_late = False

        def wait() -> None:
            try:
                fcntl.flock(waiting, fcntl.LOCK_EX)
                with state:
                    if is_late:
                        _unlock(waiting)
                    else:
                        ours.set()
            finally:
                os.close(waiting)

        threading.Thread(target=wait, daemon=True).start()
        if ours.wait(max(0.0, deadline - time.monotonic())):
            return True
        with state:
            is_late = not ours.is_set()
        return not is_late
