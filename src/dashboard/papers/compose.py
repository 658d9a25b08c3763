"""From the board and a reader's choice to the paper: what is printed, before any format lays it out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from dashboard.board import Board
from dashboard.catalogue import Indicator, Method
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.file import safe_name
from dashboard.charts.ground import tile_ground
from dashboard.charts.regional import RegionalFigure, missing_words
from dashboard.charts.table import NOTHING, Cell, Table
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
from dashboard.judging import Flag, Standing, words
from dashboard.judging.look import look_of
from dashboard.observation import Observation
from dashboard.papers.choice import MOST_YEARS, Choice
from dashboard.papers.paper import Amount, Goal, Paper, RegionalPart, Section, YearColumn, summary
from dashboard.places import Level, Region
from dashboard.text import format_value
from dashboard.typeface import undrawable_words

NEWEST_YEARS = 2
"""Fiscal years of initiatives that are printed where none are chosen."""
_LATEST_VALUES = 2
_LONGEST_SUBJECT = 120
"""Characters that a narrow column holds on one page."""


def compose(board: Board, choice: Choice) -> Paper:
    """What the paper says; a ``PaperError`` where too many fiscal years are chosen.

    Its last note names the characters that the typeface lacks, where there are any.
    """
    plan = board.catalogue.plan
    indicators = indicators_of(board, choice)
    years = _years(indicators, choice)
    standings = [board.standing(indicator, choice.as_of, choice.known_at) for indicator in indicators]
    panels = [board.panel(indicator, choice.known_at) for indicator in indicators]
    comparisons, gaps = _comparisons(board, choice, panels)
    paper = Paper(
        catalogue=board.catalogue,
        choice=choice,
        plan=plan.name,
        title=f"{plan.short_name}の進捗と取組について",
        stem=safe_name(f"{plan.short_name}_{label(Period(choice.as_of, Precision.MONTH))}_部会資料"),
        as_of=f"基準日：{japanese_date(choice.as_of)}",
        registered=registered_words(board, choice.known_at),
        computed=words.COMPUTED,
        sources=_sources(standings, plan.source),
        summary=summary(standings),
        sections=tuple(_section(board, choice, standing, years) for standing in standings),
        regional=_regional_parts(board, choice, comparisons),
        regions=board.regions,
        observations=_observations(board, choice, panels),
        comparisons=comparisons,
        gaps=gaps,
        discussion_point=plan.discussion_point,
        rules=words.rules_of(board.catalogue.judging.method),
        notes=(*_notes(board), *words.break_cautions(standings)),
    )
    undrawn = undrawable_words(paper.texts())
    return replace(paper, notes=(*paper.notes, undrawn)) if undrawn else paper


def indicators_of(board: Board, choice: Choice) -> tuple[Indicator, ...]:
    """The chosen indicators in the order of the catalogue; all tracked ones where none is chosen."""
    if not choice.indicators:
        return board.catalogue.tracked
    chosen = {board.catalogue.indicator(id_) for id_ in choice.indicators}
    return tuple(indicator for indicator in board.catalogue.indicators if indicator in chosen)


def years_with_initiatives(indicators: Iterable[Indicator], as_of: date) -> tuple[int, ...]:
    """The fiscal years that have initiatives and have begun at a date, the newest first."""
    years = {initiatives.fiscal_year for indicator in indicators for initiatives in indicator.initiatives}
    return tuple(sorted((year for year in years if year <= fiscal_year(as_of)), reverse=True))


def _years(indicators: Sequence[Indicator], choice: Choice) -> tuple[int, ...]:
    """The fiscal years whose initiatives are printed, oldest first."""
    if choice.fiscal_years is None:
        return tuple(sorted(years_with_initiatives(indicators, choice.as_of)[:NEWEST_YEARS]))
    if len(choice.fiscal_years) > MOST_YEARS:
        raise PaperError(
            f"取組の年度が{len(choice.fiscal_years)}年度あります。1枚に並べられるのは{MOST_YEARS}年度までです。"
            f"年度を{MOST_YEARS}つ以下にしてください。"
        )
    return tuple(sorted(set(choice.fiscal_years)))


def registered_words(board: Board, known_at: datetime | None) -> str:
    """令和8年11月23日までに登録された値: up to which moment, in Japan, the values are; of a day's end the day alone."""
    moment = known_at or board.snapshot.last_change()
    if moment is None:
        return "登録された値なし"
    here = moment.astimezone(JAPAN)
    clock = "" if here.time() == time.max else f"{here.hour}時{here.minute:02d}分"
    return f"{japanese_date(here.date())}{clock}までに登録された値"


