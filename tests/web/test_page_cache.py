"""Rendered pages and searches are kept while the store is the same, and not too many."""

from __future__ import annotations

from onrecord.web.caching.page_cache import PageCache
from onrecord.web.caching.search_terms import SEARCHES, SearchTerms


def test_a_page_is_kept_until_the_store_changes() -> None:
    cache = PageCache(lambda: 1)
    cache.keep("/", b"page", "tag", 1)
    page = cache.find("/", 1)
    assert page is not None
    assert (page.body, page.tag) == (b"page", "tag")
    assert cache.find("/", 2) is None
    assert cache.find("/", 1) is None  # it was forgotten at once
    assert cache._bytes == 0


def test_the_pages_that_were_asked_for_last_are_kept_within_a_size() -> None:
    cache = PageCache(lambda: 1, max_bytes=100)
    for name in "abcd":
        cache.keep(name, b"x" * 30, name, 1)
        cache.find("b", 1)
    assert [cache.find(name, 1) is not None for name in "abcd"] == [False, True, True, True]
    cache.keep("b", b"x" * 200, "b", 1)  # larger than all together may be
    assert cache.find("b", 1) is None
    assert 0 <= cache._bytes <= 100


def test_the_terms_of_a_search_are_taken_once_and_of_the_same_store() -> None:
    searches = SearchTerms()
    searches.keep("words=unit", 1, [(4, "act")])
    assert searches.take("words=unit", 1) == [(4, "act")]
    assert searches.take("words=unit", 1) is None
    searches.keep("words=unit", 1, [(4, "act")])
    assert searches.take("words=unit", 2) is None
    for number in range(SEARCHES + 1):
        searches.keep(str(number), 1, [])
    assert searches.take("0", 1) is None
    assert searches.take("1", 1) == []
