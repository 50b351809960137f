"""The rate limiter: pauses between requests to one host, retries, and conditional requests."""

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

RETRYABLE_STATUSES = frozenset({429, 500, 502, 503, 504})
FIRST_BACKOFF, MAX_BACKOFF = 1.0, 30.0  # seconds before the next try
MAX_RETRY_AFTER = 366 * 86_400.0  # seconds: no header makes a site wait for longer than a year
MAX_LOST_PAGES = 3  # in a row; from then on a host gets one try for each page, until it answers
MAX_REFUSALS = 2  # pages in a row that asked for too long a wait: from then on the host is left alone for that time
MAX_HOSTS = 10_000
MAX_HEADER_LENGTH = 1_000
LONGEST_WAIT = 3_600.0  # seconds waited at a time


class ValidatorSource(Protocol):
    """Where the validators of a page come from: what the server sent with it when it was last stored."""

    def validators(self, address: str) -> tuple[str | None, str | None]:
        """Return its ETag and Last-Modified."""

    def is_forgotten(self, address: str) -> bool:
        """Return whether a person had the store forget the page: it is not asked for."""


@dataclass(slots=True)
class _HostState:
    """What is known of a host.

    Attributes:
        next_request: when it may be asked again, by the clock.
        lost_pages: pages in a row that it did not give.
        refusals: pages in a row for which it asked for too long a wait.
        closed_until: when the time ends in which it is left alone, by the clock.
        closed_until_text: the same for people.
    """

    next_request: float = 0.0
    lost_pages: int = 0
    refusals: int = 0
    closed_until: float = 0.0
    closed_until_text: str = ""


class RateLimiter:
    """Waits between two requests to one host, and for as long as a host asks. For one thread.

    Args:
        settings: the delay between requests, the retries, and the longest waits that are accepted.
        validators: the store's validators, for conditional requests.
        stop: ends every wait when it is set.
        clock: seconds, in place of the system's.
        wait: sleeps for so many seconds, in place of waiting for `stop`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        validators: ValidatorSource | None = None,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._retries, self._delay = settings.retries, settings.delay
        self._max_retry_after, self._max_crawl_delay = settings.retry_after, settings.crawl_delay
        self._validators, self._clock = validators, clock
        self._stop = stop or threading.Event()
        self._sleep = wait or self._stop.wait
        self._hosts: dict[str, _HostState] = {}

    def is_forgotten(self, address: str) -> bool:
        """Return whether the store was told to forget a page."""
        return self._validators is not None and self._validators.is_forgotten(address)

    def conditional_headers(self, address: str) -> dict[str, str]:
        """Return the headers of a conditional request. A validator that no header can hold is left out."""
        etag, modified = self._validators.validators(address) if self._validators else (None, None)
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        return {name: value for name, value in headers.items() if value and _fits_header(value)}

    def wait_for_host(self, host: str) -> None:
        """Wait until a host may be asked. Raises RetryLaterError if that is too far off, StopRequested if stopped."""
        state = self._state(host)
        if state.closed_until > self._clock():
            raise RetryLaterError(
                f"skipped: {host} sent Retry-After until {state.closed_until_text}; run the command again after that",
                retry_after=state.closed_until - self._clock(),
            )
        while (remaining := state.next_request - self._clock()) > 0 and not self._stop.is_set():
            self._sleep(min(remaining, LONGEST_WAIT))
        if self._stop.is_set():
            raise StopRequested

    def take_turn(self, host: str, crawl_delay: float | None) -> None:
        """Wait for a host's turn and take it; `crawl_delay` is the pause that its robots.txt asks for."""
        self.wait_for_host(host)
        pause = max(self._delay, min(crawl_delay or 0.0, self._max_crawl_delay))
        self._state(host).next_request = self._clock() + pause

    def record_success(self, host: str) -> None:
        """Note that a host gave a page: it may have trouble again before it is given up."""
        state = self._state(host)
        state.lost_pages = state.refusals = 0

    def should_retry(self, host: str, tries: int, error: FetchError) -> bool:
        """Return whether to try again after `error`, which ended a try after `tries` others.

        The next request to the host, whatever it is for, waits for as long as the host asks, or backs off.
        """
        state = self._state(host)
        backoff = min(MAX_BACKOFF, FIRST_BACKOFF * 2.0 ** min(tries, 9)) * random.uniform(0.5, 1.5)
        if error.retry_after is not None and error.retry_after > self._max_retry_after:
            self._record_refusal(state, error.retry_after)
            return False
        pause = backoff if error.retry_after is None else error.retry_after
        state.next_request = max(state.next_request, self._clock() + pause)
        if tries < (0 if state.lost_pages >= MAX_LOST_PAGES else self._retries):
            return True
        state.lost_pages += 1
        return False

    def long_wait_note(self, error: FetchError) -> str:
        """Return what to add to an error's reason if the host asks for a longer wait than the setting accepts."""
        wait = error.retry_after
        if wait is None or wait <= self._max_retry_after or isinstance(error, RetryLaterError):
            return ""
        return f"; it asks to be left alone for {wait:,.0f} seconds, until {_utc_text(wait)}"

    def _record_refusal(self, state: _HostState, retry_after: float) -> None:
        """Count a refusal. The first may be about one page; the next says that it is about the host."""
        state.refusals += 1
        if state.refusals >= MAX_REFUSALS:
            state.closed_until, state.closed_until_text = self._clock() + retry_after, _utc_text(retry_after)
            state.refusals = 0

    def _state(self, host: str) -> _HostState:
        if host not in self._hosts and len(self._hosts) >= MAX_HOSTS:
            now = self._clock()
            self._hosts = {
                name: state for name, state in self._hosts.items() if max(state.next_request, state.closed_until) > now
            }
        return self._hosts.setdefault(host, _HostState())


def parse_retry_after(value: str | None, date: str | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for, as seconds or as a date; None for anything else.

    A date is one by the server's clock, which its Date header gives.
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        moment = _http_date(value)
        if moment is None:
            return None
        seconds = (moment - (_http_date(date) or datetime.now(UTC))).total_seconds()
    return min(max(0.0, seconds), MAX_RETRY_AFTER) if math.isfinite(seconds) else None


def _http_date(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value or "")
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc_text(seconds: float) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M} UTC"


def _fits_header(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= MAX_HEADER_LENGTH
