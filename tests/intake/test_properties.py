"""Thousands of files in varied shapes, notations and states of damage: read as meant, or a problem names the place.

A file is made from what it means. Its shape (columns, titles, units, totals, blanks, notes) is drawn by hypothesis, so
that a failing file shrinks; the spelling of each cell comes from a random source that hypothesis seeds.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.intake import Answers, Draft, examine
from dashboard.intake.draft import column_letter
from intake.making import CONTEXT, as_text, wide

pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:openpyxl\..*")

PLACES, ELDERLY, RATE = "meeting_places", "single_elderly", "screening_rate"
INDICATORS = {
    PLACES: ("meeting_places", "住民主体の通いの場の数", "通いの場", wide("MEETING_PLACES")),
    ELDERLY: ("single_elderly", "ひとり暮らしの高齢者数", "独居高齢者", "独居 高齢者"),
    RATE: ("screening_rate", "がん検診受診率", "検診受診率"),
}
UNITS = {PLACES: ("か所", "カ所", "箇所"), ELDERLY: ("人", wide("人")), RATE: ("%", "％")}
CODES = {
    "99000": ("99000",),
    "9901": ("9901",),
    "99201": ("99201", "992011", wide("99201")),
    "99301": ("99301", "993018"),
    "99321": ("99321", " 993212"),
}
NAMES = {
    "99000": ("架空県", "架空"),
    "9901": ("東", "東圏域", "東医療圏"),
    "99201": ("東ヶ丘市", "東が丘市", "東ケ丘", "架空県 東ヶ丘市", "東　ヶ丘市"),
    "99301": ("南谷町", "南谷", "東郡南谷町"),
    "99321": ("北里村", "西郡北里村"),
}
DATES = {
    "2021-12-31": ("令和3年12月", "R3.12", "2021-12-31", "2021/12/31", "令和３年１２月末", "44561"),
    "2023-09-30": ("令和5年度", "R5", "令和5年度第2四半期", "令和5年9月30日", wide("R5")),
    "2019-04-30": ("平成31年4月30日", "31.4.30", "H31.4.30"),
    "2024-11-30": ("令和6年11月", "R6.11.30", "R6/11/30", "2024年11月", "45626", "20241130"),
}
HEADINGS = {
    "indicator": ("指標", "指標名", "Indicator"),
    "code": ("地域コード", "団体コード", "コード", wide("CODE")),
    "name": ("地域名", "市町村名", "市区町村"),
    "period": ("時点", "年月", "基準日"),
    "value": ("値", "実績値", "数 値", "件数"),
    "status": ("区分", "状態"),
    "note": ("備考", "注"),
    "other": ("担当課", "連絡先"),
}
WORDS = {
    "集計中": "pending",
    "未集計": "pending",
    "秘匿": "suppressed",
    "x": "suppressed",
    "＊＊＊": "suppressed",
    "該当なし": "not_applicable",
    "対象外": "not_applicable",
}
NOTHING = ("", "　", "―", "－", "…")
STANDINGS = {"確定": "official", "速報": "provisional", "参考": "reference", "確定値": "official", "": "official"}
NOTES = ("", "調査の値", "一行目\n二行目", "あ,い\tう", '引用"符"', "髙﨑①Ⅰ㈱")
DAMAGE = {
    "indicator": ("", "通いの馬", "12"),
    "code": ("99999", "992012", "9920", "東ヶ丘市", "9920①"),
    "name": ("西が丘市", "大阪府", "52"),
    "period": ("", "6年度", "令和9年度", "令和6年13月", "2024", "R6.1①", wide("R6.13.1")),
    "value": ("約50", "1,23", "5万", "50千人", "935①", "1 023", "nan", "1e3", "023", "#REF!", "9" * 40, "秘 匿 か"),
    "status": ("たぶん", "確実", "1"),
}
TITLES = ("架空県の指標", "令和6年12月 健康課", "値と区分について")
REMARKS = ("※ 架空の値", "（注）市町村の値", "出典：架空の調査")

Meaning = tuple[str, str, str, float | None, str]
Place = tuple[int, str]
"""A row and a column as Excel shows them."""


@dataclass
class File:
    """Cells, what each value cell means (None: nothing), what must be mentioned, and the answers for the whole file."""

    sheet: list[list[str]]
    answers: Answers
    meant: dict[Place, Meaning | None] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    columns: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """The rows that hold values."""
        return sorted({row for row, _ in self.meant})


def spelt(random: Random, indicator: str) -> tuple[str, float]:
    """A number in one of its notations."""
    if indicator == RATE:
        number = random.randint(0, 1000) / 10
        text = f"{number}"
    else:
        number = float(random.choice((0, 7, random.randint(0, 999), random.randint(1000, 10**7))))
        text = random.choice((f"{number:.0f}", f"{number:,.0f}", f" {number:.0f}　", f"{number:.1f}"))
    text += random.choice(("", "", *UNITS[indicator]))
    return (wide(text) if random.random() < 0.3 else text), number


def cell_of(random: Random, indicator: str) -> tuple[str, float | None, str | None]:
    """A value cell: its text, its number and its status; all of them nothing where it says nothing."""
    kind = random.random()
    if kind < 0.15:
        return random.choice(NOTHING), None, None
    if kind < 0.35:
        word, status = random.choice(sorted(WORDS.items()))
        return word, None, status
    text, number = spelt(random, indicator)
    return text, number, "official"


@st.composite
def files(draw: st.DrawFn) -> File:
    random = draw(st.randoms(use_true_random=True))
    is_wide = draw(st.booleans())
    named = random.sample(sorted(INDICATORS), draw(st.integers(1, 3)))
    answers = Answers(
        random.choice(DATES[day]) if (day := draw(st.sampled_from(["", "", *DATES]))) else "",
        random.choice(INDICATORS[named[0]]) if not is_wide and draw(st.booleans()) else "",
    )
    named = named[:1] if answers.indicator else named
    fields = [*draw(st.sampled_from([("code",), ("name",), ("code", "name")])), "status"]
    fields += [name for name in ("note", "other") if draw(st.booleans())]
    fields += [] if answers.period else ["period"]
    fields += named if is_wide else ["value", *([] if answers.indicator else ["indicator"])]
    fields = draw(st.permutations(fields))
    file = File([], answers, columns={name: at for at, name in enumerate(fields)})
    _head(draw, random, file, named, is_wide=is_wide)
    days = [day] if answers.period else sorted(DATES)
    keys = [(region, when) for region in sorted(CODES) for when in days]
    for region, when in random.sample(keys, draw(st.integers(1, min(10, len(keys))))):
        file.sheet += [[]] * draw(st.integers(0, 1))
        for one in [named] if is_wide else [[name] for name in named]:
            _data(random, file, one, region, when, is_wide=is_wide)
    _foot(draw, random, file, named, is_wide=is_wide)
    return file


def _head(draw: st.DrawFn, random: Random, file: File, named: list[str], *, is_wide: bool) -> None:
    for _ in range(draw(st.integers(0, 3))):
        _aside(file, [random.choice(TITLES)])
    headings = []
    for name in file.columns:
        remark = f"（{random.choice(UNITS[named[0]])}）" if len(named) == 1 and random.random() < 0.3 else ""
        if name in INDICATORS:
            remark = random.choice(("", f"（{random.choice(UNITS[name])}）", f"\n(単位：{random.choice(UNITS[name])})"))
            headings.append(random.choice(INDICATORS[name]) + remark)
        else:
            headings.append(random.choice(HEADINGS[name]) + (remark if name == "value" else ""))
    file.sheet.append(headings)
    if draw(st.booleans()) and (is_wide or len(named) == 1):
        units = {name: random.choice(UNITS[name]) for name in named}
        _aside(file, [units.get(name, units[named[0]] if name == "value" else "") for name in file.columns])


def _aside(file: File, cells: list[str]) -> None:
    """A row that is no data, and must be mentioned."""
    file.sheet.append(cells)
    file.aside.add(len(file.sheet))


def _data(random: Random, file: File, named: list[str], region: str, when: str, *, is_wide: bool) -> None:
    values = {one: cell_of(random, one) for one in named}
    numbers = all(number is not None for _, number, _ in values.values())
    word, standing = random.choice(sorted(STANDINGS.items())) if numbers else ("", "official")
    cells = {
        "indicator": random.choice(INDICATORS[named[0]]),
        "code": random.choice(CODES[region]),
        "name": random.choice(NAMES[region]),
        "period": random.choice(DATES[when]),
        "status": word,
        "note": random.choice(NOTES),
        "other": random.choice(("", "健康課")),
    } | {one if is_wide else "value": text for one, (text, _, _) in values.items()}
    file.sheet.append([cells[name] for name in file.columns])
    number_of_row = len(file.sheet)
    file.notes[number_of_row] = cells["note"] if "note" in file.columns else ""
    for one, (_, number, status) in values.items():
        place = (number_of_row, column_letter(file.columns[one if is_wide else "value"]))
        stands = standing if status == "official" else status
        file.meant[place] = None if status is None else (one, region, when, number, str(stands))


def _foot(draw: st.DrawFn, random: Random, file: File, named: list[str], *, is_wide: bool) -> None:
    if draw(st.booleans()):
        cells = dict.fromkeys(file.columns, "") | {one if is_wide else "value": "1,234" for one in named}
        cells |= {"period": "R5", "indicator": named[0], "name" if "name" in file.columns else "code": "合　計"}
        _aside(file, [cells[name] for name in file.columns])
    file.sheet += [[]] * draw(st.integers(0, 2))
    for _ in range(draw(st.integers(0, 2))):
        _aside(file, ["", random.choice(REMARKS)] if draw(st.booleans()) else [random.choice(REMARKS)])


def blanks(file: File) -> Iterator[int]:
    """The blank rows among the others."""
    yield from (number for number, cells in enumerate(file.sheet, 1) if not any(cell.strip() for cell in cells))


def encoded(draw: st.DrawFn, sheet: list[list[str]]) -> bytes:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
    text = as_text(sheet, draw(st.sampled_from([",", "\t"])))
    return text.replace("\r\n", draw(st.sampled_from(["\r\n", "\n"]))).encode(encoding)


@st.composite
def texts(draw: st.DrawFn) -> tuple[File, bytes]:
    file = draw(files())
    return file, encoded(draw, file.sheet)


def as_workbook(file: File, random: Random) -> bytes:
    """The cells as Excel keeps them: what looks like a number or a day mostly is one, under some format."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for number, cells in enumerate(file.sheet, 1):
        for at, text in enumerate(cells):
            if text:
                value, form = _typed(text, file, number, at, random)
                page.cell(number, at + 1, value).number_format = form
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _typed(text: str, file: File, number: int, at: int, random: Random) -> tuple[object, str]:
    meant = file.meant.get((number, column_letter(at)))
    if meant and meant[3] is not None and random.random() < 0.6:
        if meant[0] == RATE and random.random() < 0.5:
            return meant[3] / 100, random.choice(("0.0%", "0%"))
        return meant[3], random.choice(("General", "#,##0", f'0.0"{UNITS[meant[0]][0]}"', "#,##0;[Red]▲#,##0"))
    if at == file.columns.get("period") and number in file.rows and random.random() < 0.5:
        day = date.fromisoformat(next(when for when, spellings in DATES.items() if text in spellings))
        month = day.month in {11, 12} and random.random() < 0.5
        shown = (
            random.choice(('yyyy"年"m"月"', '[$-411]ge"年"m"月"')) if month else random.choice(("yyyy/m/d", "ge.m.d"))
        )
        return datetime(day.year, day.month, 1 if month else day.day), shown  # noqa: DTZ001 - Excel knows no zone
    return (int(text), "General") if re.fullmatch(r"[1-9]\d{4,5}", text, re.ASCII) else (text, "@")


