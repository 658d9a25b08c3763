"""Files of boundaries as JSON objects, and what is said when one cannot be used."""

import json
import zipfile
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from dashboard.catalogue.wording import listed
from dashboard.errors import BoundaryError
from dashboard.regions import Regions

Object = dict[str, Any]

_SHOWN = 5
_ZIP_DAMAGE = (EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def read_json(path: Path) -> Object:
    """The JSON object in a file, or in the one .geojson of a ZIP file.

    Raises:
        BoundaryError: the file is missing, cannot be read, or holds no JSON object.
    """
    try:
        document = json.loads(_text(_bytes(path)))
    except (ValueError, RecursionError) as error:
        raise BoundaryError(f"「{path}」はJSONとして読めません。TopoJSONかGeoJSONのファイルにしてください。") from error
    if not isinstance(document, dict):
        raise no_map(path)
    return document


def as_text(document: Object) -> str:
    """JSON without a needless space, Japanese as it is."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def no_map(path: Path) -> BoundaryError:
    """The error for a file with something else in it."""
    return BoundaryError(f"「{path}」はTopoJSONでもGeoJSONでもありません。境界のファイルを指定してください。")


def objects(value: Any) -> list[Object]:
    """The JSON objects of a list; nothing if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def properties(one: Object) -> Object:
    """The properties of a feature or of a whole file; empty where there are none."""
    found = one.get("properties")
    return found if isinstance(found, dict) else {}


def some(names: Sequence[str]) -> str:
    """The first few names as 「a」「b」など, without など if that is all."""
    return listed(names[:_SHOWN]) + ("など" if len(names) > _SHOWN else "")


def check_complete(path: Path, found: Collection[str], regions: Regions) -> None:
    """Make sure that every municipality has an outline; ``found`` are the codes that have one.

    Raises:
        BoundaryError: naming those that have none.
    """
    missing = [region.name for region in regions.municipalities if region.code not in found]
    if missing:
        raise BoundaryError(
            f"「{path}」に{some(missing)}（{len(missing)}市町村）の境界がありません。"
            "都道府県と年月日が合うファイルかどうかを確かめてください。"
        )


def _bytes(path: Path) -> bytes:
    try:
        return _unpacked(path) if zipfile.is_zipfile(path) else path.read_bytes()
    except FileNotFoundError as error:
        raise BoundaryError(f"「{path}」が見つかりません。ファイルの場所を確かめてください。") from error
    except OSError as error:
        raise BoundaryError(f"「{path}」を開けません。ファイルであることと読む権限を確かめてください。") from error
    except _ZIP_DAMAGE as error:
        raise BoundaryError(f"「{path}」のZIPを開けません。もう一度ダウンロードしてください。") from error


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".geojson")]
        if len(names) != 1:
            raise BoundaryError(
                f"「{path}」の中に.geojsonが{len(names)}個あります。ZIPを展開し、市区町村の.geojsonを指定してください。"
            )
        return archive.read(names[0])


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")  # what older Japanese desktop programs write
