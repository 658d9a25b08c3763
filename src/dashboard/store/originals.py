"""The files as they were uploaded, byte for byte, kept beside the table under the SHA-256 of their bytes.

A file is written before the commit that names it: a batch never lacks its original, and an original whose commit was
killed is only a file that nobody asks for.
"""

import hashlib
import re
from dataclasses import dataclass

from dashboard.errors import StoreDamaged, StoreError
from dashboard.store.place import ORIGINALS, Place, refusals_of_writing

_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Whether a text can be the name of an original; nothing else may ever become part of a path."""
    return _DIGEST.fullmatch(text) is not None


@dataclass(frozen=True)
class Originals:
    """The originals of one store; ``place`` is their folder. A StoreError says where it cannot be used."""

    place: Place

    def keep(self, data: bytes) -> str:
        """Write a file, wholly or not at all, unless it is there already; its digest."""
        name = hashlib.sha256(data).hexdigest()
        with refusals_of_writing(self.place.path):
            # After a power cut a name may be there with no bytes behind it; a file cut short is written again.
            if self.place.size(name) != len(data):
                self.place.make()
                self.place.write(name, data)
        return name

    def digests(self) -> frozenset[str]:
        """Of all files that are kept."""
        try:
            return frozenset(name for name in self.place.names() if is_digest(name))
        except OSError as error:
            raise StoreError(f"「{self.place.path}」を開けません。保管場所の指定と権限を確かめてください。") from error

    def has(self, sha256: str) -> bool:
        """Whether a file is kept; False for whatever is not a digest."""
        if not is_digest(sha256):
            return False
        try:
            return self.place.size(sha256) is not None
        except OSError as error:
            raise self._closed(sha256) from error

    def read(self, sha256: str) -> bytes:
        """The bytes of a file, exactly as uploaded.

        Raises:
            StoreDamaged: they are no longer the bytes that were uploaded.
            StoreError: no such file is kept, or it cannot be opened.
        """
        if not is_digest(sha256):
            raise StoreError(
                f"「{sha256}」は元のファイルの番号（SHA-256、0～9とa～fの64文字）ではありません。"
                "更新履歴で番号を確かめてください。"
            )
        try:
            data = self.place.read(sha256)
        except FileNotFoundError as error:
            raise StoreError(
                f"元のファイル（SHA-256 {sha256}）は保管されていません。"
                "元のファイルを残すようになる前の取り込みなどです。取り込んだ人の手元にあるファイルを使ってください。"
            ) from error
        except OSError as error:
            raise self._closed(sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreDamaged(
                f"元のファイル「{self.place.child(sha256)}」の中身が、取り込んだときと違います（壊れています）。"
                f"登録された値には影響ありません。このファイルを別の場所へ移し、バックアップの中の「{ORIGINALS}/{sha256}」"
                "があれば、そこへ戻してください。"
            )
        return data

    def _closed(self, sha256: str) -> StoreError:
        return StoreError(
            f"元のファイル「{self.place.child(sha256)}」を開けません。保管場所の指定と権限を確かめてください。"
        )
