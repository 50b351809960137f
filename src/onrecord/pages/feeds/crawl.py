"""Sources that list pages: feeds, sitemaps and lists of addresses, on the web or in files, and the pages they list."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx

from onrecord.errors import PageError
from onrecord.pages.feeds import feed_parser as feeds
from onrecord.pages.feeds import sitemaps
from onrecord.pages.formats import files
from onrecord.pages.http.client import ANYTHING, UNMODIFIED, Client, NotModified
from onrecord.pages.http.rate_limit import Politeness
from onrecord.pages.sources import WEB, open_pages, sayable
from onrecord.records import Page, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.stop_event import StopRequested

HEAD = 65_536
DEEPEST, MOST_SITEMAPS = 3, 5_000  # of an index of sitemaps
MOST_PAGES = 50  # of a feed that goes on on other pages


def open_listed(
    sources: Iterable[str],
    settings: Settings,
    polite: Politeness,
    *,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[Page | Skipped]:
    """The pages of the sources, those that feeds, sitemaps and lists name fetched too, in order and one by one.

    Told to stop, it ends: what was not fetched by then is no outcome.
    """
    with Client(settings, transport=transport, polite=polite) as client, suppress(StopRequested):
        for source in sources:
            if source.lower().startswith(WEB):
                yield from map(sayable, _address(client, source))
            elif (listing := _listing(source, settings)) is not None:
                yield from map(sayable, _pages(client, listing, source))
            else:
                yield from open_pages([source], settings, transport=transport)


def _address(client: Client, address: str) -> Iterator[Page | Skipped]:
    """The page at an address, or the pages that what is there lists."""
    try:
        fetched = client.fetch_bytes(address, accept=ANYTHING)
        head, media = fetched.data[:HEAD], fetched.headers.get("Content-Type")
        if feeds.is_feed(head, media) or sitemaps.is_sitemap(head, media):
            yield from _pages(client, fetched.data, fetched.url, media)
        else:
            yield client.page(fetched)
    except NotModified:
        yield Skipped(address, SkipReason.NOT_MODIFIED, UNMODIFIED)
    except PageError as error:
        yield Skipped.from_error(error, address)


def _listing(source: str, settings: Settings) -> bytes | None:
    """The bytes of a file that lists pages; None for every other source."""
    path = Path(source)
    try:
        if source == "-" or not path.is_file():
            return None
        with files.opened(path) as stream:
            head = stream.peek(HEAD)[:HEAD]
            if not (feeds.is_feed(head, None) or sitemaps.is_sitemap(head, None)):
                return None
            return files.limited(stream, settings.max_bytes)
    except (PageError, OSError, ValueError):
        return None  # what is wrong with it is told by those who read it as a page


def _pages(client: Client, data: bytes, address: str, media: str | None = None) -> Iterator[Page | Skipped]:
    """The pages that a feed or sitemap lists, each fetched, once."""
    for url in addresses(client, data, address, media):
        yield url if isinstance(url, Skipped) else fetched(client, url)


def fetched(client: Client, address: str) -> Page | Skipped:
    """The page at an address, or why there is none. Raises StopRequested when told to stop before its turn."""
    try:
        return client.fetch(address)
    except NotModified:
        return Skipped(address, SkipReason.NOT_MODIFIED, UNMODIFIED)
    except PageError as error:
        return Skipped.from_error(error, address)


def addresses(client: Client, data: bytes, address: str, media: str | None = None) -> Iterator[str | Skipped]:
    """The addresses that a feed or sitemap lists, and those of the feeds and sitemaps that it goes on in."""
    seen: set[str] = set()
    try:
        found = (
            _of_feed(client, data, address) if feeds.is_feed(data[:HEAD], media) else _of_sitemap(client, data, address)
        )
        for url in found:
            if isinstance(url, Skipped) or url not in seen:
                yield url
                seen.add(url if isinstance(url, str) else "")
    except PageError as error:
        yield Skipped.from_error(error, address)


def _of_feed(client: Client, data: bytes, address: str) -> Iterator[str | Skipped]:
    known = {address}
    for _ in range(MOST_PAGES):
        feed = feeds.parse(data, address)
        yield from (entry.url for entry in feed.entries)
        yield from (Skipped(address, SkipReason.LISTING, note) for note in feed.notes)
        if feed.next_page is None or feed.next_page in known:
            return
        address = feed.next_page
        known.add(address)
        try:
            data = client.fetch_bytes(address, accept=ANYTHING).data
        except NotModified:
            yield Skipped(address, SkipReason.NOT_MODIFIED, UNMODIFIED)
            return
        except PageError as error:
            yield Skipped.from_error(error, address)
            return


def _of_sitemap(client: Client, data: bytes, address: str) -> Iterator[str | Skipped]:
    """Depth first, so that no more than one sitemap is held."""
    left = itertools.count(1)

    def walk(data: bytes, address: str, depth: int) -> Iterator[str | Skipped]:
        found = sitemaps.parse(data, address)
        yield from (page.url for page in found.pages)
        yield from (Skipped(address, SkipReason.LISTING, note) for note in found.notes)
        for child in found.children:
            if depth >= DEEPEST or next(left) > MOST_SITEMAPS:
                yield Skipped(
                    child.url, SkipReason.LISTING, "a sitemap too deep in an index of others, or one of too many"
                )
                continue
            try:
                yield from walk(client.fetch_bytes(child.url, accept=ANYTHING).data, child.url, depth + 1)
            except NotModified:
                yield Skipped(child.url, SkipReason.NOT_MODIFIED, UNMODIFIED)
            except PageError as error:
                yield Skipped.from_error(error, child.url)

    yield from walk(data, address, 1)