def read_as(draft: Draft) -> dict[Place, Meaning]:
    found = {}
    for row in draft.rows:
        one = row.observation
        assert row.column is not None
        place = (row.number, row.column)
        found[place] = (one.indicator, one.region, one.as_of.isoformat(), one.value, one.status.value)
    return found


def mentioned(draft: Draft) -> set[int]:
    """Every row that a problem names as its own or lists among others."""
    found = {problem.row for problem in draft.problems if problem.row and problem.rule not in {"N04", "N05"}}
    for problem in draft.problems:
        if problem.rule in {"N02", "W21", "W25"}:
            for listing in re.findall(r"([\d、～]+)行目", problem.message):
                for span in listing.split("、"):
                    first, _, last = span.partition("～")
                    found |= set(range(int(first), int(last or first) + 1))
    return found


def meant_of(file: File) -> dict[Place, Meaning]:
    return {place: meaning for place, meaning in file.meant.items() if meaning is not None}


def check_whole(file: File, draft: Draft) -> None:
    """Everything read as meant, and every other row mentioned."""
    assert read_as(draft) == meant_of(file)
    assert {row.number: row.observation.note for row in draft.rows} == {
        row.number: file.notes[row.number] for row in draft.rows
    }
    assert draft.blocked == (not meant_of(file))
    silent = {row for row, _ in file.meant if all(file.meant[at] is None for at in file.meant if at[0] == row)}
    last = max(number for number, cells in enumerate(file.sheet, 1) if any(cells))
    among = {number for number in blanks(file) if number < last and number > header_row(file)}
    assert mentioned(draft) >= file.aside | silent | among


