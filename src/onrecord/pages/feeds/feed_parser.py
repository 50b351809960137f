"""Feeds: the addresses of pages in RSS, Atom and JSON Feed. Nothing is fetched here."""

from __future__ import annotations

import re

from onrecord.errors import DecodeError
from onrecord.pages.feeds import json_feed as feed_json
from onrecord.pages.feeds import lenient_xml as xml
from onrecord.pages.feeds import rss_atom as feed_xml
from onrecord.pages.feeds.feed_model import Entry, Feed
from onrecord.pages.text_encoding import decode

__all__ = ["Entry", "Feed", "is_feed", "parse"]

ROOTS = frozenset({"rss", "feed", "RDF"})
MEDIA = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org(?:\\?/)version', re.IGNORECASE)


def parse(data: bytes, address: str, charset: str | None = None) -> Feed:
    """The feed in ``data``, which came from ``address``; ``charset`` is what its giver named.

    What is damaged or cut short gives what is whole, with a note. Raises DecodeError for what is no feed.
    """
    try:
        text = decode(data, charset)
    except DecodeError as error:
        raise error.at(address) from None
    if not text.strip():
        raise DecodeError("empty: it holds no feed", location=address)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return feed_json.read(text.lstrip("\ufeff"), address)
    name, start = xml.root(text, ROOTS)
    if name not in ROOTS:
        reason = f"no feed but {_what(name)}; give the address of an RSS, Atom or JSON feed"
        raise DecodeError(reason, location=address)
    return feed_xml.read(text, address, start)


def is_feed(head: bytes, media: str | None) -> bool:
    """Whether what begins with ``head`` (some kilobytes will do) and was called ``media`` is a feed.

    What it looks like counts for more than what it is called: feeds come as text/html, and pages as feeds.
    """
    try:
        text = decode(head)
    except DecodeError:
        return False
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _JSON_FEED.search(text) is not None or (_media(media) == "application/feed+json" and '"items"' in text)
    name, _ = xml.root(text, ROOTS)
    if name is None:
        return _media(media) in MEDIA and text.lstrip("\ufeff \t\r\n").startswith("<")
    return name in ROOTS


def _media(media: str | None) -> str:
    return (media or "").partition(";")[0].strip().lower()


def _what(name: str | None) -> str:
    if name is None:
        return "plain text"
    return "an HTML page" if name.lower() == "html" else f"XML of another kind (<{name[:40]}>)"
