"""What feeds and sitemaps share: links made absolute, and counts of what was passed over."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

MAX_URL_LENGTH = 8_000
_ABSOLUTE_URL = re.compile(r"https?://", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"[\t\r\n]+\s*")


class Notes:
    """Notes on what was passed over or repaired: reasons with their counts, in the order of their first use."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lines: list[str] = []

    def count(self, reason: str) -> None:
        """Count one thing that was passed over."""
        self._counts[reason] += 1

    def add(self, line: str) -> None:
        """Add a line without a count."""
        self._lines.append(line)

    def lines(self) -> tuple[str, ...]:
        """Return the notes, one on each line."""
        return (*(f"{reason}: {count:,}" for reason, count in self._counts.items()), *self._lines)


def absolute_url(base: str, link: str) -> str | None:
    """Return the link as an absolute http or https URL, resolved against `base`; None if it is not one."""
    link = _LINE_BREAKS.sub("", link.strip()).replace(" ", "%20")
    if not link or len(link) > MAX_URL_LENGTH or not link.isprintable():
        return None
    try:
        url = link if _ABSOLUTE_URL.match(link) else urljoin(base, link)
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return f"{parts.scheme}{url[len(parts.scheme) :]}" if valid else None  # HTTP:// is http://


def without_fragment(url: str) -> str:
    """Return what two URLs of one page share: fragments are not sent, but those of `#!` name pages."""
    return url if "#" not in url or "#!" in url else urldefrag(url).url
