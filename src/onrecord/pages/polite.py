"""Good manners of a program that asks a site for many pages: pauses, second tries, and questions for news only."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from onrecord.errors import FetchError
from onrecord.settings import Settings

AGAIN = frozenset({429, 500, 502, 503, 504})
FIRST, LONGEST = 1.0, 30.0  # seconds of the first and the longest pause before another try
SLOWEST = 60.0  # seconds between two pages that a robots.txt may ask for; more is cut to this


class Validators(Protocol):
    """What a server said of a page when it was last fetched and kept."""

    def validators(self, address: str) -> tuple[str | None, str | None]:
        """Its ETag and Last-Modified."""


class Politeness:
    """Waits between two requests to one host, and as long as a host asks. ``stop`` ends every wait."""

    def __init__(
        self,
        settings: Settings,
        *,
        validators: Validators | None = None,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.retries = settings.retries
        self._delay, self._patience = settings.delay, settings.retry_after
        self._validators, self._clock = validators, clock
        self._stop = stop or threading.Event()
        self._wait = wait or self._stop.wait
        self._next: dict[str, float] = {}

    def headers(self, address: str) -> dict[str, str]:
        """What makes a request one for news only."""
        etag, modified = self._validators.validators(address) if self._validators else (None, None)
        found = {"If-None-Match": etag, "If-Modified-Since": modified}
        return {name: value for name, value in found.items() if value}

    def turn(self, host: str, asked: float | None) -> None:
        """Waits for a host's turn; ``asked`` is the pause that its robots.txt asks for. Raises FetchError when told
        to stop meanwhile."""
        while (left := self._next.get(host, 0.0) - self._clock()) > 0 and not self._stop.is_set():
            self._wait(left)
        if self._stop.is_set():
            raise FetchError("not fetched: stopped before its turn")
        self._next[host] = self._clock() + max(self._delay, min(asked or 0.0, SLOWEST))

    def hold(self, host: str, turn: int, after: float | None) -> bool:
        """Sets a host's next turn after a failure; False when it asks for more patience than there is."""
        pause = min(LONGEST, FIRST * 2**turn) * random.uniform(0.5, 1.5) if after is None else after
        if pause > self._patience:
            return False
        self._next[host] = self._clock() + pause
        return True


def retry_after(value: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, given in seconds or as a date; None for what is neither."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
