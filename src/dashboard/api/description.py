"""The OpenAPI document, written from the table of addresses and the types of what they answer."""

import builtins
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin

from dashboard.as_json import ErrorJson
from dashboard.papers.choice import Parameter

Schema = dict[str, Any]

_ABOUT = (
    "読むだけのAPIです。認証はいりません。どの宛先もGETとHEADに答えます。\n\n"
    "日付は ISO 8601（2024-12-31）で書きます。令和6年12月31日、令和6年度、R6Q2 のような書き方も読みます。"
    "期間は、その最後の日として扱います。\n\n"
    "値のない数は null です（0ではありません）。"
    "判定は、登録された値から計算したもので、会議体の評価ではありません。\n\n"
    "答えには、本文のSHA-256によるETagが付きます。If-None-Matchで送り返すと、変わっていなければ304が返ります。"
    "値か設定が変わらないかぎり、同じ宛先の答えは1バイトも変わりません（as_ofを省いたときは、日付が変わるまで）。\n\n"
    "誤りは、4xxか5xxと、わけを書いた一文のJSONで返ります。知らない指定は無視せず、誤りとします。"
    "資料は一度に少しずつ作ります。順番が埋まっているときは503とRetry-Afterを返し、求めた人が離れた仕事はやめます。"
)
_INFO = {
    "title": "指標ダッシュボード API",
    "version": "1",
    "summary": "計画の指標と判定、登録された値、会議資料を、画面と同じ数字で渡します。",
    "description": _ABOUT,
}
_HEADERS = {
    "ETag": "本文のSHA-256（二重引用符つき）",
    "Cache-Control": "no-cache。手元に置いてよいが、使う前にIf-None-Matchで確かめます",
    "Vary": "Accept-Encoding",
    "Content-Disposition": "attachment。日本語の名前はfilename*（RFC 5987、UTF-8）、英数字の名前はfilename",
    "Link": "pngとsvgだけ。rel=first、prev、next、lastの図の宛先（この宛先からの相対）",
    "Allow": "使えるメソッド",
    "Retry-After": "待つ秒数",
}
_OF_EVERY_ANSWER = ("ETag", "Cache-Control", "Vary")
_AGAIN = "Retry-Afterがあれば、その秒数だけ待って、もう一度求めてください"
_OTHERWISE = {
    "304": ("NotModified", "If-None-Matchの答えから変わっていません。本文はありません"),
    "400": ("BadRequest", "指定に誤りがあります"),
    "404": ("NotFound", "指標、地域、形式、図のどれかがありません"),
    "405": ("MethodNotAllowed", "GETとHEADのほかは使えません"),
    "500": ("Unexpected", "設定や保管場所に問題があるか、思いがけない誤りで、答えられません"),
    "503": ("Busy", f"混み合っているか、止まるところか、データの保管場所に届きません。{_AGAIN}"),
}
_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object"}


@dataclass(frozen=True)
class Address:
    """One address: what may be asked there, and what the answer is.

    ``bodies`` is the type of the body by media type (a ``TypedDict``, ``str`` for text, ``bytes``); ``headers`` are
    those beyond the headers of every answer; ``in_path`` is the parameter that the path names in braces.
    """

    path: str
    operation: str
    summary: str
    about: str
    answer: str
    bodies: Mapping[str, type]
    parameters: tuple[Parameter[Any], ...] = ()
    in_path: Parameter[Any] | None = None
    headers: tuple[str, ...] = ()


