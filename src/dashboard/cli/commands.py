"""What each command does: ask, change or check, and put the answer into words or into JSON."""

import getpass
from argparse import Namespace
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dashboard.as_json import assessments_json, history_json, json_text, outcome_json, regions_json, series_json
from dashboard.board import open_board, regions_of
from dashboard.catalogue.loading import load
from dashboard.charts.file import File
from dashboard.cli import printed
from dashboard.cli.doctor import Condition, consult, diagnoses_text, doctor_json
from dashboard.cli.soundness import look_over
from dashboard.comparing import sums_of
from dashboard.errors import IntakeError, PaperError
from dashboard.event_log import Stopwatch, log_event
from dashboard.fiscal import parse, today
from dashboard.intake import Answers, Context, Signature, read_upload, take_in
from dashboard.intake.letters import letters_of_signature
from dashboard.intake.seeding import make_first_store, make_store
from dashboard.papers.choice import KNOWN_AT, read_choice
from dashboard.papers.compose import compose
from dashboard.papers.formats import FORMATS, ZIP, Parcel, format_of
from dashboard.places.boundary_making import credit_line, write_boundaries
from dashboard.queries import Snapshot
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.store.backup import prospect_of, restore_backup, write_backup
from dashboard.text import format_bytes, on_a_line, visible

REFUSED = 1
"""The exit status of what was understood and is not done; 2 is wrong usage."""


@dataclass(frozen=True)
class Reply:
    """The answer of one command: standard output, standard error, exit status; an empty text is not printed."""

    text: str = ""
    complaint: str = ""
    status: int = 0


def _check(_: Namespace, settings: Settings) -> Reply:
    """All problems of the catalogue, the regions, the published figures and the store; nothing is written."""
    soundness = look_over(settings)
    if soundness.problems:
        count = f"問題が{len(soundness.problems)}件あります。"
        return Reply(complaint="\n".join([*map(on_a_line, soundness.problems), count]), status=REFUSED)
    return Reply(f"問題はありません。{'、'.join(soundness.summary)}。")


def _doctor(arguments: Namespace, settings: Settings) -> Reply:
    """What an administrator is asked on the phone; whatever is broken, there is an answer."""
    diagnoses = consult(settings)
    status = REFUSED if Condition.BAD in {diagnosis.condition for diagnosis in diagnoses} else 0
    return Reply(json_text(doctor_json(diagnoses)) if arguments.json else diagnoses_text(diagnoses), status=status)


def _assess(arguments: Namespace, settings: Settings) -> Reply:
    board = open_board(settings)
    choice = read_choice(vars(arguments), board.catalogue, board.regions)
    standings = board.standings(choice.as_of, choice.known_at)
    method = board.catalogue.judging.method
    if arguments.json:
        return Reply(json_text(assessments_json(standings, method, choice.as_of, choice.known_at)))
    return Reply(printed.assessments_text(standings, choice.as_of, method))


def _series(arguments: Namespace, settings: Settings) -> Reply:
    """The values in force of one indicator in one region, and the sums of its municipalities where it has none."""
    board = open_board(settings)
    indicator = board.catalogue.find(arguments.indicator)
    region = board.regions.get(arguments.region or board.catalogue.plan.region_code)
    panel = board.panel(indicator, KNOWN_AT.value(vars(arguments)))
    observations = panel.series.get(region.code, ())
    sums = sums_of(board.territory, panel, region)
    if arguments.json:
        return Reply(json_text(series_json(indicator, region.code, observations, sums)))
    return Reply(printed.series_text(indicator, region, observations, sums))


def _regions(arguments: Namespace, settings: Settings) -> Reply:
    """The regions of the plan and the sets of areas; no store is needed for it."""
    regions = regions_of(settings, load(settings.catalogue))
    return Reply(json_text(regions_json(regions)) if arguments.json else printed.regions_text(regions))


def _history(arguments: Namespace, settings: Settings) -> Reply:
    snapshot = Snapshot.load(Store(settings.store, settings.cache))
    batches = snapshot.batches[::-1]
    answer = json_text(history_json(batches)) if arguments.json else printed.history_text(batches)
    return Reply(answer, "\n".join(snapshot.notices))


def _import(arguments: Namespace, settings: Settings) -> Reply:
    upload = read_upload(arguments.file)
    signature = None if arguments.dry_run else Signature(arguments.by.strip() or _login(), arguments.note)
    board = open_board(settings)
    outcome = take_in(
        upload,
        Store(settings.store, settings.cache),
        Context(board.catalogue, board.regions, today(), board.territory.population),
        signature,
        answers=Answers(
            arguments.period,
            arguments.indicator,
            arguments.sheet,
            arguments.region,
            arguments.unit,
            arguments.status,
            arguments.dash,
        ),
        accept_warnings=arguments.accept_warnings,
    )
    answer = json_text(outcome_json(outcome)) if arguments.json else ""
    if not outcome.accepted:
        return Reply(answer, printed.refusal_text(outcome), REFUSED)
    remark = letters_of_signature(signature.by, signature.reason) if signature and outcome.batch else ""
    return Reply(answer or printed.acceptance_text(outcome, board, dry_run=arguments.dry_run), remark)


