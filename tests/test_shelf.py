"""A shelf gives back what was put there or nothing at all, and never more than it may hold."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard import shelf
from dashboard.shelf import Shelf


def test_what_was_put_there_comes_back_under_its_own_name_alone(tmp_path: Path) -> None:
    Shelf(tmp_path, 1000).put("the state and the question", b"an answer\nof two lines")
    assert Shelf(tmp_path, 1000).get("the state and the question") == b"an answer\nof two lines"
    assert Shelf(tmp_path, 1000).get("another state and the question") is None


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:80] + b"9" + data[81:], lambda _: b""])
def test_a_file_that_is_no_longer_what_was_written_does_not_count(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept = Shelf(tmp_path, 1000)
    kept.put("question", b"a long enough answer " * 5)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert kept.get("question") is None


def test_where_nothing_can_be_written_nothing_is_kept_and_that_is_told_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shelf, "_refused", False)
    (tmp_path / "a_file").write_bytes(b"")
    for _ in range(2):
        Shelf(tmp_path / "a_file" / "pictures", 1000).put("question", b"answer")
        assert Shelf(tmp_path / "a_file" / "pictures", 1000).get("question") is None
    assert capfd.readouterr().err.count('"event": "shelf.refused"') == 1


def test_it_holds_no_more_bytes_than_it_may_and_loses_what_was_not_asked_for_longest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_SWEEPS_APART", 0)
    kept = Shelf(tmp_path, 3500)
    kept.put("first", b"x" * 1000)
    for number in range(5):
        kept.put(f"question {number}", b"x" * 1000)
        assert kept.get("first")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3500
    assert kept.get("question 4")
    assert kept.get("question 0") is None
