"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from onrecord.errors import DecodeError
from onrecord.pages.feeds.feed_model import Entries, Feed, plain
from onrecord.pages.feeds.page_urls import whole

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_TITLE = re.compile(r'"title"\s*:\s*("(?:[^"\\]|\\.)*")')


def read(text: str, address: str) -> Feed:
    """The feed in ``text``; of one that is damaged or cut short the entries before that. Raises DecodeError."""
    entries = Entries()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = _rescued(text)
        entries.notes.say("damaged or cut short: the entries before that were used")
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise DecodeError("this JSON is no feed: it has no list of items", location=address)
    base = whole(address, _text(data.get("feed_url")) or "") or address
    for item in data["items"]:
        if isinstance(item, dict):
            _add(entries, item, base)
        else:
            entries.notes.count("entries that are no JSON object")
    return Feed(
        plain(_text(data.get("title")), markup=False),
        entries.all(),
        next_page=whole(base, _text(data.get("next_url")) or ""),
        notes=entries.notes.told(),
    )


def _add(entries: Entries, item: dict[str, Any], base: str) -> None:
    name = _text(item.get("id"))
    links = [_text(item.get("url")), _text(item.get("external_url"))]
    if name and name.startswith(("http://", "https://")):
        links.append(name)
    entries.add(
        [(base, link) for link in links if link],
        plain(_text(item.get("title")), markup=False),
        _text(item.get("date_published")),
        _text(item.get("date_modified")),
        name,
    )


def _text(value: object) -> str | None:
    """Text, or a number as text: ids are numbers in many feeds."""
    if isinstance(value, bool):
        return None
    return str(value) if isinstance(value, str | int | float) else None


def _rescued(text: str) -> dict[str, Any] | None:
    """What of a damaged feed can be had: its title, and its items one by one until one is damaged."""
    if (begin := _ITEMS.search(text)) is None:
        return None
    items, at = [], begin.end()
    title = _TITLE.search(text, 0, begin.start())
    for item, _ in _objects(text, at):
        items.append(item)
    return {"items": items, "title": json.loads(title[1], strict=False) if title else None}


def _objects(text: str, at: int) -> Iterator[tuple[Any, int]]:
    decoder = json.JSONDecoder(strict=False)
    while text.startswith("{", at := _BETWEEN.match(text, at).end()):  # type: ignore[union-attr] # it matches nothing too
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield item, at