def _sources(standings: Sequence[Standing], plan_source: str) -> tuple[str, ...]:
    values = (observation.source for standing in standings for observation in standing.observations)
    return tuple(dict.fromkeys((plan_source, *(source for source in values if source))))


def _observations(board: Board, choice: Choice, panels: Sequence[Panel]) -> tuple[Observation, ...]:
    """Every value in force at the as-of date, in the order of indicators, regions and dates."""
    return tuple(
        observation
        for panel in panels
        for region in board.regions
        for observation in panel.series.get(region.code, ())
        if observation.as_of <= choice.as_of
    )


def _notes(board: Board) -> tuple[str, ...]:
    judging = board.catalogue.judging
    width = words.no_change_words(judging.no_change) if judging.method is Method.LINE else ""
    return (
        f"判定のしかた：{judging.method.label}。{width}{words.COMPUTED}で、{words.JUDGED_BY}",
        "最新値の時点は指標ごとに違います。基準日より後の値は使っていません。",
        "「―」は値や目標値が定められていないこと、「集計中」は値がまだ出ていないことを示します（0ではありません）。",
        "目標値・取組・定義は、このファイルを作った時点の指標カタログの内容です。",
    )


# One indicator.


def _section(board: Board, choice: Choice, standing: Standing, years: Sequence[int]) -> Section:
    indicator = standing.indicator
    target = standing.next_target
    figure = TrackingFigure(standing, board.catalogue, board.updated(choice.known_at))
    counted = standing.judged or standing.not_judged
    subject, definition = _subject(indicator)
    council = indicator.assessment
    assessment = standing.assessment
    return Section(
        figure=figure,
        verdict=look_of(target).verdict,
        against=f"{fiscal_year_short(fiscal_year(target.date))}目標に対し" if target and target.date else "",
        flags=tuple(words.flag_words(flag, indicator) for flag in assessment.flags if flag is not Flag.NO_TARGET),
        headline=figure.headline,
        facts=_facts(standing),
        caution=words.break_caution(assessment, indicator),
        subject=subject,
        definition=definition,
        path=_path(indicator),
        years=tuple(_year_column(indicator, year) for year in years),
        latest=_latest(standing),
        goals=tuple(
            Goal(f"{label(goal.period)}\n目標値", _amount(indicator, goal.value)) for goal in indicator.targets
        ),
        reasons=tuple(words.reason_lines(assessment, indicator)),
        council=f"{japanese_date(council.date)}　{council.grade}　{council.sentence}" if council else "",
        source=words.newest_source(counted),
        dated=words.as_of_words(counted),
    )


def _facts(standing: Standing) -> tuple[str, ...]:
    """What is left to the next target, if there is one, and what has changed."""
    indicator = standing.indicator
    assessment = standing.assessment
    change = words.change_words(assessment, indicator)
    target = standing.next_target
    if target is None or target.value is None:
        return (change,)
    return f"{words.short_goal_words(target, indicator)}まで {words.remaining_words(target, indicator)}", change


def _subject(indicator: Indicator) -> tuple[str, str]:
    """The name that the council's own paper prints, and what it leaves out of the definition.

    A name that would make a narrow column longer than a page is printed with the definition.
    """
    definition = indicator.definition or ""
    if len(indicator.slide_name) <= _LONGEST_SUBJECT:
        return indicator.slide_name, "" if definition in indicator.slide_name else definition
    more = "" if definition in indicator.slide_name else f"　{definition}"
    return indicator.name, f"{indicator.slide_name}{more}"


def _path(indicator: Indicator) -> tuple[Amount, ...]:
    start = (indicator.baseline,) if indicator.baseline else ()
    return tuple(_amount(indicator, step.value, label(step.period)) for step in (*start, *indicator.targets))


def _amount(indicator: Indicator, value: float | None, when: str = "") -> Amount:
    if value is None:
        return Amount(NOTHING, "", when)
    return Amount(format_value(value, indicator.decimals), indicator.unit, when)


