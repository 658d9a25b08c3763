"""A power cut takes nothing back that was acknowledged, and leaves a store that can be read, whenever it comes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.store import Store, batches_in
from store.making import many, observation, sent, submission
from store.power import Platter, platter

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="open files are looked at through /proc")


def ids(store: Store) -> list[str]:
    return [batch.id for batch in batches_in(store.read())]


@linux
@pytest.mark.parametrize("eager", [False, True], ids=["nothing that nobody waited for", "names before bytes"])
def test_what_was_acknowledged_is_there_after_a_power_cut_at_once(tmp_path: Path, *, eager: bool) -> None:
    root, after = tmp_path / "disk", tmp_path / "after"
    root.mkdir()
    with platter(root, eager=eager) as disk:
        store = Store(str(root / "deep" / "保管 場所"))
        store.create([sent(b"seed"), sent(b"other seed", many([1.0, 2.0]))])
        for number in range(3):
            batch = store.append(sent(f"file {number}".encode(), submission(observation(float(number)))))
            left = Store(str(disk.left(after) / "deep" / "保管 場所"))
            assert ids(left) == ids(store)
            assert left.originals.read(batch.sha256) == f"file {number}".encode()
            assert left.missing_originals() == ()
            assert left.notices() == ()
        undo = store.withdraw(batch.id, by="係長", reason="誤り")
        left = Store(str(disk.left(after) / "deep" / "保管 場所"))
        assert ids(left)[-1] == undo.id


@linux
@pytest.mark.parametrize("eager", [False, True], ids=["nothing that nobody waited for", "names before bytes"])
def test_a_power_cut_at_any_moment_leaves_everything_acknowledged_and_a_store_to_go_on_with(
    tmp_path: Path, *, eager: bool
) -> None:
    root, after = tmp_path / "disk", tmp_path / "after"
    root.mkdir()
    acknowledged: list[str] = []
    moments = 0

    def cut(disk: Platter) -> None:
        nonlocal moments
        moments += 1
        disk.at_sync = lambda _: None
        left = Store(str(disk.left(after) / "store"))
        if acknowledged:
            assert ids(left)[: len(acknowledged)] == acknowledged
            left.append(submission(observation(7.0)))
            assert ids(left)[: len(acknowledged)] == acknowledged
        else:
            left.create([submission()])
            assert left.read().num_rows >= 1
        disk.at_sync = cut

    with platter(root, eager=eager) as disk:
        disk.at_sync = cut
        store = Store(str(root / "store"))
        store.create([sent(b"seed")])
        acknowledged += ids(store)
        for number in range(3):
            acknowledged.append(store.append(sent(f"file {number}".encode(), many([float(number)]))).id)
    assert moments > 20


@pytest.fixture
def image(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own in a file, mounted; where root and loop devices are at hand."""
    file, folder = tmp_path / "image", tmp_path / "mounted"
    folder.mkdir()
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("mkfs.ext4") or not shutil.which("mount"):
        pytest.skip("needs root, mkfs.ext4 and mount")
    with file.open("wb") as stream:
        stream.truncate(48 * 2**20)
    subprocess.run(["mkfs.ext4", "-q", str(file)], check=True)
    if subprocess.run(["mount", "-o", "loop", str(file), str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("needs loop devices")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_file_system_copied_right_after_the_answer_holds_the_batch(image: Path, tmp_path: Path) -> None:
    store = Store(str(image / "store"))
    assert not store.exists()
    store.create([sent(b"seed")])
    copy, folder = tmp_path / "copy", tmp_path / "found"
    folder.mkdir()
    for number in range(3):
        batch = store.append(sent(f"file {number}".encode(), many([float(number)] * 30)))
        subprocess.run(["cp", "--sparse=always", str(tmp_path / "image"), str(copy)], check=True)
        subprocess.run(["mount", "-o", "loop", str(copy), str(folder)], check=True)
        try:
            found = Store(str(folder / "store"))
            assert ids(found) == ids(store)
            assert found.originals.read(batch.sha256) == f"file {number}".encode()
            assert found.notices() == ()
        finally:
            subprocess.run(["umount", str(folder)], check=True)
