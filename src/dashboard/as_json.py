"""The machine-readable answers of the command line and the API: plain dictionaries, unrounded, None where undefined."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from dashboard.board import Board
from dashboard.catalogue import Baseline, Catalogue, Indicator, Initiatives, Method, Plan, Target
from dashboard.comparing import RegionalValue
from dashboard.fiscal import fiscal_year_label, label
from dashboard.intake import Outcome
from dashboard.judging import Standing, TargetAssessment
from dashboard.observation import Observation
from dashboard.places import Region, Regions, RegionSet, with_check_digit
from dashboard.store import Batch
from dashboard.text import joined_sources


def indicators(catalogue: Catalogue) -> dict[str, Any]:
    """The plan, and every indicator as the catalogue says, whether or not it is judged."""
    return {"plan": _plan(catalogue.plan), "indicators": [_indicator(one, catalogue) for one in catalogue.indicators]}


def assessments(
    board: Board, as_of: date, known_at: datetime | None = None, wanted: Collection[str] = ()
) -> dict[str, Any]:
    """The tracked indicators (of these ids, if any are wanted) judged at ``as_of``, as known at ``known_at``."""
    method = board.catalogue.judging.method
    return {
        "as_of": as_of.isoformat(),
        "known_at": _moment(known_at),
        "method": method.value,
        "indicators": [
            _assessment(standing, method)
            for standing in board.standings(as_of, known_at)
            if not wanted or standing.indicator.id in wanted
        ],
    }


def series(
    indicator: str, region: str, observations: Sequence[Observation], sums: Sequence[tuple[date, RegionalValue]] = ()
) -> dict[str, Any]:
    """The observations in force of one indicator and region, by date; where there are any, the sums of its parts.

    ``sums`` are the values at dates for which nobody registered one but every municipality has reported.
    """
    own = [_observation(one) for one in observations]
    answer: dict[str, Any] = {"indicator": indicator, "region": region, "observations": own}
    return answer | ({"sums": [_sum(day, value) for day, value in sums]} if sums else {})


def regions(known: Regions) -> dict[str, Any]:
    """The prefecture, the sets of areas with the codes of their municipalities, and the municipalities."""
    return {
        "prefecture": _place(known.prefecture),
        "sets": [_set(one, known) for one in known.area_sets],
        "municipalities": [_municipality(one, known) for one in known.municipalities],
    }


def history(batches: Sequence[Batch]) -> dict[str, Any]:
    """Every batch, newest first."""
    return {"batches": [_batch(batch) for batch in batches]}


def outcome(result: Outcome) -> dict[str, Any]:
    """What came of an import."""
    seen = result.preview
    return {
        "accepted": result.accepted,
        "batch": result.batch,
        "new": len(seen.new),
        "revised": len(seen.revised),
        "unchanged": len(seen.unchanged),
        "problems": [
            {
                "row": p.row,
                "column": p.column,
                "cell": p.cell,
                "rule": p.rule,
                "severity": p.severity.value,
                "message": p.message,
            }
            for p in seen.problems
        ],
        "grades_changed": [
            {"indicator": change.indicator, "before": change.before, "after": change.after}
            for change in seen.grades_changed
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    code, period = plan.region_code, plan.period
    return {
        "name": plan.name,
        "short_name": plan.short_name,
        "period": {"start": period.start, "end": period.end, "label": period.printed},
        "region": {"code": code, "code6": with_check_digit(code), "name": plan.region_name},
        "source": plan.source,
        "discussion_point": plan.discussion_point,
    }


def _indicator(indicator: Indicator, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": indicator.id,
        "name": indicator.name,
        "short_name": indicator.short_name,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "tracked": indicator in catalogue.tracked,
        "direction": indicator.direction.value,
        "decimals": indicator.decimals,
        "baseline": _point(indicator.baseline) if indicator.baseline else None,
        "targets": [_point(one) for one in indicator.targets],
        "initiatives": [_initiatives(one) for one in indicator.initiatives],
        "source": indicator.source,
        "notes": list(indicator.notes),
    }


def _point(one: Baseline | Target) -> dict[str, Any]:
    return {"period": label(one.period), "date": one.period.date.isoformat(), "value": one.value}


def _initiatives(one: Initiatives) -> dict[str, Any]:
    return {
        "fiscal_year": one.fiscal_year,
        "label": fiscal_year_label(one.fiscal_year),
        "partial": one.partial,
        "marks": list(one.marks),
        "items": list(one.items),
        "notes": list(one.notes),
    }


def _place(region: Region) -> dict[str, Any]:
    return {"code": region.code, "code6": with_check_digit(region.code), "name": region.name}


def _set(one: RegionSet, known: Regions) -> dict[str, Any]:
    areas = [
        {"code": area.code, "name": area.name, "members": [member.code for member in known.members(area)]}
        for area in one.regions
    ]
    return {"id": one.id, "name": one.name, "regions": areas}


def _municipality(region: Region, known: Regions) -> dict[str, Any]:
    areas = {one.id: area.code for one in known.area_sets if (area := known.area_of(region, one))}
    return _place(region) | {"kana": region.kana, "areas": areas}


def _assessment(standing: Standing, method: Method) -> dict[str, Any]:
    assessment = standing.assessment
    return {
        "id": assessment.indicator,
        "latest": _value(assessment.latest),
        "previous": _value(assessment.previous),
        "flags": [flag.value for flag in assessment.flags],
        "targets": [_target(target, method) for target in assessment.targets],
    }


def _target(target: TargetAssessment, method: Method) -> dict[str, Any]:
    projection = target.projection
    answer = {
        "date": target.date.isoformat() if target.date else None,
        "value": target.value,
        "achieved": target.achieved,
        "elapsed": target.elapsed,
        "line": target.line,
        "gap": target.gap,
        "remaining": target.remaining,
        "pace": target.pace,
        "required_pace": target.required_pace,
        "multiple": target.multiple,
        "projection": projection.value if projection else None,
        "projection_low": projection.low if projection else None,
        "projection_high": projection.high if projection else None,
        "grade": target.grade.value if target.grade else None,
    }
    if method is Method.GROWTH_RATE:
        status = target.status.value if target.status else None
        answer |= {"progress_value": target.progress_value, "score": target.score, "status": status}
    return answer


def _value(observation: Observation | None) -> dict[str, Any] | None:
    if observation is None:
        return None
    return {
        "value": observation.value,
        "as_of": observation.as_of.isoformat(),
        "precision": observation.precision.value,
        "status": observation.status.value,
    }


def _observation(observation: Observation) -> dict[str, Any]:
    value = _value(observation) or {}
    order = ("as_of", "precision", "value", "status")
    return {key: value[key] for key in order} | {"source": observation.source, "batch": observation.batch}


def _sum(day: date, value: RegionalValue) -> dict[str, Any]:
    status = value.status.value if value.status else None
    return {"as_of": day.isoformat(), "value": value.value, "status": status, "source": joined_sources(value.sources)}


def _batch(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "committed_at": _moment(batch.committed_at),
        "by": batch.by,
        "file": batch.file,
        "sha256": batch.sha256,
        "rows": batch.rows,
        "reason": batch.reason,
        "withdrawn": batch.withdrawn,
        "withdraws": batch.withdraws,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
