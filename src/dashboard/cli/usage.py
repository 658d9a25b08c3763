"""The commands with their options, and the sentences about wrong usage.

An option is checked here, before anything is opened, and handed on as text; the commands read it.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from dashboard.errors import DashboardError
from dashboard.fiscal import fiscal_year, parse
from dashboard.papers.choice import AS_OF, FISCAL_YEAR, KNOWN_AT, PARAMETERS, Parameter
from dashboard.papers.formats import FORMATS, ZIP
from dashboard.text import listed, on_a_line

WRONG_USAGE = 2
_COMMAND = "コマンド"
_JSON = "JSONで出力する"
_METAVARS = {"as_of": "DATE", "known_at": "TIMESTAMP", "indicator": "ID", "fiscal_year": "YEAR", "region": "CODE"}


class _Form(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser in Japanese; what it says of wrong usage comes from the errors' attributes, not from their English."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, exit_on_error=False, formatter_class=_Form, **settings)
        self._objects = self.add_argument_group("対象")
        self._options = self.add_argument_group("オプション")
        self._options.add_argument("-h", "--help", action="help", help="この説明を見る")

    def argument(self, name: str, metavar: str, about: str, type_: Callable[[str], object]) -> None:
        self._objects.add_argument(name, metavar=metavar, help=about, type=type_)

    def option(self, name: str, metavar: str, about: str, type_: Callable[[str], object], **more: Any) -> None:
        self._options.add_argument(name, metavar=metavar, help=about, type=type_, **{"default": "", **more})

    def flag(self, name: str, about: str) -> None:
        self._options.add_argument(name, action="store_true", help=about)

    def parameter(self, parameter: Parameter[Any]) -> None:
        choices = "、".join(f"{value}＝{label}" for value, label in parameter.choices.items())
        about = "。".join(part for part in (parameter.meaning, choices, f"省くと{parameter.default}") if part)
        more: dict[str, Any] = {"nargs": "+", "action": "extend"} if parameter.several else {}
        option = f"--{parameter.name.replace('_', '-')}"
        type_ = _year if parameter is FISCAL_YEAR else _checked(parameter.read)
        self.option(option, _METAVARS.get(parameter.name, "KIND"), about, type_, default=[], **more)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        arguments, others = self.parse_known_args(args, namespace)
        if others:
            self._refuse(f"「{' '.join(others)}」は使えません")
        return arguments

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        texts = sys.argv[1:] if args is None else list(args)
        try:
            return super().parse_known_args(texts, namespace)
        except argparse.ArgumentError as error:
            self._refuse(self._sentence(error, texts))

    def error(self, message: str) -> NoReturn:
        """Called where something that must be there is not: its name stands in the message."""
        words = message.replace(",", " ").split()
        missing = [name for name, action in self._by_name().items() if action.required and name in words]
        self._refuse(f"「{', '.join(missing)}」がありません" if missing else message)

    def _by_name(self) -> dict[str, argparse.Action]:
        """What may be written, by the name that argparse gives it in its messages."""
        return {"/".join(action.option_strings) or str(action.metavar): action for action in self._actions}

    def _sentence(self, error: argparse.ArgumentError, texts: Sequence[str]) -> str:
        name = error.argument_name
        if name is None:
            self.error(error.message)
        action = self._by_name()[name]
        if name == _COMMAND:
            command = next((text for text in texts if not text.startswith("-")), "")
            return f"「{command}」というコマンドはありません。使えるのは{listed(list(action.choices or ()))}です"
        if isinstance(error.__context__, argparse.ArgumentTypeError):
            return f"「{name}」に誤りがあります。{error.__context__}"
        return f"「{name}」に値は付けられません" if action.nargs == 0 else f"「{name}」のあとに値がありません"

    def _refuse(self, sentence: str) -> NoReturn:
        sentence = on_a_line(sentence)
        end = "" if sentence.endswith("。") else "。"
        sys.stderr.write(f"使い方が違います。{sentence}{end}`{self.prog} --help` で書き方を確かめてください。\n")
        sys.exit(WRONG_USAGE)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the name of the command is in ``command``."""
    everything = _Parser(prog="python -m dashboard", description="指標ダッシュボードのコマンド")
    commands = everything.add_subparsers(title=_COMMAND, required=True, metavar=_COMMAND, dest="command")

    def command(name: str, about: str) -> _Parser:
        return commands.add_parser(name, help=about, description=about)

    _add_questions(command)
    _add_changes(command)
    _add_papers(command)
    return everything


