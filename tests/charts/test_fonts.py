"""The typeface: there in both weights, named on every text, and refused what it cannot draw."""

import re

import pytest

from charts.drawing import shares, tracking
from dashboard.board import Board
from dashboard.charts import fonts
from dashboard.charts.render import svg
from dashboard.charts.theme import FONT
from dashboard.errors import PaperError


@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places", "single_elderly"])
def test_every_text_of_a_picture_is_set_in_the_house_typeface(other_board: Board, indicator: str) -> None:
    document = svg(tracking(other_board, indicator))
    tags = re.findall(r"<text[^>]*>", document)
    assert len(tags) > 20
    assert [tag for tag in tags if f'font-family="{FONT}"' not in tag] == []


def test_the_overview_picture_is_set_in_the_house_typeface_too(other_board: Board) -> None:
    tags = re.findall(r"<text[^>]*>", svg(shares(other_board)))
    assert [tag for tag in tags if f'font-family="{FONT}"' not in tag] == []


@pytest.mark.parametrize("character", ["𛀁", "😀", "\ue000", "\ufffe"])
def test_a_character_that_the_typeface_lacks_is_named(character: str) -> None:
    with pytest.raises(PaperError, match=f"U\\+{ord(character):04X}"):
        fonts.check_glyphs(["問題なし", f"架空{character}市"])


@pytest.mark.parametrize("text", ["", "髙﨑", "葛󠄀城"[0], "①Ⅰ㈱～－―−", "鶴ヶ島　鳩ケ谷", "A B\u00a0C", "達成 38.7 %"])
def test_what_offices_write_can_be_drawn(text: str) -> None:
    fonts.check_glyphs([text])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("葛\U000e0100城", "「葛城」の異体字セレクタ（U+E0100）"),
        ("①\ufe0f", "「①」の異体字セレクタ（U+FE0F）"),
        ("甲\u200d乙", "「甲乙」のゼロ幅接合子（U+200D）"),
        ("甲\u200b乙", "「甲乙」のゼロ幅スペース（U+200B）"),
        ("\ufeff甲", "「甲」の見えない書式文字（U+FEFF）"),
        ("甲\u202e乙", "「甲乙」の見えない書式文字（U+202E）"),
        ("甲\ue000乙", "「甲乙」の外字（私用領域の文字）（U+E000）"),
        ("甲\x07乙", "「甲乙」の制御文字（U+0007）"),
        ("甲\t乙", "「甲乙」のタブ（U+0009）"),
        ("甲\ud800乙", "「甲乙」の壊れた文字（U+D800）"),
    ],
)
def test_a_character_that_nobody_sees_is_named_for_what_it_is(text: str, kind: str) -> None:
    with pytest.raises(PaperError, match=re.escape(kind)) as refused:
        fonts.check_glyphs([text])
    str(refused.value).encode()


def test_a_few_places_are_named_and_the_rest_counted() -> None:
    bad = [f"第{number}の𛀁" for number in range(1, 6)]
    with pytest.raises(PaperError) as refused:
        fonts.check_glyphs(["良い", *bad, bad[0]])
    said = str(refused.value)
    assert "「第1の𛀁」の「𛀁」（U+1B001）、「第2の𛀁」の" in said
    assert "「第3の𛀁」の「𛀁」（U+1B001）など5か所" in said
    assert "第4" not in said


def test_of_a_long_text_the_part_around_the_character_is_named() -> None:
    with pytest.raises(PaperError, match=r"「…前+𛀁後+…」の") as refused:
        fonts.check_glyphs(["前" * 300 + "𛀁" + "後" * 300])
    assert len(str(refused.value)) < 140


def test_line_ends_are_no_characters_to_refuse() -> None:
    fonts.check_glyphs(["一行目\n二行目\r\n三行目"])


def test_what_only_one_weight_can_draw_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fonts._covered
    monkeypatch.setattr(
        fonts, "_covered", lambda path: whole(path) - ({"診"} if path.name.endswith("Bold.otf") else set())
    )
    fonts._printable.cache_clear()
    try:
        with pytest.raises(PaperError, match="「健康診断」の「診」"):
            fonts.check_glyphs(["健康診断"])
    finally:
        fonts._printable.cache_clear()


def test_a_missing_typeface_is_a_sentence_and_no_paper_without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONT", "No Such Typeface")
    with pytest.raises(PaperError, match="No Such Typeface"):
        fonts.ready_fonts.__wrapped__()


def test_both_weights_are_there() -> None:
    fonts.ready_fonts.__wrapped__()
