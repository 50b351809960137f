"""How the time of a function grows with its input, for tests: no wall-clock limit depends on the machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Input = TypeVar("Input")


def time_growth(function: Callable[[Input], object], small: Input, large: Input) -> float:
    """Return the time of ``function`` for ``large`` divided by that for ``small``, each the best of three."""
    return best_seconds(function, large) / max(best_seconds(function, small), 1e-4)


def best_seconds(function: Callable[[Input], object], value: Input) -> float:
    """Return the least processor time of three calls, in seconds.

    The garbage collector rests meanwhile: its time depends on what other tests have left in the process.
    """
    durations = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            start = time.process_time()
            function(value)
            durations.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(durations)
