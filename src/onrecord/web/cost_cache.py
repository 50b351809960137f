"""A cache of what takes long to compute on a large store; what is quick is computed anew each time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")
COSTLY = 0.25  # seconds; what takes less is not kept
KEPT_FOR, LONGEST = 20, 60.0  # times the seconds that it took; seconds
ENTRIES = 300


class CostCache:
    """Keeps costly values for a while: up to a minute, or until something is changed here.

    Another process may change the store meanwhile; then pages of a large store lag behind by a minute at most.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the value of a key: the one that is kept, or one that is computed now."""
        with self._lock:
            expires, value = self._values.get(key, (0.0, None))
        started = self._clock()
        if started < expires:
            return cast("T", value)
        value = compute()
        seconds = self._clock() - started
        if seconds >= COSTLY:
            with self._lock:
                self._values[key] = (self._clock() + min(LONGEST, KEPT_FOR * seconds), value)
                self._values.move_to_end(key)
                while len(self._values) > ENTRIES:
                    self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget all values: something was changed."""
        with self._lock:
            self._values.clear()
