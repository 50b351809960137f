"""What is costly is kept for a while, what is quick is not, and a change forgets everything."""

from __future__ import annotations

from onrecord.web.cost_cache import COSTLY, ENTRIES, CostCache


class Clock:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.now = 100.0
        self.computed: list[str] = []

    def __call__(self) -> float:
        return self.now

    def compute(self, value: str, seconds: float) -> str:
        """A value that takes its time."""
        self.computed.append(value)
        self.now += seconds
        return value


def test_only_what_is_costly_is_kept_and_for_as_long_as_it_is_worth() -> None:
    clock = Clock()
    cache = CostCache(clock)
    assert cache.get("a", lambda: clock.compute("first", 2 * COSTLY)) == "first"
    assert cache.get("a", lambda: clock.compute("second", 2 * COSTLY)) == "first"
    clock.now += 40 * COSTLY
    assert cache.get("a", lambda: clock.compute("third", COSTLY / 2)) == "third"
    assert cache.get("a", lambda: clock.compute("fourth", COSTLY / 2)) == "fourth"
    cache.get("b", lambda: clock.compute("slow", 3_600))
    clock.now += 61
    assert cache.get("b", lambda: clock.compute("again", 1)) == "again"  # a minute at most


def test_a_change_forgets_everything_and_the_cache_stays_small() -> None:
    clock = Clock()
    cache = CostCache(clock)
    for number in range(ENTRIES + 5):
        cache.get(number, lambda: clock.compute("value", COSTLY))
    assert len(cache._values) == ENTRIES
    cache.clear()
    cache.get(ENTRIES, lambda: clock.compute("new", COSTLY))
    assert clock.computed[-1] == "new"
