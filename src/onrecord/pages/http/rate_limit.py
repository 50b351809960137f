"""Good manners of a program that asks a site for many pages: pauses, second tries, and questions for news only."""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from onrecord.errors import FetchError, RetryLaterError
from onrecord.settings import Settings
from onrecord.stop_event import StopRequested

AGAIN = frozenset({429, 500, 502, 503, 504})
FIRST, LONGEST = 1.0, 30.0  # seconds of the first and the longest pause before another try
YEAR = 366 * 86_400.0  # no header makes a site wait for longer
LOST = 3  # pages in a row that a site did not give: the next are asked for once each, until it answers
SHUT = 2  # pages in a row for which it asked for more patience than there is: no more are asked for until then
MOST_HOSTS = 10_000
MOST_HEADER = 1_000


class Validators(Protocol):
    """What a server said of a page when it was last fetched and kept."""

    def validators(self, address: str) -> tuple[str | None, str | None]:
        """Its ETag and Last-Modified."""


@dataclass(slots=True)
class _Host:
    """What is known of a host: when it may be asked again, by the clock, and what it refused without a page since."""

    next: float = 0.0
    lost: int = 0
    refused: int = 0
    shut: float = 0.0
    until: str = ""


class Politeness:
    """Waits between two requests to one host, and as long as a host asks; for one thread. ``stop`` ends every wait."""

    def __init__(
        self,
        settings: Settings,
        *,
        validators: Validators | None = None,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._retries, self._delay = settings.retries, settings.delay
        self._patience, self._slowest = settings.retry_after, settings.crawl_delay
        self._validators, self._clock = validators, clock
        self._stop = stop or threading.Event()
        self._wait = wait or self._stop.wait
        self._hosts: dict[str, _Host] = {}

    def headers(self, address: str) -> dict[str, str]:
        """What makes a request one for news only. What a server said that no request can say is left out."""
        etag, modified = self._validators.validators(address) if self._validators else (None, None)
        found = {"If-None-Match": etag, "If-Modified-Since": modified}
        return {name: value for name, value in found.items() if value and _sayable(value)}

    def wait(self, host: str) -> None:
        """Wait until a host may be asked. Raises RetryLaterError if that is too far off, StopRequested if stopped."""
        found = self._host(host)
        if found.shut > self._clock():
            raise RetryLaterError(
                f"skipped: {host} sent Retry-After until {found.until}; run the command again after that",
                retry_after=found.shut - self._clock(),
            )
        while (left := found.next - self._clock()) > 0 and not self._stop.is_set():
            self._wait(min(left, 3_600.0))
        if self._stop.is_set():
            raise StopRequested

    def turn(self, host: str, asked: float | None) -> None:
        """Waits for a host's turn and takes it; ``asked`` is the pause that its robots.txt asks for."""
        self.wait(host)
        self._host(host).next = self._clock() + max(self._delay, min(asked or 0.0, self._slowest))

    def answered(self, host: str) -> None:
        """A host gave what it was asked for: it may be in trouble again before it is given up."""
        found = self._host(host)
        found.lost = found.refused = 0

    def again(self, host: str, tried: int, error: FetchError) -> bool:
        """Whether to try again, which waits, after an error on the try numbered ``tried``, from 0. The host is left
        alone for as long as it asks or as is good for it, whatever is asked for next."""
        found = self._host(host)
        pause = min(LONGEST, FIRST * 2.0 ** min(tried, 9)) * random.uniform(0.5, 1.5)
        if error.retry_after is not None and error.retry_after > self._patience:
            self._shut(found, error.retry_after)
            return False
        found.next = max(found.next, self._clock() + (pause if error.retry_after is None else error.retry_after))
        if tried < (0 if found.lost >= LOST else self._retries):
            return True
        found.lost += 1
        return False

    def impatient(self, error: FetchError) -> str:
        """What is to be told, after the reason of an error, of a host that asks for more patience than there is."""
        if error.retry_after is None or error.retry_after <= self._patience or isinstance(error, RetryLaterError):
            return ""
        return f"; it asks to be left alone for {error.retry_after:,.0f} seconds, until {_until(error.retry_after)}"

    def _shut(self, found: _Host, after: float) -> None:
        """One refusal may be about one page; the next says that it is about the host."""
        found.refused += 1
        if found.refused >= SHUT:
            found.shut, found.until = self._clock() + after, _until(after)
            found.refused = 0

    def _host(self, name: str) -> _Host:
        if name not in self._hosts and len(self._hosts) >= MOST_HOSTS:
            now = self._clock()
            self._hosts = {one: host for one, host in self._hosts.items() if max(host.next, host.shut) > now}
        return self._hosts.setdefault(name, _Host())


def retry_after(value: str | None, date: str | None = None) -> float | None:
    """The seconds that a Retry-After header asks for, given in seconds or as a date; None for what is neither.

    A date is one by the clock of the server, which its Date header tells.
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        moment = _moment(value)
        if moment is None:
            return None
        seconds = (moment - (_moment(date) or datetime.now(UTC))).total_seconds()
    return min(max(0.0, seconds), YEAR) if math.isfinite(seconds) else None


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value or "")
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _until(after: float) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=after):%Y-%m-%d %H:%M} UTC"


def _sayable(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= MOST_HEADER
