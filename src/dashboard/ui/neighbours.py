"""How much visitors from one place may do: who shares an address is counted together, and waits when it is too much."""

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network

from dashboard.event_log import log_event

LOCAL = "local"
"""This machine, and whoever comes through its proxy without an address of his own."""
_MOST_NEIGHBOURHOODS = 10_000


def neighbourhood(address: str) -> str:
    """An address under which visitors are counted: of IPv6 the network that one household or office has to itself."""
    try:
        host = ip_address(address.partition("%")[0])
    except ValueError:
        return LOCAL
    host = getattr(host, "ipv4_mapped", None) or host
    if host.is_loopback:
        return LOCAL
    return str(ip_network((host, 64), strict=False)) if isinstance(host, IPv6Address) else str(host)


class Allowance:
    """So much at once, and so much a second after it."""

    def __init__(self, burst: float, per_second: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self._left = burst
        self._counted = time.monotonic()

    def spend(self) -> float:
        """Takes one; how many seconds to wait until it was there. A debt stops growing at the size of a burst."""
        now = time.monotonic()
        gathered = min(self.burst, self._left + (now - self._counted) * self.per_second)
        self._left = max(gathered - 1, -self.burst)
        self._counted = now
        return max(0.0, -self._left / self.per_second)


class Allowances:
    """An allowance for each neighbourhood; those that were not asked for the longest time are forgotten."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._limits = burst, per_second
        self._by_place: OrderedDict[str, Allowance] = OrderedDict()

    def spend(self, place: str) -> float:
        """Takes one of this neighbourhood's; how many seconds to wait until it was there."""
        allowance = self._by_place.setdefault(place, Allowance(*self._limits))
        self._by_place.move_to_end(place)
        if len(self._by_place) > _MOST_NEIGHBOURHOODS:
            self._by_place.popitem(last=False)
        return allowance.spend()


class RefusalLog:
    """The log of what is refused: whoever is refused a thousand times a second does not fill the disk with it."""

    def __init__(self) -> None:
        self._lines = Allowance(100, 1)

    def note(self, event: str, **facts: str | int | None) -> None:
        """A line in the log of events, or none where there have been too many."""
        if not self._lines.spend():
            log_event(event, **facts)
