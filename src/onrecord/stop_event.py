"""Being told to stop, from a signal, another thread, or whoever called."""

from __future__ import annotations

import threading
import time

SLICE = 0.1  # seconds between two looks at whether to stop


class StopRequested(Exception):
    """Raised where work ends because of an order to stop. Control flow, not an error: nothing was wrong."""


class Halt(threading.Event):
    """An event that is also set when the one it follows is, which it never sets itself.

    It takes no lock: a signal's handler may set it while the thread that it interrupts waits on it.
    """

    def __init__(self, follows: threading.Event | None = None) -> None:
        super().__init__()
        self._told, self._follows = False, follows

    def set(self) -> None:
        """Set this event."""
        self._told = True

    def clear(self) -> None:
        """Clear this event; the one it follows stays as it is."""
        self._told = False

    def is_set(self) -> bool:
        """Whether this event or the one it follows is set."""
        return self._told or (self._follows is not None and self._follows.is_set())

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set or ``timeout`` seconds have passed, and return whether it is set."""
        end = time.monotonic() + timeout if timeout is not None else float("inf")
        while not self.is_set() and (left := end - time.monotonic()) > 0:
            time.sleep(min(SLICE, left))
        return self.is_set()
