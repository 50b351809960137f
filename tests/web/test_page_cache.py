"""Rendered pages are kept while the store is the same, and not too many."""

from __future__ import annotations

from onrecord.web.caching.page_cache import PageCache


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
