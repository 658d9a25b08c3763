"""The answers of the API and of the command line's ``--json``: plain dictionaries, unrounded, None where undefined.

The types of what the API answers are its description, too: ``Annotated`` carries the Japanese words and the limits of a
field into its OpenAPI document.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, NotRequired, TypedDict, TypeVar, cast

from dashboard.catalogue import Baseline, Break, Catalogue, Direction, Indicator, Method, Plan, Target
from dashboard.comparing import RegionalValue
from dashboard.fiscal import Precision, fiscal_year_label, label
from dashboard.intake.account import unused_cells
from dashboard.intake.draft import column_letter
from dashboard.intake.importing import Outcome
from dashboard.judging import Flag, Grade, GrowthStatus, Standing, TargetAssessment
from dashboard.judging.finding import finding
from dashboard.judging.words import break_caution
from dashboard.observation import Observation, Status
from dashboard.places import Region, Regions, RegionSet, with_check_digit
from dashboard.store import Batch
from dashboard.text import joined_sources

T = TypeVar("T")
Day = Annotated[str, {"format": "date"}]


class PlanPeriodJson(TypedDict):
    """The fiscal years of the plan."""

    start: Annotated[int, "最初の年度（始まる年の西暦）"]
    end: Annotated[int, "最後の年度"]
    label: Annotated[str, "計画の表記"]


class PlaceJson(TypedDict):
    """A region of five digits."""

    code: Annotated[str, "地域コード5桁", {"pattern": "^[0-9]{5}$"}]
    code6: Annotated[str, "検査数字つきの6桁", {"pattern": "^[0-9]{6}$"}]
    name: Annotated[str, "名前"]


class PlanJson(TypedDict):
    """The plan."""

    name: Annotated[str, "正式な名前"]
    short_name: Annotated[str, "短い名前"]
    period: Annotated[PlanPeriodJson, "計画期間"]
    region: Annotated[PlaceJson, "都道府県"]
    source: Annotated[str, "出典"]
    discussion_point: Annotated[str, "会議で議論する点。なければ空"]


class BaselineJson(TypedDict):
    """A baseline."""

    period: Annotated[str, "時点の名前"]
    date: Annotated[Day, "時点の最後の日（年度は計画の決め方による）"]
    value: Annotated[float, "値"]


class TargetJson(TypedDict):
    """A target; the plan may leave its value open."""

    period: Annotated[str, "時点の名前"]
    date: Annotated[Day, "時点の最後の日（年度は計画の決め方による）"]
    value: Annotated[float | None, "目標値。定められていなければnull"]


class BreakJson(TypedDict):
    """A change of definition."""

    date: Annotated[Day, "変更した日。この日からの値が新しい定義"]
    reason: Annotated[str, "何がどう変わったか"]


class InitiativesJson(TypedDict):
    """What was done in a fiscal year."""

    fiscal_year: Annotated[int, "年度（始まる年の西暦）"]
    label: Annotated[str, "年度の名前"]
    partial: Annotated[bool, "年度の途中の報告か"]
    marks: Annotated[list[str], "年度に添える注意書き"]
    items: Annotated[list[str], "取組。資料の文のまま"]
    notes: Annotated[list[str], "注記"]


class IndicatorJson(TypedDict):
    """An indicator as the catalogue says."""

    id: Annotated[str, "変わらない名前", {"pattern": "^[a-z][a-z0-9_]*$"}]
    name: Annotated[str, "正式な名前"]
    short_name: Annotated[str, "短い名前"]
    definition: Annotated[str | None, "定義"]
    unit: Annotated[str, "単位"]
    kind: Annotated[str, "種類（だれが定めた指標か）"]
    tracked: Annotated[bool, "進捗を判定するか"]
    direction: Annotated[Direction, "よい向き。upは増えるほど、downは減るほどよい"]
    decimals: Annotated[int, "表示する小数点以下の桁数", {"minimum": 0}]
    baseline: Annotated[BaselineJson | None, "基準値"]
    targets: Annotated[list[TargetJson], "目標値。時点の早い順"]
    breaks: Annotated[list[BreakJson], "定義の変更。日の早い順。その前後の値は、そのままでは比べられない"]
    initiatives: Annotated[list[InitiativesJson], "年度ごとの取組"]
    source: Annotated[str, "出典"]
    notes: Annotated[list[str], "注記"]


class IndicatorsJson(TypedDict):
    """The plan and its indicators."""

    plan: Annotated[PlanJson, "計画"]
    indicators: Annotated[list[IndicatorJson], "指標カタログの順"]


class ValueJson(TypedDict):
    """A value."""

    value: Annotated[float, "値（指標の単位）"]
    as_of: Annotated[Day, "値の日付"]
    precision: Annotated[Precision, "時点の細かさ"]
    status: Annotated[Status, "区分。officialは確定、provisionalは速報"]


class ReaderClockJson(TypedDict):
    """A target on the as-of date, where the assessment itself keeps the date of the value."""

    days_left: Annotated[int, "基準日から目標の日までの日数。過ぎていれば負"]
    elapsed: Annotated[float | None, "基準値の日から目標の日までのうち、基準日までに過ぎた割合"]
    line: Annotated[float, "基準日に必要な値（必要な水準）"]
    required: Annotated[float | None, "基準日に必要な、基準値から目標値までの幅の割合"]
    pace: Annotated[float | None, "基準日から目標の日までに必要なペース（1年あたり、最新値から）"]


class TargetAssessmentJson(TypedDict):
    """The assessment of an indicator against one target."""

    date: Annotated[str | None, "目標の日付", {"format": "date"}]
    value: Annotated[float | None, "目標値"]
    achieved: Annotated[float | None, "基準値から目標値までの幅のうち、進んだ割合（1が目標）"]
    elapsed: Annotated[float | None, "基準値の日から目標の日までのうち、最新値の日までに過ぎた割合"]
    line: Annotated[float | None, "最新値の日に必要な値（必要な水準）"]
    gap: Annotated[float | None, "最新値から、必要な値を引いた差"]
    points: Annotated[float | None, "その差が、基準値から目標値までの幅の何％か（ポイント）。遅れは負"]
    remaining: Annotated[float | None, "目標値から、最新値を引いた差"]
    pace: Annotated[float | None, "これまでのペース（1年あたり）"]
    required_pace: Annotated[float | None, "これから必要なペース（1年あたり）"]
    multiple: Annotated[float | None, "必要なペースの、これまでのペースに対する倍率"]
    projection: Annotated[float | None, "このままのペースで目標の日に着く値"]
    projection_low: Annotated[float | None, "その幅の下"]
    projection_high: Annotated[float | None, "その幅の上"]
    reader: Annotated[ReaderClockJson | None, "基準日の時点での目標"]
    grade: Annotated[Grade | None, "判定（必要な水準による）。伸び率による判定ではnull"]
    progress_value: NotRequired[Annotated[float | None, "進捗値（伸び率による判定だけ）"]]
    score: NotRequired[Annotated[float | None, "点（伸び率による判定だけ）"]]
    status: NotRequired[Annotated[GrowthStatus | None, "区分（伸び率による判定だけ）"]]


class AssessmentJson(TypedDict):
    """The assessment of an indicator."""

    id: Annotated[str, "指標の id"]
    latest: Annotated[ValueJson | None, "判定に使った最新の値"]
    previous: Annotated[ValueJson | None, "その前の値"]
    flags: Annotated[
        list[Flag],
        "印。below_baselineは基準値より悪い、no_new_valueは新しい値なし、no_valueは値なし、staleは更新待ち、"
        "provisionalは速報値による、no_targetは目標値なし、breakは定義変更あり",
    ]
    breaks: Annotated[list[BreakJson], "基準値と最新値の間の定義の変更"]
    caution: Annotated[str | None, "定義の変更があるときの注意の文。なければnull"]
    targets: Annotated[list[TargetAssessmentJson], "目標ごとの判定。値のない目標は含まない"]


class AssessmentsJson(TypedDict):
    """The assessments of a day."""

    as_of: Annotated[Day, "基準日"]
    known_at: Annotated[str | None, "この時刻までに登録された値による。nullは今の値", {"format": "date-time"}]
    method: Annotated[Method, "判定のしかた。lineは必要な水準、growth_rateは伸び率"]
    finding: Annotated[list[str], "全体について言えること。1文ずつ"]
    indicators: Annotated[list[AssessmentJson], "指標カタログの順"]


class ErrorJson(TypedDict):
    """A refusal."""

    error: Annotated[str, "わけと、どうすればよいかを書いた一文"]


_OBSERVATION = ("as_of", "precision", "value", "status", "source", "batch")
_SUM = ("as_of", "value", "status", "source")
_BATCH = ("id", "committed_at", "by", "file", "sha256", "rows", "reason", "withdrawn", "withdraws", "remarks")
_VALUE = ("indicator", "region", "as_of", "precision", "value", "status", "row", "column")
_PROBLEM = ("row", "column", "cell", "rule", "severity", "message")


def json_text(answer: Mapping[str, object]) -> str:
    """One JSON object, Japanese as it is, without a line's end."""
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)


