"""What an administrator is asked on the phone, each line with its condition and what to do; nothing is written.

Every part is looked at on its own and in bounded time, so that a doctor can be asked whatever is broken. Secrets are
never printed.
"""

import getpass
import importlib.metadata
import os
import platform
import re
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.board import facts_of, regions_of
from dashboard.catalogue.loading import load
from dashboard.charts.fonts import ready_converter
from dashboard.errors import CatalogueError, DashboardError
from dashboard.fiscal import moment_words
from dashboard.places.boundaries import load_boundaries
from dashboard.settings import ROOT, Settings
from dashboard.store import Store
from dashboard.store.batches import clock_refusal
from dashboard.store.free_space import LITTLE, TOO_LITTLE, disk_of
from dashboard.store.place import Place
from dashboard.text import Term, format_bytes, on_a_line

LONGEST_SECONDS = 20.0
OLDEST_BACKUP = timedelta(days=2)
BACKUPS = "DASHBOARD_BACKUPS"
SECRETS = ("~/.streamlit/secrets.toml", str(ROOT / ".streamlit/secrets.toml"))
"""Where Streamlit looks for them; a later file adds to an earlier one."""

_SHOWN = ("streamlit", "duckdb", "deltalake", "pyarrow")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?!\S)(?! *;)", re.MULTILINE)
"""Without those that only some systems need."""
_CHECK = "python -m dashboard check で、すべての問題を確かめてください。"


class Condition(Term):
    """How much a diagnosis matters."""

    GOOD = "ok", "OK"
    CARE = "care", "注意"
    BAD = "bad", "問題"


@dataclass(frozen=True)
class Diagnosis:
    """A line: what was looked at, what is the case, and what to do about it where there is something to do."""

    subject: str
    words: str
    condition: Condition = Condition.GOOD
    advice: str = ""


def _program(_: Settings) -> Iterator[Diagnosis]:
    yield Diagnosis("プログラム", f"指標ダッシュボード {_version('dashboard')}（{ROOT}）")
    yield Diagnosis("Python", f"{platform.python_version()}、{platform.platform()}")
    yield Diagnosis("ライブラリ", "、".join(f"{name} {_version(name)}" for name in _SHOWN))
    pins = _PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    others = [f"{name} {_version(name)}（{pin}のはず）" for name, pin in pins if _version(name) != pin]
    if others:
        more = f"ほか{len(others) - 3}件" if len(others) > 3 else ""
        advice = "python -m pip install -r requirements.txt で入れ直してください。"
        yield Diagnosis("ライブラリの版", "、".join(others[:3]) + more, Condition.CARE, advice)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "なし"


def _account(_: Settings) -> Iterator[Diagnosis]:
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):
        name = f"番号 {os.getuid()}" if hasattr(os, "getuid") else "不明"
    yield Diagnosis("実行している利用者", name)


def _catalogue(settings: Settings) -> Iterator[Diagnosis]:
    subject = "指標の設定"
    try:
        catalogue = load(settings.catalogue)
    except CatalogueError as error:
        words = f"{settings.catalogue}：問題が{len(error.problems)}件あります。{error.problems[0]}"
        yield Diagnosis(subject, words, Condition.BAD, f"ファイルを直してください。{_CHECK}")
        return
    yield Diagnosis(subject, f"{settings.catalogue}：{catalogue.plan.name}")
    regions = regions_of(settings, catalogue)
    facts_of(settings, regions)
    if settings.boundaries:
        load_boundaries(settings.boundaries, regions)
    yield Diagnosis("地域の資料", f"{settings.data}：{regions.prefecture.name}、{len(regions.municipalities)}市町村")


def _store(settings: Settings) -> Iterator[Diagnosis]:
    store = Store(settings.store)
    store.verify()
    # Without the cache: what this command makes, often for another account, the server could not write to.
    held = store.holdings()
    batches = held.batches
    size = f"、{format_bytes(_size(settings.store))}" if not Place(settings.store).remote else ""
    newest = f"、最新は{moment_words(batches[-1].committed_at)}" if batches else ""
    yield Diagnosis("保管場所", f"{settings.store}：読めます。取り込み{len(batches)}件{newest}{size}")
    for notice in held.notices:
        yield _told("保管場所について", notice, Condition.CARE)
    missing = len(store.missing_originals())
    if missing:
        yield Diagnosis("元のファイル", f"{missing}件がなくなっています。値には影響ありません。", Condition.BAD, _CHECK)
    refusal = clock_refusal(datetime.now(UTC), batches[-1].committed_at) if batches else None
    if refusal:
        yield Diagnosis("取り込みの時刻", refusal, Condition.BAD, "直るまで取り込めません（docs/operations.md）。")


