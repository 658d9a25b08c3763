"""The check before a start: all that can be wrong with the project's files and its store, at once and read only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dashboard.board import facts_of, regions_of
from dashboard.catalogue.loading import load
from dashboard.errors import CatalogueError, DashboardError
from dashboard.fiscal import today
from dashboard.intake import Context, examine, read_upload
from dashboard.intake.seeding import published_files
from dashboard.places import Regions
from dashboard.places.boundaries import load_boundaries
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.store.birth import birth_of, store_missing
from dashboard.text import visible

_MOST_NAMES = 5


@dataclass(frozen=True)
class Soundness:
    """The problems, one sentence each, and the parts of a summary of what is in order."""

    problems: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Makes an error inside a problem; what follows it inside is not looked at."""
        try:
            yield
        except CatalogueError as error:
            self.problems.extend(error.problems)
        except DashboardError as error:
            self.problems.append(str(error))


def look_over(settings: Settings) -> Soundness:
    """The catalogue, the regions, the published figures and the store; nothing is written."""
    soundness = Soundness()
    with soundness.collecting():
        catalogue = load(settings.catalogue)
        counts = f"指標{len(catalogue.tracked)}件と参考の指標{len(catalogue.others)}件"
        soundness.summary.append(f"{catalogue.plan.name}：{counts}")
        regions = regions_of(settings, catalogue)
        areas = [f"{area_set.name}{len(area_set.regions)}" for area_set in regions.area_sets]
        soundness.summary.append("、".join([*areas, f"{len(regions.municipalities)}市町村"]))
        _look_over_facts(settings, regions, soundness)
        _look_over_published(settings, Context(catalogue, regions, today()), soundness)
    with soundness.collecting():
        store = Store(settings.store)
        if store.exists():
            store.verify()
            held = store.holdings()
            soundness.summary.append(f"取り込み{len(held.batches)}件")
            soundness.problems.extend(held.notices)
            _look_over_originals(store, soundness)
        elif birth_of(store.location):
            raise store_missing(store.location)
        else:
            soundness.summary.append("保管場所はまだありません（「python -m dashboard init」で作ります）")
    return soundness


def _look_over_originals(store: Store, soundness: Soundness) -> None:
    """Whether every uploaded file that was kept is still there."""
    missing = store.missing_originals()
    if missing:
        folder = store.originals.place.path
        names = "、".join(f"{batch.id}（{visible(batch.file)}）" for batch in missing[:_MOST_NAMES])
        more = f"など{len(missing)}件" if len(missing) > _MOST_NAMES else ""
        soundness.problems.append(
            f"取り込み {names}{more} の元のファイルが「{folder}」からなくなっています。値には影響ありません。"
            "バックアップの中の originals から、同じ名前で戻してください。"
        )


def _look_over_facts(settings: Settings, regions: Regions, soundness: Soundness) -> None:
    """The files about the regions, none of which need be there."""
    with soundness.collecting():
        territory, tiles = facts_of(settings, regions)
        facts = {
            "人口": not territory.population.empty,
            "需要推計": territory.demand,
            "タイル": tiles,
            "境界": load_boundaries(settings.boundaries, regions) if settings.boundaries else None,
        }
        names = "、".join(name for name, content in facts.items() if content)
        soundness.summary.append(f"地域の資料：{names or 'なし'}")


def _look_over_published(settings: Settings, context: Context, soundness: Soundness) -> None:
    count = 0
    for path in published_files(settings):
        with soundness.collecting():
            draft = examine(read_upload(path).data, context)
            # Whoever uploads a value finer than its indicator shows has ticked that; a published one nobody was asked.
            finer = (problem for problem in draft.problems if problem.rule == "W02")
            soundness.problems.extend(f"{path.name} {problem.message}" for problem in (*draft.errors, *finer))
            count += len(draft.rows)
    soundness.summary.append(f"公表値{count:,}件")
