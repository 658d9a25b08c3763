"""Imports run one way, and each heavy library has one home."""

import ast
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
    "fontTools": ("src/dashboard/typeface.py",),
    "uharfbuzz": ("src/dashboard/charts",),
    "typst": ("src/dashboard/charts", "src/dashboard/papers"),
    "pptx": ("src/dashboard/papers",),
    "docx": ("src/dashboard/papers",),
    "yaml": ("src/dashboard/catalogue",),
    "pydantic": ("src/dashboard/catalogue",),
    "brotli": ("src/dashboard/ui",),
    "shapely": ("src/dashboard/places",),
    "topojson": ("src/dashboard/places",),
    "pandas": ("src/dashboard/intake",),
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
