"""The check before a start: all that can be wrong with the project's files and its store, at once and read only."""

import argparse
from dataclasses import dataclass, field

from dashboard.board import regions_of, territory_of, tiles_of
from dashboard.catalogue import Catalogue, load
from dashboard.cli.reply import REFUSED, Reply
from dashboard.errors import CatalogueError, DashboardError
from dashboard.fiscal import today
from dashboard.intake import Context, examine, read_upload
from dashboard.intake.seeding import published_files
from dashboard.places import Regions
from dashboard.places.boundaries import load_boundaries
from dashboard.queries import Snapshot
from dashboard.settings import Settings
from dashboard.store import Store


@dataclass
class _Findings:
    """The problems so far, and what is in order in the words of the summary."""

    problems: list[str] = field(default_factory=list)
    sound: list[str] = field(default_factory=list)


def check(arguments: argparse.Namespace, settings: Settings) -> Reply:
    """All problems of the catalogue, the regions, the published figures and the store; nothing is written."""
    findings = _Findings()
    catalogue = _catalogue(settings, findings)
    regions = _regions(settings, catalogue, findings) if catalogue else None
    if catalogue and regions:
        _facts(settings, regions, findings)
        _published(settings, Context(catalogue, regions, today()), findings)
    _store(settings, findings)
    if findings.problems:
        count = f"問題が{len(findings.problems)}件あります。"
        return Reply(complaint="\n".join([*findings.problems, count]), status=REFUSED)
    return Reply(f"問題はありません。{'、'.join(findings.sound)}。")


def _catalogue(settings: Settings, findings: _Findings) -> Catalogue | None:
    try:
        catalogue = load(settings.catalogue)
    except CatalogueError as error:
        findings.problems += error.problems
        return None
    findings.sound.append(f"{catalogue.plan.name}：指標{len(catalogue.tracked)}件と参考の指標{len(catalogue.others)}件")
    return catalogue


def _regions(settings: Settings, catalogue: Catalogue, findings: _Findings) -> Regions | None:
    try:
        regions = regions_of(settings, catalogue)
    except DashboardError as error:
        findings.problems.append(str(error))
        return None
    areas = [f"{one.name}{len(one.regions)}" for one in regions.area_sets]
    findings.sound.append("、".join([*areas, f"{len(regions.municipalities)}市町村"]))
    return regions


def _facts(settings: Settings, regions: Regions, findings: _Findings) -> None:
    """The files about the regions, none of which need be there."""
    try:
        territory = territory_of(settings, regions)
        tiles = tiles_of(settings, regions)
        real = load_boundaries(settings.boundaries, regions) if settings.boundaries else None
    except DashboardError as error:
        findings.problems.append(str(error))
        return
    known = {"人口": not territory.population.empty, "需要推計": territory.demand, "タイル": tiles, "境界": real}
    findings.sound.append(f"地域の資料：{'、'.join(name for name, found in known.items() if found) or 'なし'}")


def _published(settings: Settings, context: Context, findings: _Findings) -> None:
    count = 0
    for path in published_files(settings):
        try:
            draft = examine(read_upload(path).data, context)
        except DashboardError as error:
            findings.problems.append(str(error))
            continue
        findings.problems += [f"{path.name} {problem.message}" for problem in draft.errors]
        count += len(draft.rows)
    findings.sound.append(f"公表値{count:,}件")


def _store(settings: Settings, findings: _Findings) -> None:
    store = Store(settings.store)
    try:
        count = len(Snapshot.load(store).batches) if store.exists() else 0
    except DashboardError as error:
        findings.problems.append(str(error))
        return
    findings.sound.append(f"取り込み{count}件" if count else "保存先はまだありません（初めて使うときに作ります）")
