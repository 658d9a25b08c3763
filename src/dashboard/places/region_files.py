"""Regions from the files of the data folder, each mistake told with its file and line."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.places import spellings as naming
from dashboard.places.region import Level, Region, Regions, RegionSet, with_check_digit
from dashboard.text import listed


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, the named columns stripped of spaces) of each row; further columns are left unread.

    Raises:
        RegionError: the file cannot be read, or lacks a column.
    """
    reader = _reader(path)
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise RegionError(f"{path.name} 1行目: 列{listed(missing)}がありません。見出しに書き足してください。")
    for row in reader:
        yield reader.line_num, {column: row[column].strip() for column in columns}


def headings(path: Path) -> tuple[str, ...]:
    """All columns that the file has, those that nobody reads too.

    Raises:
        RegionError: the file cannot be read.
    """
    return tuple(_reader(path).fieldnames or ())


def _reader(path: Path) -> "csv.DictReader[str]":
    return csv.DictReader(io.StringIO(_text(path), newline=""), restval="")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise RegionError(f"{path.name}: 地域のファイルを開けません。置き場所を確かめてください。") from None
    except UnicodeDecodeError:
        raise RegionError(f"{path.name}: 文字コードがUTF-8ではありません。UTF-8で保存し直してください。") from None


AREA_COLUMNS = ("set_id", "set_name", "area_code", "area_name", "code5")
_SET_ID = re.compile("[a-z][a-z0-9_-]{0,39}")
_AREA_CODE = re.compile("(?![0-9]{5,6}$)[0-9A-Za-z_-]{2,16}")
_OWN_SETS = {level.value: level.label for level in (Level.PREFECTURE, Level.MUNICIPALITY)}
_Membership = Mapping[str, tuple[str, ...]]


def load_areas(path: Path, others: Sequence[Region]) -> tuple[tuple[RegionSet, ...], _Membership]:
    """The sets in the order of the file, each with its areas by code, and area code to municipality codes.

    ``others`` are the prefecture and the municipalities. Without the file there are no sets.

    Raises:
        RegionError: the file cannot be read, or a row is wrong; the sentence names the file and the line.
    """
    found = _Areas(others)
    for line, row in rows(path, AREA_COLUMNS) if path.exists() else ():
        try:
            found.add(row)
        except RegionError as reason:
            raise RegionError(f"{path.name} {line}行目: {reason}") from None
    return found.sets(), {code: tuple(members) for code, members in found.members.items()}


class _Areas:
    """What the rows so far have said."""

    def __init__(self, others: Sequence[Region]) -> None:
        self._municipalities = {one.code: one.name for one in others if one.level is Level.MUNICIPALITY}
        self._codes = {naming.without_leading_zero(one.code): one.code for one in others}
        self._set_names = dict(_OWN_SETS)
        self._areas: dict[str, dict[str, Region]] = {}
        self._places: dict[tuple[str, str], Region] = {}
        self.members: dict[str, list[str]] = {}

    def add(self, row: Mapping[str, str]) -> None:
        """Takes in one membership, or refuses it with a sentence."""
        for column in AREA_COLUMNS:
            if not row[column]:
                raise RegionError(
                    f"{column} が空です。1行に1つの市町村の属する圏域を、どの列も空けずに書いてください。"
                )
        self._add_set(row["set_id"], row["set_name"])
        self._add_area(row["set_id"], Region(row["area_code"], row["area_name"], "", Level.AREA))
        self._add_member(row["set_id"], row["area_code"], row["code5"])

    def sets(self) -> tuple[RegionSet, ...]:
        """All of them, the areas of each by code."""
        return tuple(
            RegionSet(id_, self._set_names[id_], Level.AREA, tuple(areas[code] for code in sorted(areas)))
            for id_, areas in self._areas.items()
        )

    def _add_set(self, id_: str, name: str) -> None:
        if id_ in self._areas:
            _same(f"set_id「{id_}」", self._set_names[id_], name)
            return
        if not _SET_ID.fullmatch(id_) or id_ in _OWN_SETS:
            fit = f"半角の英小文字で始まる、英小文字と数字と _ と - の40字までで、{' と '.join(_OWN_SETS)} 以外"
            raise RegionError(f"set_id「{id_}」は使えません。{fit}にしてください。")
        for other, taken in self._set_names.items():
            if naming.plain(taken) == naming.plain(name):
                raise RegionError(f"set_name「{name}」は set_id「{other}」の名前です。別の名前にしてください。")
        self._set_names[id_], self._areas[id_] = name, {}

    def _add_area(self, id_: str, area: Region) -> None:
        known = self._areas[id_].get(area.code)
        if known:
            _same(f"area_code「{area.code}」", known.name, area.name)
            return
        self._check_code(area.code)
        for other in self._areas[id_].values():
            if naming.stem(other.name) == naming.stem(area.name):
                both = f"area_code「{other.code}」と「{area.code}」がどちらも「{area.name}」と読めます。"
                raise RegionError(f"{both}「{self._set_names[id_]}」の中では別の名前にしてください。")
        self._areas[id_][area.code], self.members[area.code] = area, []
        self._codes[naming.without_leading_zero(area.code)] = area.code

    def _check_code(self, code: str) -> None:
        if not _AREA_CODE.fullmatch(code):
            fit = "半角の英数字と _ と - の2〜16字で、市町村のコードと紛れる5桁と6桁の数字以外"
            raise RegionError(f"area_code「{code}」は使えません。{fit}にしてください。")
        same = self._codes.get(naming.without_leading_zero(code))
        if same == code:
            where = next(name for id_, name in self._set_names.items() if code in self._areas.get(id_, ()))
            raise RegionError(f"area_code「{code}」は「{where}」で使われています。別のコードにしてください。")
        if same:
            raise RegionError(f"area_code「{code}」は「{same}」と初めの0しか違いません。別のコードにしてください。")

    def _add_member(self, id_: str, area_code: str, code5: str) -> None:
        if code5 not in self._municipalities:
            raise RegionError(f"code5「{code5}」は regions.csv にありません。5桁の市町村コードを書いてください。")
        before, area = self._places.get((id_, code5)), self._areas[id_][area_code]
        if before:
            who = f"code5「{code5}」（{self._municipalities[code5]}）は「{self._set_names[id_]}」"
            raise RegionError(f"{who}の「{before.name}」に入っています。どちらかの行を消してください。")
        self._places[id_, code5] = area
        self.members[area_code].append(code5)


