"""From the board and a reader's choice to the paper: what is printed, before any format lays it out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from dashboard.board import Board
from dashboard.catalogue import Indicator, Initiatives, Method, Target
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.file import safe_name
from dashboard.charts.region_map import Ground, tile_ground
from dashboard.charts.regional import RegionalView, figures_table, missing_words
from dashboard.charts.table import Cell, Table
from dashboard.comparing import Panel, bases_of, compare
from dashboard.errors import PaperError
from dashboard.fiscal import (
    JAPAN,
    Period,
    Precision,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_short,
    japanese_date,
    label,
)
from dashboard.judging import Flag, Standing
from dashboard.judging.words import (
    COMPUTED,
    JUDGED_BY,
    as_of_words,
    change_words,
    no_change_words,
    reason_lines,
    remaining_words,
    rules_of,
    short_goal_words,
    source_words,
    tone,
    verdict,
    year_marks,
)
from dashboard.observation import Observation
from dashboard.papers.choice import MOST_YEARS, Choice
from dashboard.papers.paper import Amount, Goal, Paper, RegionalPart, Section, YearColumn, summary
from dashboard.places import Level, Region, RegionSet
from dashboard.text import format_value


def comparisons_of(
    board: Board, choice: Choice, panels: Iterable[Panel]
) -> tuple[tuple[RegionalView, ...], tuple[str, ...]]:
    """For each set of regions every indicator's newest regional values at the as-of date; and which have none."""
    found: list[RegionalView] = []
    gaps = []
    for panel in panels:
        day = next((day for day in panel.days(board.regions.prefecture) if day <= choice.as_of), None)
        if day:
            found += [_view(board, choice, panel, one, day) for one in reversed(board.regions.sets)]
        else:
            gaps.append(f"{panel.indicator.name}：基準日までの地域別の値は未登録です。")
    return tuple(view for view in found if view.comparison.with_figure), tuple(gaps)


def parts_of(board: Board, choice: Choice, views: Sequence[RegionalView]) -> tuple[RegionalPart, ...]:
    """For each indicator the set that the chosen region is one of; of the prefecture the municipalities.

    Raises:
        RegionError: there is no such region.
    """
    if not choice.region:
        return ()
    region = board.regions.get(choice.region)
    region_set = board.regions.set_of(region) or board.regions.sets[-1]
    ground = tile_ground(board.tiles) if board.tiles else None
    own = [view for view in views if view.comparison.region_set == region_set]
    return tuple(_part(board, replace(view, chosen=region), views, ground) for view in own)


def _view(board: Board, choice: Choice, panel: Panel, region_set: RegionSet, day: date) -> RegionalView:
    """On the basis that the screen shows first."""
    basis = bases_of(panel.indicator, population_known=not board.territory.population.empty)[-1]
    found = compare(board.territory, panel, region_set, day, basis)
    return RegionalView(board.catalogue, board.regions, found, board.updated(choice.known_at))


def _part(board: Board, view: RegionalView, views: Sequence[RegionalView], ground: Ground | None) -> RegionalPart:
    region, comparison = view.chosen or board.regions.prefecture, view.comparison
    shown = {one.code for one in (board.regions.prefecture, region, *_around(board, region))}
    alike = [one for one in views if one.comparison.indicator == comparison.indicator]
    among = "、".join(f"{one.comparison.region_set.name}は{len(one.comparison.with_figure)}のうち" for one in alike)
    gaps = missing_words(comparison.without_figure)
    notes = (f"順位：{among}の多い順。地図の凡例のかっこの中は地域の数。", f"値がない地域：{gaps}。" if gaps else "")
    return RegionalPart(view, region, ground, _rows_of(shown, alike), tuple(note for note in notes if note))


def _around(board: Board, region: Region) -> tuple[Region, ...]:
    """An area's municipalities; a municipality's area of the first set with its neighbours; nothing of a prefecture."""
    regions = board.regions
    if region.level is Level.AREA:
        return regions.members(region)
    if region.level is Level.PREFECTURE or not regions.area_sets:
        return ()
    area = regions.area_of(region, regions.area_sets[0])
    return (area, *regions.members(area)) if area else ()


def _rows_of(codes: set[str], views: Sequence[RegionalView]) -> Table:
    """The rows of these regions out of several comparisons, each region once: the prefecture, areas, municipalities."""
    tables = sorted((figures_table(view) for view in views), key=lambda table: len(table.rows))
    rows: dict[Cell, tuple[Cell, ...]] = {}
    for table in tables:
        # The prefecture's row stands last.
        for row in (table.rows[-1], *table.rows[:-1]):
            if row[1] in codes:
                rows.setdefault(row[1], row)
    return Table(tables[0].columns, tuple(rows.values()))