def indicators_json(catalogue: Catalogue) -> IndicatorsJson:
    """The plan, and every indicator as the catalogue says, whether or not it is judged."""
    return {
        "plan": _plan(catalogue.plan),
        "indicators": [_indicator(indicator, catalogue) for indicator in catalogue.indicators],
    }


def assessments_json(
    standings: Sequence[Standing], method: Method, as_of: date, known_at: datetime | None = None
) -> AssessmentsJson:
    """Indicators judged by ``method`` at ``as_of``, as known at ``known_at``."""
    return {
        "as_of": as_of.isoformat(),
        "known_at": _plain(known_at),
        "method": method,
        "finding": list(finding(standings, as_of, method)),
        "indicators": [_assessment(standing, method) for standing in standings],
    }


def series_json(
    indicator: Indicator, region: str, observations: Sequence[Observation], sums: Sequence[tuple[date, RegionalValue]]
) -> dict[str, Any]:
    """The observations in force of one indicator and region, by date; where there are any, the sums of its parts.

    Where its definition has changed, the days with their reasons stand beside them.

    ``sums`` are the values at dates for which nobody registered one but every municipality has reported.
    """
    answer: dict[str, Any] = {
        "indicator": indicator.id,
        "region": region,
        "observations": [_fields(observation, _OBSERVATION) for observation in observations],
    }
    if indicator.breaks:
        answer["breaks"] = _breaks(indicator.breaks)
    if sums:
        answer["sums"] = [_fields(value, _SUM, as_of=day, source=joined_sources(value.sources)) for day, value in sums]
    return answer


