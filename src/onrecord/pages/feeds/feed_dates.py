"""Dates as feeds and sitemaps give them, to ISO 8601. A time or zone that is not stated is not added."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{8})(?:[Tt ]\s*(\d{2}(?::?\d{2}){1,2}(?:[.,]\d+)?)\s*([Zz]|[+-]\d{2}:?\d{2})?)?"
)
_TIME = re.compile(r"\b\d{1,2}:\d{2}")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)  # the standard library reads over it
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_ZONE = re.compile(r"\b([A-Z]{3,4})$|(-00:?00)$")
# Beyond those of RFC 822, which the standard library knows: short names that mean one thing in news.
_HOURS = {"BST": "+0100", "WEST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300",
          "SAST": "+0200", "MSK": "+0300", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200",
          "NZDT": "+1300"}  # fmt: skip
_EARLIEST = 1600  # the first newspapers: what is before them is some program's zero
LONGEST = 80  # characters in a date


def iso(value: str | None) -> str | None:
    """The date in ISO 8601, with time and zone as far as they were given; None for what states no whole day."""
    words = " ".join((value or "").split())
    if not words or len(words) > LONGEST:
        return None
    try:
        if found := _ISO.fullmatch(words):
            return _standard(found[1], found[2], found[3])
        words = _ZONE.sub(_offset, words)
        return _in_words(words) if _HALF_DAY.search(words) else _mail(words) or _in_words(words)
    except (ValueError, OverflowError):
        return None


def _standard(day: str, time: str | None, zone: str | None) -> str | None:
    made = datetime.fromisoformat(f"{day}T{time}{(zone or '').upper()}" if time else day)
    return _shown(made, time is not None)


def _offset(found: re.Match[str]) -> str:
    return "+0000" if found[2] else _HOURS.get(found[1], found[1])


def _mail(words: str) -> str | None:
    """A date as RFC 822 and its successors have it, with what is commonly wrong in it."""
    if not _MONTH.search(words):
        return None
    try:
        made = parsedate_to_datetime(words)
    except (ValueError, IndexError, TypeError):
        return None
    return _shown(made, _TIME.search(words) is not None)


def _in_words(words: str) -> str | None:
    """A date in any other words, with its month by name: numbers alone mean other days in other countries.

    It is read twice with other days for what is missing: what differs was not stated.
    """
    if not _MONTH.search(words) or not _YEAR.search(words) or not words.isprintable():
        return None
    from dateutil import parser

    try:
        first, second = (
            parser.parse(words, default=default, tzinfos=_known)
            for default in (datetime(2000, 1, 1), datetime(1996, 2, 2))
        )
    except (AttributeError, TypeError):  # dateutil's, for some words that are no date
        return None
    return _shown(first, first.time() != datetime.min.time() or ":" in words) if first == second else None


def _known(name: str | None, offset: int | None) -> int | None:
    """The zone's seconds, for dateutil, which knows only the zones of this machine."""
    if offset is not None or not name:
        return offset
    known = parsedate_to_datetime(f"1 Jan 2000 00:00:00 {name.upper()}").utcoffset()
    return None if known is None else int(known.total_seconds())


def _shown(made: datetime, timed: bool) -> str | None:
    if made.year < _EARLIEST:
        return None
    return made.isoformat() if timed else made.date().isoformat()
