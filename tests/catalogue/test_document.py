"""Whatever happens to the file, its reader gets sentences and never a traceback."""

import copy
import re
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue.document import read
from dashboard.catalogue.loading import load
from dashboard.errors import CatalogueError

SOURCE = Path(__file__).parents[1] / "data" / "other_plan.yaml"
TEXT = SOURCE.read_text(encoding="utf-8")
DATA: Any = read(SOURCE).data
SENTENCE = re.compile(r"indicators\.yaml( [1-9][0-9]*行目)?: .+。")

Path_ = tuple[str | int, ...]


def _keys(data: Any, path: Path_ = ()) -> list[Path_]:
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in [(*path, key), *_keys(value, (*path, key))]]
    if isinstance(data, list):
        return [found for index, value in enumerate(data) for found in _keys(value, (*path, index))]
    return []


KEYS = _keys(DATA)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.just([]),
    st.just({}),
    st.just([[{}]]),
)


def _holder(data: Any, path: Path_) -> Any:
    for part in path[:-1]:
        data = data[part]
    return data


def _loads_or_explains(folder: Path, content: str | bytes) -> None:
    path = folder / "indicators.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = _problems(path)
    assert problems is None or problems
    for problem in problems or ():
        assert SENTENCE.fullmatch(problem), problem


def _problems(path: Path) -> tuple[str, ...] | None:
    try:
        load(path)
    except CatalogueError as error:
        return error.problems
    return None


@given(key=st.sampled_from(KEYS))
@settings(deadline=None)
def test_a_deleted_key_is_explained(tmp_path_factory: Any, key: Path_) -> None:
    data = copy.deepcopy(DATA)
    del _holder(data, key)[key[-1]]
    _loads_or_explains(tmp_path_factory.getbasetemp(), yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))


@given(key=st.sampled_from(KEYS), name=st.text(max_size=12))
@settings(deadline=None)
def test_a_renamed_key_is_explained(tmp_path_factory: Any, key: Path_, name: str) -> None:
    data = copy.deepcopy(DATA)
    holder = _holder(data, key)
    holder[name] = holder.pop(key[-1])
    _loads_or_explains(tmp_path_factory.getbasetemp(), yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))


@given(key=st.sampled_from(KEYS), value=JUNK)
@settings(deadline=None)
def test_a_value_of_any_sort_is_explained(tmp_path_factory: Any, key: Path_, value: object) -> None:
    data = copy.deepcopy(DATA)
    _holder(data, key)[key[-1]] = value
    _loads_or_explains(tmp_path_factory.getbasetemp(), yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))


@given(start=st.integers(0, len(TEXT)), length=st.integers(0, 40), typed=st.text(max_size=6))
@settings(deadline=None)
def test_a_slip_of_the_keyboard_is_explained(tmp_path_factory: Any, start: int, length: int, typed: str) -> None:
    _loads_or_explains(tmp_path_factory.getbasetemp(), TEXT[:start] + typed + TEXT[start + length :])


@given(end=st.integers(0, len(TEXT.encode())))
@settings(deadline=None)
def test_a_file_cut_short_is_explained(tmp_path_factory: Any, end: int) -> None:
    _loads_or_explains(tmp_path_factory.getbasetemp(), TEXT.encode()[:end])
