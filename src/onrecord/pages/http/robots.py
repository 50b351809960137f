"""What sites ask of programs: robots.txt (RFC 9309), asked for once a host."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from onrecord.errors import FetchError, RetryLaterError

if TYPE_CHECKING:
    from protego import Protego

LIMIT = 512_000  # RFC 9309: at least 500 KiB must be read; what follows is not
MOST_HOSTS = 1_000
TROUBLE = 60.0  # seconds for which a site that cannot be asked is not asked again
DAY = 86_400.0  # RFC 9309: no longer is what a site said taken for what it says

Get = Callable[[httpx.URL], "Answer"]  # redirects followed


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered when asked for robots.txt: the first bytes, and the seconds that Retry-After asks for."""

    status: int
    data: bytes
    after: float | None = None


class Robots:
    """The rules of the hosts met so far. With ``again``, one that has trouble is asked again for the next page."""

    def __init__(
        self, user_agent: str, get: Get, *, again: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = user_agent.partition("/")[0].strip() or user_agent
        self._get, self._again, self._clock = get, again, clock
        self._known: dict[str, tuple[float, Protego | FetchError | None]] = {}

    def check(self, url: httpx.URL) -> None:
        """Raises FetchError when the site does not want this page fetched, or cannot be asked."""
        rules = self._rules(url)
        if isinstance(rules, FetchError):
            raise FetchError(rules.reason)
        if rules is not None and not rules.can_fetch(str(url), self._name):
            raise FetchError(f"robots.txt of {url.host} asks not to fetch this; save the page and give the file")

    def delay(self, url: httpx.URL) -> float | None:
        """The seconds between two pages that the site asks for, as far as it was asked."""
        _, rules = self._known.get(_host(url), (0.0, None))
        if rules is None or isinstance(rules, FetchError):
            return None
        rate = rules.request_rate(self._name)
        pause = min(rate.seconds, DAY) / rate.requests if rate and 0 < rate.requests <= DAY else None
        return max((float(one) for one in (rules.crawl_delay(self._name), pause) if one), default=None)

    def _rules(self, url: httpx.URL) -> Protego | FetchError | None:
        """What a site said when it was last asked, today."""
        host = _host(url)
        until, rules = self._known.get(host, (0.0, None))
        if until > self._clock():
            return rules
        self._known.pop(host, None)
        kept = DAY
        try:
            rules = self._ask(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        except RetryLaterError:
            raise
        except FetchError as error:
            if self._again and error.retryable:
                raise
            rules, kept = error, TROUBLE if self._again else DAY
        if len(self._known) >= MOST_HOSTS:
            self._known.pop(next(iter(self._known)))
        self._known[host] = self._clock() + kept, rules
        return rules

    def _ask(self, url: httpx.URL) -> Protego | None:
        """The site's rules; None when it has none. Raises FetchError when it has trouble, which RFC 9309 takes as a
        no; of 429, which it takes as a yes, only those who ask again take any notice."""
        from protego import Protego

        try:
            answer = self._get(url)
        except RetryLaterError:
            raise
        except FetchError as error:
            raise _trouble(error.reason, error.retryable, error.retry_after) from None
        if answer.status >= 500 or (answer.status == 429 and self._again):
            raise _trouble(f"the server answered {answer.status}; try again later", True, answer.after)
        if answer.status != 200:
            return None
        return Protego.parse(answer.data[:LIMIT].decode("utf-8", "replace").lstrip("\ufeff"))


def _host(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"


def _trouble(why: str, again: bool, after: float | None) -> FetchError:
    return FetchError(f"robots.txt could not be had: {why}", retryable=again, retry_after=after)