def header_row(file: File) -> int:
    return next(
        number
        for number, cells in enumerate(file.sheet, 1)
        if len(cells) == len(file.columns) and number not in file.aside
    )


def check_damaged(file: File, draft: Draft, damaged: Mapping[int, set[str]]) -> None:
    """A damaged row is named and none of its damaged cells read; all other rows are read as meant."""
    read = read_as(draft)
    for number in damaged:
        assert number in {problem.row for problem in draft.errors}
    assert {p: m for p, m in read.items() if p[0] not in damaged} == {
        p: m for p, m in meant_of(file).items() if p[0] not in damaged
    }
    for place, meaning in read.items():
        assert file.meant.get(place) == meaning
    assert draft.blocked


MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(texts())
def test_a_sound_text_is_read_as_meant_and_every_other_row_is_mentioned(made: tuple[File, bytes]) -> None:
    file, data = made
    check_whole(file, examine(data, CONTEXT, file.answers))


@settings(MANY, max_examples=75)
@given(files(), st.randoms(use_true_random=True))
def test_a_sound_workbook_is_read_as_meant_and_every_other_row_is_mentioned(file: File, random: Random) -> None:
    check_whole(file, examine(as_workbook(file, random), CONTEXT, file.answers))


@st.composite
def damaged_texts(draw: st.DrawFn) -> tuple[File, bytes, dict[int, set[str]]]:
    file = draw(files())
    damaged: dict[int, set[str]] = {}
    for number in draw(st.lists(st.sampled_from(file.rows), min_size=1, max_size=3, unique=True)):
        names = [name for name in file.columns if name in DAMAGE or name in INDICATORS]
        name = draw(st.sampled_from(names))
        cell = draw(st.sampled_from(DAMAGE["value" if name in INDICATORS else name]))
        file.sheet[number - 1] = [
            cell if at == file.columns[name] else old for at, old in enumerate(file.sheet[number - 1])
        ]
        damaged[number] = {name}
    return file, encoded(draw, file.sheet), damaged


