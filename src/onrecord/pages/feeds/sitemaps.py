"""Sitemaps: the addresses of pages in urlsets, indexes and plain lists, gzipped or not. Nothing is fetched here."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from onrecord.errors import DecodeError, SourceError
from onrecord.pages.feeds.feed_model import clean_title
from onrecord.pages.feeds.lenient_xml import find_root, parse_xml
from onrecord.pages.feeds.page_urls import Notes, absolute_url, without_fragment
from onrecord.pages.formats.gzip_stream import GZIP_MAGIC, GzipStream, describe_read_error
from onrecord.pages.text_encoding import decode
from onrecord.text.dates import parse_feed_date

MAX_BYTES = 52_428_800  # decompressed, and
MAX_URLS = 50_000  # what the protocol (sitemaps.org) allows in one sitemap
SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})
HEAD_BYTES = 65_536  # decompressed of a gzipped head
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_TEXT_ELEMENTS = {"loc", "lastmod", "news:publication_date", "news:title"}
_GZIP_LAYERS = 2  # some servers compress a .gz once more for the way
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page, or, in an index, a sitemap. Dates are ISO 8601, with a zone if it is stated."""

    url: str
    modified: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap's pages, or an index's children, once each and in its order; `notes` counts what was passed over."""

    pages: tuple[SitemapEntry, ...]
    children: tuple[SitemapEntry, ...] = ()
    notes: tuple[str, ...] = ()


def parse_sitemap(data: bytes, address: str, *, max_bytes: int = MAX_BYTES) -> Sitemap:
    """Return the sitemap in `data`, which came from `address`, with at most 50,000 URLs.

    One that is cut short or not well formed gives its complete entries, with a note.

    Raises:
        DecodeError: it is no sitemap, or its gzip data is damaged.
        SourceError: it has more than `max_bytes`, decompressed.
    """
    collector = _SitemapCollector(address)
    data, cut_reason = _decompress(data, address, max_bytes)
    if cut_reason:
        collector.notes.add(f"{cut_reason}; what comes before was used")
    try:
        text = decode(data)
    except DecodeError as error:
        raise error.at(address) from None
    root_name, root_start = find_root(text, SITEMAP_ROOTS)
    if root_name in SITEMAP_ROOTS:
        _read_xml(text, root_start, collector)
    elif root_name is not None or not _is_address_list(text):
        reason = "no sitemap; give a urlset, an index of sitemaps or a list of addresses"
        raise DecodeError(reason, location=address)
    else:
        for line in _list_lines(text.rpartition("\n")[0] if cut_reason else text):
            collector.add(line if _WEB_ADDRESS.fullmatch(line) else "", {})
    entries, notes = collector.entries(), collector.notes.lines()
    return Sitemap((), entries, notes) if root_name == "sitemapindex" else Sitemap(entries, (), notes)


def parse_robots(data: bytes, address: str) -> Sitemap:
    """Return the sitemaps that a robots.txt names, as the children of an index.

    Raises:
        DecodeError: it names none.
    """
    from protego import Protego

    collector = _SitemapCollector(address)
    for link in Protego.parse(decode(data)).sitemaps:
        collector.add(link, {})
    children = collector.entries()
    if not children:
        raise DecodeError("names no sitemap; give the address of one, or of a feed", location=address)
    return Sitemap((), children, collector.notes.lines())


def is_robots(address: str) -> bool:
    """Return whether an address is that of a site's robots.txt."""
    try:
        return urlsplit(address).path == "/robots.txt"
    except ValueError:
        return False


def is_sitemap(head: bytes, media_type: str | None) -> bool:
    """Return whether data that begins with `head` (some kilobytes are enough) is a sitemap or a list of addresses."""
    for _ in range(_GZIP_LAYERS):
        if head.startswith(GZIP_MAGIC):
            try:
                head = zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
            except zlib.error:
                return False
    try:
        text = decode(head)
    except DecodeError:
        return False
    root_name, _ = find_root(text, SITEMAP_ROOTS)
    if root_name is not None:
        return root_name in SITEMAP_ROOTS
    complete_lines = text.rstrip("\n").rpartition("\n")[0] or text  # the last may be cut
    return "html" not in (media_type or "").lower() and _is_address_list(complete_lines)


