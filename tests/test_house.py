"""The shape of the house: a line knows its room by its module's name."""

from collections import defaultdict

from dashboard.settings import ROOT

PACKAGE = ROOT / "src/dashboard"


def test_no_file_name_is_used_twice() -> None:
    paths = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py":
            paths[path.name].append(path.relative_to(PACKAGE).as_posix())
    twice = [places for places in paths.values() if len(places) > 1]
    assert not twice, f"a line should know its room by its module's name; rename one of each: {twice}"
