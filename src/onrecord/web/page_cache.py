"""Rendered pages, kept while the store is as it was when they were rendered."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MAX_BYTES = 48_000_000  # of all pages that are kept
KEPT_SECONDS = 30.0  # at most: a page may hold costly figures that are themselves up to a minute old


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page's body, before what is one visitor's own is filled in; the state of the store, and until when it holds."""

    body: bytes
    tag: str
    version: object
    expires: float


class PageCache:
    """Keeps the pages that were asked for last.

    Args:
        version: Returns a value that is another one after every change of the store.
        max_bytes: The largest size of all pages together.
        clock: The time in seconds.
    """

    def __init__(
        self,
        version: Callable[[], object],
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.version = version
        self._max_bytes, self._clock = max_bytes, clock
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: Hashable, version: object) -> KeptPage | None:
        """Return the page of a key, if it was rendered from this version of the store."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.version != version or self._clock() >= page.expires:
                self._remove(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, body: bytes, tag: str, version: object) -> None:
        """Keep a page; the version is that from before it was rendered."""
        with self._lock:
            self._remove(key)
            self._pages[key] = KeptPage(body, tag, version, self._clock() + KEPT_SECONDS)
            self._bytes += len(body)
            while self._bytes > self._max_bytes:
                self._remove(next(iter(self._pages)))

    def _remove(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        self._bytes -= len(page.body) if page else 0
