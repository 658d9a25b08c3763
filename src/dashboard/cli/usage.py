"""The commands and their options, and what is said about wrong usage."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from dashboard.cli import commands
from dashboard.cli.commands import export
from dashboard.cli.reply import WRONG_USAGE, Reply
from dashboard.errors import FiscalError
from dashboard.fiscal import moment_of, parse
from dashboard.papers.choice import Canvas, PageSize, SlideCharts
from dashboard.papers.formats import FORMATS, ZIP
from dashboard.settings import Settings

Command = Callable[[argparse.Namespace, Settings], Reply]
Kind = TypeVar("Kind", bound=StrEnum)

_JAPANESE = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"the following arguments are required: (.*)", r"「\1」がありません"),
        (r"unrecognized arguments: (.*)", r"「\1」は使えません"),
        (r"argument (\S+): expected one argument", r"「\1」のあとに値がありません"),
        (
            r"argument \S+: invalid choice: '(.*?)' \(choose from (.*)\)",
            r"「\1」というコマンドはありません。使えるのは \2 です",
        ),
        (r"argument (\S+): (.*)", r"「\1」に誤りがあります。\2"),
    )
)


class _Form(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Form, **settings)
        self.objects = self.add_argument_group("対象")
        self.options = self.add_argument_group("オプション")
        self.options.add_argument("-h", "--help", action="help", help="この説明を見る")

    def error(self, message: str) -> NoReturn:
        said = next(
            (found.expand(words) for pattern, words in _JAPANESE if (found := pattern.fullmatch(message))), message
        )
        end = "" if said.endswith("。") else "。"
        sys.stderr.write(f"使い方が違います。{said}{end}`{self.prog} --help` で書き方を確かめてください。\n")
        sys.exit(WRONG_USAGE)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the chosen command's function is in ``command``."""
    whole = _Parser(prog="python -m dashboard", description="指標ダッシュボードのコマンド")
    add = whole.add_subparsers(title="コマンド", required=True, metavar="コマンド")
    _add_questions(add)
    _add_changes(add)
    _add_papers(add)
    return whole


def _add_questions(add: Any) -> None:
    _command(add, "check", commands.check, "設定、地域、公表値、保存先に問題がないかを確かめる")
    judged = _command(add, "assess", commands.assess, "指標を判定する")
    judged.options.add_argument("--as-of", type=_day, metavar="DATE", help="基準日（省くと今日）")
    _known_at(judged)
    _json(judged)
    one = _command(add, "series", commands.series, "一つの指標の値の並びを見る")
    one.objects.add_argument("indicator", type=_text, metavar="INDICATOR", help="指標の id か名前")
    one.options.add_argument("--region", type=_text, metavar="CODE", help="地域コード（省くと計画の都道府県）")
    _known_at(one)
    _json(one)
    _json(_command(add, "regions", commands.regions, "地域のコードと、圏域ごとの市町村を見る"))
    _json(_command(add, "history", commands.history, "取り込みの履歴を見る"))


def _add_changes(add: Any) -> None:
    taken = _command(add, "import", commands.import_, "CSVかExcel（.xlsx）を取り込む")
    taken.objects.add_argument("file", type=Path, metavar="FILE", help="取り込むファイル")
    taken.options.add_argument("--by", type=_text, metavar="NAME", default="", help="取り込む人（省くとログイン名）")
    taken.options.add_argument("--note", type=_text, metavar="TEXT", default="", help="理由や覚え書き")
    taken.options.add_argument("--dry-run", action="store_true", help="何が変わるかだけを見る（保存しない）")
    taken.options.add_argument("--accept-warnings", action="store_true", help="警告を確かめたうえで取り込む")
    for option, metavar, what in (
        ("--period", "DATE", "ファイル全体の時点（時点の列がないとき）"),
        ("--indicator", "INDICATOR", "ファイル全体の指標（指標の列がないとき）"),
        ("--sheet", "NAME", "Excelの読むシート（省くと最初のシート）"),
    ):
        taken.options.add_argument(option, type=_text, metavar=metavar, default="", help=what)
    _json(taken)
    undone = _command(add, "withdraw", commands.withdraw, "取り込みを取り消す（履歴には残る）")
    undone.objects.add_argument("batch", type=_text, metavar="BATCH", help="取り込みの番号（history で分かる）")
    undone.options.add_argument("--reason", type=_text, metavar="TEXT", required=True, help="取り消す理由")
    undone.options.add_argument("--by", type=_text, metavar="NAME", required=True, help="取り消す人")
    drawn = _command(add, "boundaries", commands.boundaries, "国土数値情報（行政区域）から地図の境界のファイルを作る")
    drawn.objects.add_argument("source", type=Path, metavar="SOURCE", help="行政区域データ（N03）の.geojsonか.zip")
    drawn.options.add_argument("--out", type=Path, metavar="PATH", required=True, help="作るファイル（まだないもの）")
    drawn.options.add_argument("--date", type=_day, metavar="DATE", required=True, help="データの年月日（出典に書く）")
    drawn.options.add_argument("--credit", type=_text, metavar="TEXT", default="", help="出典（省くと国土数値情報）")
    saved = _command(add, "backup", commands.backup, "すべての値と履歴を一つのファイルに書き出す")
    saved.objects.add_argument("path", type=Path, metavar="PATH", help="書き出すファイル（まだないもの）")
    back = _command(add, "restore", commands.restore, "書き出したファイルから元に戻す")
    back.objects.add_argument("path", type=Path, metavar="PATH", help="backup で書き出したファイル")


