"""What sites ask of programs: robots.txt (RFC 9309), asked for once a host."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx

from onrecord.errors import FetchError

if TYPE_CHECKING:
    from protego import Protego

LIMIT = 512_000  # RFC 9309: at least 500 KiB must be read; what follows is not
MOST_HOSTS = 1_000

Get = Callable[[httpx.URL], tuple[int, bytes]]  # the status and the first bytes, redirects followed


class Robots:
    """The rules of the hosts met so far."""

    def __init__(self, user_agent: str, get: Get) -> None:
        self._name = user_agent.partition("/")[0].strip() or user_agent
        self._get = get
        self._known: dict[str, Protego | FetchError | None] = {}

    def check(self, url: httpx.URL) -> None:
        """Raises FetchError when the site does not want this page fetched, or cannot be asked."""
        host = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        if host not in self._known:
            if len(self._known) >= MOST_HOSTS:
                self._known.pop(next(iter(self._known)))
            self._known[host] = self._ask(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        rules = self._known[host]
        if isinstance(rules, FetchError):
            raise FetchError(str(rules))
        if rules is not None and not rules.can_fetch(str(url), self._name):
            raise FetchError(f"robots.txt of {url.host} asks not to fetch this; save the page and give the file")

    def delay(self, url: httpx.URL) -> float | None:
        """The seconds between two pages that the site asks for, as far as it was asked."""
        rules = self._known.get(f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}")
        if rules is None or isinstance(rules, FetchError):
            return None
        rate = rules.request_rate(self._name)
        asked = [rules.crawl_delay(self._name), rate.seconds / rate.requests if rate and rate.requests else None]
        return max((float(one) for one in asked if one), default=None)

    def _ask(self, url: httpx.URL) -> Protego | FetchError | None:
        """The site's rules; None when it has none; the error when it has trouble, which RFC 9309 takes as a no."""
        from protego import Protego

        try:
            status, data = self._get(url)
        except FetchError as error:
            return FetchError(f"robots.txt could not be had: {error}")
        if status >= 500:
            return FetchError(f"robots.txt could not be had: the server answered {status}; try again later")
        if status != 200:
            return None
        return Protego.parse(data[:LIMIT].decode("utf-8", "replace").lstrip("\ufeff"))
