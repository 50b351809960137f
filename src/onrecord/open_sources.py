"""The pages of the sources that the public functions take: Page objects and addresses, paths or folders, in order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from onrecord.records import Page, Skipped
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.store import Store

T = TypeVar("T")
Source: TypeAlias = "str | os.PathLike[str] | Page"
Pages: TypeAlias = Generator[Page | Skipped, None, None]
SINGLE_PAGE_SUFFIXES = (".html", ".htm", ".txt", ".md")


def as_sources(sources: Source | Iterable[Source]) -> Iterable[Source]:
    """Return one source or several as an iterable."""
    return [sources] if isinstance(sources, str | os.PathLike | Page) else sources


def open_all(sources: Iterable[Source], settings: Settings) -> Pages:
    """Yield the pages of all sources, in order. Adjacent sources are opened together and share an HTTP client."""
    from onrecord.pages import open_pages

    for are_pages, group in groupby(sources, key=lambda source: isinstance(source, Page)):
        if are_pages:
            yield from (page for page in group if isinstance(page, Page))
        else:
            yield from open_pages([os.fspath(source) for source in group if not isinstance(source, Page)], settings)


def open_all_listed(sources: Iterable[Source], store: Store, settings: Settings, stop: threading.Event) -> Pages:
    """Yield the pages of all sources and the pages that feeds and sitemaps among them list, in order.

    Requests keep to the rate limits and to robots.txt, and pages that did not change since ``store`` got them are
    not sent again.
    """
    from onrecord.pages.feeds.crawl import open_listed_pages
    from onrecord.pages.http.rate_limit import RateLimiter

    rate_limiter = RateLimiter(settings, validators=store.fetches, stop=stop)
    for are_pages, group in groupby(sources, key=lambda source: isinstance(source, Page)):
        if are_pages:
            yield from (page for page in group if isinstance(page, Page))
        else:
            addresses = [os.fspath(source) for source in group if not isinstance(source, Page)]
            yield from open_listed_pages(addresses, settings, rate_limiter)


def count_pages(sources: Iterable[Source]) -> int | None:
    """Return how many pages the sources have, or None if that is unknown before they are opened."""
    if not isinstance(sources, Sequence):
        return None
    return len(sources) if all(_is_single_page(source) for source in sources) else None


def divert_skipped(
    outcomes: Iterator[T | Skipped], on_skip: Callable[[Skipped], object] | None
) -> Iterator[T | Skipped]:
    """Yield the outcomes; with ``on_skip``, call it with each Skipped instead."""
    for outcome in outcomes:
        if on_skip is not None and isinstance(outcome, Skipped):
            on_skip(outcome)
        else:
            yield outcome


def _is_single_page(source: Source) -> bool:
    if isinstance(source, Page):
        return True
    name = os.fspath(source).lower().removesuffix(".gz")
    return name.startswith(("http://", "https://")) or name.endswith(SINGLE_PAGE_SUFFIXES)
