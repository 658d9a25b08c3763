"""The short form of every attack; `make attack` is the long one."""

from pathlib import Path

import pytest

from attack.attacking import Attack, Bounds
from attack.every import every_attack

ATTACKS = every_attack()


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_every_promise_holds_under(attack: Attack, tmp_path: Path) -> None:
    toll = attack.run(Bounds(13, attack.short, tmp_path, timed=False))
    assert toll.tries
    assert toll.faults == []
