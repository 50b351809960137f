"""Orders to stop, from a signal, another thread or the caller."""

from __future__ import annotations

import threading
import time

CHECK_INTERVAL = 0.1  # seconds between two looks at whether to stop


class StopRequested(Exception):
    """Raised where work ends because of an order to stop. Control flow, not an error: nothing was wrong."""


class StopEvent(threading.Event):
    """An event that is also set when its parent is; setting it does not set the parent.

    It takes no lock, so a signal handler may set it while the thread that it interrupts waits for it.
    """

    def __init__(self, parent: threading.Event | None = None) -> None:
        super().__init__()
        self._stopped, self._parent = False, parent

    def set(self) -> None:
        """Set this event."""
        self._stopped = True

    def clear(self) -> None:
        """Clear this event; its parent stays as it is."""
        self._stopped = False

    def is_set(self) -> bool:
        """Return True if this event or its parent is set."""
        return self._stopped or (self._parent is not None and self._parent.is_set())

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the event is set, at most ``timeout`` seconds; return True if it is set."""
        deadline = time.monotonic() + timeout if timeout is not None else float("inf")
        while not self.is_set() and (remaining := deadline - time.monotonic()) > 0:
            time.sleep(min(CHECK_INTERVAL, remaining))
        return self.is_set()