def _add_papers(add: Any) -> None:
    made = _command(add, "export", export, "会議資料や図を、画面と同じ数字でファイルに書き出す")
    formats = [*(one.id for one in FORMATS), ZIP]
    made.objects.add_argument("format", type=_one_of(formats), metavar="FORMAT", help=f"形式（{'、'.join(formats)}）")
    options = made.options
    options.add_argument("--out", type=Path, metavar="FILE", required=True, help="書き出すファイル（あれば置き換える）")
    options.add_argument("--as-of", type=_day, metavar="DATE", help="基準日（省くと今日）")
    _known_at(made)
    for option, kind, metavar, about in (
        ("--indicator", _text, "ID", "指標の id か名前（いくつでも。省くと判定するすべての指標）"),
        ("--fiscal-year", _day, "YEAR", "取組を載せる年度（3つまで。省くと新しい2年度）"),
    ):
        options.add_argument(option, type=kind, metavar=metavar, nargs="+", action="extend", help=about)
    options.add_argument("--region", type=_text, metavar="CODE", default="", help="地域のページを足す地域コード")
    for option, choices, about in (
        ("--page", PageSize, "PDFとスライドの大きさ"),
        ("--charts", SlideCharts, "スライドの図"),
        ("--canvas", Canvas, "画像の大きさ"),
    ):
        kinds = "、".join(f"{one.value}＝{one.label}" for one in choices)
        first = next(iter(choices))
        options.add_argument(
            option,
            type=_kind_of(choices),
            metavar="KIND",
            default=first,
            help=f"{about}（{kinds}。省くと{first.value}）",
        )


def _one_of(valid: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of these words."""

    def read(text: str) -> str:
        if text not in valid:
            said = f"「{text}」は使えません。使えるのは{'、'.join(f'「{one}」' for one in valid)}です。"
            raise argparse.ArgumentTypeError(said)
        return text

    return read


def _kind_of(choices: type[Kind]) -> Callable[[str], Kind]:
    """A reader of one of an enumeration's values."""
    return lambda text: choices(_one_of([one.value for one in choices])(text))


def _command(add: Any, name: str, command: Command, about: str) -> _Parser:
    made: _Parser = add.add_parser(name, help=about, description=about)
    made.set_defaults(command=command)
    return made


def _json(command: _Parser) -> None:
    command.options.add_argument("--json", action="store_true", help="JSONで出力する")


def _known_at(command: _Parser) -> None:
    about = "その時刻までに登録された値だけを使う（時差を省くと日本時間、日付だけならその日の終わり）"
    command.options.add_argument("--known-at", type=_moment, metavar="TIMESTAMP", help=about)


def _text(argument: str) -> str:
    """The argument, provided that it can be stored and shown."""
    try:
        argument.encode()
    except UnicodeEncodeError as error:
        said = "文字コードがUTF-8ではありません。端末の文字コードをUTF-8にしてください。"
        raise argparse.ArgumentTypeError(said) from error
    return argument


def _day(text: str) -> date:
    try:
        return parse(text).date
    except FiscalError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _moment(text: str) -> datetime:
    try:
        return moment_of(text)
    except FiscalError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