LATEST_SHOWN = 2
NEWEST_YEARS = 2
LONGEST_SUBJECT = 120


def compose(board: Board, choice: Choice) -> Paper:
    """What the paper says.

    Raises:
        UnknownIndicator, RegionError: the choice names an indicator or a region that is not there.
        PaperError: too many fiscal years are asked for.
    """
    plan, indicators = board.catalogue.plan, indicators_of(board, choice)
    standings = [board.standing(one, choice.as_of, choice.known_at) for one in indicators]
    years = years_of(indicators, choice)
    sections = tuple(_section(board, choice, standing, years) for standing in standings)
    panels = [board.panel(one, choice.known_at) for one in indicators]
    comparisons, gaps = comparisons_of(board, choice, panels)
    return Paper(
        catalogue=board.catalogue,
        choice=choice,
        plan=plan.name,
        title=f"{plan.short_name}の進捗と取組について",
        stem=safe_name(f"{plan.short_name}_{label(Period(choice.as_of, Precision.MONTH))}_部会資料"),
        as_of=f"基準日：{japanese_date(choice.as_of)}",
        known=known_words(board, choice.known_at),
        computed=COMPUTED,
        sources=_sources(standings, plan.source),
        summary=summary(standings),
        sections=sections,
        regional=parts_of(board, choice, comparisons),
        regions=board.regions,
        observations=_observations(board, choice, panels),
        comparisons=comparisons,
        gaps=gaps,
        discussion_point=plan.discussion_point,
        rules=_rules(board),
        notes=_notes(board),
    )


def indicators_of(board: Board, choice: Choice) -> tuple[Indicator, ...]:
    """The indicators asked for in the order of the catalogue; all tracked ones where none is named."""
    if not choice.indicators:
        return board.catalogue.tracked
    wanted = {board.catalogue.indicator(id_) for id_ in choice.indicators}
    return tuple(one for one in board.catalogue.indicators if one in wanted)


def years_with_initiatives(indicators: Iterable[Indicator], as_of: date) -> tuple[int, ...]:
    """The fiscal years that have initiatives and have begun at a date, the newest first."""
    years = {one.fiscal_year for indicator in indicators for one in indicator.initiatives}
    return tuple(sorted((year for year in years if year <= fiscal_year(as_of)), reverse=True))


def years_of(indicators: Sequence[Indicator], choice: Choice) -> tuple[int, ...]:
    """The fiscal years whose initiatives are printed, oldest first.

    Raises:
        PaperError: there are more of them than a page can hold side by side.
    """
    if choice.fiscal_years is None:
        return tuple(sorted(years_with_initiatives(indicators, choice.as_of)[:NEWEST_YEARS]))
    if len(choice.fiscal_years) > MOST_YEARS:
        said = f"取組の年度が{len(choice.fiscal_years)}年度あります。1枚に並べられるのは{MOST_YEARS}年度までです。"
        raise PaperError(f"{said}年度を{MOST_YEARS}つ以下にしてください。")
    return tuple(sorted(set(choice.fiscal_years)))


def known_words(board: Board, known_at: datetime | None) -> str:
    """令和8年11月23日までに登録された値: up to which moment, in Japan, the values are; of a day's end the day alone."""
    moment = known_at or board.snapshot.last_change()
    if moment is None:
        return "登録された値なし"
    here = moment.astimezone(JAPAN)
    clock = "" if here.time() == time.max else f"{here.hour}時{here.minute:02d}分"
    return f"{japanese_date(here.date())}{clock}までに登録された値"


def _section(board: Board, choice: Choice, standing: Standing, years: Sequence[int]) -> Section:
    indicator, assessment = standing.indicator, standing.assessment
    target = assessment.next_target
    figure = TrackingFigure(standing, board.catalogue, board.updated(choice.known_at))
    counted = standing.judged or standing.not_judged
    own = indicator.assessment
    return Section(
        figure=figure,
        verdict=verdict(target),
        against=f"{fiscal_year_short(fiscal_year(target.date))}目標に対し" if target and target.date else "",
        tone=tone(target),
        flags=tuple(flag.label for flag in assessment.flags if flag is not Flag.NO_TARGET),
        headline=figure.headline,
        facts=_facts(standing),
        subject=_subject(indicator),
        definition=_definition(indicator),
        path=_path(indicator),
        years=tuple(_year(indicator, year) for year in years),
        latest=_latest(standing),
        goals=tuple(_goal(indicator, one) for one in indicator.targets),
        reasons=tuple(reason_lines(assessment, indicator)),
        council=f"{japanese_date(own.date)}　{own.grade}　{own.sentence}" if own else "",
        source=source_words(counted),
        dated=as_of_words(counted),
    )


