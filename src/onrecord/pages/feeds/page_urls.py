"""What feeds and sitemaps share: addresses made whole, and what was passed over counted."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

LONGEST = 8_000  # characters in an address
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_SPACES = re.compile(r"[\t\r\n]+\s*")


class Notes:
    """Reasons, each with how often it came; in the order in which they first came."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lines: list[str] = []

    def count(self, reason: str) -> None:
        self._counts[reason] += 1

    def say(self, line: str) -> None:
        self._lines.append(line)

    def told(self) -> tuple[str, ...]:
        return (*(f"{reason}: {count:,}" for reason, count in self._counts.items()), *self._lines)


def whole(base: str, link: str) -> str | None:
    """The link as a whole http or https address, resolved against ``base``; None for what is none."""
    link = _SPACES.sub("", link.strip()).replace(" ", "%20")
    if not link or len(link) > LONGEST or not link.isprintable():
        return None
    try:
        made = link if _ABSOLUTE.match(link) else urljoin(base, link)
        parts = urlsplit(made)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return made if good else None


def same(address: str) -> str:
    """What two addresses of one page share: fragments are never sent, but those of ``#!`` name pages."""
    return address if "#" not in address or "#!" in address else urldefrag(address).url