def _withdraw(arguments: Namespace, settings: Settings) -> Reply:
    by, reason = visible(arguments.by), visible(arguments.reason)
    batch = Store(settings.store, settings.cache).withdraw(arguments.batch, by=by, reason=reason)
    sentence = f"取り込み {arguments.batch} を取り消しました。この取消の番号は {batch.id} です。"
    return Reply(sentence, letters_of_signature(arguments.by, arguments.reason))


def _boundaries(arguments: Namespace, settings: Settings) -> Reply:
    """A small file of the municipalities' boundaries out of the ministry's; no store is needed for it."""
    regions = regions_of(settings, load(settings.catalogue))
    credit = arguments.credit.strip() or credit_line(parse(arguments.date).date)
    result, boundaries = write_boundaries(arguments.source, arguments.out, regions, credit)
    return Reply(printed.boundaries_text(result, boundaries, arguments.out))


def _init(arguments: Namespace, settings: Settings) -> Reply:
    """The first start."""
    if make_store(settings, anew=arguments.anew):
        return Reply(_first_batches(settings))
    batches = Store(settings.store, settings.cache).holdings().batches
    return Reply(f"保管場所「{settings.store}」はすでにあります（取り込み{len(batches)}件）。何も変えていません。")


def first_start(command: str, settings: Settings) -> str:
    """Makes the store that a command found missing, and says so; empty where only ``init`` may make it."""
    return _first_batches(settings) if command in _BEGINNERS and make_first_store(settings) else ""


def _first_batches(settings: Settings) -> str:
    rows = sum(batch.rows for batch in Store(settings.store, settings.cache).holdings().batches)
    return f"保管場所「{settings.store}」を作り、公表値{rows:,}件を入れました。"


def _backup(arguments: Namespace, settings: Settings) -> Reply:
    """Everything into one file; the catalogue need not be in order for it."""
    clock = Stopwatch()
    contents = write_backup(Store(settings.store), arguments.path)
    size = arguments.path.stat().st_size
    log_event("backup.made", who=_account(), path=str(arguments.path), bytes=size, seconds=clock.seconds)
    return Reply(printed.backup_text(contents, arguments.path))


def _restore(arguments: Namespace, settings: Settings) -> Reply:
    if arguments.dry_run:
        return Reply(printed.prospect_text(prospect_of(Store(settings.store), arguments.path), settings.store))
    clock = Stopwatch()
    rows = restore_backup(Store(settings.store), arguments.path)
    log_event("restore.done", who=_account(), path=str(arguments.path), rows=rows, seconds=clock.seconds)
    return Reply(f"「{arguments.path}」から{rows:,}行を元に戻しました。")


def _export(arguments: Namespace, settings: Settings) -> Reply:
    """A paper written to a file; the file is there whole or not at all."""
    formats = FORMATS if arguments.format == ZIP else (format_of(arguments.format),)
    out: Path = arguments.out
    _check_suffix(out, arguments.format)
    board = open_board(settings)
    paper = compose(board, read_choice(vars(arguments), board.catalogue, board.regions))
    files = tuple(file for format_ in formats for file in format_.files(paper))
    zipping = out.suffix.lower() == f".{ZIP}"
    file = Parcel(paper, files).file if zipping or not files else files[0]
    _write(out, file)
    more = ""
    if len(files) > 1 and not zipping:
        more = f"図は{len(files)}枚あり、これは1枚目です。すべて要るときは --out を .{ZIP} にしてください。"
    return Reply(f"「{out}」に書き出しました（{format_bytes(len(file.data))}）。{more}")


def _check_suffix(out: Path, format_id: str) -> None:
    """A file must not pass for another kind than it is; pictures may be many, and then go into a ZIP."""
    suffix = out.suffix.lower().removeprefix(".")
    others = {format_.id for format_ in FORMATS} - {format_id}
    parcels = {format_.id for format_ in FORMATS if format_.several} | {ZIP}
    if suffix in others or (suffix == ZIP and format_id not in parcels):
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
        sentence = f"「{out}」に書き込めません（{why}）。--out に、書き込めるフォルダのファイルを指定してください。"
        raise PaperError(sentence) from error


def _login() -> str:
    name = _account()
    if name is None:
        raise IntakeError("取り込む人の名前が分かりません。--by に名前を書いてください。")
    return name


def _account() -> str | None:
    """Under which account the command runs, as far as that has a name."""
    try:
        name = getpass.getuser()
        name.encode()
    except (KeyError, OSError, ImportError, UnicodeEncodeError):
        return None
    return name


_BEGINNERS = frozenset({"assess", "series", "history", "import", "export"})
"""Commands of which the published figures are an answer, or a beginning; timers run none of them."""

COMMANDS: Mapping[str, Callable[[Namespace, Settings], Reply]] = {
    "init": _init,
    "check": _check,
    "doctor": _doctor,
    "assess": _assess,
    "series": _series,
    "regions": _regions,
    "history": _history,
    "import": _import,
    "withdraw": _withdraw,
    "boundaries": _boundaries,
    "backup": _backup,
    "restore": _restore,
    "export": _export,
}