def _facts(standing: Standing) -> tuple[str, ...]:
    indicator, assessment = standing.indicator, standing.assessment
    target = assessment.next_target
    if target is None or target.value is None:
        return (change_words(assessment, indicator),)
    goal = f"{short_goal_words(target, indicator)}まで {remaining_words(assessment, indicator)}"
    return goal, change_words(assessment, indicator)


def _subject(indicator: Indicator) -> str:
    """The name that the council's own paper prints, unless it would make a narrow column longer than a page."""
    return indicator.slide_name if len(indicator.slide_name) <= LONGEST_SUBJECT else indicator.name


def _definition(indicator: Indicator) -> str:
    """What the subject leaves out: the paper's own name where it is too long for it, and the definition."""
    subject, definition = _subject(indicator), indicator.definition or ""
    own = "" if indicator.slide_name == subject else indicator.slide_name
    parts = (own, "" if definition in (own or subject) else definition)
    return "　".join(part for part in parts if part)


def _path(indicator: Indicator) -> tuple[Amount, ...]:
    baseline = indicator.baseline
    start = [] if baseline is None else [_amount(indicator, baseline.value, label(baseline.period))]
    goals = [_amount(indicator, one.value, label(one.period)) for one in indicator.targets]
    return (*start, *goals)


def _goal(indicator: Indicator, target: Target) -> Goal:
    return Goal(f"{label(target.period)}目標値", _amount(indicator, target.value))


def _amount(indicator: Indicator, value: float | None, when: str = "") -> Amount:
    if value is None:
        return Amount("―", "", when)
    return Amount(format_value(value, indicator.decimals), indicator.unit, when)


def _latest(standing: Standing) -> tuple[Amount, ...]:
    """The newest values that count, the latest last, and after them what is still being counted."""
    indicator, baseline = standing.indicator, standing.indicator.baseline
    newer = [one for one in standing.judged if baseline is None or one.as_of > baseline.period.date]
    shown = newer[-LATEST_SHOWN:] or list(standing.judged[-1:])
    last = shown[-1].as_of if shown else date.min
    waiting = [one for one in standing.observations if one.value is None and one.as_of > last]
    told = [_amount(indicator, one.value, label(one.period)) for one in shown]
    told += [Amount(one.status.label, "", label(one.period)) for one in waiting]
    return tuple(told) or (Amount("未登録"),)


def _year(indicator: Indicator, year: int) -> YearColumn:
    heading = f"{fiscal_year_label(year)}の取組内容"
    found: Initiatives | None = next((one for one in indicator.initiatives if one.fiscal_year == year), None)
    return YearColumn(heading, year_marks(found), found.items, found.notes) if found else YearColumn(heading)


def _observations(board: Board, choice: Choice, panels: Sequence[Panel]) -> tuple[Observation, ...]:
    """Every value in force at the as-of date, in the order of indicators, regions and dates."""
    in_order = ((panel, region) for panel in panels for region in board.regions)
    found = (one for panel, region in in_order for one in panel.series.get(region.code, ()))
    return tuple(one for one in found if one.as_of <= choice.as_of)


def _sources(standings: Sequence[Standing], plan_source: str) -> tuple[str, ...]:
    """The plan's own source, and those of the values shown, each once."""
    values = (one.source for standing in standings for one in standing.observations if one.source)
    return tuple(dict.fromkeys((plan_source, *values)))


def _rules(board: Board) -> tuple[tuple[str, str], ...]:
    judging = board.catalogue.judging
    width = [("変わらない", no_change_words(judging.no_change))] if judging.method is Method.LINE else []
    return (*rules_of(judging.method), *width)


def _notes(board: Board) -> tuple[str, ...]:
    method = board.catalogue.judging.method.label
    return (
        f"判定のしかた：{method}。{COMPUTED}で、{JUDGED_BY}",
        "最新値の時点は指標ごとに違います。基準日より後の値は使っていません。",
        "「―」は値や目標値が定められていないこと、「集計中」は値がまだ出ていないことを示します（0ではありません）。",
        "目標値・取組・定義は、このファイルを作った時点の指標カタログの内容です。",
    )
