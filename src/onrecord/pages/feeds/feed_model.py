"""What a feed gives: its entries, how often it wants to be asked, and what was passed over."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.pages.feeds.feed_dates import iso
from onrecord.pages.feeds.page_urls import Notes, same, whole

LONGEST = 1_000  # characters in a title or id: more is a page that lost its way
_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|blink|br|cite|code|del|div|em|font|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a feed names. Dates are ISO 8601, zoned when stated; ``published`` is never the date of a change."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's pages, once each and in its order.

    ``ttl_seconds`` is the least time between two looks that the feed asks for; ``skip_hours`` (0 to 23, GMT) and
    ``skip_days`` (``Monday``…) are when it asks for none. ``next_page`` has older entries. ``notes`` has a line with a
    count for each kind of thing that was passed over or mended.
    """

    title: str | None
    entries: tuple[Entry, ...]
    ttl_seconds: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    next_page: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Entries:
    """Entries as they are gathered: made whole, once each, the others counted."""

    notes: Notes = field(default_factory=Notes)
    _seen: dict[str, Entry] = field(default_factory=dict)

    def add(
        self, links: Iterable[tuple[str, str]], title: str | None, published: str | None, updated: str | None,
        name: str | None,
    ) -> None:  # fmt: skip
        """One entry, its address the first of ``links`` (base and link, best first) that is one."""
        links = [(base, link) for base, link in links if link.strip()]
        url = next(filter(None, (whole(base, link) for base, link in links)), None)
        if url is None:
            self.notes.count("entries whose link is no web address" if links else "entries without a link")
        elif (key := same(url)) in self._seen:
            self.notes.count("entries given more than once")
        else:
            dates = (self._date(published), self._date(updated))
            self._seen[key] = Entry(url, title, *dates, (name or "").strip()[:LONGEST] or None)

    def _date(self, words: str | None) -> str | None:
        made = iso(words)
        if made is None and words and words.strip():
            self.notes.count("dates that cannot be read")
        return made

    def all(self) -> tuple[Entry, ...]:
        return tuple(self._seen.values())


def plain(words: str | None, *, markup: bool) -> str | None:
    """A title on one line; with ``markup`` its tags taken out and its entities resolved."""
    words = words or ""
    if markup:
        words = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", words))
    return " ".join(words.split())[:LONGEST] or None
