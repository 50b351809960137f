"""The pages of the sources that the public functions take: Page objects and addresses, paths or folders, in order."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
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


def open_upload(data: bytes, name: str, settings: Settings) -> Iterator[Page | Skipped]:
    """Yield the pages of a file that was uploaded; nothing is read from a disk.

    Args:
        data: The bytes of the file: a text, HTML, JSON Lines or a web archive, each also compressed with gzip.
        name: Its name, by which the pages are called.
        settings: The limits.
    """
    from onrecord.pages import open_pages

    for outcome in open_pages(["-"], settings, stdin=io.BytesIO(data)):
        if isinstance(outcome, Skipped):
            yield replace(outcome, location=name)
        else:
            location = outcome.origin.location.replace("standard input", name, 1)
            yield replace(outcome, origin=replace(outcome.origin, location=location))


def pasted_pages(text: str, settings: Settings) -> Iterator[Page | Skipped]:
    """Yield the page of a text that was pasted: a saved article with its headline, or HTML.

    Its content is what it is known by, so that the same text is the same article.
    """
    data = text.encode("utf-8", "replace")
    yield from open_upload(data, f"pasted text {hashlib.sha256(data).hexdigest()[:12]}", settings)


def exact_page(text: str, *, url: str | None = None, title: str | None = None, published: str | None = None) -> Page:
    """Return the page of a text that is the article itself, to the character, with what is known of it.

    Raises:
        SourceError: The text is empty, or has unpaired surrogates.
    """
    from onrecord.pages.in_memory import page_from_text

    page = page_from_text(text, url=url, title=title, published=published)
    if url:
        return page
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return replace(page, origin=replace(page.origin, location=f"pasted text {digest}"))


def count_pages(sources: Iterable[Source], *, addresses: bool = True) -> int | None:
    """Return about how many pages the sources have, or None if that is unknown before they are opened.

    The lines of JSON Lines files are counted first, which is much faster than reading them. Without ``addresses`` a web
    address may also be a feed or a sitemap, which has many.
    """
    if not isinstance(sources, Sequence):
        return None
    if not addresses and any(str(source).lower().startswith(("http://", "https://")) for source in sources):
        return None
    counts = [1 if _is_single_page(source) else _count_lines(source) for source in sources]
    return None if None in counts else sum(count for count in counts if count is not None)


def _count_lines(source: Source) -> int | None:
    from onrecord.pages.formats.line_count import count_lines

    return None if isinstance(source, Page) else count_lines(Path(source))


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
