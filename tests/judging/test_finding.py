"""The finding in words over constructed states of made-up indicators: which facts are said, and how."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Direction, Indicator, Method
from dashboard.fiscal import Period, Precision
from dashboard.judging import Standing, assess
from dashboard.judging.finding import MOST_SENTENCES, finding, missing_since_words
from dashboard.observation import Observation, Status
from judging.making import FINAL, MIDTERM, START, indicator, judging, observed

TODAY = date(2026, 11, 27)
MONTH = Period(date(2024, 11, 30), Precision.MONTH)
OTHER_TARGETS = ((date(2029, 3, 31), 200.0),)


@dataclass(frozen=True)
class Case:
    """An indicator from 100 (2023-03-31) to 200 (2027-03-31), unless the plan says otherwise, and its values."""

    name: str
    value: float | None = None
    when: Period = MONTH
    status: Status = Status.OFFICIAL
    others: tuple[Observation, ...] = ()
    plan: dict[str, object] = field(default_factory=dict)

    def standing(self, as_of: date, method: Method) -> Standing:
        plan: Indicator = indicator(**({"short_name": self.name, "id": f"id_{abs(hash(self.name))}"} | self.plan))  # type: ignore[arg-type]
        values = [] if self.value is None else [replace(observed(START, self.value, self.status), period=self.when)]
        in_force = tuple(value for value in (*values, *self.others) if value.as_of <= as_of)
        return Standing(plan, in_force, assess(plan, judging(method=method), in_force, as_of))


def standings(cases: Sequence[Case], as_of: date = TODAY, method: Method = Method.LINE) -> list[Standing]:
    return [case.standing(as_of, method) for case in cases]


def sentences(*cases: Case, as_of: date = TODAY, method: Method = Method.LINE, since: date | None = None) -> str:
    earlier = standings(cases, since, method) if since else ()
    return "".join(finding(standings(cases, as_of, method), as_of, method, earlier))


AHEAD = Case("先", 180.0)
ON = Case("線上", 100 + 100 * 610 / 1461)
BEHIND = Case("遅れ", 120.0)
FURTHER = Case("大遅れ", 104.0)
WORSE = Case("割れ", 96.0)
WORST = Case("悪化", 80.0)
REACHED = Case("到達", 230.0)
NOTHING = Case("未登録")
AT_BASELINE = Case("古い", 100.0, Period(START, Precision.FISCAL_YEAR))
FALLING = {"baseline": (START, 40.0), "targets": [(MIDTERM, 20.0)], "direction": Direction.DOWN}
FALLING_BEHIND = Case("減遅れ", 38.0, plan=FALLING)
FALLING_WORSE = Case("減割れ", 45.0, plan=FALLING)
FALLING_AHEAD = Case("減先", 25.0, plan=FALLING)
SAME_TARGET = Case("同じ", 120.0, plan={"targets": [(MIDTERM, 100.0)]})
NO_TARGET = Case("定めなし", 120.0, plan={"targets": [(MIDTERM, None)]})
NO_BASELINE = Case("基準なし", 120.0, plan={"baseline": None})
LATER_TARGET = Case("先の目標", 120.0, plan={"targets": OTHER_TARGETS})
PERCENT = Case("割合", 12.0, plan={"unit": "%", "decimals": 1, "baseline": (START, 10.0), "targets": [(MIDTERM, 20.0)]})
REFERENCE = replace(observed(date(2025, 9, 1), 150.0, Status.REFERENCE))
PROVISIONAL = replace(observed(date(2026, 6, 30), 160.0, Status.PROVISIONAL))
OLD_REFERENCE = replace(observed(date(2024, 1, 1), 150.0, Status.REFERENCE))
WITH_REFERENCE = replace(BEHIND, name="参考つき", others=(REFERENCE,))
WITH_PROVISIONAL = replace(BEHIND, name="速報つき", others=(PROVISIONAL, REFERENCE))
WITH_OLD_REFERENCE = replace(BEHIND, name="前の参考つき", others=(OLD_REFERENCE,))
MANY_AHEAD = tuple(replace(AHEAD, name=f"先{number}") for number in range(6))
MANY_BEHIND = tuple(replace(BEHIND, name=f"遅れ{number}", value=110.0 + number) for number in range(6))

DEADLINE = "R8目標の期限（令和9年3月末）まで124日。"
BEHIND_WORDS = "遅れ（−21.8ポイント、必要な水準まで21.8か所）"
FURTHER_WORDS = "大遅れ（−37.8ポイント、必要な水準まで37.8か所）"
STATES = [
    ((AHEAD,), ("1指標のうち、値の時点で必要な水準に届いているのは1指標（先）。",), ("最も離れている",)),
    ((ON,), ("届いているのは1指標（線上）。",), ("最も離れている",)),
    ((REACHED,), ("届いているのは1指標（到達）。",), ("最も離れている",)),
    (
        (BEHIND,),
        ("1指標のうち、値の時点で必要な水準に届いている指標はない。", f"最も離れているのは{BEHIND_WORDS}。"),
        ("次いで",),
    ),
    ((AHEAD, BEHIND), ("2指標のうち、値の時点で必要な水準に届いているのは1指標（先）。", BEHIND_WORDS), ("次いで",)),
    ((BEHIND, FURTHER), (f"最も離れているのは{FURTHER_WORDS}、次いで{BEHIND_WORDS}。",), ()),
    ((FURTHER, BEHIND), (f"最も離れているのは{FURTHER_WORDS}、次いで{BEHIND_WORDS}。",), ()),
    ((BEHIND, replace(BEHIND, name="双子")), (f"最も離れているのは{BEHIND_WORDS}と双子（",), ("次いで",)),
    (
        (BEHIND, FURTHER, WORSE),
        ("最も離れているのは割れ（−45.8ポイント、必要な水準まで45.8か所、基準値を下回る）、次いで大遅れ",),
        ("基準値を下回るのは",),
    ),
    (
        (WORSE, WORST, replace(WORSE, name="割れ二", value=97.0)),
        ("最も離れているのは悪化（", "基準値を下回るのは割れ二。"),
        (),
    ),
    ((FALLING_BEHIND,), ("最も離れているのは減遅れ（−31.8ポイント、必要な水準まで6.4か所）。",), ("上回る", "下回る")),
    ((FALLING_WORSE,), ("減割れ（−66.8ポイント、必要な水準まで13.4か所、基準値を上回る）",), ("下回る",)),
    ((FALLING_AHEAD,), ("届いているのは1指標（減先）。",), ("離れている",)),
    ((WORST, WORSE, FALLING_WORSE, BEHIND), ("基準値を下回るのは割れ。",), ("基準値を上回るのは",)),
    ((NOTHING,), ("1指標のいずれも、まだ判定できない。", "未登録は基準日までの値がない。"), ("離れている",)),
    ((AT_BASELINE,), ("古いは令和4年度の後の値がない。",), ("離れている", "基準値を下回る")),
    (
        (NOTHING, AT_BASELINE, AHEAD),
        (
            "3指標のうち、値の時点で必要な水準に届いているのは1指標（先）。",
            "未登録は基準日までの値がない、古いは令和4年度の後の値がない。",
        ),
        (),
    ),
    ((NOTHING, replace(NOTHING, name="未登録二")), ("未登録、未登録二は基準日までの値がない。",), ()),
    (
        tuple(replace(NOTHING, name=f"無{number}") for number in range(6)),
        ("無0、無1、無2、無3など6指標は基準日までの値がない。",),
        ("無4",),
    ),
    ((SAME_TARGET,), ("同じは目標値が基準値と同じなので判定できない。",), ("離れている",)),
    ((NO_TARGET,), ("定めなしは目標値が定められていない。",), ("期限",)),
    ((NO_BASELINE,), ("基準なしは基準値が定められていない。",), ("離れている",)),
    ((LATER_TARGET,), ("R10目標の期限（令和11年3月末）まで855日。",), ("R8目標",)),
    ((LATER_TARGET, BEHIND), (DEADLINE,), ("R10目標の期限",)),
    ((PERCENT,), ("割合（−21.8ポイント、必要な水準まで2.18ポイント）",), ("％）",)),
    ((WITH_REFERENCE,), ("判定に使わない新しい値は参考つきの参考値150か所（令和7年9月1日）。",), ()),
    ((WITH_PROVISIONAL,), ("判定に使わない新しい値は速報つきの速報値160か所（令和8年6月30日）。",), ("150か所",)),
    ((WITH_OLD_REFERENCE,), (DEADLINE,), ("判定に使わない",)),
    ((WITH_REFERENCE, WITH_PROVISIONAL), ("参考つきの参考値150か所（令和7年9月1日）、速報つきの速報値160か所",), ()),
    (
        tuple(replace(WITH_REFERENCE, name=f"参{number}") for number in range(5)),
        ("参2の参考値150か所（令和7年9月1日）など5件。",),
        ("参3の",),
    ),
    (MANY_AHEAD, ("6指標のうち、値の時点で必要な水準に届いているのは6指標。",), ("届いていない",)),
    ((*MANY_AHEAD, BEHIND), ("届いているのは6指標で、届いていないのは遅れ。",), ()),
    (
        (*MANY_AHEAD, *MANY_BEHIND),
        (
            "12指標のうち、値の時点で必要な水準に届いているのは6指標で、届いていないのは6指標。",
            "最も離れているのは遅れ0（",
            "次いで遅れ1（",
        ),
        ("遅れ2（",),
    ),
    (MANY_BEHIND, ("6指標のうち、値の時点で必要な水準に届いている指標はない。",), ()),
    (
        (AHEAD, ON, BEHIND, FURTHER, NOTHING),
        ("5指標のうち、値の時点で必要な水準に届いているのは2指標（先、線上）。",),
        (),
    ),
]


@pytest.mark.parametrize(("cases", "said", "unsaid"), STATES)
def test_each_state_is_told_by_its_facts(cases: Sequence[Case], said: Sequence[str], unsaid: Sequence[str]) -> None:
    text = sentences(*cases)
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (date(2027, 3, 31), "R8目標の期限（令和9年3月末）は基準日当日。"),
        (date(2027, 3, 30), "R8目標の期限（令和9年3月末）まで1日。"),
        (date(2027, 4, 1), "すべての目標の期限（最後は令和9年3月末）を過ぎている。"),
        (date(2024, 3, 31), "R8目標の期限（令和9年3月末）まで1,095日。"),
    ],
)
def test_the_deadline_is_counted_from_the_as_of_date(as_of: date, words: str) -> None:
    assert sentences(BEHIND, as_of=as_of).startswith(words)


def test_with_two_targets_the_next_one_counts() -> None:
    both = replace(BEHIND, plan={"targets": [(MIDTERM, 200.0), (FINAL, 300.0)]})
    assert sentences(both, as_of=date(2027, 4, 1)).startswith("R11目標の期限（令和12年3月末）まで1,095日。")


SINCE = date(2024, 6, 30)
CHANGES = [
    ((BEHIND,), TODAY - timedelta(days=1), "令和8年11月26日と比べて、新しい値も判定の変化もない。"),
    ((BEHIND,), SINCE, "令和6年6月30日と比べて、新しい値は遅れ（―から120か所へ）、判定の変化は遅れ（EからB*へ）。"),
    (
        (replace(BEHIND, others=(observed(date(2024, 5, 31), 115.0),)),),
        SINCE,
        "新しい値は遅れ（115か所から120か所へ）、判定の変化はない。",
    ),
    (
        (replace(WORST, others=(observed(date(2024, 5, 31), 120.0),)),),
        SINCE,
        "新しい値は悪化（120か所から80か所へ）、判定の変化は悪化（B*からDへ）。",
    ),
    (MANY_BEHIND, SINCE, "遅れ2（―から112か所へ）など6指標、判定の変化は遅れ0（EからB*へ）"),
]


@pytest.mark.parametrize(("cases", "since", "words"), CHANGES)
def test_what_changed_since_an_earlier_date(cases: Sequence[Case], since: date, words: str) -> None:
    assert words in sentences(*cases, since=since)


def test_a_later_date_is_no_earlier_one() -> None:
    assert "比べて" not in sentences(BEHIND, as_of=TODAY, since=TODAY)


def test_the_growth_rate_counts_its_own_statuses_and_no_levels() -> None:
    text = sentences(AHEAD, BEHIND, NOTHING, method=Method.GROWTH_RATE)
    assert "3指標のうち、伸び率による判定で「達成」か「十分な進展」であるのは1指標（先）。" in text
    assert "必要な水準" not in text


def test_without_indicators_there_is_one_sentence() -> None:
    assert finding([], TODAY) == ("目標値のある指標がない。",)


def test_with_every_kind_of_fact_there_are_six_sentences_and_the_deadline_shares_one() -> None:
    cases = (WORST, WORSE, replace(WORSE, name="割れ二", value=97.0), AT_BASELINE, WITH_REFERENCE, AHEAD)
    facts = finding(standings(cases), TODAY, earlier=standings(cases, SINCE))
    assert len(facts) == MOST_SENTENCES
    assert facts[0].startswith("R8目標の期限（令和9年3月末）まで124日、6指標のうち、")


def test_why_an_indicator_is_not_judged_is_empty_for_one_that_is() -> None:
    assert missing_since_words(BEHIND.standing(TODAY, Method.LINE)) == ""


ANY_CASE = st.sampled_from([case for cases, _, _ in STATES for case in cases])


@given(st.lists(ANY_CASE, min_size=1, max_size=12), st.dates(date(2023, 1, 1), date(2031, 1, 1)))
def test_there_are_at_most_six_sentences_each_whole_and_none_judges(cases: list[Case], as_of: date) -> None:
    facts = finding(standings(cases, as_of), as_of, earlier=standings(cases, as_of - timedelta(days=400)))
    assert 1 <= len(facts) <= MOST_SENTENCES
    for fact in facts:
        assert fact.endswith("。")
        assert fact.count("。") == 1
    assert not re.search("ため、|原因|順調|優れ|残念|努力|必要がある|べき", "".join(facts))
