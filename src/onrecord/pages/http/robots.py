"""What sites ask of programs: robots.txt (RFC 9309), fetched once for each host and day."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from onrecord.errors import FetchError, RetryLaterError

if TYPE_CHECKING:
    from protego import Protego

MAX_BYTES = 512_000  # RFC 9309: at least 500 KiB must be read; the rest is ignored
MAX_HOSTS = 1_000
CACHE_SECONDS = 86_400.0  # RFC 9309: cache at most one day
FAILURE_CACHE_SECONDS = 60.0  # for which a site that has trouble is not asked again

FetchRobots = Callable[[httpx.URL], "RobotsResponse"]  # redirects followed


@dataclass(frozen=True, slots=True)
class RobotsResponse:
    """A site's response for robots.txt: its first bytes, and the seconds that its Retry-After asks for."""

    status: int
    data: bytes
    retry_after: float | None = None


class RobotsCache:
    """The rules of the hosts met so far.

    With `retry`, trouble that another try may end is raised as it is, for the caller to try again.
    """

    def __init__(
        self,
        user_agent: str,
        fetch: FetchRobots,
        *,
        retry: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agent_name = user_agent.partition("/")[0].strip() or user_agent
        self._fetch, self._retry, self._clock = fetch, retry, clock
        self._rules: dict[str, tuple[float, Protego | FetchError | None]] = {}  # with the time when they expire

    def check(self, url: httpx.URL) -> None:
        """Raise FetchError if the site does not allow this page, or its rules cannot be fetched."""
        rules = self._current_rules(url)
        if isinstance(rules, FetchError):
            raise FetchError(rules.reason)
        if rules is not None and not rules.can_fetch(str(url), self._agent_name):
            raise FetchError(f"robots.txt of {url.host} asks not to fetch this; save the page and give the file")

    def crawl_delay(self, url: httpx.URL) -> float | None:
        """Return the seconds between two pages that the site asks for, if its rules are in the cache."""
        _, rules = self._rules.get(_origin(url), (0.0, None))
        if rules is None or isinstance(rules, FetchError):
            return None
        rate = rules.request_rate(self._agent_name)
        rate_delay = None
        if rate and 0 < rate.requests <= CACHE_SECONDS:
            rate_delay = min(rate.seconds, CACHE_SECONDS) / rate.requests
        delays = (rules.crawl_delay(self._agent_name), rate_delay)
        return max((float(delay) for delay in delays if delay), default=None)

    def _current_rules(self, url: httpx.URL) -> Protego | FetchError | None:
        """Return the rules, or the error of fetching them, no older than a day."""
        origin = _origin(url)
        expiry, rules = self._rules.get(origin, (0.0, None))
        if expiry > self._clock():
            return rules
        self._rules.pop(origin, None)
        cache_seconds = CACHE_SECONDS
        try:
            rules = self._fetch_rules(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        except RetryLaterError:
            raise
        except FetchError as error:
            if self._retry and error.retryable:
                raise
            rules, cache_seconds = error, FAILURE_CACHE_SECONDS if self._retry else CACHE_SECONDS
        if len(self._rules) >= MAX_HOSTS:
            self._rules.pop(next(iter(self._rules)))
        self._rules[origin] = self._clock() + cache_seconds, rules
        return rules

    def _fetch_rules(self, url: httpx.URL) -> Protego | None:
        """Return the site's rules; None if it has none.

        Raises FetchError if it has trouble, which RFC 9309 takes as a no. It takes status 429 as a yes; only who
        tries again respects that one too.
        """
        from protego import Protego

        try:
            response = self._fetch(url)
        except RetryLaterError:
            raise
        except FetchError as error:
            raise _unavailable(error.reason, error.retryable, error.retry_after) from None
        if response.status >= 500 or (response.status == 429 and self._retry):
            raise _unavailable(f"the server answered {response.status}; try again later", True, response.retry_after)
        if response.status != 200:
            return None
        return Protego.parse(response.data[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff"))


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"


def _unavailable(reason: str, retryable: bool, retry_after: float | None) -> FetchError:
    return FetchError(f"robots.txt could not be fetched: {reason}", retryable=retryable, retry_after=retry_after)