@settings(MANY, max_examples=65)
@given(damaged_texts())
def test_a_wrong_cell_is_named_and_no_other_row_suffers(made: tuple[File, bytes, dict[int, set[str]]]) -> None:
    file, data, damaged = made
    check_damaged(file, examine(data, CONTEXT, file.answers), damaged)


@st.composite
def torn_texts(draw: st.DrawFn) -> tuple[File, bytes, int]:
    """A file whose thousands separators were written without quotation marks in one row."""
    file = draw(files())
    number = draw(st.sampled_from(file.rows))
    place = draw(st.sampled_from([place for place in file.meant if place[0] == number]))
    at = next(at for at in file.columns.values() if column_letter(at) == place[1])
    amount = f"{draw(st.integers(1000, 9_999_999)):,}"
    cells = [[*row] for row in file.sheet]
    row = cells[number - 1]
    cells[number - 1] = [*row[:at], *amount.split(","), *row[at + 1 :]]
    return file, encoded(draw, cells), number


@settings(MANY, max_examples=90)
@given(torn_texts())
def test_a_number_torn_by_its_separators_is_named_and_never_read_in_part(made: tuple[File, bytes, int]) -> None:
    file, data, torn = made
    draft = examine(data, CONTEXT, file.answers)
    assert torn in {problem.row for problem in draft.errors}
    assert {p: m for p, m in read_as(draft).items() if p[0] != torn} == {
        p: m for p, m in meant_of(file).items() if p[0] != torn
    }