def _size(folder: str) -> int:
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            # What the server is just writing has another name a moment later.
            with suppress(FileNotFoundError):
                size += os.path.getsize(Path(place, name))
    return size


def _disk(settings: Settings) -> Iterator[Diagnosis]:
    disk = disk_of(settings.store)
    if disk is None:
        yield Diagnosis("書き込みと空き容量", "オブジェクトストレージなので、ここでは確かめません。")
        return
    if disk.writable:
        yield Diagnosis("書き込み", f"{disk.folder}：書き込めます。")
    else:
        advice = "サーバーを動かす利用者が書き込めるように、フォルダーの持ち主と権限を直してください。"
        yield Diagnosis("書き込み", f"{disk.folder}：この利用者は書き込めません。", Condition.BAD, advice)
    condition = Condition.BAD if disk.free < TOO_LITTLE else Condition.CARE if disk.free < LITTLE else Condition.GOOD
    advice = "" if condition is Condition.GOOD else "古い記録や不要なファイルを消すか、ディスクを増やしてください。"
    yield Diagnosis("空き容量", f"{disk.free / 1_000_000:,.0f}MB", condition, advice)


def _clock(_: Settings) -> Iterator[Diagnosis]:
    here = datetime.now().astimezone()
    yield Diagnosis("時計", f"{moment_words(here)}（日本時間）、サーバーの時間帯 {here:%Z%z}")
    # No clock is right that stands before the day on which this program was put here.
    placed = datetime.fromtimestamp((ROOT / "requirements.txt").stat().st_mtime, UTC)
    if here < placed - timedelta(days=1):
        advice = "時計を合わせてください（timedatectl set-ntp true）。"
        yield Diagnosis("時計", f"プログラムを置いた日（{placed:%Y-%m-%d}）より前です。", Condition.BAD, advice)


def _fonts(_: Settings) -> Iterator[Diagnosis]:
    ready_converter()
    yield Diagnosis("書体", "図と資料の書体を読み込めます。")


def _sign_in(_: Settings) -> Iterator[Diagnosis]:
    tables: dict[str, object] = {}
    for path in [path for path in (Path(os.path.expanduser(place)) for place in SECRETS) if path.exists()]:
        try:
            tables |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            why = "開けません" if isinstance(error, OSError) else "TOMLとして読めません"
            yield Diagnosis("サインイン", f"{path}：{why}。", Condition.BAD, "書き方と、読む権限を確かめてください。")
            return
        if os.name == "posix" and path.stat().st_mode & 0o007:
            advice = f"chmod 640 {path} で、ほかの利用者から読めないようにしてください。"
            yield Diagnosis("サインインの秘密", f"{path}：だれでも読めます。", Condition.BAD, advice)
    auth, roles = tables.get("auth"), tables.get("roles")
    local = os.environ.get("DASHBOARD_EDITOR")
    if isinstance(auth, Mapping):
        listed = roles if isinstance(roles, Mapping) else {}
        counts = f"更新できる人{_length(listed, 'editors')}人、グループ{_length(listed, 'editor_groups')}個"
        condition = Condition.GOOD if _length(listed, "editors") + _length(listed, "editor_groups") else Condition.CARE
        advice = "" if condition is Condition.GOOD else "[roles] の editors に、更新する人のアドレスを書いてください。"
        words = f"設定されています（戻り先 {auth.get('redirect_uri', 'なし')}）。{counts}"
        yield Diagnosis("サインイン", words, condition, advice)
    elif local == "local":
        yield Diagnosis("サインイン", "設定されていません。このパソコンに座る人が更新できます。")
    else:
        words = "設定されていません。画面は閲覧専用で、更新は「python -m dashboard import」でだけできます。"
        yield Diagnosis("サインイン", words)
    if local not in {None, "", "local"}:
        advice = "使えるのは local だけです。local にするか、指定をやめてください。"
        yield Diagnosis("DASHBOARD_EDITOR", f"「{local}」", Condition.CARE, advice)
    else:
        yield Diagnosis("DASHBOARD_EDITOR", local or "指定なし")


