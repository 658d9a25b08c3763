"""The typeface in slices: together they have all that the faces draw, and each is found by what CSS says of it."""

import io
import re
from pathlib import Path

import brotli
import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from dashboard.typeface import FONT_FILES
from dashboard.ui.font_slices import font_faces, font_slice, slice_files

RULE = re.compile(r"font-weight:(\d+);.*?url\('/fonts/([^']+)'\).*?unicode-range:([^}]+)}")
VARIANTS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


def declared(weight: str) -> dict[str, set[int]]:
    """The code points that CSS says of each file of a weight, the last declared first."""
    rules = {file: _code_points(ranges) for of, file, ranges in RULE.findall(font_faces("")) if of == weight}
    return dict(reversed(rules.items()))


def _code_points(ranges: str) -> set[int]:
    points: set[int] = set()
    for span in ranges.split(","):
        low, _, high = span.removeprefix("U+").partition("-")
        points.update(range(int(low, 16), int(high or low, 16) + 1))
    return points


def slice_of(file: str) -> TTFont:
    packed = font_slice(file)
    assert packed
    return TTFont(io.BytesIO(brotli.decompress(packed)))


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One folder for all tests of this file."""
    folder = tmp_path_factory.getbasetemp() / "slices"
    monkeypatch.setenv("DASHBOARD_CACHE", str(folder))
    return folder


@pytest.mark.parametrize(("face", "weight"), [("regular", "400"), ("bold", "700")])
def test_whatever_a_face_draws_is_in_the_range_of_a_slice(face: str, weight: str) -> None:
    with TTFont(FONT_FILES[face], lazy=True) as whole:
        drawn = set(whole.getBestCmap()) - VARIANTS
    assert drawn <= set().union(*declared(weight).values())


def test_a_browser_that_goes_from_slice_to_slice_finds_each_letter_once_and_as_in_the_whole_face() -> None:
    block = range(0x9800, 0x9C00)
    files = [file for file, ranges in declared("700").items() if ranges & {*block}]
    assert len(files) == 3
    with TTFont(FONT_FILES["bold"], lazy=True) as whole:
        wholly, whole_widths = whole.getBestCmap(), whole["hmtx"]
        letters: list[int] = []
        for file in files:
            part = slice_of(file)
            names, widths = part.getBestCmap(), part["hmtx"]
            letters += names
            assert {c: widths[names[c]] for c in names} == {c: whole_widths[wholly[c]] for c in names}
    assert sorted(letter for letter in letters if letter in block) == sorted(set(wholly) & {*block})
    assert len(letters) == len(set(letters))


def test_what_every_screen_needs_is_small_and_set_as_with_the_whole_face() -> None:
    signs, kanji, *_ = declared("400")
    assert sum(len(font_slice(file) or b"") for file in (signs, kanji)) < 200_000
    whole = hb.Font(hb.Face(hb.Blob.from_file_path(str(FONT_FILES["regular"]))))
    part = hb.Font(hb.Face(hb.Blob(brotli.decompress(font_slice(signs) or b""))))
    for text in ("AV To", "）。（「", "——", "“か゚”"):
        assert widths_of(part, text) == widths_of(whole, text)
    variants = next(table for table in slice_of(kanji)["cmap"].tables if table.format == 14).uvsDict
    assert ord("葛") in {base for shapes in variants.values() for base, _ in shapes}


def widths_of(font: hb.Font, text: str) -> list[int]:
    """As a browser sets Japanese text with its brackets side by side."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.script, buffer.language = "Hira", "ja"
    hb.shape(font, buffer, {"halt": True})
    return [position.x_advance for position in buffer.glyph_positions]


def test_a_slice_is_made_once_for_all_starts_and_anew_where_its_file_is_damaged(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.ui import font_slices

    file = next(name for name in slice_files() if name.startswith("regular-1f100."))
    content = font_slice(file)
    font_slices._SLICES.clear()
    (kept,) = [path for path in (cache / "fonts").iterdir() if (content or b"?") in path.read_bytes()]
    with monkeypatch.context() as broken:
        broken.setattr(font_slices, "make", None)
        assert font_slice(file) == content
    font_slices._SLICES.clear()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert font_slice(file) == content


def test_there_is_no_other_file() -> None:
    first = next(iter(slice_files()))
    assert [font_slice(name) for name in ("regular.otf", "", first.replace(".", ".0"), f"../{first}")] == [None] * 4
