"""What a feed gives: its entries, how often it asks to be polled, and notes on what was passed over."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from onrecord.pages.feeds.page_urls import Notes, absolute_url, without_fragment
from onrecord.records import Page, Skipped
from onrecord.text.dates import parse_feed_date

P = TypeVar("P", Page, Page | Skipped)
MAX_TITLE_LENGTH = 1_000  # characters in a title or id: a longer one is not a title
_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|blink|br|cite|code|del|div|em|font|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A page that a feed lists.

    Dates are ISO 8601, with a zone if it is stated. `published` is never the date of a change.
    """

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    id: str | None = None


def with_stated(outcome: P, title: str | None, published: str | None) -> P:
    """Return a page with the title and date that a feed states, which count where the page has none."""
    if not isinstance(outcome, Page):
        return outcome
    return replace(outcome, title=outcome.title or title, published=outcome.published or published)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's pages, once each and in its order.

    Attributes:
        title: the feed's title.
        entries: the pages.
        ttl_seconds: the shortest time between two polls that the feed asks for.
        skip_hours: hours (0 to 23, GMT) in which it asks not to be polled.
        skip_days: days (`Monday`…) on which it asks not to be polled.
        next_page: the address of the page with older entries.
        notes: a line for each kind of thing that was passed over or repaired, with its count.
    """

    title: str | None
    entries: tuple[FeedEntry, ...]
    ttl_seconds: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    next_page: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class EntryCollector:
    """Collects entries with absolute URLs, once each, and counts the others."""

    notes: Notes = field(default_factory=Notes)
    _entries: dict[str, FeedEntry] = field(default_factory=dict)

    def add(
        self, links: Iterable[tuple[str, str]], title: str | None, published: str | None, updated: str | None,
        entry_id: str | None,
    ) -> None:  # fmt: skip
        """Add an entry; its URL is the first of `links` (base and link, best first) that is a web address."""
        links = [(base, link) for base, link in links if link.strip()]
        url = next(filter(None, (absolute_url(base, link) for base, link in links)), None)
        if url is None:
            self.notes.count("entries whose link is no web address" if links else "entries without a link")
        elif (key := without_fragment(url)) in self._entries:
            self.notes.count("entries given more than once")
        else:
            dates = (self._parse_date(published), self._parse_date(updated))
            clean_id = (entry_id or "").strip()[:MAX_TITLE_LENGTH] or None
            self._entries[key] = FeedEntry(url, title, *dates, clean_id)

    def _parse_date(self, text: str | None) -> str | None:
        date = parse_feed_date(text)
        if date is None and text and text.strip():
            self.notes.count("dates that cannot be read")
        return date

    def entries(self) -> tuple[FeedEntry, ...]:
        """Return the entries in their order."""
        return tuple(self._entries.values())


def clean_title(text: str | None, *, has_markup: bool) -> str | None:
    """Return a title on one line; with `has_markup`, without its tags and with its entities resolved."""
    text = text or ""
    if has_markup:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _TAG.sub("", text))
    return " ".join(text.split())[:MAX_TITLE_LENGTH] or None
