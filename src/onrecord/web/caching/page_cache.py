"""Rendered pages, kept while the store is as it was when they were rendered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MAX_BYTES = 48_000_000  # of all pages that are kept


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page's body, before what is one visitor's own is filled in, and the version of the store."""

    body: bytes
    tag: str
    version: object


class PageCache:
    """Keeps the pages that were asked for last.

    Args:
        version: Returns a value that is another one after every change of the store.
        max_bytes: The largest size of all pages together.
    """

    def __init__(
        self,
        version: Callable[[], object],
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.version = version
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: Hashable, version: object) -> KeptPage | None:
        """Return the page of a key, if it was rendered from this version of the store."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.version != version:
                self._remove(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, body: bytes, tag: str, version: object) -> None:
        """Keep a page; the version is that from before it was rendered."""
        with self._lock:
            self._remove(key)
            self._pages[key] = KeptPage(body, tag, version)
            self._bytes += len(body)
            while self._bytes > self._max_bytes:
                self._remove(next(iter(self._pages)))

    def _remove(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        self._bytes -= len(page.body) if page else 0
