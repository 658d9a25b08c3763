"""The short form of every attack; `make attack` is the long one. Those at a server of readers have it one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attack.attacking import Attack, Bounds
from attack.every import every_attack
from attack.onlooking import Onlooker, visited

ATTACKS = every_attack()


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onlooker]:
    with visited(tmp_path_factory.mktemp("readers"), None, timed=False) as visitor:
        yield visitor


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_every_promise_holds_under(attack: Attack, visitor: Onlooker, tmp_path: Path) -> None:
    toll = attack.run(Bounds(13, attack.short, tmp_path, timed=False, visitor=visitor))
    assert toll.tries
    assert toll.faults == []