def document(addresses: Sequence[Address], base: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these addresses on a server that lives under the path ``base``."""
    schemas: dict[str, Schema] = {}
    return {
        "openapi": "3.1.1",
        "info": _INFO,
        "servers": [{"url": base or "/", "description": "この文書と同じサーバー"}],
        "paths": {address.path: {"get": _operation(address, schemas)} for address in addresses},
        "components": {
            "responses": {name: _response(status, about, schemas) for status, (name, about) in _OTHERWISE.items()},
            "schemas": schemas,
        },
    }


def _operation(address: Address, schemas: dict[str, Schema]) -> dict[str, Any]:
    success = {
        "description": address.answer,
        "headers": _headers(*_OF_EVERY_ANSWER, *address.headers),
        "content": {
            media_type: {} if kind is bytes else {"schema": schema_of(kind, schemas)}
            for media_type, kind in address.bodies.items()
        },
    }
    operation = {"operationId": address.operation, "summary": address.summary, "description": address.about}
    responses = {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, (name, _) in _OTHERWISE.items()
        if status != "404" or address.parameters
    }
    return {
        **operation,
        "parameters": list(_parameters(address)),
        "responses": {"200": success, **responses},
    }


def _parameters(address: Address) -> Iterator[dict[str, Any]]:
    if address.in_path:
        yield {"name": address.in_path.name, "in": "path", "required": True, **_of_parameter(address.in_path)}
    for parameter in address.parameters:
        repeated = {"style": "form", "explode": True} if parameter.several else {}
        yield {"name": parameter.name, "in": "query", **_of_parameter(parameter), **repeated}


def _of_parameter(parameter: Parameter[Any]) -> dict[str, Any]:
    sentences = [parameter.meaning]
    schema = dict(parameter.schema)
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
        sentences.append("、".join(f"{value}は{label}" for value, label in parameter.choices.items()))
    if parameter.several:
        schema = {"type": "array", "items": schema, **({"maxItems": parameter.most} if parameter.most else {})}
        sentences.append(f"{parameter.most}つまで繰り返せます" if parameter.most else "繰り返せます")
    if parameter.default in parameter.choices:
        schema["default"] = parameter.default
    elif parameter.default:
        sentences.append(f"省くと{parameter.default}")
    example = {"example": parameter.example} if parameter.example else {}
    return {"description": "。".join(sentences), "schema": schema, **example}


def _response(status: str, about: str, schemas: dict[str, Schema]) -> dict[str, Any]:
    if status == "304":
        return {"description": about, "headers": _headers(*_OF_EVERY_ANSWER)}
    content = {"application/json": {"schema": schema_of(ErrorJson, schemas)}}
    names = {"405": "Allow", "503": "Retry-After"}
    headers = {"headers": _headers(names[status])} if status in names else {}
    return {"description": about, **headers, "content": content}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in names}


def schema_of(kind: Any, schemas: dict[str, Schema]) -> Schema:
    """The JSON schema of a type; ``schemas`` gets those of the dictionaries that it names, by their names."""
    inner = get_args(kind)[0] if get_args(kind) else None
    match get_origin(kind):
        case typing.NotRequired:
            schema = schema_of(inner, schemas)
        case typing.Annotated:
            schema = schema_of(inner, schemas)
            for note in kind.__metadata__:
                schema |= note if isinstance(note, dict) else {"description": note}
        case typing.Union | types.UnionType:
            schema = _or_null(schema_of(inner, schemas))
        case builtins.list:
            schema = {"type": "array", "items": schema_of(inner, schemas)}
        case _ if typing.is_typeddict(kind):
            schema = _reference(kind, schemas)
        case _ if issubclass(kind, StrEnum):
            schema = {"type": "string", "enum": [member.value for member in kind]}
        case _:
            schema = {"type": _NAMES[kind]}
    return schema


def _or_null(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    words = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **words}


def _reference(kind: Any, schemas: dict[str, Schema]) -> Schema:
    name = kind.__name__.removesuffix("Json")
    if name not in schemas:
        hints = typing.get_type_hints(kind, include_extras=True)
        schemas[name] = {"type": "object"}
        schemas[name] |= {
            "required": [key for key in hints if key in kind.__required_keys__],
            "properties": {key: schema_of(hint, schemas) for key, hint in hints.items()},
            "additionalProperties": False,
        }
    return {"$ref": f"#/components/schemas/{name}"}
