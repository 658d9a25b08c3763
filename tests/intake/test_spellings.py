"""Letters that nobody sees, or that look like others, in files of text."""

import pytest

from dashboard.intake.draft import CellMark, Cells, MarkKind
from dashboard.intake.files import reader_of
from dashboard.intake.spellings import usual_spelling


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("東\u200bが丘市\ufeff", "東が丘市"),
        ("\u202d5\u206052\u202c", "552"),
        ("架\U000e0100空県", "架空県"),
        ("5\u00ad2", "52"),
        ("52\x02", "52"),
        ("⻄⻘⼾⻨⻲⻑⿊⻩⻯⻤", "西青戸麦亀長黒黄竜鬼"),
        ("⼩⽥", "小田"),
        ("\ufa10\ufa19", "塚神"),
        ("か\u3099ハ\u309a", "がパ"),
        ("カ゛", "ガ"),
        ('="01100"', "01100"),
        ('="a""b"', 'a"b'),
        (' ="52" ', "52"),
    ],
)
def test_what_looks_the_same_is_spelled_the_same(text: str, usual: str) -> None:
    assert usual_spelling(text) == usual


@pytest.mark.parametrize(
    "text", ["﨑髙", "ｶﾞ", "\uff15\uff12", "ヶ", "=52", "=SUM(A1)", '=""&A1', "\u202e025", "\u00ad52", "あ゛", "Å①Ⅰ㈱"]
)
def test_what_could_mean_something_else_stays(text: str) -> None:
    assert usual_spelling(text) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_has_a_mark_where_a_letter_was_another(encoding: str) -> None:
    (cells,) = reader_of('名前,値\n東\u200bが丘市,="52"\n西山町,80\n'.encode(encoding))("")
    assert isinstance(cells, Cells)
    assert cells.rows == (("名前", "値"), ("東が丘市", "52"), ("西山町", "80"))
    assert cells.marks == {
        (1, 0): (CellMark(MarkKind.RESPELLED, "東\u200bが丘市"),),
        (1, 1): (CellMark(MarkKind.RESPELLED, '="52"'),),
    }


@pytest.mark.parametrize(("end", "unfinished"), [("\r\n", False), ("\r", False), ("\n\n", False), ("", True)])
def test_a_last_line_without_its_end_is_noted(end: str, unfinished: bool) -> None:
    (cells,) = reader_of(f"名前,値\n東が丘市,52{end}".encode())("")
    assert isinstance(cells, Cells)
    assert cells.unfinished is unfinished
