"""Reading a large file stops nobody else."""

import gc

import pytest

from dashboard import garbage


def _full_collections(objects: int) -> int:
    """How often Python looks through everything while so many objects are made and kept."""
    count = 0

    def note(phase: str, facts: dict[str, int]) -> None:
        nonlocal count
        count += phase == "start" and facts["generation"] == 2

    gc.callbacks.append(note)
    try:
        assert len([[{}] for _ in range(objects)]) == objects
    finally:
        gc.callbacks.remove(note)
    return count


def test_while_files_are_read_no_full_collection_stops_everybody() -> None:
    usual = gc.get_threshold()
    assert _full_collections(1_000_000)
    with garbage.no_full_collections():
        with pytest.raises(ZeroDivisionError), garbage.no_full_collections():
            raise ZeroDivisionError
        assert garbage.is_reading()
        assert not _full_collections(1_000_000)
    assert (gc.get_threshold(), garbage.is_reading()) == (usual, False)
