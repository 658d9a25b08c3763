"""What is installed: each release by the hashes of its files, nothing that nobody needs, and its licence known."""

import ast
import importlib.metadata
import re
import sys
from importlib.metadata import packages_distributions
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dashboard.settings import ROOT

PINNED = ("requirements.txt", "tests/requirements.txt")


def _script(name: str) -> ModuleType:
    spec = spec_from_file_location(f"install_{name}", ROOT / "install" / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PINS = _script("pins")
LICENCES = _script("licences")
WHEELS = _script("wheels")


def _entries(file: str) -> list[str]:
    """Each pin on a line of its own, with its hashes."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _inputs(file: str) -> list[Requirement]:
    lines = (line.partition(" #")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-c"))]


@pytest.mark.parametrize("file", PINNED)
def test_every_pin_has_one_version_and_the_hashes_of_its_files(file: str) -> None:
    entries = _entries(file)
    assert len(entries) > 30
    for entry in entries:
        words, *hashes = re.split(r"\s+--hash=sha256:", entry)
        assert re.fullmatch(r"[a-z0-9-]+==[^\s;,*]+( ; .+)?", words.strip()), f"{file}: {words}"
        assert hashes, f"{file}: {words} has no hash"
        assert all(re.fullmatch(r"[0-9a-f]{64}", hash_.strip()) for hash_ in hashes), f"{file}: {words}"


@pytest.mark.parametrize("file", PINNED)
def test_no_file_of_pins_names_a_place_to_download_from(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links", text)


@pytest.mark.parametrize("file", PINNED)
def test_the_pins_are_those_of_the_input(file: str) -> None:
    pins = PINS.pins((ROOT / file).read_text(encoding="utf-8"))
    for requirement in _inputs(file.replace(".txt", ".in")):
        pin = pins.get(canonicalize_name(requirement.name))
        assert pin, f"{requirement.name} is not in {file}; run make pins"
        assert all(version in requirement.specifier for version in pin.split(" and ")), f"{requirement}: run make pins"


def test_both_files_pin_the_same_release_where_both_have_it() -> None:
    runtime, tests = (PINS.pins((ROOT / file).read_text(encoding="utf-8")) for file in PINNED)
    assert {name for name in runtime.keys() & tests.keys() if runtime[name] != tests[name]} == set()


def test_what_the_code_imports_stands_in_the_input() -> None:
    homes = packages_distributions()
    written = {canonicalize_name(requirement.name) for requirement in _inputs("requirements.in")}
    for path in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "src").rglob("*.py")]:
        for package in _imported(path) - sys.stdlib_module_names - {"dashboard"}:
            names = {canonicalize_name(name) for name in homes.get(package, ())}
            assert names & written, f"{path.relative_to(ROOT)} imports {package}, which requirements.in lacks"


def _imported(path: Path) -> set[str]:
    packages = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.split(".")[0])
    return packages


def test_what_is_installed_is_what_is_pinned() -> None:
    for file in PINNED:
        for entry in _entries(file):
            requirement = Requirement(entry.partition(" --hash")[0])
            if requirement.marker is None or requirement.marker.evaluate():
                assert importlib.metadata.version(requirement.name) in requirement.specifier, (
                    f"{requirement}: make .venv/test.ready"
                )


def test_an_update_lists_what_changed() -> None:
    before = PINS.pins(
        "# a\nAltair==6.3.0 \\\n    --hash=sha256:aa\net_xmlfile==2.0\ncolorama==0.4 ; os_name == 'nt'\n"
    )
    after = PINS.pins(
        "altair==6.4.0\net-xmlfile==2.0\nvega==1 ; python_version < '4'\nvega==2 ; python_version > '3'\n"
    )
    lines = ["altair 6.3.0 → 6.4.0", "colorama 0.4 (no longer needed)", "vega 1 and 2 (new)"]
    assert PINS.changes(before, after) == lines


@pytest.mark.parametrize("name", [None, *WHEELS.PLATFORMS])
def test_a_platform_gets_the_releases_that_it_has(name: str | None) -> None:
    needed = {line.partition("==")[0] for line in WHEELS._needed(name, "3.11")}
    assert {"streamlit", "setuptools", "duckdb"} <= needed
    if name:
        assert ("uvloop" in needed) == (name != "windows")


def test_the_licences_are_those_of_what_is_installed() -> None:
    document = LICENCES.DOCUMENT.read_text(encoding="utf-8")
    for name in LICENCES.pinned():
        name_version_licence = LICENCES.row(name).rsplit("|", 2)[0]
        assert name_version_licence in document, f"{name}: run make licences"
    assert LICENCES.data_terms() in document, "run make licences"


@pytest.mark.parametrize("expression", ["", "Proprietary", "GPL-3.0-or-later", "MIT AND LGPL-2.1-only", "UNKNOWN"])
def test_a_licence_that_nobody_has_looked_at_is_told(expression: str) -> None:
    assert LICENCES.unknown(expression)
    assert not LICENCES.unknown("MPL-2.0 AND (Apache-2.0 OR MIT)")
