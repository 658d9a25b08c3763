"""What each command does: ask, change or check, and put the answer into words or into JSON."""

import argparse
import getpass
from contextlib import suppress
from pathlib import Path

from dashboard import as_json as answers
from dashboard import queries
from dashboard.board import open_board, regions_of
from dashboard.catalogue import Catalogue, load
from dashboard.charts.file import File
from dashboard.cli import printed
from dashboard.cli.reply import REFUSED, Reply, as_json
from dashboard.cli.soundness import check
from dashboard.comparing import Panel, sums_of
from dashboard.errors import IntakeError, PaperError, StoreError
from dashboard.fiscal import fiscal_year, today
from dashboard.intake import Answers, Context, Signature, read_upload, take_in
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.formats import FORMATS, ZIP, Parcel, format_of
from dashboard.places.boundary_making import credit_line, write_boundaries
from dashboard.queries import Snapshot
from dashboard.settings import Settings
from dashboard.store import Store, restore_backup, write_backup


def export(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """A paper written to a file; the file is there whole or not at all."""
    formats = FORMATS if arguments.format == ZIP else (format_of(arguments.format),)
    _check_suffix(arguments.out, arguments.format)
    board = open_board(settings)
    paper = compose(board, _choice(arguments, board.catalogue))
    files = tuple(file for one in formats for file in one.files(paper))
    zipping = arguments.out.suffix.lower() == f".{ZIP}"
    file = Parcel(paper, files).file if zipping or not files else files[0]
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
    if suffix in others - {format_id, ZIP} or (
        suffix == ZIP and format_id not in {*(format_.id for format_ in FORMATS if format_.several), ZIP}
    ):
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


__all__ = ["assess", "backup", "boundaries", "check", "history", "import_", "regions", "restore", "series", "withdraw"]


def assess(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """Every tracked indicator, judged at a date with what was known at a moment."""
    board, as_of = open_board(settings), arguments.as_of or today()
    if arguments.json:
        return Reply(as_json(answers.assessments(board, as_of, arguments.known_at)))
    return Reply(printed.assessments(board.standings(as_of, arguments.known_at), as_of))


def series(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """The values in force of one indicator in one region, and the sums of its municipalities where it has none."""
    board = open_board(settings)
    indicator = board.catalogue.find(arguments.indicator)
    region = board.regions.get(arguments.region or board.catalogue.plan.region_code)
    panel = Panel(indicator, queries.series_by_region(board.snapshot, indicator.id, arguments.known_at))
    observations, sums = panel.series.get(region.code, ()), sums_of(board.territory, panel, region)
    if arguments.json:
        return Reply(as_json(answers.series(indicator.id, region.code, observations, sums)))
    return Reply(printed.series(indicator, region, observations, sums))


def regions(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """The regions of the plan and the sets of areas; no store is needed for it."""
    known = regions_of(settings, load(settings.catalogue))
    return Reply(as_json(answers.regions(known)) if arguments.json else printed.regions(known))


def history(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """Every upload and every withdrawal."""
    batches = Snapshot.load(_store(settings)).batches[::-1]
    return Reply(as_json(answers.history(batches)) if arguments.json else printed.history(batches))


def import_(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """A file into the store, or the reasons why not."""
    upload = read_upload(arguments.file)
    signature = None if arguments.dry_run else Signature(arguments.by.strip() or _login(), arguments.note)
    board = open_board(settings)
    context = Context(board.catalogue, board.regions, today())
    for_file = Answers(arguments.period, arguments.indicator, arguments.sheet)
    accept = arguments.accept_warnings
    outcome = take_in(upload, Store(settings.store), context, signature, answers=for_file, accept_warnings=accept)
    if not outcome.accepted:
        complaint = printed.refusal(outcome)
        return Reply(as_json(answers.outcome(outcome)) if arguments.json else "", complaint, REFUSED)
    if arguments.json:
        return Reply(as_json(answers.outcome(outcome)))
    return Reply(printed.acceptance(outcome, board, dry_run=arguments.dry_run))


def withdraw(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """A batch taken back; it stays in the history."""
    batch = _store(settings).withdraw(arguments.batch, by=arguments.by, reason=arguments.reason)
    return Reply(f"取り込み {arguments.batch} を取り消しました。この取消の番号は {batch.id} です。")


def boundaries(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """A small file of the municipalities' boundaries out of the ministry's; no store is needed for it."""
    known = regions_of(settings, load(settings.catalogue))
    credit = arguments.credit.strip() or credit_line(arguments.date)
    made, proof = write_boundaries(arguments.source, arguments.out, known, credit)
    return Reply(printed.boundaries(made, proof, arguments.out))


def backup(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """Everything into one file; the catalogue need not be in order for it."""
    store = Store(settings.store)
    if not store.exists():
        raise StoreError(f"「{store.location}」にはまだ何も登録されていないので、書き出すものがありません。")
    write_backup(store, arguments.path)
    return Reply(f"「{arguments.path}」に書き出しました。")


def restore(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """The store made anew from such a file, where there is none."""
    rows = restore_backup(Store(settings.store), arguments.path)
    return Reply(f"「{arguments.path}」から{rows:,}行を元に戻しました。")


def _store(settings: Settings) -> Store:
    """The store, filled with the published figures if this is the very first command."""
    store = Store(settings.store)
    if not store.exists():
        open_board(settings)
    return store


def _login() -> str:
    try:
        name = getpass.getuser()
        name.encode()
    except (KeyError, OSError, ImportError, UnicodeEncodeError) as error:
        raise IntakeError("取り込む人の名前が分かりません。--by に名前を書いてください。") from error
    return name
