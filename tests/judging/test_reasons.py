import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Direction, Method, NoChange
from dashboard.judging import assess
from judging.making import AS_OF, MIDTERM, START, indicator, judge, judging, observed

GROWTH = judging(method=Method.GROWTH_RATE)


def reason(value: float, **more: object) -> tuple[str, ...]:
    return judge(value, **more).targets[0].reason


def growth_reason(value: float, **more: object) -> tuple[str, ...]:
    series = [observed(AS_OF, value)]
    return assess(indicator(**more), GROWTH, series, AS_OF).targets[0].reason


def test_a_reached_target_ends_the_reasoning() -> None:
    assert reason(210.0) == (
        "基準値は令和5年3月31日の100か所、最新値は令和6年11月30日の210か所です。",
        "最新値は令和9年3月31日の目標値200か所に達しています。",
        "よって A「目標値に達した」です。",
    )


def test_no_change_says_that_all_thresholds_hold() -> None:
    assert reason(98.0)[2:] == (
        "変化は−2か所で、基準値の2.0％（しきい値5％以内）、目標までの幅の2.0％（しきい値10％以内）です。",
        "すべてしきい値以内なので「変わらない」に当たります。",
        "よって C「変わらない」です。",
    )


def test_deterioration_says_by_how_much() -> None:
    assert reason(80.0)[4:] == ("最新値は基準値より20か所悪い側にあります。", "よって D「悪化」です。")


def test_a_value_above_the_line_says_so_with_one_more_decimal() -> None:
    assert reason(150.0)[4:] == (
        "必要な水準の令和6年11月30日時点の値は141.8か所で、最新値はこれを8.2か所上回ります。",
        "よって B「改善傾向（ペース以上）」です。",
    )


def test_where_less_is_better_the_line_still_reads_in_plain_numbers() -> None:
    falling = {"baseline": (START, 40.0), "targets": [(MIDTERM, 20.0)], "direction": Direction.DOWN}
    sentences = reason(36.5, unit="%", decimals=1, **falling)
    assert sentences[1] == "最新値は令和9年3月31日の目標値20.0％に達していません（あと16.5ポイント）。"
    assert sentences[4] == "必要な水準の令和6年11月30日時点の値は31.65％で、最新値はこれを4.85ポイント上回ります。"


def test_a_value_on_the_line_is_not_said_to_be_zero_above_it() -> None:
    assert "ほぼ線の上" in reason(100 + 100 * 610 / 1461)[4]


def test_a_baseline_of_zero_has_no_share_to_tell() -> None:
    assert "基準値の割合なし（しきい値5％を超過）" in reason(1.0, baseline=(START, 0.0))[2]


@pytest.mark.parametrize(("value", "finding"), [(100.0, "変化がないので"), (104.0, "変化があるので")])
def test_without_thresholds_the_reasoning_asks_only_for_a_change(value: float, finding: str) -> None:
    sentences = reason(value, no_change=NoChange(relative=None, of_target=None))
    assert sentences[2] == f"変化は{value - 100:.0f}か所です。"
    assert sentences[3].startswith(finding)


def test_growth_towards_a_target_tells_both_rates_and_their_ratio() -> None:
    assert growth_reason(121.0) == (
        "基準値は令和5年3月31日の100か所、最新値は令和6年12月31日の121か所です。",
        "最新値は令和9年3月31日の目標値200か所に達していません（あと79か所）。",
        "基準値からの2年度の伸び率は年平均10.00％、目標値までに必要な伸び率は年平均18.92％です。",
        "必要な伸び率に対する比は0.53で、0.00以上0.60未満に当たります。",
        "よって「わずかに進んでいる」です。",
    )


def test_growth_without_a_target_tells_the_steps_in_force() -> None:
    assert growth_reason(90.0, targets=[])[1:] == (
        "基準値からの2年度の伸び率は年平均−5.13％です。",
        "よい向きを正とした伸び率は−5.13％で、0.00％未満に当たります。",
        "よって「後退している」です。",
    )


def test_growth_that_reached_its_target_says_only_that() -> None:
    assert growth_reason(200.0)[1:] == (
        "最新値は令和9年3月31日の目標値200か所に達しています。",
        "よって「目標値に達した」です。",
    )


def test_growth_across_zero_says_why_it_cannot_be_compared() -> None:
    assert "符号" in growth_reason(-5.0)[2]


@given(st.integers(-500, 500), st.sampled_from(Method), st.sampled_from([[], [(MIDTERM, 200.0)], [(MIDTERM, 100.0)]]))
def test_every_reason_is_two_to_six_sentences(value: int, method: Method, targets: list[object]) -> None:
    made = indicator(targets=targets)
    for target in assess(made, judging(method=method), [observed(AS_OF, float(value))], AS_OF).targets:
        assert 2 <= len(target.reason) <= 6
        assert all(sentence.endswith("。") and sentence.count("。") == 1 for sentence in target.reason)
