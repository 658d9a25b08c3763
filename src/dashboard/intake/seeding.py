"""The first batches of a new store: the published figures that come with the project."""

import os.path
from pathlib import Path

from dashboard.catalogue.loading import load
from dashboard.errors import IntakeError
from dashboard.fiscal import today
from dashboard.intake.draft import Context
from dashboard.intake.files import read_upload
from dashboard.intake.importing import Signature, submission_of
from dashboard.intake.rows import examine
from dashboard.places import load_regions
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from dashboard.store.birth import birth_of, leave_note, store_missing
from dashboard.store.place import Place

SEED = Signature("初期データ", "公表されている値を、はじめに登録")


def make_store(settings: Settings, *, anew: bool = False) -> bool:
    """Makes the store with the published figures in one commit; False, and nothing is done, where there is one.

    Nothing else makes one but ``make_first_store`` and a restore. ``anew``: even where one was made that is gone.

    Raises:
        StoreMissing: a store was made here before and is gone.
        StoreError: the store cannot be read or written.
        DashboardError: the catalogue, the regions or a published file is not acceptable.
    """
    store = Store(settings.store)
    if store.exists():
        leave_note(store.location)
        return False
    # Asked again: somebody may just have made it.
    if birth_of(store.location) and not anew and not store.exists():
        raise store_missing(store.location)
    catalogue = load(settings.catalogue)
    regions = load_regions(settings.data, catalogue.plan.region_code, catalogue.plan.region_name)
    context = Context(catalogue, regions, today())
    return store.create([_seed(path, context) for path in published_files(settings)])


def make_first_store(settings: Settings) -> bool:
    """Makes the store for a command at a desk where, as far as anybody can see, none ever was; else False.

    A folder in its place, be it empty, may be the mount point of a disk that is gone; a note beside it says that it is.
    Of a disk that is mounted further up folder and note are gone, so a server's command line has ``strict_start``.

    Raises: as ``make_store``.
    """
    above = os.path.dirname(os.path.abspath(settings.store))
    if settings.strict_start or Place(settings.store).remote or not os.path.isdir(above):
        return False
    if os.path.lexists(settings.store) or birth_of(settings.store):
        return False
    return make_store(settings)


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
