"""How the time of a function grows with its input, for tests: no wall-clock limit depends on the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Input = TypeVar("Input")


def time_growth(function: Callable[[Input], object], small: Input, large: Input) -> float:
    """Return the time of ``function`` for ``large`` divided by that for ``small``, each the best of three."""
    return _best_seconds(function, large) / max(_best_seconds(function, small), 1e-4)


def _best_seconds(function: Callable[[Input], object], value: Input) -> float:
    durations = []
    for _ in range(3):
        start = time.process_time()
        function(value)
        durations.append(time.process_time() - start)
    return min(durations)