def _length(table: Mapping[str, object], key: str) -> int:
    entries = table.get(key)
    return len(entries) if isinstance(entries, list) else 0


def _backup(_: Settings) -> Iterator[Diagnosis]:
    subject = "バックアップ"
    folder = os.environ.get(BACKUPS)
    if not folder:
        advice = f"毎晩とり、その置き場所を {BACKUPS} に指定してください（docs/operations.md）。"
        yield Diagnosis(subject, f"{BACKUPS} の指定がないので、分かりません。", Condition.CARE, advice)
        return
    paths = sorted(Path(folder).glob("*.zip"), key=lambda path: path.stat().st_mtime)
    if not paths:
        advice = "systemctl status dashboard-backup.timer で、動いているかを確かめてください。"
        yield Diagnosis(subject, f"{folder}：一つもないか、開けません。", Condition.BAD, advice)
        return
    moment = datetime.fromtimestamp(paths[-1].stat().st_mtime, UTC)
    old = datetime.now(UTC) - moment > OLDEST_BACKUP
    advice = "systemctl status dashboard-backup で、とれなかったわけを確かめてください。" if old else ""
    words = f"{paths[-1]}（{moment_words(moment)}、{len(paths)}個）"
    yield Diagnosis(subject, words, Condition.BAD if old else Condition.GOOD, advice)


PARTS: Mapping[str, Callable[[Settings], Iterator[Diagnosis]]] = {
    "プログラム": _program,
    "利用者": _account,
    "指標の設定": _catalogue,
    "保管場所": _store,
    "ディスク": _disk,
    "時計": _clock,
    "書体": _fonts,
    "サインイン": _sign_in,
    "バックアップ": _backup,
}


def consult(settings: Settings) -> list[Diagnosis]:
    """All diagnoses, in the order of ``PARTS``; what fails is itself a diagnosis."""
    return [diagnosis for subject, look in PARTS.items() for diagnosis in _findings(subject, look, settings)]


def _findings(subject: str, look: Callable[[Settings], Iterator[Diagnosis]], settings: Settings) -> list[Diagnosis]:
    diagnoses: list[Diagnosis] = []

    def run() -> None:
        try:
            diagnoses.extend(look(settings))
        except DashboardError as error:
            diagnoses.append(_told(subject, str(error), Condition.BAD))
        except Exception as error:
            words = f"確かめられません（{type(error).__name__}：{error}）。"
            diagnoses.append(Diagnosis(subject, words, Condition.BAD, "この行をそのまま、詳しい人に伝えてください。"))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(LONGEST_SECONDS)
    if thread.is_alive():
        words = f"{LONGEST_SECONDS:.0f}秒たっても答えがありません。"
        return [Diagnosis(subject, words, Condition.BAD, "ネットワークと、つながっているディスクを確かめてください。")]
    return diagnoses


def _told(subject: str, text: str, condition: Condition) -> Diagnosis:
    """A diagnosis out of a text for users: its first sentence says what is the case, the others what to do."""
    words, end, advice = text.partition("。")
    return Diagnosis(subject, words + end, condition, advice)


def diagnoses_text(diagnoses: Sequence[Diagnosis]) -> str:
    """A line for each, what to do under it, and the count of what must be done."""
    lines = []
    for diagnosis in diagnoses:
        condition = diagnosis.condition.label
        lines.append(
            f"{condition.ljust(4 if condition.isascii() else 2)}  {diagnosis.subject}：{on_a_line(diagnosis.words)}"
        )
        if diagnosis.advice:
            lines.append(f"      → {on_a_line(diagnosis.advice)}")
    numbers = {condition: [diagnosis.condition for diagnosis in diagnoses].count(condition) for condition in Condition}
    care = f"注意が{numbers[Condition.CARE]}件あります。" if numbers[Condition.CARE] else ""
    bad = f"問題が{numbers[Condition.BAD]}件あります。" if numbers[Condition.BAD] else "問題はありません。"
    return "\n".join([*lines, bad + care])


def doctor_json(diagnoses: Sequence[Diagnosis]) -> dict[str, object]:
    """The same as one object; ``condition`` is ok, care or bad."""
    lines = [
        {
            "subject": diagnosis.subject,
            "condition": diagnosis.condition,
            "words": diagnosis.words,
            "advice": diagnosis.advice,
        }
        for diagnosis in diagnoses
    ]
    return {"ok": all(diagnosis.condition is not Condition.BAD for diagnosis in diagnoses), "findings": lines}
