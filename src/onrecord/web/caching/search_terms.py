"""What the last searches can be narrowed by, until the browser asks for it, which it does right after the page."""

from __future__ import annotations

import threading
from collections import OrderedDict

from onrecord.store.search.statement_search import IndexTerms

SEARCHES = 32  # that are kept; each has the terms of at most 1,001 statements, about 200 kB


class SearchTerms:
    """Keeps the index terms of the last searches; each is taken once."""

    def __init__(self) -> None:
        self._searches: OrderedDict[str, tuple[object, IndexTerms]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, search: str, version: object, terms: IndexTerms) -> None:
        """Keep the terms of a search, with the store's version from before it."""
        with self._lock:
            self._searches[search] = version, terms
            self._searches.move_to_end(search)
            if len(self._searches) > SEARCHES:
                self._searches.popitem(last=False)

    def take(self, search: str, version: object) -> IndexTerms | None:
        """Return the terms of a search and keep them no longer; None where there are none of this version."""
        with self._lock:
            kept_version, terms = self._searches.pop(search, (None, None))
        return terms if kept_version == version else None
