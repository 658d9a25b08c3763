"""A made-up plan, two of whose three indicators changed their definition on the way, with values before and after."""

from collections.abc import Mapping
from pathlib import Path

from dashboard.board import Board, open_board
from dashboard.fiscal import parse
from dashboard.observation import Observation, Status
from dashboard.settings import Settings
from dashboard.store import Store, Submission

DATA = Path(__file__).parent / "data"
RISING = {"令和4年度": 120.0, "令和5年度": 128.0, "令和6年度": 135.0, "令和7年9月": 118.0, "令和7年度": 122.0}
VALUES: Mapping[str, Mapping[str, float]] = {
    "recounted": RISING,
    "recounted_share": {"令和4年度": 21.4, "令和5年度": 20.9, "令和6年9月": 24.2, "令和6年度": 25.1, "令和7年度": 23.8},
    "same_throughout": RISING,
}
REGIONS = {"99201": 10.0, "99202": 13.0, "99301": 16.0, "99203": 19.0, "99321": 22.0}
SHARES = {"令和4年度": 1.0, "令和5年度": 1.1, "令和6年度": 1.3, "令和7年9月": 0.7, "令和7年度": 0.9}
"""The municipalities' values of ``recounted``: what each has at the beginning, and what becomes of it."""


def redefined_settings(folder: Path, plan: str = "redefined_plan.yaml") -> Settings:
    """The plan with its values in a store of its own."""
    settings = Settings(DATA / plan, DATA / "other_plan", str(folder / "store"))
    observations = tuple(
        Observation(indicator, "99000", parse(period), value, Status.OFFICIAL, "架空の資料")
        for indicator, values in VALUES.items()
        for period, value in values.items()
    )
    observations += tuple(
        Observation("recounted", region, parse(period), round(value * share), Status.OFFICIAL, "架空の資料")
        for region, value in REGIONS.items()
        for period, share in SHARES.items()
    )
    Store(settings.store).create([Submission(observations, "試験", "架空.csv", "", "")])
    return settings


def redefined_board(folder: Path) -> Board:
    """The same, opened."""
    return open_board(redefined_settings(folder))
