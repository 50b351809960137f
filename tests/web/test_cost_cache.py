"""What is costly is kept for a while, what is quick is not, and a change forgets everything."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from onrecord.web.caching.cost_cache import COSTLY, ENTRIES, CostCache


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


def test_a_costly_value_is_kept_while_the_store_is_the_same() -> None:
    clock = Clock()
    cache = CostCache(lambda: 0, lambda: "one", clock)
    assert cache.get("a", lambda: clock.compute("first", 2 * COSTLY)) == "first"
    clock.now += 10_000
    assert cache.get("a", lambda: clock.compute("second", 2 * COSTLY)) == "first"
    assert cache.get("b", lambda: clock.compute("third", COSTLY / 2)) == "third"
    assert cache.get("b", lambda: clock.compute("fourth", COSTLY / 2)) == "fourth"
    assert not cache.take_lag()


def test_while_others_write_it_is_kept_as_long_as_it_is_worth() -> None:
    clock, versions = Clock(), count()
    cache = CostCache(lambda: 0, lambda: next(versions), clock)
    assert cache.get("a", lambda: clock.compute("first", 2 * COSTLY)) == "first"
    assert not cache.take_lag()
    assert cache.get("a", lambda: clock.compute("second", 2 * COSTLY)) == "first"
    assert cache.take_lag()
    assert not cache.take_lag()
    clock.now += 41 * COSTLY
    assert cache.get("a", lambda: clock.compute("third", 3_600)) == "third"
    clock.now += 61
    assert cache.get("a", lambda: clock.compute("again", 1)) == "again"  # a minute at most


def test_a_change_forgets_everything_and_the_cache_stays_small() -> None:
    clock, changes = Clock(), [0]
    cache = CostCache(lambda: changes[0], lambda: "one", clock)
    for number in range(ENTRIES + 5):
        cache.get(number, lambda: clock.compute("value", 2 * COSTLY))
    assert len(cache._values) == ENTRIES
    changes[0] += 1
    cache.get(ENTRIES, lambda: clock.compute("new", 2 * COSTLY))
    assert clock.computed[-1] == "new"


def test_threads_that_want_one_value_compute_it_once() -> None:
    computed: list[int] = []
    cache = CostCache(lambda: 0, lambda: "one")

    def compute() -> int:
        """Something slow."""
        computed.append(1)
        time.sleep(COSTLY)
        return len(computed)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: cache.get("a", compute), range(4))) == {1}
