"""Questions to the API as a program sends them, to the routes alone and without a server."""

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
from starlette.applications import Starlette

from dashboard.api import ROUTES
from dashboard.ui.ahead import AHEAD
from loops import run_apart

BASE = "/api/v1"
Asked = tuple[str, str, dict[str, str] | None, dict[str, Any]]
"""Method, address, headers and query."""


def ask(address: str, method: str = "GET", headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
    """The answer of one address; ``address`` is below /api/v1 unless it begins with a slash."""
    return _answers([(method, address, headers, query)])[0]


def ask_at_once(addresses: Sequence[str]) -> list[httpx.Response]:
    """The answers of several addresses that are asked together."""
    return _answers([("GET", address, None, {}) for address in addresses])


def _answers(asked: Sequence[Asked]) -> list[httpx.Response]:
    return run_apart(_all(asked))


async def _all(asked: Sequence[Asked]) -> list[httpx.Response]:
    transport = httpx.ASGITransport(Starlette(routes=[*ROUTES, *AHEAD]))
    async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.test") as client:
        requests = [
            client.request(method, _path(address), headers=headers, params=query or None)
            for method, address, headers, query in asked
        ]
        return list(await asyncio.gather(*requests))


def _path(address: str) -> str:
    return address if address.startswith("/") else f"{BASE}/{address}"


def error(answer: httpx.Response) -> tuple[int, str]:
    """The status and the sentence of a refusal, which holds nothing else."""
    content = answer.json()
    assert list(content) == ["error"]
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    return answer.status_code, content["error"]