def _latest(standing: Standing) -> tuple[Amount, ...]:
    """The newest values that count, the latest last, and after them what is still being counted."""
    indicator = standing.indicator
    judged = standing.judged
    start = indicator.baseline.period.date if indicator.baseline else date.min
    newer = [observation for observation in judged if observation.as_of > start]
    newest = newer[-_LATEST_VALUES:] or list(judged[-1:])
    last = newest[-1].as_of if newest else date.min
    amounts = [_amount(indicator, observation.value, label(observation.period)) for observation in newest]
    waiting = [observation for observation in standing.observations if observation.value is None]
    amounts += [Amount(o.status.label, "", label(o.period)) for o in waiting if o.as_of > last]
    return tuple(amounts) or (Amount("未登録"),)


def _year_column(indicator: Indicator, year: int) -> YearColumn:
    heading = f"{fiscal_year_label(year)}の取組内容"
    for initiatives in indicator.initiatives:
        if initiatives.fiscal_year == year:
            notes = tuple(f"注：{note}" for note in initiatives.notes)
            return YearColumn(heading, "、".join(words.year_marks(initiatives)), initiatives.items, notes)
    return YearColumn(heading)


# Regions.


def _comparisons(
    board: Board, choice: Choice, panels: Iterable[Panel]
) -> tuple[tuple[RegionalFigure, ...], tuple[str, ...]]:
    """Every indicator's newest regional values at the as-of date in each set of regions; and which have none."""
    comparisons = []
    gaps = []
    for panel in panels:
        day = next((day for day in panel.days(board.regions.prefecture) if day <= choice.as_of), None)
        if day is None:
            gaps.append(f"{panel.indicator.name}：基準日までの地域別の値は未登録です。")
            continue
        # On the basis that the screen shows first.
        basis = bases_of(panel.indicator, population_known=not board.territory.population.empty)[-1]
        for region_set in reversed(board.regions.sets):
            comparison = compare(board.territory, panel, region_set, day, basis)
            if comparison.with_figure:
                updated = board.updated(choice.known_at)
                comparisons.append(RegionalFigure(board.regions, comparison, updated))
    return tuple(comparisons), tuple(gaps)


def _regional_parts(board: Board, choice: Choice, comparisons: Sequence[RegionalFigure]) -> tuple[RegionalPart, ...]:
    """For each indicator the set that the chosen region is one of; of the prefecture the municipalities."""
    if not choice.region:
        return ()
    region = board.regions.get(choice.region)
    region_set = board.regions.set_of(region) or board.regions.sets[-1]
    chosen = [view for view in comparisons if view.comparison.region_set == region_set]
    return tuple(_regional_part(board, region, replace(view, chosen=region), comparisons) for view in chosen)


def _regional_part(
    board: Board, region: Region, view: RegionalFigure, comparisons: Sequence[RegionalFigure]
) -> RegionalPart:
    indicator = view.comparison.indicator
    views = [other for other in comparisons if other.comparison.indicator == indicator]
    ground = tile_ground(board.tiles) if board.tiles else None
    counts = "、".join(f"{v.comparison.region_set.name}は{len(v.comparison.ranks)}のうち" for v in views)
    notes = [f"順位：{counts}の多い順。地図の凡例のかっこの中は地域の数。"]
    if missing := missing_words(view.comparison.without_figure):
        notes.append(f"値がない地域：{missing}。")
    return RegionalPart(view, region, ground, _around_table(board, region, views), tuple(notes))


def _around_table(board: Board, region: Region, views: Sequence[RegionalFigure]) -> Table:
    """The prefecture, the region and those around it out of several comparisons, each once, the larger first."""
    prefecture = board.regions.prefecture
    codes = {place.code for place in (prefecture, region, *_around(board, region))}
    tables = sorted((view.table for view in views), key=lambda table: len(table.rows))
    rows: dict[Cell, tuple[Cell, ...]] = {}
    for table in tables:
        for code, row in zip(table.cells("region_code"), table.rows, strict=True):
            if code in codes:
                rows.setdefault(code, row)
    first = rows.pop(prefecture.code)
    return Table(tables[0].columns, (first, *rows.values()))


def _around(board: Board, region: Region) -> tuple[Region, ...]:
    """An area's municipalities; a municipality's area of the first set with its neighbours; nothing of a prefecture."""
    regions = board.regions
    if region.level is Level.AREA:
        return regions.members(region)
    if region.level is Level.PREFECTURE or not regions.area_sets:
        return ()
    area = regions.area_of(region, regions.area_sets[0])
    return (area, *regions.members(area)) if area else ()
