"""Numbers as offices write them, and the kinds of "no number"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.cell_values import CellValue, read_status, read_value, same_unit
from dashboard.observation import Status
from intake.making import wide


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("935", 935, ""),
        ("１，０２３", 1023, ""),
        ("1,234,567", 1234567, ""),
        ("　935　", 935, ""),
        ("935\u00a0", 935, ""),
        ("935か所", 935, "か所"),
        ("3,280 人", 3280, "人"),
        (wide("38.2%"), 38.2, "%"),
        ("935\nか所", 935, "か所"),
        ("▲3", -3, ""),
        ("△ 3", -3, ""),
        ("−3.5", -3.5, ""),
        ("－3", -3, ""),
        ("‐3", -3, ""),
        ("0", 0, ""),
        ("0.0", 0, ""),
        ("999999999999999", 999999999999999, ""),
    ],
)
def test_a_number_is_read_with_the_unit_behind_it(text: str, number: float, unit: str) -> None:
    cell = read_value(text)
    assert cell is not None
    assert (cell.number, cell.unit, cell.status) == (number, unit, None)


@pytest.mark.parametrize(
    "text",
    [
        "1,23",
        "1,0234",
        "12,34,567",
        ",5",
        ".5",
        "5.",
        "1.2.3",
        "023",
        "00",
        "1e5",
        "0x10",
        "1_000",
        "inf",
        "nan",
        "Infinity",
        "NaN",
        "N/A",
        "#N/A",
        "#REF!",
        "約50",
        "935（うち3）",
        "9-5",
        "--3",
        "ー3",
        "(3)",
        "+3",
        "=1+2",
        "'935",
        "１０００，",
        "٣",
        "五十",
        "½",
        "9999999999999999",
    ],
)
def test_what_is_not_surely_a_number_is_not_read_as_one(text: str) -> None:
    assert read_value(text) is None


@pytest.mark.parametrize("text", ["1 023", "9" * 400])
def test_a_number_in_pieces_or_of_endless_length_is_refused(text: str) -> None:
    assert read_value(text) is None


@pytest.mark.parametrize("mark", ["①", "²", "⁽¹⁾", "㊟", "*", "※"])
def test_a_footnote_mark_never_becomes_a_digit(mark: str) -> None:
    cell = read_value(f"935{mark}")
    assert cell is None or (cell.number == 935 and (cell.unit or cell.mark))


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        (["", " ", "　", "…", "..."], CellValue()),
        (["―", "－", "-", "‐", "–", "—", "ー"], CellValue(dash=True)),
        (["集計中", "未集計", "　集計中　"], CellValue(status=Status.PENDING)),
        (["x", "X", "ｘ", "Ｘ", "***", "＊＊＊", "秘匿"], CellValue(status=Status.SUPPRESSED)),
        (["該当なし", "対象外", "・", "･"], CellValue(status=Status.NOT_APPLICABLE)),
    ],
)
def test_the_kinds_of_no_number_stay_apart_and_none_is_zero(texts: list[str], cell: CellValue) -> None:
    assert {read_value(text) for text in texts} == {cell}


@pytest.mark.parametrize(
    ("text", "number", "status", "mark"),
    [
        ("r1,023", 1023, None, "r"),
        ("52 p", 52, Status.PROVISIONAL, "p"),
        ("※52", 52, None, "※"),
        ("52※3", 52, None, "※3"),
        ("52（注2）", 52, None, "(注2)"),
        ("52（概数）", 52, Status.PROVISIONAL, "概数"),
        ("10未満", None, Status.SUPPRESSED, "10未満"),
    ],
)
def test_signs_of_official_statistics_stand_beside_the_number(
    text: str, number: float | None, status: Status | None, mark: str
) -> None:
    assert read_value(text) == CellValue(number, status=status, mark=mark)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.booleans(), st.booleans(), st.sampled_from("-▲△−－"))
def test_every_whole_number_survives_every_way_of_writing_it(
    number: int, grouped: bool, full_width: bool, minus: str
) -> None:
    text = f"{abs(number):,}" if grouped else str(abs(number))
    if full_width:
        text = wide(text)
    cell = read_value(f"{minus}{text}" if number < 0 else text)
    assert cell is not None
    assert cell.number == number


@given(st.text())
def test_any_text_is_read_or_refused_but_never_raises(text: str) -> None:
    cell = read_value(text)
    assert cell is None or cell.empty or (cell.number is None) != (cell.status is None)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("確定", "official"),
        ("確定値", "official"),
        (" 速報値 ", "provisional"),
        ("参考", "reference"),
        ("集計中", "pending"),
        ("未集計", "pending"),
        ("秘匿", "suppressed"),
        ("対象外", "not_applicable"),
        ("provisional", "provisional"),
    ],
)
def test_a_status_is_read_in_japanese_or_by_its_id(text: str, status: str) -> None:
    assert read_status(text) is Status(status)


def test_another_word_is_no_status() -> None:
    assert [read_status(word) for word in ("", "たぶん", "値", "1", "確定？")] == [None] * 5


@pytest.mark.parametrize("written", ["か所", "カ所", "ヶ所", "ケ所", "ヵ所", "ｶ所", "箇所", "か 所"])
def test_the_spellings_of_kasho_are_one_unit(written: str) -> None:
    assert same_unit(written, "か所")
    assert not same_unit(written, "人")


@pytest.mark.parametrize("written", ["%", "％", "パーセント"])
def test_the_spellings_of_percent_are_one_unit(written: str) -> None:
    assert same_unit(written, "%")


@pytest.mark.parametrize("written", ["千人", "人日", "件", "か所以上"])
def test_a_larger_unit_is_another_unit(written: str) -> None:
    assert not any(same_unit(written, unit) for unit in ("人", "か所", "%"))


@pytest.mark.parametrize("text", ["9" * 120_000, "9" * 120_000 + "x", "1" + ",234" * 30_000 + "x", "（" * 9_000 + "5"])
def test_a_text_longer_than_any_figure_is_none_and_is_not_tried_in_every_way(text: str) -> None:
    assert read_value(text) is None
