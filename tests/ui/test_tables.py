"""Tables of facts: numbers under each other, each cell with its heading for a phone."""

import re

from dashboard.charts.table import Column, ColumnKind, Table
from dashboard.ui.blocks import facts_html


def cells(table: Table, decimals: int = 0) -> list[list[tuple[str, str]]]:
    """Of each row its cells: what is read, and the digits whose room is kept free behind it."""
    rows = re.findall(r"<tr>(<td.*?)</tr>", facts_html(table, "表", decimals))
    return [
        [(text, room) for room, text in re.findall(r'<td[^>]*?(?: data-room="([^"]*)")?>(.*?)</td>', row)]
        for row in rows
    ]


def test_decimal_points_stand_under_each_other_without_a_digit_that_nobody_reported() -> None:
    table = Table((Column("value", "値", ColumnKind.VALUE),), ((38.75,), (38.7,), (39,), ("集計中",), (None,)))
    assert cells(table) == [[("38.75", "")], [("38.7", "5")], [("39", ".75")], [("集計中", "")], [("―", "")]]


def test_rates_of_a_column_have_the_same_decimals_for_they_are_rounded_alike() -> None:
    table = Table(
        (Column("rate", "率", ColumnKind.RATE), Column("rank", "順位", ColumnKind.COUNT)), ((0.56, 1), (0.3, 12))
    )
    assert cells(table) == [[("0.56", ""), ("1", "")], [("0.30", ""), ("12", "")]]


def test_every_cell_has_its_heading_and_numbers_have_theirs_to_the_right() -> None:
    html = facts_html(Table((Column("place", "地域"), Column("value", "値")), (("川越市", 3), ("川口市", 4))), "表")
    assert html.count('data-label="地域"') == html.count('data-label="値"') == 2
    assert '<th scope="col" class="number">値</th>' in html
    assert '<th scope="col">地域</th>' in html