@st.composite
def shifted_texts(draw: st.DrawFn) -> tuple[File, bytes, int]:
    """A long file with one cell too many or too few in a row."""
    file = draw(files().filter(lambda one: "value" in one.columns and _kept_apart(one)))
    number = draw(st.sampled_from(file.rows))
    at = draw(st.integers(0, len(file.columns) - 1))
    row = file.sheet[number - 1]
    # A number put where the value belongs is the value, and nothing tells that it slipped there.
    number_or_word = "あ" if at == file.columns["value"] else "7"
    between = draw(st.sampled_from([[], ["", row[at]], ["あ", row[at]], [number_or_word, row[at]]]))
    cells = [[*one] for one in file.sheet]
    cells[number - 1] = [*row[:at], *between, *row[at + 1 :]]
    return file, encoded(draw, cells), number


def _kept_apart(file: File) -> bool:
    # A code that slips into a last empty value cell, the region being named elsewhere, is a number like any other.
    return file.columns.get("code", 0) != file.columns["value"] + 1


@settings(MANY, max_examples=65)
@given(shifted_texts())
def test_a_row_whose_cells_slipped_is_named_or_means_the_same(made: tuple[File, bytes, int]) -> None:
    file, data, slipped = made
    draft = examine(data, CONTEXT, file.answers)
    read = {p: m for p, m in read_as(draft).items() if p[0] == slipped}
    same = read == {p: m for p, m in meant_of(file).items() if p[0] == slipped}
    # Where 区分 itself is gone, the value counts as official, and the number of such rows is told.
    without_standing = any(problem.rule == "N04" for problem in draft.problems) and {
        p: m[:4] for p, m in read.items()
    } == {p: m[:4] for p, m in meant_of(file).items() if p[0] == slipped}
    assert same or without_standing or slipped in mentioned(draft)
    assert {p: m for p, m in read_as(draft).items() if p[0] != slipped} == {
        p: m for p, m in meant_of(file).items() if p[0] != slipped
    }


def flipped(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    spoiled = bytearray(data)
    for at, mask in changes:
        spoiled[at % len(spoiled)] ^= mask
    return bytes(spoiled)


FLIPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=4)


@settings(MANY, max_examples=90)
@given(texts(), FLIPS)
def test_a_text_with_flipped_bytes_never_raises_and_loses_no_row_unsaid(
    made: tuple[File, bytes], changes: list[tuple[int, int]]
) -> None:
    file, data = made
    draft = examine(flipped(data, changes), CONTEXT, file.answers)
    assert draft.rows or draft.blocked
    start = 0 if draft.header_row is None else draft.header_row + 1
    filled = {number for number, cells in enumerate(draft.sheet, 1) if any(cell.strip() for cell in cells)}
    whole = any(problem.row is None for problem in draft.errors) or bool(draft.asks) or draft.header_row is None
    assert whole or {n for n in filled if n > start + 0} <= {row.number for row in draft.rows} | mentioned(draft)


@settings(MANY, max_examples=75)
@given(files(), st.randoms(use_true_random=True), FLIPS)
def test_a_workbook_with_flipped_bytes_is_refused_or_read_as_meant(
    file: File, random: Random, changes: list[tuple[int, int]]
) -> None:
    draft = examine(flipped(as_workbook(file, random), changes), CONTEXT, file.answers)
    assert draft.blocked or read_as(draft) == meant_of(file)


@settings(max_examples=75, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xef\xbb\xbf"])
)
def test_no_bytes_whatever_raise(data: bytes, beginning: bytes) -> None:
    assert examine(beginning + data, CONTEXT).blocked


@settings(max_examples=75, deadline=None)
@given(st.lists(st.sampled_from(["1", "023", "", "98", "資料", "確定", "4,005"]), max_size=12))
def test_cells_that_slipped_out_of_place_are_never_accepted_in_part(cells: list[str]) -> None:
    header = "指標,地域コード,時点,値,備考,出典\n"
    line = ",".join(["single_elderly", "99201", "令和4年度", *(cell.replace(",", "，") for cell in cells)])
    draft = examine((header + line + "\n").encode(), CONTEXT)
    torn = cells[:2] in (["1", "023"], ["98", "023"])
    beyond = any(cells[3:])
    assert not draft.rows if torn or beyond else draft.rows or draft.problems