def _add_questions(command: Callable[[str, str], _Parser]) -> None:
    init = command("init", "はじめて使うときに、公表値の入った保管場所を作る（あれば何もしない）")
    init.flag("--anew", "前に作った保管場所がなくなっていても、新しく作り直す")
    command("check", "設定、地域、公表値、保管場所に問題がないかを確かめる")
    doctor = command("doctor", "版、場所、権限、空き容量、時計、サインインなど、問い合わせで聞かれることを確かめる")
    assess = command("assess", "指標を判定する")
    assess.parameter(AS_OF)
    assess.parameter(KNOWN_AT)
    series = command("series", "一つの指標の値の並びを見る")
    series.argument("indicator", "INDICATOR", "指標の id か名前", _text)
    series.option("--region", "CODE", "地域コード（省くと計画の都道府県）", _text)
    series.parameter(KNOWN_AT)
    regions = command("regions", "地域のコードと、圏域ごとの市町村を見る")
    history = command("history", "取り込みの履歴を見る")
    for parser_ in (doctor, assess, series, regions, history):
        parser_.flag("--json", _JSON)


def _add_changes(command: Callable[[str, str], _Parser]) -> None:
    upload = command("import", "CSVかExcel（.xlsx）を取り込む")
    upload.argument("file", "FILE", "取り込むファイル", Path)
    upload.option("--by", "NAME", "取り込む人（省くとログイン名）", _text)
    upload.option("--note", "TEXT", "理由や覚え書き", _text)
    upload.flag("--dry-run", "何が変わるかだけを見る（保存しない）")
    upload.flag("--accept-warnings", "警告を確かめたうえで取り込む")
    upload.option("--period", "DATE", "ファイル全体の時点（時点の列がないとき）", _text)
    upload.option("--indicator", "INDICATOR", "ファイル全体の指標（指標の列がないとき）", _text)
    upload.option("--sheet", "NAME", "Excelの読むシート（値のあるシートが1枚なら省ける）", _text)
    upload.option("--region", "CODE", "ファイル全体の地域（地域の列がないとき）", _text)
    upload.option("--unit", "UNIT", "ファイルにある百人、千人などの単位（その倍にして読んでよいとき）", _text)
    upload.option("--status", "STATUS", "ファイル全体の区分（確定、速報、参考。区分の列がないとき）", _text)
    upload.option("--dash", "MEANING", "「－」の意味（0 か 値なし）", _text)
    upload.flag("--json", _JSON)
    withdraw = command("withdraw", "取り込みを取り消す（履歴には残る）")
    withdraw.argument("batch", "BATCH", "取り込みの番号（history で分かる）", _text)
    withdraw.option("--reason", "TEXT", "取り消す理由", _text, required=True)
    withdraw.option("--by", "NAME", "取り消す人", _text, required=True)
    boundaries = command("boundaries", "国土数値情報（行政区域）から地図の境界のファイルを作る")
    boundaries.argument("source", "SOURCE", "行政区域データ（N03）の.geojsonか.zip", Path)
    boundaries.option("--out", "PATH", "作るファイル（まだないもの）", Path, required=True)
    boundaries.option("--date", "DATE", "データの年月日（出典に書く）", _checked(parse), required=True)
    boundaries.option("--credit", "TEXT", "出典（省くと国土数値情報）", _text)
    backup = command("backup", "すべての値と履歴を一つのファイルに書き出す")
    backup.argument("path", "PATH", "書き出すファイル（まだないもの）", Path)
    restore = command("restore", "書き出したファイルから元に戻す")
    restore.argument("path", "PATH", "backup で書き出したファイル", Path)
    restore.flag("--dry-run", "何が戻り、何が失われるかだけを見る（何も変えない）")


def _add_papers(command: Callable[[str, str], _Parser]) -> None:
    export = command("export", "会議資料や図を、画面と同じ数字でファイルに書き出す")
    formats = [*(format_.id for format_ in FORMATS), ZIP]

    def format_id(text: str) -> str:
        if text not in formats:
            raise argparse.ArgumentTypeError(f"「{text}」は使えません。使えるのは{listed(formats)}です。")
        return text

    export.argument("format", "FORMAT", f"形式（{'、'.join(formats)}）", format_id)
    export.option("--out", "FILE", "書き出すファイル（あれば置き換える）", Path, required=True)
    for parameter in PARAMETERS:
        export.parameter(parameter)


def _text(argument: str) -> str:
    """The argument, provided that it can be stored and shown."""
    try:
        argument.encode()
    except UnicodeEncodeError as error:
        sentence = "文字コードがUTF-8ではありません。端末の文字コードをUTF-8にしてください。"
        raise argparse.ArgumentTypeError(sentence) from error
    return argument


def _checked(read: Callable[[str], object]) -> Callable[[str], str]:
    """The argument as it is, provided that ``read`` can read it."""

    def check(argument: str) -> str:
        try:
            read(_text(argument))
        except DashboardError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        return argument

    return check


def _year(argument: str) -> str:
    """A fiscal year as text; the command line, unlike an address, also takes any date in it."""
    if len(argument) == 4 and argument.isdecimal():
        return argument
    _checked(parse)(argument)
    return str(fiscal_year(parse(argument).date))
