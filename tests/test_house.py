"""The shape of the house: a name means one thing, a chain of imports is short, words say what they are about."""

import ast
from collections import Counter, defaultdict
from functools import cache

from dashboard.settings import ROOT

PACKAGE = ROOT / "src/dashboard"
LONGEST_CHAIN = 20
MOST_WORDS = 15
WORDS = frozenset(
    "one said told found seen shown own made known asked given kept whole drawn named taken".split()  # noqa: SIM905
)
"""As names of variables and parameters these say nothing of what they hold."""


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


def test_no_name_of_a_class_or_a_public_function_means_two_things() -> None:
    homes = defaultdict(set)
    for name, tree in _modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) or (isinstance(node, ast.FunctionDef) and node.name[0] != "_"):
                homes[node.name.lstrip("_")].add(name)
    twice = {noun: sorted(modules) for noun, modules in homes.items() if len(modules) > 1}
    assert not twice, f"rename or join: {twice}"


def test_no_chain_of_imports_is_long() -> None:
    @cache
    def chain(name: str) -> tuple[str, ...]:
        return (name, *max((chain(target) for target in _imports(name)), key=len, default=()))

    longest = max((chain(name) for name in _modules()), key=len)
    assert len(longest) <= LONGEST_CHAIN, f"{len(longest)} modules: {' > '.join(longest)}"


def test_names_say_what_they_hold() -> None:
    words: Counter[str] = Counter()
    offenders: Counter[str] = Counter()
    lines = 0
    for name, tree in _modules().items():
        path = PACKAGE.parent.joinpath(*name.split("."))
        text = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")
        lines += sum(bool(line.strip()) and not line.strip().startswith("#") for line in text.splitlines())
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in WORDS:
                words[node.id] += 1
                offenders[name] += 1
    rate = 1000 * words.total() / lines
    assert rate <= MOST_WORDS, f"{rate:.1f} in 1,000 lines: {words.most_common()} in {offenders.most_common(12)}"
