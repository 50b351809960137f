"""A cache of what takes long to compute on a large store; what is quick is computed anew each time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")
COSTLY = 0.1  # seconds; what takes less is not kept
KEPT_FOR, LONGEST = 20, 60.0  # times the seconds that it took; seconds
ENTRIES = 300


@dataclass(frozen=True, slots=True)
class _CostlyValue:
    value: Any
    changes: int
    version: object
    expires: float


class CostCache:
    """Keeps costly values while the store is the same; and while other processes write to it, up to a minute more.

    Args:
        changes: Returns how many changes were made through the server; a value from before the last is not used.
        version: Returns a value that is another one after every change of the store.
        clock: The time in seconds.
    """

    def __init__(
        self,
        changes: Callable[[], int],
        version: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._changes, self._version, self._clock = changes, version, clock
        self._values: OrderedDict[Hashable, _CostlyValue] = OrderedDict()
        self._computing: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._of_thread = threading.local()

    def take_lag(self) -> bool:
        """Return whether this thread got a value of an older store since it was asked last."""
        lag: bool = getattr(self._of_thread, "lag", False)
        self._of_thread.lag = False
        return lag

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the value of a key: the one that is kept, or one that is computed now; by one thread for all."""
        with self._lock:
            computing = self._computing.setdefault(key, threading.Lock())
        try:
            with computing:
                return self._get(key, compute)
        finally:
            with self._lock:
                self._computing.pop(key, None)

    def _get(self, key: Hashable, compute: Callable[[], T]) -> T:
        changes, version, started = self._changes(), self._version(), self._clock()
        with self._lock:
            entry = self._values.get(key)
        if entry is not None and entry.changes == changes and (entry.version == version or started < entry.expires):
            self._of_thread.lag = entry.version != version or getattr(self._of_thread, "lag", False)
            return cast("T", entry.value)
        value = compute()
        seconds = self._clock() - started
        if seconds >= COSTLY:
            expires = self._clock() + min(LONGEST, KEPT_FOR * seconds)
            with self._lock:
                self._values[key] = _CostlyValue(value, changes, version, expires)
                self._values.move_to_end(key)
                while len(self._values) > ENTRIES:
                    self._values.popitem(last=False)
        return value
