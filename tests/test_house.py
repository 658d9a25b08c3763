"""The shape of the house: a module's name means one thing, and a chain of imports is short."""

import ast
from collections import defaultdict
from functools import cache

from dashboard.settings import ROOT

PACKAGE = ROOT / "src/dashboard"
LONGEST_CHAIN = 20


@cache
def _modules() -> dict[str, ast.Module]:
    """The dotted name of every module of the package to its syntax tree."""
    trees = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        trees[name] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def _imports(name: str) -> set[str]:
    """The modules of the package that a module imports when it is itself imported."""
    targets = set()
    for node in _modules()[name].body:
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            targets |= {name if name in _modules() else node.module for name in names}
        elif isinstance(node, ast.Import):
            targets |= {alias.name for alias in node.names}
    return {target for target in targets if target in _modules() and target != name}


def test_no_file_name_is_used_twice() -> None:
    paths = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py":
            paths[path.name].append(path.relative_to(PACKAGE).as_posix())
    twice = [places for places in paths.values() if len(places) > 1]
    assert not twice, f"a line should know its room by its module's name; rename one of each: {twice}"


def test_no_chain_of_imports_is_long() -> None:
    @cache
    def chain(name: str) -> tuple[str, ...]:
        return (name, *max((chain(target) for target in _imports(name)), key=len, default=()))

    longest = max((chain(name) for name in _modules()), key=len)
    assert len(longest) <= LONGEST_CHAIN, f"{len(longest)} modules: {' > '.join(longest)}"
