"""docs/licences.md: under which terms everything may be used that is installed or handed out with the dashboard.

Licences of releases are read from what is installed; what lies inside their files, and what only a person can judge, is
in the tables below. `make licences` writes the document; a licence that nobody has looked at yet is an error.

python install/licences.py
"""

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs/licences.md"
_PIN = re.compile(r"^([A-Za-z0-9].*?)\s*\\?$", flags=re.MULTILINE)
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice", flags=re.IGNORECASE)
_MOST_FILES = 4

SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",  # python-dateutil
    "MIT License": "MIT",
}
"""Names that releases have for licences, and how we write these; a name that is written well stands for itself."""
KNOWN = frozenset(
    (
        "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0",
        "OFL-1.1", "PSF-2.0", "Zlib",
    )
)  # fmt: skip
"""Licences that somebody has read and found to allow what we do: installing, running, handing on unchanged."""
COPYLEFT = {
    "MPL-2.0": "Whoever changes a file of it and hands it on gives the source of that file; we change none.",
    "OFL-1.1": "The typeface may be embedded in files and handed on, not sold by itself.",
}
INSIDE = {
    "numpy": "The wheel has libgfortran (GPL-3.0 with the GCC runtime exception) and, on some platforms, libquadmath "
    "(LGPL-2.1) as files of their own; who hands the wheel on hands on their licences, which are in it.",
    "shapely": "The wheel has GEOS (LGPL-2.1) as a file of its own, which may be replaced by another build; who hands "
    "the wheel on hands on its licence, which is in it.",
    "orjson": "Partly MPL-2.0 (see above).",
    "certifi": "The list of certificates is MPL-2.0 (see above).",
    "pillow": "The text speaks of the GPL and LGPL for programs of XZ Utils, which are not in the wheel.",
    "setuptools": "It has autocommand (LGPL-3.0) and parts of validate-pyproject (MPL-2.0) in it; it installs this "
    "folder, and the dashboard does not run it.",
    "et-xmlfile": "The licence of Python, which it has parts of, mentions the GPL in its history only.",
    "pandas": "The licence of Python, which it has parts of, mentions the GPL in its history only.",
    "typing-extensions": "The licence of Python mentions the GPL in its history only.",
}
"""By release: why its licence texts speak of the GPL, the LGPL or the MPL."""
_TEMPLATE = """# Licences

ダッシュボードと一緒に導入されるもの、配られるものすべての利用条件です。`make licences` が書き出します。

The dashboard itself is under the MIT licence ([LICENSE](../LICENSE)). Its parts may be used, and handed on as they are,
with their notices; what asks for more is under Copyleft.

## Releases (requirements.txt)

The texts are in the releases' own folders, `.venv/lib/python3.*/site-packages/NAME-VERSION.dist-info`.

| release | version | licence | texts |
|---|---|---|---|
{releases}

## Copyleft, and what lies inside the releases' files

{copyleft}
- deltalake, duckdb, orjson, pyarrow, typst, uharfbuzz, vl-convert-python and others are built from many libraries in
  Rust and C++, which their projects list; their files here have the licence of the whole only. vl-convert-python has
  Vega and Vega-Lite (BSD-3-Clause) in it.
- streamlit: its browser part (`streamlit/static`, sent to every visitor) is built from many JavaScript packages, React
  (MIT) first; the release does not list them, its project does.

## The typeface

Noto Sans CJK JP (noto-cjk-sans-jp-regular and -bold, SIL Open Font License 1.1) is sent to browsers, and what a file
needs of it is embedded in PDF and SVG files, which may be given to anybody under any terms.

## The data

The figures keep the terms of their sources; [data/SOURCES.md](../data/SOURCES.md) names these in full.

| file | terms |
|---|---|
{data}
"""
_SPEAKS = re.compile(r"GNU\s+(Lesser\s+)?General\s+Public|Mozilla\s+Public", flags=re.IGNORECASE)


def pinned() -> list[str]:
    """The names of all releases in requirements.txt that this platform has."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    requirements = [Requirement(line) for line in _PIN.findall(text)]
    return [item.name for item in requirements if item.marker is None or item.marker.evaluate()]


def licence(release: Distribution) -> str:
    """The licence as the release says it: its expression, else its field, else its classifiers."""
    metadata = release.metadata
    classifiers = [
        line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or () if line.startswith("License ::")
    ]
    field = metadata["License"] or ""
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    if field and "\n" not in field and len(field) < 40:
        return SPELLINGS.get(field, field)
    return " OR ".join(SPELLINGS.get(name, name) for name in classifiers)


def unknown(expression: str) -> list[str]:
    """The licences of an expression that nobody has looked at; all of it where there is none."""
    names = re.split(r"\s+(?:AND|OR)\s+", re.sub(r"[()]", "", expression))
    return [name or "no licence" for name in names if name not in KNOWN]


def licence_texts(release: Distribution) -> dict[str, str]:
    """The texts of its licences by the places of their files."""
    texts = {}
    for file in release.files or ():
        if _LICENCE_FILE.search(file.name) and not file.name.endswith((".py", ".pyc", ".js", ".pyi")):
            texts[file.as_posix()] = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
    return texts


def row(name: str) -> str:
    """One line of the table; a ``ValueError`` where a person must look first."""
    release = distribution(name)
    expression = licence(release)
    if unknown(expression):
        raise ValueError(f"{name}: {', '.join(unknown(expression))} is in no table of install/licences.py")
    texts = licence_texts(release)
    if name not in INSIDE and any(_SPEAKS.search(text) for text in texts.values()):
        raise ValueError(f"{name}: its licence texts speak of the GPL, LGPL or MPL; say why in INSIDE")
    files = list(dict.fromkeys(Path(place).name for place in texts))
    more = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
    return f"| {name} | {release.version} | {expression} | {', '.join(files[:_MOST_FILES])}{more} |"


def document() -> str:
    """The whole document."""
    return _TEMPLATE.format(
        releases="\n".join(map(row, pinned())),
        copyleft="\n".join(f"- {name}: {words}" for name, words in (COPYLEFT | INSIDE).items()),
        data=data_terms(),
    )


def data_terms() -> str:
    """The rows of data/SOURCES.md: file and terms."""
    text = (ROOT / "data/SOURCES.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")] for row in re.findall(r"^\| (`.*)\|$", text, flags=re.MULTILINE)]
    return "\n".join(f"| {file} | {terms} |" for file, _, _, terms in rows)


def main() -> int:
    """Writes the document."""
    try:
        text = document()
    except ValueError as error:
        print(error)
        return 1
    DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(pinned())} releases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
