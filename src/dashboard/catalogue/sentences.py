"""One Japanese sentence for each thing that pydantic finds wrong with the catalogue."""

import re
from collections.abc import Iterator, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.catalogue.document import CatalogueProblem, Document, KeyPath
from dashboard.catalogue.models import Catalogue
from dashboard.text import nearest, suggestion

_SENTENCES = {
    "missing": "必要な項目「{key}」がありません。書き足してください。",
    "string_type": '「{key}」には文字を書いてください{found}数字だけの文字は引用符（"）で囲みます。',
    "string_too_short": "「{key}」が空です。文字を書いてください。",
    "too_short": "「{key}」が空です。1つ以上書いてください。",
    "float_type": "「{key}」には数値を書いてください{found}単位や「,」や引用符は付けません。",
    "int_type": "「{key}」には整数を書いてください{found}単位や「,」や引用符は付けません。",
    "finite_number": "「{key}」には限りのある数値を書いてください{found}",
    "bool_type": "「{key}」には true か false を書いてください{found}",
    "tuple_type": "「{key}」には一覧を書いてください{found}「- 」で始まる行か [ ] で並べます。",
    "model_type": "「{key}」には「項目名: 値」の組を書いてください{found}半角の「:」のあとに半角の空白を1つ置きます。",
    "greater_than_equal": "「{key}」は{ge:g}以上にしてください{found}",
    "less_than_equal": "「{key}」は{le:g}以下にしてください{found}",
    "enum": "「{key}」に「{text}」は書けません。{choices}",
    "literal_error": "「{key}」に「{text}」は書けません。{choices}",
    "period": "{sentence}",
    "fiscal_year": "「{key}」には年度を書いてください{found}令和6年度 のように書きます。",
    "day": "「{key}」には年月日を書いてください{found}令和7年2月10日 のように書きます。",
    "id": "「{key}」は英小文字で始め、英小文字・数字・_ だけで書いてください{found}",
    "region_code": '「{key}」には5桁の数字を引用符（"）で囲んで書いてください{found}',
    "extra_forbidden": "「{key}」という項目はありません。{choices}",
}
_OTHER = "「{key}」の書き方が正しくありません{found}"


def problems_of(error: ValidationError, document: Document) -> Iterator[CatalogueProblem]:
    """The problems of the file, one for each error that has a cause of its own."""
    # A list whose items are all wrong counts as empty for pydantic, which has already named the items.
    details = [each for each in error.errors() if not (each["type"] == "too_short" and each["input"])]
    misspelt = {_intended(detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        # A misspelt key also leaves its right name missing; the reader needs to hear of it once.
        if detail["type"] != "missing" or detail["loc"] not in misspelt:
            yield document.problem(detail["loc"], _sentence(detail))


def _intended(path: KeyPath) -> KeyPath | None:
    *parent, key = path
    near = nearest(str(key), _keys(parent))
    return (*parent, near) if near else None


def _sentence(detail: ErrorDetails) -> str:
    path = detail["loc"]
    text = _quotable(detail["input"])
    # A pattern's meaning depends on the field it belongs to.
    template = str(path[-1]) if detail["type"] == "string_pattern_mismatch" else detail["type"]
    words = {"key": _name(path), "found": f"（見つかったもの: {text}）。", "text": text, "choices": _choices(detail)}
    return _SENTENCES.get(template, _OTHER).format(**words | detail.get("ctx", {}))


def _choices(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        *parent, key = detail["loc"]
        return suggestion(str(key), _keys(parent))
    expected = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    return suggestion(str(detail["input"]), expected, every=True)


def _keys(path: Sequence[str | int]) -> list[str]:
    """The keys that the entry at ``path`` may have."""
    model: type[BaseModel] = Catalogue
    for part in path:
        if isinstance(part, str):
            model = _model(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model, get_args(annotation))), None)


def _name(path: KeyPath) -> str:
    if not path:
        return "ファイル全体"
    *_, last = path
    return last if isinstance(last, str) else f"{path[-2]} の{last + 1}番目"


def _quotable(value: object) -> str:
    match value:
        case None:
            return "空"
        case bool():
            return "true" if value else "false"
        case list():
            return "一覧"
        case dict():
            return "「項目名: 値」の組"
        case _:
            text = str(value)
            return text if len(text) <= 30 else f"{text[:30]}…"
