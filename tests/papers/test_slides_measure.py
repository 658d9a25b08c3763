"""How much room text takes on a slide: lines, what may not be torn apart, what goes on the next slide."""

from dataclasses import replace

import pytest

from dashboard.papers.slides.measure import (
    clean,
    ems,
    pieces,
    plain,
    size_for_one_line,
    split_at,
    split_into_pages,
)


def test_latin_words_take_less_room_than_kanji_but_no_less_than_they_need() -> None:
    assert ems("abcd") < ems("漢字漢字")
    assert ems("1,000") >= 5 * 0.56


def test_a_hanging_paragraph_is_narrower_and_each_line_has_its_height() -> None:
    twenty = plain("あ" * 20, 10)
    assert twenty.height(100) == pytest.approx(2 * 13)
    assert replace(twenty, hanging=True).height(100) == pytest.approx(3 * 13)
    assert plain("あ\nい", 10).height(100) == pytest.approx(2 * 13)


def test_what_does_not_fit_is_left_over_in_order() -> None:
    three = [plain(text, 10) for text in "甲乙丙"]
    begin, rest = split_at(three, 100, 2 * 13 + 1)
    assert ([line.text for line in begin], [line.text for line in rest]) == (["甲", "乙"], ["丙"])


def test_a_page_holds_at_least_one_paragraph_and_none_is_lost() -> None:
    many = [plain(str(number), 10) for number in range(7)]
    pages = split_into_pages(many, 100, 1.0)
    assert [line.text for page in pages for line in page] == [line.text for line in many]


def test_a_very_long_initiative_is_cut_so_that_it_can_go_over_two_slides() -> None:
    parts = list(pieces(plain("長い取組の文。" * 100, 10), 150))
    assert len(parts) > 4
    assert "".join(part.text for part in parts) == "長い取組の文。" * 100


def test_type_is_as_large_as_one_line_allows() -> None:
    assert size_for_one_line("あ" * 10, 200, (20.0, 10.0)) == 20.0
    assert size_for_one_line("あ" * 11, 200, (20.0, 10.0)) == 10.0


def test_control_characters_do_not_reach_the_file() -> None:
    assert clean("a\x0bb\tc\x00") == "a\ufffdb c\ufffd"