def regions_json(regions: Regions) -> dict[str, Any]:
    """The prefecture, the sets of areas with the codes of their municipalities, and the municipalities."""
    return {
        "prefecture": _place(regions.prefecture.code, regions.prefecture.name),
        "sets": [_area_set(area_set, regions) for area_set in regions.area_sets],
        "municipalities": [_municipality(region, regions) for region in regions.municipalities],
    }


def history_json(batches: Sequence[Batch]) -> dict[str, Any]:
    """Every batch, newest first."""
    return {"batches": [_fields(batch, _BATCH) for batch in batches]}


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What came of an import."""
    preview = outcome.preview
    return {
        "accepted": outcome.accepted,
        "batch": outcome.batch,
        "new": len(preview.new),
        "revised": len(preview.revised),
        "unchanged": len(preview.unchanged),
        "understanding": preview.draft.understanding,
        "problems": [_fields(problem, _PROBLEM) for problem in preview.problems],
        "values": [_fields(row.observation, _VALUE, row=row.number, column=row.column) for row in preview.draft.rows],
        "unused": [
            {"row": row + 1, "column": column_letter(place), "cell": cell, "why": why}
            for row, place, cell, why in unused_cells(preview.draft)
        ],
        "grades_changed": [
            {"indicator": change.indicator, "before": change.grade_before, "after": change.grade_after}
            for change in preview.grades_changed
        ],
    }


def _filled(kind: type[T], source: object, /, **others: object) -> T:
    """A dictionary of this type, which names its fields."""
    return cast("T", _fields(source, kind.__annotations__, **others))


def _fields(source: object, names: Iterable[str], /, **others: object) -> dict[str, Any]:
    """A dictionary of these names, each with what ``others`` say or else with the attribute of the same name."""
    return {name: _plain(others[name] if name in others else getattr(source, name)) for name in names}


def _plain(value: Any) -> Any:
    """Days and moments as text, the latter in UTC; everything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _plan(plan: Plan) -> PlanJson:
    period = _filled(PlanPeriodJson, plan.period, label=plan.period.printed)
    region = _place(plan.region_code, plan.region_name)
    return _filled(PlanJson, plan, period=period, region=region)


