"""Dates as pages give them, to ISO 8601. A time or zone that is not stated is not added."""

from __future__ import annotations

import re
from datetime import datetime

_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_NEEDS = re.compile(r"\d{4}")
_ZONES = {"EDT": -4 * 3600, "EST": -5 * 3600, "CDT": -5 * 3600, "CST": -6 * 3600, "MDT": -6 * 3600, "MST": -7 * 3600,
          "PDT": -7 * 3600, "PST": -8 * 3600, "BST": 3600, "CET": 3600,
          "CEST": 7200, "SAST": 7200, "IST": 19800}  # fmt: skip


def iso(value: str | None) -> str | None:
    """The date in ISO 8601, with time and zone as far as they were given; None for what is no date."""
    words = (value or "").strip()
    if not words or len(words) > 80 or not _NEEDS.search(words):
        return None
    if _ISO_DAY.match(words):
        return words if _real(words) else None
    try:
        return datetime.fromisoformat(words.replace("Z", "+00:00")).isoformat()
    except ValueError:
        return _loose(words)


def _real(day: str) -> bool:
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return False
    return True


def _loose(words: str) -> str | None:
    from dateutil import parser

    missing = datetime(1, 1, 1)
    try:
        made: datetime = parser.parse(words, default=missing, tzinfos=_ZONES)
    except (ValueError, OverflowError, TypeError):
        return None
    if made.year < 1900:
        return None
    return made.isoformat() if _TIME.search(words) else made.date().isoformat()
