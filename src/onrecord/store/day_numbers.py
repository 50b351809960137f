"""Days as the tables have them: 27 February 2025 is the number 20250227, which sorts, compares and reads in any SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day_number(day: date) -> int:
    """Return the number of a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of_number(number: int) -> date:
    """Return the day of a number."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def day_or_none(number: int | None) -> date | None:
    """Return the day of a number; None for None and for a number that is not a day, as in a damaged store."""
    try:
        return None if number is None else day_of_number(number)
    except ValueError:
        return None


def first_valid_day(*iso_dates: str | None) -> int | None:
    """Return the number of the first ISO 8601 date or time that is valid, as a day in UTC; None if there is none."""
    for iso_date in iso_dates:
        if not iso_date:
            continue
        try:
            if len(iso_date) <= 10:
                return day_number(date.fromisoformat(iso_date))
            moment = datetime.fromisoformat(iso_date)
            return day_number((moment.astimezone(UTC) if moment.tzinfo else moment).date())
        except (ValueError, OverflowError):
            continue
    return None
