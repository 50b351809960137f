"""Dates as pages give them, to ISO 8601. A day, time or zone that is not stated is not added."""

from __future__ import annotations

import re
from datetime import datetime

_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[T ]\d{2}:?\d{2}.*)?")
_TIME = re.compile(r"\d{1,2}:\d{2}|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d{2}\b")
# Zones whose short names mean one thing in news; IST and CST do not, and are left out.
_HOURS = {"EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "BST": 1, "CET": 1, "CEST": 2,
          "SAST": 2, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "GMT": 0, "UTC": 0, "Z": 0}  # fmt: skip
_LABEL = re.compile(
    r"^(?:(?:first|last|originally)\s+)?(?:published|updated|posted|modified|date)\b[:\s]*(?:(?:on|at)\b)?|\b[ECMP]T\b",
    re.I,
)
_EARLIEST = 1600  # the first newspapers
LONGEST = 80  # characters in a date


def iso(value: str | None) -> str | None:
    """The date in ISO 8601, with time and zone as far as they were given; None for what states no whole day."""
    words = (value or "").strip()
    if not words or len(words) > LONGEST or not words.isprintable():
        return None
    if _ISO.fullmatch(words):
        try:
            made = datetime.fromisoformat(words)
        except ValueError:
            pass
        else:
            return _shown(made, len(words) > 10)
    return _loose(words) if _YEAR.search(words) else None


def _shown(made: datetime, timed: bool) -> str | None:
    if made.year < _EARLIEST:
        return None
    return made.isoformat() if timed else made.date().isoformat()


def _loose(words: str) -> str | None:
    """A date in words. It is read twice with other days for what is missing: what differs was not stated."""
    from dateutil import parser

    if (numbers := _NUMBERS.search(words)) and numbers[1] != numbers[2] and max(map(int, numbers.groups())) <= 12:
        return None  # 3/4/2025 is April in London and March in New York
    plain = _LABEL.sub(" ", words)
    try:
        first, second = (
            parser.parse(plain, default=default, tzinfos=_zone)
            for default in (datetime(2000, 1, 1), datetime(1996, 2, 2))
        )
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    return _shown(first, _TIME.search(words) is not None) if first == second else None


def _zone(name: str | None, offset: int | None) -> int | None:
    if offset is not None:
        return offset
    hours = _HOURS.get((name or "").upper())
    return None if hours is None else hours * 3600
