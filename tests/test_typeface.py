"""The typeface: what it cannot draw is left out or marked, never refused, and named for what it is."""

import re
import unicodedata

import pytest

from dashboard import typeface
from dashboard.text import visible
from dashboard.typeface import SURE, drawable, undrawable, undrawable_words


@pytest.mark.parametrize("character", ["𛀁", "😀", "\ue000", "\u0627"])
def test_a_character_that_the_typeface_lacks_is_marked_and_named(character: str) -> None:
    assert drawable(f"架空{character}市") == "架空〓市"
    assert f"（U+{ord(character):04X}" in undrawable_words(["問題なし", f"架空{character}市"])


@pytest.mark.parametrize(
    "text", ["", "髙﨑", "𠮷野", "①Ⅰ㈱～－―−", "鶴ヶ島　鳩ケ谷", "A B\u00a0C", "達成 38.7 %", "一行目\n二行目\r\n"]
)
def test_what_offices_write_is_drawn_as_it_is(text: str) -> None:
    assert drawable(text) == text
    assert undrawable(text) == undrawable_words([text]) == ""


def test_what_is_not_looked_up_is_drawn_by_both_faces() -> None:
    sure = re.compile(f"[{SURE}]")
    assert {letter for letter in map(chr, range(0x10000)) if sure.fullmatch(letter)} <= typeface._printable()


@pytest.mark.parametrize(
    ("text", "drawn", "kind"),
    [
        ("葛\U000e0100城", "葛城", "「葛城」の異体字セレクタ（U+E0100 VARIATION SELECTOR-17）"),
        ("①\ufe0f", "①", "「①」の異体字セレクタ（U+FE0F VARIATION SELECTOR-16）"),
        ("甲\u200d乙", "甲乙", "「甲乙」のゼロ幅接合子（U+200D ZERO WIDTH JOINER）"),
        ("甲\u200b乙", "甲乙", "「甲乙」のゼロ幅スペース（U+200B ZERO WIDTH SPACE）"),
        ("\ufeff甲", "甲", "「甲」の書式文字（U+FEFF ZERO WIDTH NO-BREAK SPACE）"),
        ("甲\u202e乙", "甲乙", "「甲乙」の書式文字（U+202E RIGHT-TO-LEFT OVERRIDE）"),
        ("甲\ue000乙", "甲〓乙", "「甲\ue000乙」の外字（U+E000）"),
        ("甲\x07乙", "甲乙", "「甲乙」の制御文字（U+0007）"),
        ("甲\ud800乙", "甲乙", "「甲乙」の壊れた文字（U+D800）"),
        ("甲\uffff乙", "甲乙", "「甲乙」の未定義の文字（U+FFFF）"),
        (
            "👨\u200d👩",
            "〓〓",
            "「👨👩」の「👨」（U+1F468 MAN）、ゼロ幅接合子（U+200D ZERO WIDTH JOINER）、「👩」",
        ),
    ],
)
def test_a_character_that_nobody_sees_is_left_out_and_named_for_what_it_is(text: str, drawn: str, kind: str) -> None:
    assert drawable(text) == drawn
    assert kind in undrawable_words([text])
    undrawable_words([text]).encode()


def test_a_few_places_are_named_and_the_rest_counted() -> None:
    words = undrawable_words(["良い", *(bad := [f"第{number}の𛀁" for number in range(1, 6)]), bad[0]])
    assert "「第1の𛀁」の「𛀁」（U+1B001 HIRAGANA LETTER ARCHAIC YE）、「第2の𛀁」の" in words
    assert words.endswith("など5か所。")
    assert "第4" not in words


def test_every_character_is_named_before_another_place_of_the_same() -> None:
    words = undrawable_words(["調査😀", "出典：調査😀", "表題　調査😀　注", "報告👪", "（調査😀）"])
    assert (
        "「調査😀」の「😀」（U+1F600 GRINNING FACE）、「報告👪」の「👪」（U+1F46A FAMILY）、「出典：調査😀」の" in words
    )
    assert words.endswith("など5か所。")


def test_of_a_long_text_the_part_around_the_character_is_named() -> None:
    assert "「…前前前前前前前前前前前前𛀁後後後後後後後後後後後…」の" in undrawable_words(
        ["前" * 300 + "𛀁" + "後" * 300]
    )


def test_what_only_one_weight_can_draw_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = typeface._covered
    monkeypatch.setattr(
        typeface, "_covered", lambda path: whole(path) - ({"㍿"} if path.name.endswith("Bold.otf") else set())
    )
    typeface._printable.cache_clear()
    try:
        assert drawable("架空㍿") == "架空〓"
    finally:
        typeface._printable.cache_clear()


def test_what_turns_the_direction_of_writing_is_in_no_visible_text() -> None:
    unseen = [letter for letter in map(chr, range(0x110000)) if visible(letter) == ""]
    assert {"\u202e", "\u2066", "\u200b", "\x00", "\uffff", "\ud800", "\ufeff"} <= set(unseen)
    assert all(unicodedata.category(letter)[0] in "CLM" for letter in unseen)
    letters = {letter for letter in unseen if unicodedata.category(letter)[0] in "LM"}
    assert letters == set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
    assert visible("甲\t乙\u2028丙\n丁") == "甲\t乙 丙\n丁"
    assert visible("葛\U000e0100城") == "葛\U000e0100城"
