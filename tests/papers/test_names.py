"""Names of files: Japanese, and acceptable to Windows whatever the catalogue says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.file import LONGEST, safe_name


def test_a_japanese_name_stays_as_it_is() -> None:
    assert safe_name("在宅医療指標_令和6年12月_部会資料") == "在宅医療指標_令和6年12月_部会資料"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a・b・c・d・e・f・g・h・i・j"),
        ("指標\n一覧", "指標・一覧"),
        (" 指標. ", "指標"),
        ("CON", "_CON"),
        ("nul.資料", "_nul.資料"),
        ("com1", "_com1"),
        ("console", "console"),
        ("...", "無題"),
    ],
)
def test_what_windows_refuses_is_replaced(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_no_text_makes_a_name_that_windows_refuses(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name) <= LONGEST + 1
    assert not set(name) & set('\\/:*?"<>|')
    assert name[-1] not in " ."
