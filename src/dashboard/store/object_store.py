"""The files of a store on an object store (``s3://bucket/folder``): listed, read, written, and created once only.

Creating is what keeps two writers apart. Where the other side ignores the condition (If-None-Match), the later of two
batches takes the place of the earlier without a word; so whoever writes tries that out first, and nothing is written
there. Settings and keys are the usual AWS_* variables.

What the other side or the way to it refuses is a StoreError that says the cause; only a file that is not there is a
FileNotFoundError.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from dashboard.errors import StoreError, StoreUnreachable

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore

TRIED = ".probe"
"""The name of the file that is created twice; it stays, so that trying again takes one request."""

_CONNECT_SECONDS, _ANSWER_SECONDS, _RETRY_SECONDS, _RETRIES = 5, 20, 20, 3

_CAUSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("169.254.169.254", "169.254.170.2"),
        "鍵がありません。AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY を設定してください。",
    ),
    (("NoSuchBucket", "InvalidBucketName"), "そのバケットはありません。アドレスのバケットの名前を確かめてください。"),
    (("InvalidAccessKeyId",), "鍵が登録されていません。AWS_ACCESS_KEY_ID を確かめてください。"),
    (("SignatureDoesNotMatch",), "鍵が合いません。AWS_SECRET_ACCESS_KEY を確かめてください。"),
    (("ExpiredToken", "InvalidToken"), "鍵の期限が切れています。新しい鍵を設定してください。"),
    (("RequestTimeTooSkewed",), "このサーバーの時計がずれています。時計を合わせてください。"),
    (
        ("AuthorizationHeaderMalformed", "PermanentRedirect", "incorrectly configured region", "IllegalLocation"),
        "リージョンが違います。AWS_REGION を確かめてください。",
    ),
    (
        ("403 Forbidden", "401 Unauthorized", "AccessDenied"),
        "この鍵では許されていません。鍵と、読む・書く・一覧する権限を確かめてください。",
    ),
    (("QuotaExceeded", "StorageFull", "507 Insufficient"), "容量がいっぱいです。容量を空けてください。"),
    (
        ("certificate", "InvalidCertificate", "UnknownIssuer", "CertNotValid"),
        "相手の証明書を確かめられません。AWS_ENDPOINT_URL のホスト名、証明書の期限、認証局を確かめてください。",
    ),
    (
        ("lookup address", "dns error", "Name or service not known", "nodename nor servname"),
        "相手の名前（ホスト名）が見つかりません。AWS_ENDPOINT_URL とネットワークを確かめてください。",
    ),
    (
        ("InvalidMessage", "received corrupt message", "wrong version number", "InvalidContentType"),
        "相手は https で答えません。AWS_ENDPOINT_URL の https と http を確かめてください。",
    ),
    (
        ("SlowDown", "503 Service", "502 Bad Gateway", "504 Gateway", "429 Too Many"),
        "相手が混んでいるか、止まっています。少し待ってから、もう一度試してください。",
    ),
    (
        ("kind: Timeout", "TimedOut", "timed out", "kind: Interrupted", "IncompleteMessage"),
        "相手が答えません。AWS_ENDPOINT_URL とネットワークを確かめてください。保存できたかは更新履歴で分かります。",
    ),
    (
        ("kind: Connect", "Connection refused", "ConnectError"),
        "相手につながりません。AWS_ENDPOINT_URL とネットワークを確かめてください。",
    ),
)
_OTHERWISE = "思いがけない答えです。AWS_ENDPOINT_URL が S3 と同じしかたで答える相手かを確かめてください。"


class FileEntry(NamedTuple):
    """A file in a folder: its name, its size in bytes, when it was written in ns."""

    name: str
    size: int
    moment: int


def objects_in(address: str, folder: str = "", after: str = "") -> list[FileEntry]:
    """The files directly in a folder below an address; none where there are none; ``after``: only later names."""
    with _causes(address):
        if after:
            pages = _client(address).list(folder, offset=f"{folder}/{after}")
            entries = [entry for page in pages for entry in page if entry["path"].count("/") == folder.count("/") + 1]
        else:
            entries = list(_client(address).list_with_delimiter(folder or None)["objects"])
    return [FileEntry(entry["path"].rpartition("/")[2], entry["size"], _moment(entry)) for entry in entries]


def _moment(entry: "ObjectMeta") -> int:
    """When a file was written, in ns; object stores tell seconds, below which the ETag tells contents apart."""
    return int(entry["last_modified"].timestamp()) * 10**9 + zlib.crc32((entry["e_tag"] or "").encode()) % 10**9


def entries_in(address: str) -> list[str]:
    """The names of the files and folders directly at an address."""
    with _causes(address):
        listing = _client(address).list_with_delimiter()
        return [path.rpartition("/")[2] for path in listing["common_prefixes"]] + [
            entry["path"].rpartition("/")[2] for entry in listing["objects"]
        ]


def object_size(address: str, name: str) -> int | None:
    """The size of one file in bytes; None if there is no such file."""
    try:
        with _causes(address):
            return int(_client(address).head(name)["size"])
    except FileNotFoundError:
        return None


def read_object(address: str, name: str) -> bytes:
    """The bytes of one file."""
    with _causes(address):
        return bytes(_client(address).get(name).bytes())


def write_object(address: str, name: str, data: bytes | memoryview) -> None:
    """Write one file, wholly or not at all, in place of an older one of that name."""
    with _causes(address):
        _client(address).put(name, bytes(data), mode="overwrite")


def create_object(address: str, name: str, data: bytes) -> bool:
    """Write one new file, wholly or not at all; False if the name is taken."""
    if _put_new(address, name, data):
        return True
    # An answer may have been lost, and the request sent again: then the file that is in the way is this one.
    try:
        return read_object(address, name) == data
    except FileNotFoundError:
        return _put_new(address, name, data)


def refuse_unconditional(address: str) -> None:
    """Try out that a file cannot be created twice.

    Raises:
        StoreError: the object store, or something on the way to it, ignores the condition.
    """
    if _put_new(address, TRIED, b"") and _put_new(address, TRIED, b""):
        raise StoreError(
            f"オブジェクトストレージの保管場所「{address}」には書き込みません。条件つきの書き込み（If-None-Match）を無視するので、"
            "同時に取り込むと、先に取り込んだ値が知らないうちに失われるためです。"
            "これに応じる相手に変えるか、間にある中継サーバーがその指定を落としていないかを確かめてください。見ることはできます。"
        )


def _put_new(address: str, name: str, data: bytes) -> bool:
    from obstore.exceptions import AlreadyExistsError, PreconditionError

    try:
        with _causes(address):
            _client(address).put(name, data, mode="create")
    except (AlreadyExistsError, PreconditionError):
        return False
    return True


def _client(address: str) -> "ObjectStore":
    environment = tuple(sorted((name, text) for name, text in os.environ.items() if name.startswith("AWS_")))
    return _clients(address, environment)


@lru_cache(maxsize=32)
def _clients(address: str, environment: tuple[tuple[str, str], ...]) -> "ObjectStore":
    """One for each folder and each state of the settings; they keep their connections."""
    from obstore.store import S3Store

    scheme, _, rest = address.partition("://")
    if scheme not in {"s3", "s3a"}:
        raise StoreError(f"保管場所「{address}」は使えません。フォルダーか、s3:// で始まるアドレスにしてください。")
    bucket, _, folder = rest.partition("/")
    endpoint = dict(environment).get("AWS_ENDPOINT_URL", "")
    return S3Store(
        bucket,
        prefix=folder or None,
        config={"conditional_put": "etag"},
        client_options={
            "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
            "timeout": timedelta(seconds=_ANSWER_SECONDS),
            "allow_http": urlsplit(endpoint).scheme == "http",
        },
        retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
    )


@contextmanager
def _causes(address: str) -> Iterator[None]:
    """Turn what the other side or the way to it refuses into the sentence for the user (StoreUnreachable)."""
    from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

    try:
        yield
    except (AlreadyExistsError, PreconditionError):
        raise
    except (BaseError, FileNotFoundError, PermissionError) as error:
        message = str(error)
        if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in message:
            raise
        cause = next((text for signs, text in _CAUSES if any(sign in message for sign in signs)), _OTHERWISE)
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        where = f"「{address}」（{endpoint}）" if endpoint else f"「{address}」"
        raise StoreUnreachable(f"オブジェクトストレージの保管場所{where}を使えません。{cause}") from error