def _decompress(data: bytes, address: str, max_bytes: int) -> tuple[bytes, str | None]:
    """Return the decompressed data, and what was wrong if it is cut short."""
    cut_reason = None
    for _ in range(_GZIP_LAYERS):
        if not data.startswith(GZIP_MAGIC):
            break
        stream, parts, size = GzipStream(io.BytesIO(data)), list[bytes](), 0
        try:
            while size <= max_bytes and (part := stream.read(_CHUNK_BYTES)):
                parts.append(part)
                size += len(part)
        except zlib.error as error:  # what comes before the damage may be wrong already
            raise DecodeError(describe_read_error(error), location=address) from None
        except EOFError as error:
            cut_reason = describe_read_error(error)
        data = b"".join(parts)
    if len(data) > max_bytes:
        raise SourceError(f"a sitemap larger than {max_bytes:,} bytes", location=address)
    return data, cut_reason


def _is_address_list(text: str) -> bool:
    """Return whether the text begins with an address, and most of its lines are addresses."""
    lines = _list_lines(text)
    if not lines or not _WEB_ADDRESS.fullmatch(lines[0]):
        return False
    return sum(map(bool, map(_WEB_ADDRESS.fullmatch, lines))) * 2 > len(lines)


def _list_lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]


def _read_xml(text: str, root_start: int, collector: _SitemapCollector) -> None:
    handler = _SitemapHandler(collector)
    if fault := parse_xml(text, handler, root_start):
        collector.notes.add(f"{fault}; what could be read was used")
    if handler.entry_is_open:
        collector.notes.count("entries cut short")


@dataclass(slots=True)
class _SitemapCollector:
    """Collects entries with absolute URLs, once each and up to the maximum, and counts the others."""

    address: str
    notes: Notes = field(default_factory=Notes)
    _entries: dict[str, SitemapEntry] = field(default_factory=dict)

    def add(self, link: str, texts: Mapping[str, str]) -> None:
        """Add an address with its date."""
        if len(self._entries) >= MAX_URLS:
            self.notes.count(f"entries past the first {MAX_URLS:,} addresses")
            return
        url = absolute_url(self.address, link)
        if url is None:
            self.notes.count("entries without a web address")
        elif (key := without_fragment(url)) in self._entries:
            self.notes.count("entries given more than once")
        else:
            dates = (self._parse_date(texts.get("lastmod")), self._parse_date(texts.get("news:publication_date")))
            self._entries[key] = SitemapEntry(url, *dates, clean_title(texts.get("news:title"), has_markup=True))

    def _parse_date(self, text: str | None) -> str | None:
        date = parse_feed_date(text)
        if date is None and text:
            self.notes.count("dates that cannot be read")
        return date

    def entries(self) -> tuple[SitemapEntry, ...]:
        """Return the entries read so far."""
        return tuple(self._entries.values())


class _SitemapHandler:
    """Turns elements into entries: an element `url` or `sitemap` with its `loc` is one."""

    def __init__(self, collector: _SitemapCollector) -> None:
        self.entry_is_open = False
        self._collector = collector
        self._texts: dict[str, str] = {}
        self._text_name: str | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        name = _local_name(name)
        if name in {"url", "sitemap"}:
            if self.entry_is_open:
                self._finish_entry()  # its end tag is missing
            self.entry_is_open, self._texts = True, {}
        self._text_name, self._text = (name, []) if name in _TEXT_ELEMENTS else (None, [])

    def data(self, text: str) -> None:
        """Handle text."""
        if self._text_name is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if self._text_name is not None:
            self._texts.setdefault(self._text_name, "".join(self._text).strip())
            self._text_name = None
        if _local_name(name) in {"url", "sitemap"} and self.entry_is_open:
            self._finish_entry()

    def _finish_entry(self) -> None:
        self.entry_is_open = False
        self._collector.add(self._texts.get("loc", ""), self._texts)


def _local_name(name: str) -> str:
    """Return the element's name; in other namespaces, of images or videos, one that means nothing."""
    namespace, _, local = name.rpartition("}")
    if "sitemap-news" in namespace:
        return f"news:{local}"
    if not namespace or "/schemas/sitemap/" in namespace:
        return local
    return f"?{local}"
