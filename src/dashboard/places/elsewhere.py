"""What is no region of the plan and yet a place: other prefectures, the whole country, the wards of a city.

The names and numbers of the prefectures are 総務省「全国地方公共団体コード」.
"""

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

from dashboard.places.region import Level, Regions, with_check_digit

NATION = frozenset({"全国", "全国計", "全国平均", "全国値", "日本", "総数"})

_FIRST_WARD = 101
_FIRST_CITY = 201
"""The last three digits of a code: designated cities from 100, their wards from 101, other cities from 201."""

_WARD = re.compile(r"(?P<city>.+?市).+区")


@cache
def _prefectures() -> dict[str, str]:
    """Number (two digits) to name."""
    text = files(__package__).joinpath("prefectures.csv").read_text(encoding="utf-8")
    return {row["number"]: row["name"] for row in csv.DictReader(text.splitlines())}


class Elsewhere:
    """Tells what lies outside the plan's prefecture, or inside one of its cities, and is no region of the plan."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        own = regions.prefecture
        self._others = frozenset(_prefectures().values()) - {own.name}
        numbers = _prefectures().keys() - {own.code[:2]}
        codes = {with_check_digit(f"{number}000") for number in numbers} | {f"{number}000" for number in numbers}
        self._numbers = frozenset(numbers | {number.lstrip("0") for number in numbers} | codes)

    def is_own_number(self, code: str) -> bool:
        """Whether a code is the prefecture's own of two digits."""
        return code == self._regions.prefecture.code[:2]

    def is_prefecture(self, text: str) -> bool:
        """Whether a text is the name or the code of another prefecture."""
        words = "".join(unicodedata.normalize("NFKC", text).split())
        words = re.sub(r"^\d{2,6}[_:.\-]?(?=\D)", "", words)
        return words in self._others or words in self._numbers

    def is_other(self, text: str) -> bool:
        """Whether a text is the name or the code of another prefecture, or of the whole country."""
        return self.is_prefecture(text) or "".join(text.split()) in NATION

    def abroad(self, name: str) -> str:
        """The sentence about a place written with another prefecture before it; empty for all else."""
        words = "".join(unicodedata.normalize("NFKC", name).split())
        prefecture = next((other for other in self._others if words.startswith(other) and words != other), "")
        return f"「{name}」は{prefecture}の地域です。行を消してください。" if prefecture else ""

    def ward(self, code: str, name: str) -> str:
        """The sentence about a ward of a designated city, which has no figures of its own; empty for all else."""
        city = None
        if match := _WARD.fullmatch("".join(name.split())):
            inside = match["city"].removeprefix(self._regions.prefecture.name)
            city = next(iter(self._regions.named(inside)), None)
        elif re.fullmatch(r"\d{5,6}", code) and code[:2] == self._regions.prefecture.code[:2]:
            number = int(code[2:5])
            own = {region.code for region in self._regions.municipalities}
            if _FIRST_WARD <= number < _FIRST_CITY and code[:5] not in own:
                cities = [each for each in self._regions.municipalities if 100 <= int(each.code[2:5]) < number]
                city = max(cities, key=lambda each: each.code, default=None)
        if city is None or city.level is not Level.MUNICIPALITY:
            return ""
        what = name or code
        return f"「{what}」は{city.name}の区です。区の値を合計して、{city.name}（{city.code}）の1行にしてください。"
