"""Days as people type them: 2025-01-31, a month (2025-01) or a year (2025)."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_calendar_day(text: str, *, last: bool = False) -> date:
    """Return the day; for a month or a year its first day, or with ``last`` its last day.

    Raises:
        ValueError: The text is not a day, a month or a year.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year = int(match[1])
    month = int(match[2]) if match[2] else 12 if last else 1
    last_day = calendar.monthrange(year, month)[1]
    return date(year, month, int(match[3]) if match[3] else last_day if last else 1)
