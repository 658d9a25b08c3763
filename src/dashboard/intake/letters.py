"""What is to be said of letters in texts that are stored: those that nobody sees, and those that no paper can print."""

from collections.abc import Iterable, Iterator

from dashboard.intake.draft import Problem
from dashboard.intake.surroundings import Wording
from dashboard.text import unseen_characters, visible
from dashboard.typeface import character_names, undrawable


def odd_letters(text: str) -> tuple[tuple[str, str], ...]:
    """Rule and sentence for each kind of odd letter in the source or the note of a value."""
    remarks = []
    if unseen := unseen_characters(text):
        remarks.append(("N06", f"「{text}」から{_left_out(unseen)}登録します。"))
    if missing := undrawable(visible(text)):
        sentence = f"「{text}」の{character_names(missing)}は資料の書体にないので、PDFと図では〓になります。"
        remarks.append(("W27", f"{sentence}別の文字に直すか、このままでよいか確かめてください。"))
    return tuple(remarks)


def of_wordings(wordings: Iterable[Wording]) -> Iterator[Problem]:
    """A notice for each text around the table that is kept without some of its letters."""
    for each in wordings:
        if each.row and (letters := unseen_characters(each.text)):
            yield Problem("N06", f"{each.where}：{_left_out(letters)}記録します。", each.row, each.column)


def letters_of_signature(*texts: str) -> str:
    """The sentence about the letters that a typed name or reason is stored without; empty where it has none."""
    unseen = unseen_characters("".join(texts))
    return f"書かれた名前か理由から、{_left_out(unseen)}登録しました。" if unseen else ""


def _left_out(letters: str) -> str:
    return f"目に見えない{character_names(letters)}を除いて"
