"""The first batches of a new store: the published figures that come with the project."""

from pathlib import Path

from dashboard.catalogue import Catalogue
from dashboard.errors import IntakeError
from dashboard.fiscal import today
from dashboard.intake.draft import Context
from dashboard.intake.files import read_upload
from dashboard.intake.importing import Signature, submission_of
from dashboard.intake.rows import examine
from dashboard.places import Regions
from dashboard.settings import Settings
from dashboard.store import Store, Submission

SEED = Signature("初期データ", "data/published の公表値を読み込み")


def ready_store(settings: Settings, catalogue: Catalogue, regions: Regions) -> Store:
    """The store, created with the published figures in one commit if it does not exist yet.

    Raises:
        StoreError: the store cannot be read or written.
        IntakeError: a published file is not acceptable.
    """
    store = Store(settings.store)
    if not store.exists():
        context = Context(catalogue, regions, today())
        store.create([_seed(path, context) for path in published_files(settings)])
    return store


def published_files(settings: Settings) -> list[Path]:
    """The files of official figures that fill a new store, in the order in which they are read."""
    return sorted((settings.data / "published").glob("*.csv"))


def _seed(path: Path, context: Context) -> Submission:
    upload = read_upload(path)
    draft = examine(upload.data, context)
    if draft.blocked:
        more = f"（ほかに{len(draft.errors) - 1}件）" if len(draft.errors) > 1 else ""
        raise IntakeError(f"{path.name} を読み込めません。{draft.errors[0].message}{more}")
    return submission_of(upload, draft, SEED)
