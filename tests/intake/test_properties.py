"""Thousands of files in varied encodings, notations and states of damage: read rightly, or reported by row."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.intake import examine
from intake.making import CONTEXT, as_text, wide

INDICATORS = {
    "meeting_places": ("meeting_places", "住民主体の通いの場の数", "通いの場", wide("MEETING_PLACES")),
    "single_elderly": ("single_elderly", "ひとり暮らしの高齢者数", "独居高齢者"),
}
UNITS = {"meeting_places": ("か所", "カ所", "箇所"), "single_elderly": ("人",)}
REGIONS = {
    "99000": (("99000", "架空県"), ("", "架空県")),
    "99201": (("99201", ""), ("992011", "東が丘市"), ("", "東ヶ丘"), (wide("99201"), "東ケ丘市")),
    "99301": (("993018", "南谷町"), ("", "東郡南谷町"), ("", "南谷")),
}
DATES = {
    "2021-12-31": ("令和3年12月", "R3.12", "2021-12-31", "2021/12/31", "令和３年１２月末", "44561"),
    "2023-09-30": ("令和5年度", "R5", "令和5年度第2四半期", "令和5年9月30日"),
    "2024-11-30": ("令和6年11月", "R6.11.30", "R6/11/30", "2024年11月", "45626"),
}
HEADINGS = {
    "indicator": ("指標", "指標名", "indicator"),
    "code": ("地域コード", "団体コード", "コード"),
    "name": ("地域名", "市町村名"),
    "period": ("時点", "年月", "基準日"),
    "value": ("値", "実績値", "数値"),
    "status": ("区分", "状態"),
    "note": ("備考", "注"),
}
WORDS = {
    "集計中": "pending",
    "未集計": "pending",
    "秘匿": "suppressed",
    "x": "suppressed",
    "該当なし": "not_applicable",
}
STANDINGS = {"確定": "official", "速報": "provisional", "参考": "reference", "確定値": "official"}
DAMAGE = {
    "indicator": ("", "通いの馬", "12", "合計"),
    "code": ("99999", "992012", "9920", "東ヶ丘市"),
    "name": ("西が丘市", "大阪府"),
    "period": ("", "6年度", "令和9年度", "令和6年13月", "2024", wide("R6.13.1")),
    "value": ("約50", "1,23", "-4", "5.5", "50千人", "935①", "1 023", "nan", "1e3", "023", "#REF!", "9" * 40),
    "status": ("たぶん", "確実", "1"),
}


@dataclass(frozen=True)
class Written:
    """A row as written, what it must be read as, and whether a cell of it was damaged."""

    cells: dict[str, str]
    meant: tuple[str, str, str, float | None, str]
    damaged: bool


@st.composite
def numbers(draw: st.DrawFn, indicator: str) -> tuple[str, float]:
    number = draw(st.integers(0, 10**9))
    text = draw(st.sampled_from([f"{number}", f"{number:,}", f" {number}　", f"{number}.0"]))
    text += draw(st.sampled_from(["", *UNITS[indicator]]))
    return (wide(text) if draw(st.booleans()) else text), float(number)


@st.composite
def rows(draw: st.DrawFn) -> Written:
    indicator = draw(st.sampled_from(sorted(INDICATORS)))
    region, day = draw(st.sampled_from(sorted(REGIONS))), draw(st.sampled_from(sorted(DATES)))
    code, name = draw(st.sampled_from(REGIONS[region]))
    value: float | None = None
    if draw(st.booleans()):
        text, value = draw(numbers(indicator))
        word, status = draw(st.sampled_from(sorted(STANDINGS.items())))
    else:
        text, status = draw(st.sampled_from(sorted(WORDS.items())))
        word = ""
    cells = {
        "indicator": draw(st.sampled_from(INDICATORS[indicator])),
        "code": code,
        "name": name,
        "period": draw(st.sampled_from(DATES[day])),
        "value": text,
        "status": word,
        "note": draw(st.sampled_from(["", "架空の値", "一行目\n二行目", "あ,い\tう", '引用"符"'])),
    }
    damaged = draw(st.sampled_from([None, None, None, *DAMAGE]))
    if damaged:
        cells[damaged] = draw(st.sampled_from(DAMAGE[damaged]))
    return Written(cells, (indicator, region, day, value, status), bool(damaged))


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, dict[int, Written]]:
    """The bytes of a file, and its rows by the number that Excel shows."""
    order = draw(st.permutations(sorted(HEADINGS)))
    sheet = [["架空の題"]] * draw(st.integers(0, 3)) + [[draw(st.sampled_from(HEADINGS[name])) for name in order]]
    placed = {}
    for written in draw(st.lists(rows(), min_size=1, max_size=8, unique_by=lambda one: one.meant[:3])):
        sheet += [[]] * draw(st.integers(0, 1)) + [[written.cells[name] for name in order]]
        placed[len(sheet)] = written
    sheet += draw(st.sampled_from([[], [["", ""]], [["※ 架空の値"]]]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
    return as_text(sheet, draw(st.sampled_from([",", "\t"]))).encode(encoding), placed


@settings(max_examples=400, deadline=None)
@given(files())
def test_every_row_is_read_as_meant_or_reported(file: tuple[bytes, dict[int, Written]]) -> None:
    data, placed = file
    draft = examine(data, CONTEXT)
    read = {row.number: row.observation for row in draft.rows}
    reported = {problem.row for problem in draft.problems if problem.rule != "N04"}
    for number, written in placed.items():
        if written.damaged:
            assert number in reported
            assert number not in read
        else:
            one = read[number]
            meaning = (one.indicator, one.region, one.as_of.isoformat(), one.value, one.status.value)
            assert meaning == written.meant
            assert one.note == written.cells["note"]
    assert set(read) <= set(placed)
    assert draft.blocked == any(written.damaged for written in placed.values())


@settings(max_examples=300, deadline=None)
@given(files(), st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused_but_never_raises(
    file: tuple[bytes, dict[int, Written]], data: st.DataObject
) -> None:
    spoiled = bytearray(file[0])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    draft = examine(bytes(spoiled), CONTEXT)
    assert draft.rows or draft.blocked


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise(data: bytes) -> None:
    assert examine(data, CONTEXT).blocked


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["1", "023", "", "98", "資料", "確定", "4,005"]), max_size=12))
def test_cells_that_slipped_out_of_place_are_never_accepted_in_part(cells: list[str]) -> None:
    header = "指標,地域コード,時点,値,備考,出典\n"
    line = ",".join(["single_elderly", "99201", "令和4年度", *(cell.replace(",", "，") for cell in cells)])
    draft = examine((header + line + "\n").encode(), CONTEXT)
    torn = cells[:2] in (["1", "023"], ["98", "023"])
    beyond = any(cells[3:])
    assert not draft.rows if torn or beyond else draft.rows or draft.problems
