"""Imports run one way, and each heavy library has one home."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.settings import ROOT

HOMES = {
    "streamlit": ("src/dashboard/ui", "pages", "app.py"),
    "duckdb": ("src/dashboard/queries",),
    "deltalake": ("src/dashboard/store",),
    "altair": ("src/dashboard/charts",),
    "vl_convert": ("src/dashboard/charts",),
    "xlsxwriter": ("src/dashboard/sheets", "src/dashboard/papers"),
    "openpyxl": ("src/dashboard/intake",),
    "uharfbuzz": ("src/dashboard/charts", "src/dashboard/typeface.py"),
    "typst": ("src/dashboard/charts", "src/dashboard/papers"),
    "pptx": ("src/dashboard/papers",),
    "docx": ("src/dashboard/papers",),
    "yaml": ("src/dashboard/catalogue",),
    "pydantic": ("src/dashboard/catalogue",),
    "brotli": ("src/dashboard/ui",),
    "shapely": ("src/dashboard/places",),
    "topojson": ("src/dashboard/places",),
    "pandas": ("src/dashboard/intake", "src/dashboard/charts"),
}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """The packages that each module imports."""
    modules = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "src").rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): set(_imported(path)) for path in modules}


@pytest.mark.parametrize("library", HOMES)
def test_each_heavy_library_is_used_and_only_at_home(imports: dict[str, set[str]], library: str) -> None:
    users = [module for module, packages in imports.items() if library in packages]
    assert users, f"{library} is no longer used; take it out of requirements.txt and of this list"
    strangers = [user for user in users if not user.startswith(HOMES[library])]
    assert not strangers, f"{library} belongs to {HOMES[library]}, but is imported by {strangers}"


LATE = (
    *("altair", "docx", "fontTools", "lxml", "openpyxl", "pandas", "pptx"),
    *("shapely", "topojson", "typst", "uharfbuzz", "vl_convert", "xlsxwriter"),
)
"""Libraries that only drawing, papers or uploads need: no start waits for them, and no view or paper brings them in."""

_WATCHED = """
import importlib, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in LATE:
            frame, chain = sys._getframe(1), [name]
            while frame:
                module = frame.f_globals.get("__name__", "")
                if module.startswith(("dashboard", "streamlit")) and module != chain[-1]:
                    chain.append(module)
                frame = frame.f_back
            print(" ← ".join(chain))
sys.meta_path.insert(0, Watch())
for module in MODULES:
    importlib.import_module(module)
"""


def _modules_of(path: Path) -> Iterator[str]:
    """The modules of ours that a script imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dashboard"):
            yield str(node.module)


_VIEWED = """
from datetime import date
from streamlit.testing.v1 import AppTest
from dashboard.now import present
from dashboard.papers.choice import Choice
from dashboard.papers.formats import FORMATS
app = AppTest.from_file(SHELL, default_timeout=120)
for page in PAGES:
    app.switch_page(page).run()
    assert not app.exception, app.exception
now = present()
choice = Choice(date(2024, 12, 31), region=now.board.regions.municipalities[0].code)
for format_ in FORMATS:
    assert now.files(choice, format_.id)
"""
"""A view of each page, and a paper in each format."""


def _heavy_chains(modules: list[str], more: str = "") -> str:
    """Which late libraries come in with these modules, each with the modules that led to it, a line each."""
    program = _WATCHED.replace("LATE", repr(LATE)).replace("MODULES", repr(modules)) + more
    return subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True).stdout


def test_a_start_of_the_server_loads_no_library_that_its_first_screens_do_not_need() -> None:
    scripts = [ROOT / "app.py", ROOT / "src/dashboard/ui/shell.py", *sorted((ROOT / "pages").glob("*.py"))]
    assert not _heavy_chains([module for script in scripts for module in _modules_of(script)])


@pytest.mark.usefixtures("real_plan")
def test_no_view_and_no_paper_brings_one_into_the_serving_process() -> None:
    pages = [f"../../../pages/{path.name}" for path in sorted((ROOT / "pages").glob("*.py"))]
    shell = str(ROOT / "src/dashboard/ui/shell.py")
    assert not _heavy_chains([], _VIEWED.replace("SHELL", repr(shell)).replace("PAGES", repr(pages)))


def test_a_start_of_the_command_line_loads_none_either() -> None:
    assert not _heavy_chains(["dashboard.cli.commands", "dashboard.cli.doctor"])


def test_whoever_draws_has_all_of_pandas_which_altair_asks_of_whatever_is_loaded() -> None:
    program = "import sys, dashboard.charts.marks; sys.modules['pandas'].Timestamp"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_library_that_comes_in_is_told_with_the_modules_that_led_to_it() -> None:
    assert "altair ← dashboard.charts.ranking" in _heavy_chains(["dashboard.charts.ranking"])
