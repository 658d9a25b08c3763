"""The project's own catalogue says what the council paper prints."""

from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, Indicator, Method
from dashboard.catalogue.loading import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(ROOT / "indicators.yaml")


def test_the_five_indicators_of_the_paper_are_tracked_in_its_order(catalogue: Catalogue) -> None:
    assert [indicator.id for indicator in catalogue.tracked][:5] == [
        "visiting_care_clinics",
        "visiting_nurses",
        "regional_cooperation_pharmacies",
        "home_dental_registrations",
        "enhanced_type1_stations",
    ]


@pytest.mark.parametrize(
    ("id_", "printed"),
    [
        (
            "visiting_care_clinics",
            (
                "訪問診療を実施する医療機関数",
                "か所",
                "計画の指標",
                ("令和４年度", "2023-03-31", 894),
                [("令和８年度", "2027-03-31", 1000), ("令和１１年度", "2030-03-31", 1080)],
            ),
        ),
        (
            "visiting_nurses",
            (
                "訪問看護ステーションに従事する訪問看護職員数",
                "人",
                "計画の指標",
                ("令和４年度", "2023-03-31", 3280),
                [("令和８年度", "2027-03-31", 4005), ("令和10年度", "2029-03-31", 4300)],
            ),
        ),
        (
            "regional_cooperation_pharmacies",
            (
                "地域連携薬局の認定を取得した薬局数",
                "薬局",
                "計画の指標",
                ("令和４年度", "2023-03-31", 227),
                [("令和８年度", "2027-03-31", 800), ("令和11年度", "2030-03-31", None)],
            ),
        ),
        (
            "home_dental_registrations",
            (
                "在宅歯科医療実施登録機関数",
                "機関",
                "計画の指標",
                ("令和４年度", "2023-03-31", 874),
                [("令和８年度", "2027-03-31", 1060), ("令和１１年度", "2030-03-31", 1200)],
            ),
        ),
        (
            "enhanced_type1_stations",
            (
                "機能強化Ⅰ型の訪問看護ステーション数",
                "事業所",
                "部会の指標",
                ("令和５年度", "2024-03-31", 32),
                [("令和８年度", "2027-03-31", 41), ("令和１１年度", "2030-03-31", 50)],
            ),
        ),
    ],
)
def test_names_baselines_and_targets_are_as_printed(
    catalogue: Catalogue, id_: str, printed: tuple[object, ...]
) -> None:
    indicator = catalogue.indicator(id_)
    baseline = indicator.baseline
    assert baseline is not None
    assert printed == (
        indicator.name,
        indicator.unit,
        indicator.kind,
        (baseline.printed, baseline.period.date.isoformat(), baseline.value),
        [(target.printed, target.period.date.isoformat(), target.value) for target in indicator.targets],
    )


@pytest.mark.parametrize(
    ("id_", "counts", "sample"),
    [
        ("visiting_care_clinics", (9, 9), "・埼玉県医師会在宅医療塾 受講者人数 240名（実人数 集計中）"),
        ("visiting_nurses", (8, 8), "○訪問看護管理者研修（定員30人）"),
        ("regional_cooperation_pharmacies", (5, 7), "○啓発物品を作成し、配布している。"),
        (
            "home_dental_registrations",
            (3, 3),
            "○各拠点及び支援窓口の関係者による会議・研修会等を開催し、情報共有を図る",
        ),
        (
            "enhanced_type1_stations",
            (1, 1),
            "○高度な医療に対応する訪問看護師育成事業補助金を活用した機能強化Ⅰ型訪問看護ステーションへの移行促進",
        ),
    ],
)
def test_initiatives_are_kept_word_for_word(
    catalogue: Catalogue, id_: str, counts: tuple[int, int], sample: str
) -> None:
    r5, r6 = catalogue.indicator(id_).initiatives
    assert (r5.printed, r6.printed) == ("令和5年度", "令和6年度")
    assert (r5.fiscal_year, r6.fiscal_year) == (2023, 2024)
    assert (len(r5.items), len(r6.items)) == counts
    assert sample in r6.items


def test_the_year_reported_part_way_is_marked(catalogue: Catalogue) -> None:
    for indicator in catalogue.tracked[:5]:
        r5, r6 = indicator.initiatives
        assert (r5.partial, r5.marks) == (False, ())
        assert r6.partial
        assert "年度途中" in r6.marks


@pytest.mark.parametrize(("word", "mark"), [("集計中", "集計中あり"), ("定員", "定員を含む")])
def test_numbers_that_are_no_results_are_marked_where_they_occur(catalogue: Catalogue, word: str, mark: str) -> None:
    blocks = [block for indicator in catalogue.tracked for block in indicator.initiatives]
    assert any(mark in block.marks for block in blocks)
    for block in blocks:
        assert (mark in block.marks) == any(word in item for item in block.items)


def test_the_supplementary_indicators_have_no_targets(catalogue: Catalogue) -> None:
    for indicator in catalogue.others:
        assert (indicator.kind, indicator.baseline, indicator.targets) == ("参考指標", None, ())


def test_the_plan_and_the_way_of_judging_are_as_printed(catalogue: Catalogue) -> None:
    plan, judging = catalogue.plan, catalogue.judging
    assert plan.name == "第８次埼玉県地域保健医療計画（在宅医療の推進）"
    assert (plan.period.start, plan.period.end) == (2024, 2029)
    assert plan.period.printed == "令和６～令和１１年度（２０２４～２０２９年度）"  # noqa: RUF001
    assert plan.scenes == ("入退院支援", "日常の療養支援", "急変時の対応", "看取り")
    assert (judging.method, judging.no_change.relative, judging.no_change.of_target) == (Method.LINE, 0.05, 0.10)


def _says_whose_scenes_these_are(indicator: Indicator) -> bool:
    return any("本ダッシュボードの整理" in note for note in indicator.notes)


def test_every_assignment_to_a_scene_says_that_it_is_our_own(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators:
        assert indicator.scenes
        assert _says_whose_scenes_these_are(indicator)


def test_short_names_fit_on_a_card(catalogue: Catalogue) -> None:
    assert all(len(indicator.short_name) <= 12 for indicator in catalogue.indicators)


def test_the_file_tells_its_maintainer_how_to_extend_and_check_it() -> None:
    first, *comment = (ROOT / "indicators.yaml").read_text(encoding="utf-8").split("\nplan:")[0].splitlines()
    assert first == "# yaml-language-server: $schema=./indicators.schema.json"
    told = "\n".join(comment)
    for task in ("指標を足す", "目標値を足す", "取組の年度を足す", "python -m dashboard check"):
        assert task in told
