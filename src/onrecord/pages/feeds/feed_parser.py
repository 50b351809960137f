"""Feeds: the addresses of pages in RSS, Atom, CDF and JSON Feed. Nothing is fetched here."""

from __future__ import annotations

import re

from onrecord.errors import DecodeError
from onrecord.pages.feeds.feed_model import Feed, FeedEntry
from onrecord.pages.feeds.json_feed import read_json_feed
from onrecord.pages.feeds.lenient_xml import find_root
from onrecord.pages.feeds.rss_atom import read_xml_feed
from onrecord.pages.text_encoding import decode

__all__ = ["Feed", "FeedEntry", "is_feed", "parse_feed"]

FEED_ROOTS = frozenset({"rss", "feed", "RDF", "CHANNEL"})
FEED_MEDIA_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_JSON_FEED_VERSION = re.compile(
    r'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org(?:\\?/)version', re.IGNORECASE
)


def parse_feed(data: bytes, address: str, charset: str | None = None) -> Feed:
    """Return the feed in `data`, which came from `address`; `charset` is what its server named.

    A feed that is damaged or cut short gives its complete entries, with a note. Raises DecodeError if it is no feed.
    """
    try:
        text = decode(data, charset)
    except DecodeError as error:
        raise error.at(address) from None
    if not text.strip():
        raise DecodeError("empty: it holds no feed", location=address)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_json_feed(text.lstrip("\ufeff"), address)
    root_name, root_start = find_root(text, FEED_ROOTS)
    if root_name not in FEED_ROOTS:
        reason = f"no feed but {_describe_root(root_name)}; give the address of an RSS, Atom or JSON feed"
        raise DecodeError(reason, location=address)
    return read_xml_feed(text, address, root_start)


def is_feed(head: bytes, media_type: str | None) -> bool:
    """Return whether data that begins with `head` (some kilobytes are enough) is a feed.

    The look of the data counts for more than the `media_type` of its server: feeds come as text/html, pages as feeds.
    """
    try:
        text = decode(head)
    except DecodeError:
        return False
    media_type = (media_type or "").partition(";")[0].strip().lower()
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _JSON_FEED_VERSION.search(text) is not None or (
            media_type == "application/feed+json" and '"items"' in text
        )
    root_name, _ = find_root(text, FEED_ROOTS)
    if root_name is None:
        return media_type in FEED_MEDIA_TYPES and text.lstrip("\ufeff \t\r\n").startswith("<")
    return root_name in FEED_ROOTS


def _describe_root(name: str | None) -> str:
    if name is None:
        return "plain text"
    return "an HTML page" if name.lower() == "html" else f"XML of another kind (<{name[:40]}>)"