def _indicator(indicator: Indicator, catalogue: Catalogue) -> IndicatorJson:
    return _filled(
        IndicatorJson,
        indicator,
        tracked=indicator in catalogue.tracked,
        baseline=_dated(indicator.baseline) if indicator.baseline else None,
        targets=[_dated(target) for target in indicator.targets],
        breaks=_breaks(indicator.breaks),
        initiatives=[
            _filled(InitiativesJson, year, label=fiscal_year_label(year.fiscal_year)) for year in indicator.initiatives
        ],
    )


def _breaks(changes: Iterable[Break]) -> list[BreakJson]:
    return [_filled(BreakJson, change) for change in changes]


def _dated(entry: Baseline | Target) -> Any:
    return {"period": label(entry.period), "date": entry.period.date.isoformat(), "value": entry.value}


def _assessment(standing: Standing, method: Method) -> AssessmentJson:
    assessment = standing.assessment
    return {
        "id": assessment.indicator,
        "latest": _value(assessment.latest),
        "previous": _value(assessment.previous),
        "flags": list(assessment.flags),
        "breaks": _breaks(assessment.breaks),
        "caution": break_caution(assessment, standing.indicator) or None,
        "targets": [_target_assessment(target, method) for target in assessment.targets],
    }


def _value(observation: Observation | None) -> ValueJson | None:
    return _filled(ValueJson, observation) if observation else None


def _target_assessment(target: TargetAssessment, method: Method) -> TargetAssessmentJson:
    projection = target.projection
    answer = _filled(
        TargetAssessmentJson,
        target,
        projection=projection.value if projection else None,
        projection_low=projection.low if projection else None,
        projection_high=projection.high if projection else None,
        reader=_filled(ReaderClockJson, target.reader) if target.reader else None,
    )
    if method is not Method.GROWTH_RATE:
        del answer["progress_value"], answer["score"], answer["status"]
    return answer


def _place(code: str, name: str) -> PlaceJson:
    return {"code": code, "code6": with_check_digit(code), "name": name}


def _area_set(area_set: RegionSet, regions: Regions) -> dict[str, Any]:
    areas = []
    for area in area_set.regions:
        members = [member.code for member in regions.members(area)]
        areas.append({"code": area.code, "name": area.name, "members": members})
    return {"id": area_set.id, "name": area_set.name, "regions": areas}


def _municipality(region: Region, regions: Regions) -> dict[str, Any]:
    areas = {area_set.id: regions.area_of(region, area_set) for area_set in regions.area_sets}
    codes = {id_: area.code for id_, area in areas.items() if area}
    return {**_place(region.code, region.name), "kana": region.kana, "areas": codes}
