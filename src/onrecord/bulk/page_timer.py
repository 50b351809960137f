"""A limit on the time that a page may take, for the main thread of a worker process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TooSlow(BaseException):
    """The time is over. Not an Exception, so that no library that is being interrupted handles it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds; 0 for no limit.

    Code in C that does not look for signals is interrupted only at its end. Outside the main thread there is no limit:
    there, the driver kills a worker that stands still.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if seconds <= 0 or not is_main or not hasattr(signal, "setitimer"):
        yield
        return

    def interrupt(*_: object) -> None:
        """End the block."""
        raise TooSlow

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
