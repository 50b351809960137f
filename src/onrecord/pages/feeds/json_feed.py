"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from onrecord.errors import DecodeError
from onrecord.pages.feeds.feed_model import EntryCollector, Feed, clean_title
from onrecord.pages.feeds.page_urls import absolute_url

_ITEMS_START = re.compile(r'"items"\s*:\s*\[')
_SEPARATOR = re.compile(r"[\s,]*")
_TITLE = re.compile(r'"title"\s*:\s*("(?:[^"\\]|\\.)*")')


def read_json_feed(text: str, address: str) -> Feed:
    """Return the feed in `text`; if it is damaged or cut short, the entries before that. Raises DecodeError."""
    collector = EntryCollector()
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        feed = _recover_feed(text)
        collector.notes.add("damaged or cut short: the entries before that were used")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise DecodeError("this JSON is no feed: it has no list of items", location=address)
    base = absolute_url(address, _as_text(feed.get("feed_url")) or "") or address
    for item in feed["items"]:
        if isinstance(item, dict):
            _add_entry(collector, item, base)
        else:
            collector.notes.count("entries that are no JSON object")
    return Feed(
        clean_title(_as_text(feed.get("title")), has_markup=False),
        collector.entries(),
        next_page=absolute_url(base, _as_text(feed.get("next_url")) or ""),
        notes=collector.notes.lines(),
    )


def _add_entry(collector: EntryCollector, item: dict[str, Any], base: str) -> None:
    entry_id = _as_text(item.get("id"))
    links = [_as_text(item.get("url")), _as_text(item.get("external_url"))]
    if entry_id and entry_id.startswith(("http://", "https://")):
        links.append(entry_id)
    collector.add(
        [(base, link) for link in links if link],
        clean_title(_as_text(item.get("title")), has_markup=False),
        _as_text(item.get("date_published")),
        _as_text(item.get("date_modified")),
        entry_id,
    )


def _as_text(value: object) -> str | None:
    """Return a string, or a number as text: ids are numbers in many feeds."""
    if isinstance(value, bool):
        return None
    return str(value) if isinstance(value, str | int | float) else None


def _recover_feed(text: str) -> dict[str, Any] | None:
    """Return the title of a damaged feed, and its items up to the first that is damaged."""
    if (items_start := _ITEMS_START.search(text)) is None:
        return None
    items = list(_complete_objects(text, items_start.end()))
    return {"items": items, "title": _recover_title(text[: items_start.start()])}


def _recover_title(text: str) -> str | None:
    """Return the title of a damaged feed; None if it is damaged itself."""
    title = _TITLE.search(text)
    try:
        return str(json.loads(title[1], strict=False)) if title else None
    except ValueError:  # a bad escape
        return None


def _complete_objects(text: str, start: int) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    position = start
    # _SEPARATOR matches everywhere, since it also matches nothing
    while text.startswith("{", position := _SEPARATOR.match(text, position).end()):  # type: ignore[union-attr]
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield item
