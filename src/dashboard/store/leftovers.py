"""What power cuts and kills leave behind: half a commit is set aside, never deleted; what nothing names is swept.

Both are done by the next writer, in its turn. A reader only tells of them.
"""

import re
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from dashboard.event_log import log_event
from dashboard.fiscal import moment_words
from dashboard.store.disk import replace_file, settle_folder
from dashboard.store.log import Log, Unfinished
from dashboard.store.place import CHECKPOINT_POINTER, LOG, Place

SET_ASIDE = ".set-aside"

_YOUNGEST_SECONDS = 86_400
_MOMENT = "%Y%m%d-%H%M%S-%f"
_UNFINISHED = "unfinished"

# Only what this program, or the Delta library for it, can have written; whatever else is there is somebody's.
_DIGEST = r"[0-9a-f]{64}"
_DATA = re.compile(rf"{_DIGEST}\.parquet|\.{_DIGEST}\.parquet\.[0-9a-f]{{32}}")
_COMMIT_HALVES = re.compile(
    r"\.(\d{20}\.(json|checkpoint\.parquet)|_last_checkpoint)\.[0-9a-f]{32}"
    r"|_commit_[0-9a-f-]{36}\.json\.tmp|\d{20}\.json#\d+"
)
_ORIGINAL = re.compile(rf"{_DIGEST}|\.{_DIGEST}\.[0-9a-f]{{32}}")
_RECORD_HALVES = re.compile(r"\.head\.json\.[0-9a-f]{32}")
_CREATION = re.compile(r"\.creating-[0-9a-f]{32}")


def set_aside(place: Place, half: Unfinished) -> None:
    """Move half a commit and its data files out of the table, so that the next commit can have its number."""
    root, folder = Path(place.path), Path(place.path) / SET_ASIDE
    # First: other readers would go on with what it says of this commit.
    _remove_checkpoints(place, half.number)
    # Not with the folders above it: they may have gone with their disk.
    folder.mkdir(exist_ok=True)
    settle_folder(root)
    for name in half.files:
        with suppress(FileNotFoundError):
            replace_file(root / name, folder / name)
    number = half.name.removesuffix(".json")
    aside = f"{number}.{half.moment:{_MOMENT}}.{half.batch or _UNFINISHED}.json"
    replace_file(root / LOG / half.name, folder / aside)
    log_event("commit.set_aside", file=str(folder / aside), batch=half.batch or None)


def _remove_checkpoints(place: Place, since: int) -> None:
    """Remove those of a local table that hold a commit or a later one. Raises OSError."""
    folder = Path(place.path) / LOG
    later = [path for path in folder.glob("*.checkpoint*") if path.name >= f"{since:020d}"]
    if later:
        (folder / CHECKPOINT_POINTER).unlink(missing_ok=True)
    for path in later:
        path.unlink()


def leftover_notices(place: Place, log: Log) -> tuple[str, ...]:
    """A sentence for each half of a commit, in the log or set aside: what it was, where it is, what to do."""
    notices = []
    if log.unfinished:
        half = log.unfinished
        notices.append(_notice(place.child(f"{LOG}/{half.name}"), half.moment, half.batch))
    if not place.remote:
        for path in sorted((Path(place.path) / SET_ASIDE).glob("*.*.*.json")):
            _, moment, batch, _ = path.name.split(".")
            with suppress(ValueError):
                when = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
                advice = f"確かめたら、フォルダー「{path.parent}」を別の場所へ移すと、この知らせは出なくなります。"
                notices.append(_notice(str(path), when, batch.removeprefix(_UNFINISHED)) + advice)
    return tuple(notices)


def _notice(file: str, moment: datetime, batch: str) -> str:
    if batch:
        return (
            f"保存を終えた取り込み {batch} の記録「{file}」が途中で切れているため、それを除いた値を表示しています"
            f"（{moment_words(moment)}）。ディスクの故障が考えられます。"
            "バックアップから戻すか、同じファイルをもう一度取り込んでください。"
        )
    return (
        f"電源が切れるなどして、保存の途中で終わった取り込みか取り消しがあります（{moment_words(moment)}、「{file}」）。"
        "終わったと表示される前のもので、値には入っていません。更新履歴になければ、もう一度行ってください。"
    )


def sweep(place: Place, originals: Place, files: Collection[str], digests: Collection[str]) -> int:
    """Remove what nothing names and is older than a day; the number of files and folders removed.

    ``files`` are the data files of all commits, ``digests`` the originals of all batches. Nothing is removed while
    something is set aside, for that may name any of them.
    """
    root, store = Path(place.path), Path(place.folder)
    if (root / SET_ASIDE).exists():
        return 0
    leftovers = [
        *(path for path in _old(root, _DATA) if path.name not in files),
        *(path for path in _old(Path(originals.path), _ORIGINAL) if path.name not in digests),
        *_old(root / LOG, _COMMIT_HALVES),
        *_old(store, _RECORD_HALVES),
        *_old(store, _CREATION),
    ]
    removed = 0
    for path in leftovers:
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            removed += 1
    if removed:
        log_event("leftovers.swept", files=removed, store=place.folder)
    return removed


def _old(folder: Path, pattern: re.Pattern[str]) -> Iterator[Path]:
    """What is named like that in a folder and has not been touched for a day."""
    latest = time.time() - _YOUNGEST_SECONDS
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if pattern.fullmatch(path.name) and path.lstat().st_mtime < latest:
                yield path