def _same(what: str, before: str, now: str) -> None:
    if before != now:
        raise RegionError(f"{what}に「{before}」と「{now}」の2つの名前があります。どちらかに直してください。")


_COLUMNS = ("code5", "code6", "name", "kana")


def load_regions(folder: Path, prefecture_code: str, prefecture_name: str) -> Regions:
    """The regions of a folder with regions.csv and areas.csv.

    regions.csv has a row for each municipality: code5, code6, name, kana. areas.csv has a row for each municipality of
    each area: set_id, set_name, area_code, area_name, code5; without this file there are only the municipalities.

    Raises:
        RegionError: with one sentence that names the file, the line and what is wrong.
    """
    prefecture = Region(prefecture_code, prefecture_name, "", Level.PREFECTURE)
    municipalities = _municipalities(folder / "regions.csv", prefecture)
    sets, membership = load_areas(folder / "areas.csv", (prefecture, *municipalities))
    return Regions(prefecture, sets, municipalities, membership)


def _municipalities(path: Path, prefecture: Region) -> tuple[Region, ...]:
    _refuse_areas(path)
    known: dict[str, Region] = {}
    for line, row in rows(path, _COLUMNS):
        try:
            _check(row, prefecture.code[:2], known)
        except RegionError as reason:
            raise RegionError(f"{path.name} {line}行目: {reason}") from None
        known[row["code5"]] = Region(row["code5"], row["name"], row["kana"], Level.MUNICIPALITY)
    if not known:
        raise RegionError(f"{path.name}: 市町村が1つもありません。1行に1市町村を書いてください。")
    return tuple(known.values())


def _refuse_areas(path: Path) -> None:
    """Areas that stand beside the municipalities, as they did once, are not passed over in silence."""
    for column in ("area_code", "area_name"):
        if column in headings(path):
            moved = f"列「{column}」はここでは読みません。圏域は areas.csv（列は {','.join(AREA_COLUMNS)}）に移し、"
            raise RegionError(f"{path.name} 1行目: {moved}この列を消してください。")


def _check(row: Mapping[str, str], start: str, known: Collection[str]) -> None:
    code5, code6 = row["code5"], row["code6"]
    if code5 in known:
        raise RegionError(f"code5「{code5}」が2回使われています。どちらかを直してください。")
    if not row["name"]:
        raise RegionError("name が空です。名前を書いてください。")
    if not re.fullmatch("[0-9]{5}", code5) or not code5.startswith(start) or code5 == f"{start}000":
        raise RegionError(
            f"code5「{code5}」は「{start}」で始まる市町村の5桁の数字ではありません。コードを直してください。"
        )
    right = with_check_digit(code5)
    if code6 != right:
        raise RegionError(f"code6「{code6}」の検査数字が合いません。「{right}」ではありませんか。")
