"""The pinned requirements, resolved anew: every release by name, version and the hashes of all its files.

`make update` takes the newest that requirements.in allows and prints what changed; `make pins` only takes in what was
added to or left out of requirements.in. The hashes are those of every platform's files, so one file serves Linux, macOS
and Windows; pip then refuses any other file, wherever it was downloaded from.

python install/pins.py [--update] [--dry-run]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.11"
"""The oldest that the dashboard runs on; newer ones are resolved with it."""
FILES = {
    "requirements.in": "Everything the dashboard runs on",
    "tests/requirements.in": "Everything that the tests need beside requirements.txt",
}
"""What is written by hand, the constraints first, and what the file made of it is."""
_HEAD = "# {}. Written by `make update` out of {}; pip checks the hashes.\n"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;]+)", flags=re.MULTILINE)
_SETTING = re.compile(r"^\S*\.(index-url|cert)='(.*)'$", flags=re.MULTILINE)
_VARIABLES = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}


def pins(text: str) -> dict[str, str]:
    """Name, as registries compare names, to version; several where another Python needs another one."""
    versions: dict[str, list[str]] = {}
    for name, version in _PIN.findall(text):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return {name: " and ".join(several) for name, several in versions.items()}


def changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """One line a release that is another, new or gone."""
    lines = []
    for name in sorted({*before, *after}):
        if name not in before:
            lines.append(f"{name} {after[name]} (new)")
        elif name not in after:
            lines.append(f"{name} {before[name]} (no longer needed)")
        elif before[name] != after[name]:
            lines.append(f"{name} {before[name]} → {after[name]}")
    return lines


def main() -> int:
    """Resolves both files in a folder of its own and, unless it is a dry run, puts them in their places."""
    parser = argparse.ArgumentParser(prog="install/pins.py")
    parser.add_argument("--update", action="store_true", help="take the newest releases")
    parser.add_argument("--dry-run", action="store_true", help="only print what would change")
    arguments = parser.parse_args()
    changed = 0
    with tempfile.TemporaryDirectory() as folder:
        for source, words in FILES.items():
            _copy(source, Path(folder))
            target = Path(source).with_suffix(".txt")
            before = (ROOT / target).read_text(encoding="utf-8") if (ROOT / target).exists() else ""
            after = _HEAD.format(words, source) + _resolved(Path(folder), source, update=arguments.update)
            (Path(folder) / target).write_text(after, encoding="utf-8")
            lines = changes(pins(before), pins(after))
            print(f"{target}: {len(lines) or 'nothing'} changed", *lines, sep="\n  ")
            changed += len(lines)
            if not arguments.dry_run:
                (ROOT / target).write_text(after, encoding="utf-8", newline="\n")
    if changed and not arguments.dry_run:
        print("Now `make test`; keep the new pins only if it is green.")
    return 0


def _copy(source: str, folder: Path) -> None:
    """The file and what it was resolved to, which is kept as far as it still fits."""
    for path in (Path(source), Path(source).with_suffix(".txt")):
        (folder / path).parent.mkdir(exist_ok=True)
        if (ROOT / path).exists():
            shutil.copy(ROOT / path, folder / path)


def _resolved(folder: Path, source: str, *, update: bool) -> str:
    target = Path(source).with_suffix(".txt")
    options = ["--universal", "--python-version", PYTHON, "--generate-hashes", "--no-header", "--no-annotate"]
    options += ["--no-emit-index-url", "--no-emit-find-links", "--quiet", *(["--upgrade"] if update else [])]
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "-o", str(target), *options]
    subprocess.run(command, cwd=folder, env=_environment(), check=True, stdout=subprocess.DEVNULL)
    return (folder / target).read_text(encoding="utf-8")


def _environment() -> dict[str, str]:
    """What lets uv ask where pip would ask: at the registry, and with the certificates, of pip's own configuration."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    configured = {_VARIABLES[name]: value for name, value in _SETTING.findall(listed.stdout)}
    return {**configured, **os.environ}


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError:
        sys.exit("The requirements cannot be resolved together (see above); what was written before this line stays.")
