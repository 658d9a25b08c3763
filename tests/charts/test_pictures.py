"""A picture as a file: what a reader gets when PNG, SVG or CSV is taken home."""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

from PIL import Image

from charts.drawing import tracking
from dashboard.board import Board
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.picture import Surface
from dashboard.charts.render import png, screen_svg, svg, svg_file
from dashboard.charts.tracking import target_picture

SMOKING = "smoking_rate"
ANOTHER_RUN = """
import hashlib
from charts.drawing import tracking
from dashboard.board import open_board
from dashboard.charts.render import png, screen_svg, svg, svg_file
from dashboard.settings import load_settings
picture = tracking(open_board(load_settings()), "smoking_rate")
print(*(hashlib.sha256(file).hexdigest() for file in (svg(picture).encode(), svg_file(picture), png(picture))))
"""


def test_another_run_writes_the_same_bytes(other_board: Board, other_plan: object) -> None:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    run = subprocess.run(
        [sys.executable, "-c", ANOTHER_RUN],
        env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    picture = tracking(other_board, SMOKING)
    files = (svg(picture).encode(), svg_file(picture), png(picture))
    here = [hashlib.sha256(file).hexdigest() for file in files]
    assert run.stdout.split() == here


def test_the_png_is_meant_for_300_dots_per_inch_and_large_enough_for_paper(other_board: Board) -> None:
    with Image.open(io.BytesIO(png(tracking(other_board, SMOKING)))) as image:
        assert [round(dots) for dots in image.info["dpi"]] == [300, 300]
        assert image.width > 2500
        assert image.format == "PNG"


def test_the_svg_is_well_formed_and_asks_for_nothing_elsewhere(other_board: Board) -> None:
    document = svg(tracking(other_board, SMOKING))
    root = ElementTree.fromstring(document)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert [element.tag for element in root.iter() if element.tag.rpartition("}")[2] in {"image", "script"}] == []
    assert "http" not in document.replace("http://www.w3.org/", "")


def test_a_letter_that_the_typeface_lacks_has_a_mark_in_files_and_is_left_to_the_browser(other_board: Board) -> None:
    standing = other_board.standings(date(2024, 12, 31))[0]
    named = standing.indicator.model_copy(update={"unit": "𛀁の\u202e\x00\ud800\uffff数"})
    picture = target_picture(TrackingFigure(replace(standing, indicator=named), other_board.catalogue))
    assert any("単位：〓の数" in text for text in _texts_in(svg(picture)))
    assert any("単位：𛀁の数" in text for text in _texts_in(screen_svg(picture, Surface.WIDE)))
    assert svg_file(picture)
    assert png(picture).startswith(b"\x89PNG")


def _texts_in(document: str) -> set[str]:
    return {"".join(element.itertext()) for element in ElementTree.fromstring(document).iter()}


def test_a_name_of_markup_stays_text_in_the_svg(other_board: Board) -> None:
    standing = other_board.standings(date(2024, 12, 31))[0]
    named = standing.indicator.model_copy(update={"name": "<script>&\"'の数"})
    view = TrackingFigure(replace(standing, indicator=named), other_board.catalogue)
    root = ElementTree.fromstring(svg(target_picture(view)))
    assert "<script>&\"'の数（単位：%、減るほどよい）" in {"".join(element.itertext()) for element in root.iter()}
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
