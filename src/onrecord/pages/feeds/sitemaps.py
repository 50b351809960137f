"""Sitemaps: the addresses of pages in urlsets, indexes and plain lists, packed or not. Nothing is fetched."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.errors import DecodeError, SourceError
from onrecord.pages.feeds import lenient_xml as xml
from onrecord.pages.feeds.feed_dates import iso
from onrecord.pages.feeds.feed_model import plain
from onrecord.pages.feeds.page_urls import Notes, same, whole
from onrecord.pages.formats.gzip_stream import MAGIC, Gunzip, why
from onrecord.pages.text_encoding import decode

LIMIT = 52_428_800  # bytes unpacked, and
MOST = 50_000  # addresses: what the protocol (sitemaps.org) allows in one sitemap
ROOTS = frozenset({"urlset", "sitemapindex"})
HEAD = 65_536  # bytes of a packed head that are unpacked
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_TEXTS = {"loc", "lastmod", "news:publication_date", "news:title"}
_PACKED_TWICE = 2  # some servers pack a .gz once more for the way
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page, or of an index a sitemap. Dates are ISO 8601, zoned when stated."""

    url: str
    modified: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap's pages, or an index's children, once each and in its order; ``notes`` counts what was passed over."""

    pages: tuple[SitemapPage, ...]
    children: tuple[SitemapPage, ...] = ()
    notes: tuple[str, ...] = ()


def parse(data: bytes, address: str, *, limit: int = LIMIT) -> Sitemap:
    """The sitemap in ``data``, which came from ``address``; at most 50,000 addresses are kept.

    What is cut short or badly formed gives what is whole, with a note. Raises DecodeError for what is no sitemap or was
    damaged while packed, and SourceError for more than ``limit`` bytes, unpacked.
    """
    found = _Found(address)
    data, cut = _unpacked(data, address, limit)
    if cut:
        found.notes.say(f"{cut}; what comes before was used")
    try:
        text = decode(data)
    except DecodeError as error:
        raise error.at(address) from None
    name, start = xml.root(text, ROOTS)
    if name in ROOTS:
        _read(text, start, found)
    elif name is not None or not _is_list(text):
        raise DecodeError("no sitemap; give a urlset, an index of sitemaps or a list of addresses", location=address)
    else:
        for line in _lines(text.rpartition("\n")[0] if cut else text):
            found.add(line if _WEB.fullmatch(line) else "", {})
    kept = found.all()
    return Sitemap((), kept, found.notes.told()) if name == "sitemapindex" else Sitemap(kept, (), found.notes.told())


def is_sitemap(head: bytes, media: str | None) -> bool:
    """Whether what begins with ``head`` (some kilobytes will do) and was called ``media`` is a sitemap."""
    for _ in range(_PACKED_TWICE):
        if head.startswith(MAGIC):
            try:
                head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
            except zlib.error:
                return False
    try:
        text = decode(head)
    except DecodeError:
        return False
    name, _ = xml.root(text, ROOTS)
    if name is not None:
        return name in ROOTS
    lines = text.rstrip("\n").rpartition("\n")[0] or text  # the last may be cut
    return "html" not in (media or "").lower() and _is_list(lines)


def _unpacked(data: bytes, address: str, limit: int) -> tuple[bytes, str | None]:
    """The data as it was before it was packed, and what was wrong if it is cut short."""
    cut = None
    for _ in range(_PACKED_TWICE):
        if not data.startswith(MAGIC):
            break
        stream, parts, size = Gunzip(io.BytesIO(data)), list[bytes](), 0
        try:
            while size <= limit and (part := stream.read(_CHUNK)):
                parts.append(part)
                size += len(part)
        except zlib.error as error:  # what came before it may be made up already
            raise DecodeError(why(error), location=address) from None
        except EOFError as error:
            cut = why(error)
        data = b"".join(parts)
    if len(data) > limit:
        raise SourceError(f"a sitemap larger than {limit:,} bytes", location=address)
    return data, cut


def _is_list(text: str) -> bool:
    """Whether it begins with an address, and most of its lines are addresses."""
    lines = _lines(text)
    return bool(lines and _WEB.fullmatch(lines[0])) and sum(map(bool, map(_WEB.fullmatch, lines))) * 2 > len(lines)


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]


def _read(text: str, start: int, found: _Found) -> None:
    reader = _Reader(found)
    if fault := xml.walk(text, reader, start):
        found.notes.say(f"{fault}; what could be read was used")
    if reader.open:
        found.notes.count("entries cut short")


@dataclass(slots=True)
class _Found:
    """Pages as they are gathered: once each, up to the most that are kept, the others counted."""

    address: str
    notes: Notes = field(default_factory=Notes)
    _seen: dict[str, SitemapPage] = field(default_factory=dict)

    def add(self, link: str, texts: Mapping[str, str]) -> None:
        if len(self._seen) >= MOST:
            self.notes.count(f"entries past the first {MOST:,} addresses")
            return
        url = whole(self.address, link)
        if url is None:
            self.notes.count("entries without a web address")
        elif (key := same(url)) in self._seen:
            self.notes.count("entries given more than once")
        else:
            dates = (self._date(texts.get("lastmod")), self._date(texts.get("news:publication_date")))
            self._seen[key] = SitemapPage(url, *dates, plain(texts.get("news:title"), markup=True))

    def _date(self, words: str | None) -> str | None:
        made = iso(words)
        if made is None and words:
            self.notes.count("dates that cannot be read")
        return made

    def all(self) -> tuple[SitemapPage, ...]:
        return tuple(self._seen.values())


class _Reader:
    """Events to pages: an element ``url`` or ``sitemap`` with its ``loc`` is one."""

    def __init__(self, found: _Found) -> None:
        self.open = False
        self._found = found
        self._texts: dict[str, str] = {}
        self._name: str | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = _plain_name(name)
        if name in {"url", "sitemap"}:
            if self.open:
                self._finish()  # one whose end is missing
            self.open, self._texts = True, {}
        self._name, self._text = (name, []) if name in _TEXTS else (None, [])

    def data(self, text: str) -> None:
        if self._name is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if self._name is not None:
            self._texts.setdefault(self._name, "".join(self._text).strip())
            self._name = None
        if _plain_name(name) in {"url", "sitemap"} and self.open:
            self._finish()

    def _finish(self) -> None:
        self.open = False
        self._found.add(self._texts.get("loc", ""), self._texts)


def _plain_name(name: str) -> str:
    """The element's name; those of other namespaces, of images or videos, get one that means nothing."""
    space, _, local = name.rpartition("}")
    if "sitemap-news" in space:
        return f"news:{local}"
    if not space or "/schemas/sitemap/" in space:
        return local
    return f"?{local}"
