"""From the bytes of a YAML file to plain data that remembers its line numbers.

YAML 1.1's surprises are left out (``no`` as a truth value, 010 as eight, dates, merge keys, aliases): what looks like
text is text, exactly as editors that follow YAML 1.2 and the schema see it.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

KeyPath = tuple[str | int, ...]
"""The keys and list positions that lead to an entry, as ("indicators", 0, "unit")."""


class CatalogueProblem(NamedTuple):
    """One sentence about one line (1 is the first; 0 where the file as a whole is meant)."""

    line: int
    sentence: str


@dataclass
class Document:
    """The data of a file, the line of each key and item, and what the reading itself found wrong."""

    data: object = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[CatalogueProblem] = field(default_factory=list)

    def line(self, path: KeyPath) -> int:
        """The line of ``path``, or of the nearest entry around it that the file does contain."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: KeyPath, sentence: str) -> CatalogueProblem:
        """A problem with what stands at ``path``."""
        return CatalogueProblem(self.line(path), sentence)

    def at(self, path: KeyPath) -> object:
        """The data at ``path``, None where there is none."""
        data = self.data
        for part in path:
            if isinstance(data, dict):
                data = data.get(part)
            elif isinstance(data, list) and isinstance(part, int):
                data = data[part]
            else:
                return None
        return data

    def items(self, path: KeyPath) -> list[KeyPath]:
        """The paths of the items of the list at ``path``; none where there is no list."""
        data = self.at(path)
        return [(*path, index) for index in range(len(data))] if isinstance(data, list) else []

    def texts(self, paths: Iterable[KeyPath]) -> Iterator[tuple[KeyPath, str]]:
        """Those of ``paths`` that hold text, with the text."""
        for path in paths:
            text = self.at(path)
            if isinstance(text, str) and text:
                yield path, text


class Unreadable(Exception):
    """The file is no YAML at all, so that nothing else can be said about it."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = CatalogueProblem(line, sentence)


class _Loader(yaml.SafeLoader):
    """A loader that refuses aliases and resolves only what YAML 1.2's core schema does."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise Unreadable(mark.line + 1, "別名（*）は使えません。同じ内容を書き写してください。")
        return super().compose_node(parent, index)


_NUMBER_START = list("-+.0123456789")
for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", _NUMBER_START),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", _NUMBER_START),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)

_SYNTAX = (
    ("'\\t'", "字下げや区切りにタブが使われています。半角の空白に直してください。"),
    (
        "mapping values are not allowed",
        "「:」の位置が正しくありません。1行に項目は1つだけにし、字下げをそろえてください。",
    ),
    ("could not find expected ':'", "項目名のあとの「:」が見つかりません。「項目名: 値」の形に直してください。"),
    ("while scanning a quoted scalar", "引用符が閉じていません。始まりと終わりの引用符をそろえてください。"),
    ("flow", "「{ }」または「[ ]」が正しく閉じていません。かっこと「,」をそろえてください。"),
    ("block", "字下げがそろっていません。同じ階層の行は半角の空白の数をそろえてください。"),
    ("expected a single document", "「---」で区切られた文書が2つあります。1つにまとめてください。"),
    ("cannot start any token", '使えない記号で始まる値があります。値を引用符（"）で囲んでください。'),
)
_SYNTAX_OTHER = "YAMLとして読めません。字下げと引用符とかっこを確かめてください。"


def read(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        Unreadable: no file, not UTF-8, empty, or a YAML syntax error.
    """
    node = _composed(_text(path))
    document = Document()
    document.data = _plain(node, (), document)
    return document


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(0, "ファイルがありません。置き場所を確かめてください。") from None
    except OSError:
        raise Unreadable(0, "ファイルを開けません。ファイルかどうかと、読み取りの権限を確かめてください。") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(line, "文字コードがUTF-8ではありません。UTF-8で保存し直してください。") from None


@lru_cache(maxsize=4)
def _composed(text: str) -> yaml.Node:
    """Not to be changed: whenever a batch comes the catalogue is read again, mostly as it was."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        # An open bracket is noticed at the end of the file, but is to be mended where it began.
        beginning = error.context_mark if re.search("quoted|flow", error.context or "") else None
        mark = beginning or error.problem_mark
        english = f"{error.problem} {error.context}"
        sentence = next((sentence for part, sentence in _SYNTAX if part in english), _SYNTAX_OTHER)
        raise Unreadable(mark.line + 1 if mark else 0, sentence) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise Unreadable(line, "目に見えない制御文字があります。その行を書き直してください。") from None
    if node is None:
        raise Unreadable(0, "中身がありません。項目を書いてください。")
    return node


def _plain(node: yaml.Node, path: KeyPath, document: Document) -> object:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: KeyPath, document: Document) -> dict[str, object]:
    data: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.problems.append(CatalogueProblem(line, "項目名に一覧や組は使えません。文字で書いてください。"))
        elif key_node.value in data:
            first = document.lines[(*path, key_node.value)]
            sentence = f"「{key_node.value}」が2回書かれています（1回目は{first}行目）。どちらかを消してください。"
            document.problems.append(CatalogueProblem(line, sentence))
        else:
            document.lines[(*path, key_node.value)] = line
            data[key_node.value] = _plain(value_node, (*path, key_node.value), document)
    return data


def _scalar(node: yaml.Node) -> object:
    text: str = node.value
    # A number that cannot be one (an explicit tag, thousands of digits) stays text and is reported as such.
    with suppress(ValueError):
        match node.tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text)
            case "float":
                return float(text.replace(".inf", "inf").replace(".nan", "nan"))
    return text
