"""What can be wrong with an uploaded file: one registry of rules, and a problem as a value that points at a cell."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors block; warnings are shown before anything is saved; notices say what was left out or taken for granted."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The word on screens and in files."""
        return {"error": "エラー", "warning": "警告", "notice": "お知らせ"}[self.value]


@dataclass(frozen=True)
class Rule:
    """A rule with its number, its severity and what it is about."""

    number: str
    severity: Severity
    about: str


RULES = {
    rule.number: rule
    for rule in (
        Rule("E01", Severity.ERROR, "文字コードか引用符が壊れていて読めない"),
        Rule("E02", Severity.ERROR, "見出し行が見つからない"),
        Rule("E03", Severity.ERROR, "必要な列がない、または同じ列が二つある"),
        Rule("E04", Severity.ERROR, "データの行がない"),
        Rule("E05", Severity.ERROR, "指標が分からない"),
        Rule("E06", Severity.ERROR, "地域が分からない"),
        Rule("E07", Severity.ERROR, "地域コードと地域名が食い違う"),
        Rule("E08", Severity.ERROR, "時点が読めない"),
        Rule("E09", Severity.ERROR, "時点が未来である"),
        Rule("E10", Severity.ERROR, "値が数ではない"),
        Rule(
            "E11",
            Severity.ERROR,
            "指標にありえない数である（負や小数の件数、超えられない値を超える割合、値と合わない下限など）",
        ),
        Rule("E12", Severity.ERROR, "単位が指標の単位と違う"),
        Rule("E13", Severity.ERROR, "同じ指標・地域・時点に違う値がある"),
        Rule("E14", Severity.ERROR, "区分が分からない、または値と食い違う"),
        Rule("E15", Severity.ERROR, "ファイルが大きすぎる"),
        Rule("E16", Severity.ERROR, "列がずれている（セルが見出しより多い、値がコンマで二つに分かれている）"),
        Rule("W01", Severity.WARNING, "登録済みの値の改訂になる"),
        Rule("W02", Severity.WARNING, "指標の小数点以下の桁数より細かい値である"),
        Rule("N01", Severity.NOTICE, "読まない列がある"),
        Rule("N02", Severity.NOTICE, "読み飛ばした行がある"),
        Rule("N03", Severity.NOTICE, "同じ行が二つある"),
        Rule("N04", Severity.NOTICE, "区分の列がない、または空である"),
    )
}


@dataclass(frozen=True)
class Problem:
    """One finding: ``row`` (1-based) and ``column`` (letter) as Excel shows them, the cell as written, what to do."""

    rule: str
    message: str
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of its rule."""
        return RULES[self.rule].severity


def column_letter(index: int) -> str:
    """The letter Excel shows over the column with this 0-based index: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
