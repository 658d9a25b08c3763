"""Who is counted together, and how much he may do before he waits."""

import pytest

from dashboard.ui import neighbours
from dashboard.ui.neighbours import LOCAL, Allowance, Allowances, neighbourhood


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1", LOCAL),
        ("::1", LOCAL),
        ("::ffff:127.0.0.1", LOCAL),
        ("", LOCAL),
        ("unix:", LOCAL),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_visitors_are_counted_by_what_one_office_has(address: str, place: str) -> None:
    assert neighbourhood(address) == place


def test_who_did_too_much_waits_and_is_soon_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(neighbours.time, "monotonic", lambda: now)
    allowance = Allowance(3, 2)
    assert [allowance.spend() for _ in range(5)] == [0, 0, 0, 0.5, 1]
    for _ in range(100):
        allowance.spend()
    assert allowance.spend() == 1.5
    now = 10
    assert allowance.spend() == 0


def test_one_place_does_not_use_up_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_MOST_NEIGHBOURHOODS", 2)
    allowances = Allowances(1, 1)
    assert allowances.spend("a") == 0
    assert allowances.spend("a") > 0
    assert allowances.spend("b") == 0
    assert allowances.spend("c") == 0
    assert allowances.spend("a") == 0
