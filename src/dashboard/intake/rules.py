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
        Rule("E02", Severity.ERROR, "見出し行、または指定したシートが見つからない"),
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
        Rule("E15", Severity.ERROR, "ファイルが大きすぎる、または行や値が多すぎる"),
        Rule("E16", Severity.ERROR, "列がずれている（セルが見出しより多い、値がコンマで二つに分かれている）"),
        Rule("E17", Severity.ERROR, "時点の列がなく、ファイル全体の時点も指定されていない（または両方ある）"),
        Rule("E18", Severity.ERROR, "指標の列がなく、ファイル全体の指標も指定されていない（または両方ある）"),
        Rule("E19", Severity.ERROR, "時点の細かさ（年度、四半期、月など）が指標に合わない"),
        Rule("E20", Severity.ERROR, "指標がもたない段階の地域（都道府県、圏域、市町村）の値である"),
        Rule("W01", Severity.WARNING, "登録済みの値の改訂になる"),
        Rule("W02", Severity.WARNING, "指標の小数点以下の桁数より細かい値である"),
        Rule("W03", Severity.WARNING, "前の値からの変わり方が、これまでの変わり方より大きい"),
        Rule("W04", Severity.WARNING, "ファイルの合計が、地域の値を足した数と合わない"),
        Rule("W05", Severity.WARNING, "圏域の値が、市町村の値を足した数と合わない"),
        Rule("W06", Severity.WARNING, "都道府県の値が、市町村か圏域の値を足した数と合わない"),
        Rule("W07", Severity.WARNING, "そろうはずの地域が欠けている"),
        Rule("W08", Severity.WARNING, "登録済みの最新の値より古い時点である"),
        Rule("W09", Severity.WARNING, "同じファイルが前に取り込まれている"),
        Rule("W10", Severity.WARNING, "数式として動きかねない文字で始まる"),
        Rule("W11", Severity.WARNING, "読まない列、またはかっこ書きを読まない列に数がある"),
        Rule("W12", Severity.WARNING, "練習用の架空の値である"),
        Rule("N01", Severity.NOTICE, "読まない列、シートがある"),
        Rule("N02", Severity.NOTICE, "読み飛ばした行がある"),
        Rule("N03", Severity.NOTICE, "同じ行が二つある"),
        Rule("N04", Severity.NOTICE, "区分の列がない、または空である"),
        Rule("N05", Severity.NOTICE, "書き方をそろえて読んだセルがある"),
    )
}


@dataclass(frozen=True, slots=True)
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
