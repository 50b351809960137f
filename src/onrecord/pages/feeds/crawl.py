"""Sources that list pages (feeds, sitemaps, lists of addresses, on the web or in files), and the pages they list."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx

from onrecord.errors import PageError
from onrecord.pages.feeds.feed_model import FeedEntry, with_stated
from onrecord.pages.feeds.feed_parser import is_feed, parse_feed
from onrecord.pages.feeds.sitemaps import SitemapEntry, is_robots, is_sitemap, parse_robots, parse_sitemap
from onrecord.pages.formats import files
from onrecord.pages.http.client import ACCEPT_LISTINGS, Client, NotModified, forgotten, not_modified
from onrecord.pages.http.rate_limit import RateLimiter
from onrecord.pages.sources import WEB_SCHEMES, open_pages, with_printable_location
from onrecord.records import Page, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.stop_event import StopRequested

HEAD_BYTES = 65_536
MAX_INDEX_DEPTH, MAX_SITEMAPS = 3, 5_000  # of an index of sitemaps
MAX_FEED_PAGES = 50  # of a feed that continues on further pages


def open_listed_pages(
    sources: Iterable[str],
    settings: Settings,
    rate_limiter: RateLimiter,
    *,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[Page | Skipped]:
    """Give the pages of the sources in order, those that feeds, sitemaps and lists name included.

    An order to stop ends it: what was not fetched before then gives no outcome.
    """
    with Client(settings, transport=transport, rate_limiter=rate_limiter) as client, suppress(StopRequested):
        for source in sources:
            if source.lower().startswith(WEB_SCHEMES):
                yield from map(with_printable_location, _web_pages(client, source))
            elif (listing := _read_listing_file(source, settings)) is not None:
                yield from map(with_printable_location, _listed_pages(client, listing, source))
            else:
                yield from open_pages([source], settings, transport=transport)


def _web_pages(client: Client, address: str) -> Iterator[Page | Skipped]:
    """Give the page at an address, or the pages that a listing there names."""
    if client.is_forgotten(address):
        yield forgotten(address)
        return
    try:
        fetched = client.fetch_bytes(address, accept=ACCEPT_LISTINGS)
        head, media_type = fetched.data[:HEAD_BYTES], fetched.headers.get("Content-Type")
        if is_robots(fetched.url) or is_feed(head, media_type) or is_sitemap(head, media_type):
            yield from _listed_pages(client, fetched.data, fetched.url, media_type)
        else:
            yield client.to_page(fetched)
    except NotModified:
        yield not_modified(address)
    except PageError as error:
        yield Skipped.from_error(error, address)


def _read_listing_file(source: str, settings: Settings) -> bytes | None:
    """Return the bytes of a file that lists pages; None for every other source."""
    path = Path(source)
    try:
        if source == "-" or not path.is_file():
            return None
        with files.open_file(path) as stream:
            head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
            if not (is_feed(head, None) or is_sitemap(head, None)):
                return None
            return files.read_limited(stream, settings.max_bytes)
    except (PageError, OSError, ValueError):
        return None  # it is read as a page, which reports what is wrong with it


def _listed_pages(client: Client, data: bytes, address: str, media_type: str | None = None) -> Iterator[Page | Skipped]:
    """Fetch each page that a feed or sitemap lists, once, with the title and date that it states."""
    for entry in _listed_entries(client, data, address, media_type):
        if isinstance(entry, Skipped):
            yield entry
        else:
            yield with_stated(client.fetch_outcome(entry.url), entry.title, entry.published)


def _listed_entries(
    client: Client, data: bytes, address: str, media_type: str | None = None
) -> Iterator[FeedEntry | SitemapEntry | Skipped]:
    """Give the pages that a feed or sitemap lists, with those of its further pages and sitemaps, once each."""
    yielded_urls: set[str] = set()
    is_feed_data = not is_robots(address) and is_feed(data[:HEAD_BYTES], media_type)
    list_entries = _feed_entries if is_feed_data else _sitemap_entries
    try:
        for entry in list_entries(client, data, address):
            if isinstance(entry, Skipped):
                yield entry
            elif entry.url not in yielded_urls:
                yield entry
                yielded_urls.add(entry.url)
    except PageError as error:
        yield Skipped.from_error(error, address)


def _feed_entries(client: Client, data: bytes, address: str) -> Iterator[FeedEntry | SitemapEntry | Skipped]:
    page_addresses = {address}
    for _ in range(MAX_FEED_PAGES):
        feed = parse_feed(data, address)
        yield from feed.entries
        yield from (Skipped(address, SkipReason.LISTING, note) for note in feed.notes)
        if feed.next_page is None or feed.next_page in page_addresses:
            return
        address = feed.next_page
        page_addresses.add(address)
        try:
            data = client.fetch_bytes(address, accept=ACCEPT_LISTINGS).data
        except NotModified:
            yield not_modified(address)
            return
        except PageError as error:
            yield Skipped.from_error(error, address)
            return


def _sitemap_entries(client: Client, data: bytes, address: str) -> Iterator[FeedEntry | SitemapEntry | Skipped]:
    """Give the pages depth first, so that no more than one sitemap is in memory."""
    sitemap_numbers = itertools.count(1)

    def walk(data: bytes, address: str, depth: int) -> Iterator[SitemapEntry | Skipped]:
        """Yield the pages of a sitemap, then those of the sitemaps that it lists."""
        sitemap = parse_robots(data, address) if is_robots(address) else parse_sitemap(data, address)
        yield from sitemap.pages
        yield from (Skipped(address, SkipReason.LISTING, note) for note in sitemap.notes)
        for child in sitemap.children:
            if depth >= MAX_INDEX_DEPTH or next(sitemap_numbers) > MAX_SITEMAPS:
                detail = "a sitemap too deep in an index of others, or one of too many"
                yield Skipped(child.url, SkipReason.LISTING, detail)
                continue
            try:
                yield from walk(client.fetch_bytes(child.url, accept=ACCEPT_LISTINGS).data, child.url, depth + 1)
            except NotModified:
                yield not_modified(child.url)
            except PageError as error:
                yield Skipped.from_error(error, child.url)

    yield from walk(data, address, 1)
