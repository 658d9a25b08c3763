"""The export command: a paper in one format, or all formats as a ZIP, into a file."""

import argparse
from contextlib import suppress
from pathlib import Path

from dashboard.board import open_board, today
from dashboard.catalogue import Catalogue
from dashboard.cli.reply import Reply
from dashboard.errors import PaperError
from dashboard.fiscal import fiscal_year
from dashboard.papers.choice import Choice
from dashboard.papers.composing import compose
from dashboard.papers.files import File
from dashboard.papers.formats import FORMATS, ZIP, Parcel, format_of
from dashboard.settings import Settings


def export(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """A paper written to a file; the file is there whole or not at all."""
    formats = FORMATS if arguments.format == ZIP else (format_of(arguments.format),)
    _check_suffix(arguments.out, arguments.format)
    board = open_board(settings)
    paper = compose(board, _choice(arguments, board.catalogue))
    files = tuple(file for one in formats for file in one.files(paper))
    zipping = arguments.out.suffix.lower() == f".{ZIP}"
    file = Parcel(paper, files).one if zipping or not files else files[0]
    _write(arguments.out, file)
    return Reply(_said(arguments.out, file, len(files)))


def _choice(arguments: argparse.Namespace, catalogue: Catalogue) -> Choice:
    years = arguments.fiscal_year
    return Choice(
        as_of=arguments.as_of or today(),
        known_at=arguments.known_at,
        indicators=tuple(catalogue.find(text).id for text in arguments.indicator or ()),
        fiscal_years=tuple(fiscal_year(day) for day in years) if years else None,
        region=arguments.region,
        page=arguments.page,
        charts=arguments.charts,
        canvas=arguments.canvas,
    )


def _check_suffix(out: Path, format_id: str) -> None:
    """A file must not pass for another kind than it is; pictures may be many, and then go into a ZIP."""
    suffix = out.suffix.lower().removeprefix(".")
    others = {one.id for one in FORMATS} | {ZIP}
    if suffix in others - {format_id, ZIP} or (suffix == ZIP and format_id not in {"png", "svg", ZIP}):
        raise PaperError(f"「{out.name}」は{format_id}の名前ではありません。末尾を .{format_id} にしてください。")


def _write(out: Path, file: File) -> None:
    """Beside the place first, so that a reader never sees half a file and a full disk costs no older one."""
    half = out.with_name(f".{out.name}.half")
    try:
        half.write_bytes(file.data)
        half.replace(out)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        why = error.strerror or str(error)
        said = f"「{out}」に書き込めません（{why}）。"
        raise PaperError(f"{said}--out に、書き込めるフォルダのファイルを指定してください。") from error


def _said(out: Path, file: File, made: int) -> str:
    size = max(1, round(len(file.data) / 1000))
    done = f"「{out}」に書き出しました（{size:,}KB）。"
    if made > 1 and not file.name.endswith(f".{ZIP}"):
        return f"{done}図は{made}枚あり、これは1枚目です。すべて要るときは --out を .{ZIP} にしてください。"
    return done
