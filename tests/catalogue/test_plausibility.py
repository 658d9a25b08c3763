"""Figures of the catalogue that have the right shape and cannot be meant are told, and what is meant can be written."""

from pathlib import Path

import pytest

from dashboard.catalogue import Indicator
from dashboard.catalogue.loading import load
from dashboard.errors import CatalogueError

HEAD = """\
plan:
  name: 架空計画
  short_name: 架空
  period: {start: 令和6年度, end: 令和11年度, printed: 令和6～11年度}
  source: 試験用の作り話
  region_code: "99000"
  region_name: 架空県
judging:
  method: line
  no_change: {relative: 0.05}
kinds:
- {name: 計画の指標, tracked: true, description: 架空}
indicators:
- id: made_up
  name: 架空の指標の名前
  kind: 計画の指標
  measure: プロセス
  source: 試験用の作り話
"""
USUAL = {
    "short_name": "架空の指標",
    "unit": '"%"',
    "direction": "down",
    "decimals": "1",
    "baseline": "{period: 令和4年度, value: 21.4}",
    "targets": "[{period: 令和8年度, value: 18.0}, {period: 令和11年度, value: 12.0}]",
}


def catalogue(folder: Path, **changes: str | None) -> Path:
    """A file with one indicator, a falling percentage unless told otherwise; None leaves a key out."""
    path = folder / "indicators.yaml"
    entries = [f"  {key}: {value}\n" for key, value in (USUAL | changes).items() if value is not None]
    path.write_text(HEAD + "".join(entries), encoding="utf-8")
    return path


def problems(folder: Path, **changes: str | None) -> tuple[str, ...]:
    try:
        load(catalogue(folder, **changes))
    except CatalogueError as error:
        return error.problems
    return ()


RISING = {
    "direction": "up",
    "baseline": "{period: 令和4年度, value: 40}",
    "targets": "[{period: 令和8年度, value: 50}, {period: 令和11年度, value: 60}]",
}
COUNT = RISING | {"unit": "か所", "decimals": "0"}


@pytest.mark.parametrize(
    ("changes", "key", "parts"),
    [
        ({"natural_limit": "100"}, "natural_limit", ["direction: down", "下限", "令和4年度の基準値 21.4", "消して"]),
        ({"natural_limit": "100", "baseline": None, "targets": None}, "natural_limit", ["下限", "ほとんどの値"]),
        ({"natural_limit": "15"}, "targets", ["令和11年度の目標値 12", "natural_limit の 15", "下限"]),
        (RISING | {"natural_limit": "0"}, "natural_limit", ["direction: up", "上限"]),
        (COUNT | {"natural_limit": "55"}, "targets", ["令和11年度の目標値 60", "上限"]),
        (RISING | {"natural_limit": "120"}, "natural_limit", ["0～100", "any_percentage: true"]),
        (
            {"direction": "up", "targets": "[{period: 令和8年度, value: 20}]"},
            "targets",
            ["増えるほどよい", "20", "21.4"],
        ),
        ({"targets": "[{period: 令和8年度, value: 22}]"}, "targets", ["減るほどよい", "restraint: true"]),
        (
            COUNT | {"targets": "[{period: 令和8年度, value: 60}, {period: 令和11年度, value: 50}]"},
            "targets",
            ["令和11年度の目標値 50", "令和8年度の目標値 60", "より悪い"],
        ),
        (
            COUNT | {"baseline": "{period: 令和4年度, value: 9.5}"},
            "baseline",
            ["基準値 9.5 は小数点以下1桁", "10 と表示", "decimals: 1"],
        ),
        ({"targets": "[{period: 令和8年度, value: 18.25}]"}, "targets", ["18.25", "18.3 と表示", "decimals: 2"]),
        ({"short_name": "架空の指標のとても長い短い名前"}, "short_name", ["長すぎて", "全角12字"]),
        ({"baseline": "{period: 令和4年度, value: 214}"}, "baseline", ["基準値 214", "0～100"]),
        (
            RISING | {"unit": "％", "targets": "[{period: 令和8年度, value: 105}]"},
            "targets",
            ["105", "0～100", "any_percentage: true"],
        ),
        (COUNT | {"baseline": "{period: 令和4年度, value: -4}"}, "baseline", ["-4", "件数", "0以上"]),
    ],
)
def test_a_figure_that_cannot_be_meant_is_told_once_with_its_line(
    tmp_path: Path, changes: dict[str, str | None], key: str, parts: list[str]
) -> None:
    present = [each for each, value in (USUAL | changes).items() if value is not None]
    line = HEAD.count("\n") + 1 + present.index(key)
    (problem,) = problems(tmp_path, **changes)
    assert problem.startswith(f"indicators.yaml {line}行目: ")
    assert problem.endswith("。")
    assert [part for part in parts if part not in problem] == []


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"natural_limit": "0"},
        {"short_name": "在宅療養支援AB（1-2）"},
        RISING | {"natural_limit": "100"},
        {"targets": "[{period: 令和8年度, value: 21.4}]"},  # 維持
        {"targets": "[{period: 令和8年度, value: null}, {period: 令和11年度, value: 12.0}]"},
        {"targets": "[{period: 令和8年度, value: 25.0, restraint: true}, {period: 令和11年度, value: 23.0}]"},
        {"baseline": "{period: 令和4年度, value: 3}", "targets": "[{period: 令和8年度, value: -2}]"}
        | {"any_percentage": "true"},
        {"unit": "人口10万対", "baseline": "{period: 令和4年度, value: 214.3}"},
        {"unit": "回", "decimals": "1", "targets": "[{period: 令和8年度, value: -1.5}]"},
        COUNT | {"baseline": None},
        COUNT | {"targets": None},
    ],
)
def test_what_a_plan_may_mean_is_let_through(tmp_path: Path, changes: dict[str, str | None]) -> None:
    assert problems(tmp_path, **changes) == ()


def test_a_slip_elsewhere_does_not_hide_a_figure_that_cannot_be_meant(tmp_path: Path) -> None:
    found = problems(tmp_path, natural_limit="100", note="注", decimals="9")
    assert len(found) == 3
    assert any("下限" in problem for problem in found)


def test_targets_out_of_order_are_not_told_a_second_time(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, targets="[{period: 令和11年度, value: 12}, {period: 令和8年度, value: 18}]")
    assert "時点の早い順" in problem


@pytest.mark.parametrize("unit", ["人口10万対", "人／千人", "回/人", "人口千人当たり", "割合", "％"])
def test_what_is_told_of_so_many_people_is_not_added_up(tmp_path: Path, unit: str) -> None:
    changes = COUNT | {"unit": f'"{unit}"'}
    assert not only_indicator(tmp_path, changes).additive


def test_counts_are_added_up(tmp_path: Path) -> None:
    assert only_indicator(tmp_path, COUNT).additive


def only_indicator(folder: Path, changes: dict[str, str]) -> Indicator:
    (indicator,) = load(catalogue(folder, **changes)).indicators
    return indicator
