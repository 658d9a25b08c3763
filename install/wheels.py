"""Everything that a machine without internet needs, collected in wheels/, and the proof that it suffices.

Each file is one of those whose hashes requirements.txt has. For this machine's own platform the proof is an
installation in a new environment that may use nothing but wheels/, and a look at the project with it; for another
platform it is that every release has its file.

python install/wheels.py [--for PLATFORM] [--python VERSION] [--into FOLDER]
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements.txt"


def _linux(machine: str) -> list[str]:
    # Wheels are named after the oldest C library that they run with; Debian 12 has 2.36.
    return [*(f"manylinux_2_{minor}_{machine}" for minor in range(36, 4, -1)), f"manylinux2014_{machine}"]


def _mac(machine: str) -> list[str]:
    return [
        f"macosx_{version}_{kind}" for version in ("14_0", "13_0", "12_0", "11_0") for kind in (machine, "universal2")
    ]


PLATFORMS: dict[str, tuple[dict[str, str], list[str]]] = {
    "linux": ({"sys_platform": "linux", "platform_machine": "x86_64"}, [*_linux("x86_64"), "manylinux1_x86_64"]),
    "linux-arm": ({"sys_platform": "linux", "platform_machine": "aarch64"}, _linux("aarch64")),
    "windows": ({"sys_platform": "win32", "platform_machine": "AMD64"}, ["win_amd64"]),
    "mac": ({"sys_platform": "darwin", "platform_machine": "arm64"}, _mac("arm64")),
}
"""By name: what its Python says of itself, and the platforms that its wheels may be named after.

For Macs with Intel's processor some releases have no wheels any more (cryptography first).
"""


def main() -> int:
    """Collects, then proves."""
    parser = argparse.ArgumentParser(prog="install/wheels.py")
    parser.add_argument("--for", dest="name", choices=PLATFORMS, help="another platform than this machine's")
    parser.add_argument("--python", default="", help="another version of Python than this one's: 3.12")
    parser.add_argument("--into", type=Path, default=ROOT / "wheels")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    for old in arguments.into.glob("*.whl"):
        old.unlink()
    elsewhere = bool(arguments.name or arguments.python)
    with tempfile.TemporaryDirectory() as folder:
        needed = Path(folder) / "requirements.txt"
        python = arguments.python or ".".join(platform.python_version_tuple()[:2])
        needed.write_text("".join(_needed(arguments.name, python)), encoding="utf-8")
        # Every release is pinned, so pip need not look for what a release needs, which it would do for this platform.
        options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(needed)]
        if elsewhere:
            tags = PLATFORMS[arguments.name][1] if arguments.name else []
            options += ["--python-version", python, "--implementation", "cp"]
            options += [option for tag in tags for option in ("--platform", tag)]
        _run(sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(arguments.into), *options)
    files = list(arguments.into.glob("*.whl"))
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(files)} wheels ({size:.0f} MB) for {arguments.name or 'this platform'}, Python {python}")
    if elsewhere:
        print("Every release has its file; install them once on such a machine before you rely on them.")
    else:
        prove(arguments.into)
        print("They suffice: installed in a new environment with nothing else, and `check` is content.")
    return 0


def _needed(name: str | None, python: str) -> Iterator[str]:
    """The requirements that hold on the platform, with their hashes."""
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    if name:
        environment |= PLATFORMS[name][0]
        environment["os_name"] = "nt" if name == "windows" else "posix"
        environment["platform_system"] = {"linux": "Linux", "win32": "Windows"}.get(
            environment["sys_platform"], "Darwin"
        )
    for entry in REQUIREMENTS.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if entry and not entry.startswith("#"):
            words, *hashes = entry.split(" --hash=")
            requirement = Requirement(words)
            if requirement.marker is None or requirement.marker.evaluate(environment):
                options = " ".join(f"--hash={hash_.strip()}" for hash_ in hashes)
                yield f"{requirement.name}{requirement.specifier} {options}\n"


def prove(wheels: Path) -> None:
    """Installs in a new environment from the wheels alone, with this folder, and asks the project there."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-index"]
        # pip's own configuration might name other places.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        environment |= {"PIP_CONFIG_FILE": os.devnull, "DASHBOARD_STORE": str(Path(folder) / "store")}
        _run(*pip, "--find-links", str(wheels), "--require-hashes", "-r", str(REQUIREMENTS), environment=environment)
        _run(*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT), environment=environment)
        for command in (["--help"], ["init"], ["check"]):
            _run(str(python), "-m", "dashboard", *command, environment=environment, quiet=True)


def _run(*command: str, environment: dict[str, str] | None = None, quiet: bool = False) -> None:
    subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL if quiet else None)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"wheels/ does not suffice: {Path(error.cmd[0]).name} {' '.join(error.cmd[1:4])} failed, see above.")
