"""What a statement can be filtered by, as words of the full-text index: its engine then intersects them with the
words asked for, which is what it is fast at."""

from __future__ import annotations

import zlib


def identity(number: int) -> str:
    """Said by an identity."""
    return f"i{number}"


def about(number: int) -> str:
    """Names an identity in its content."""
    return f"a{number}"


def nameless(name: str) -> str:
    """Said by someone without an identity, of this name."""
    return f"n{zlib.crc32(' '.join(name.lower().split()).encode('utf-8', 'surrogatepass')):08x}"


def outlet(number: int) -> str:
    return f"o{number}"


def kind(value: str) -> str:
    return f"k{value}"


def act(value: str) -> str:
    return f"d{value}"


def tone(value: str) -> str:
    return f"t{value}"


def day(number: int | None) -> str:
    """The day of publication itself, and of what has none."""
    return "dnone" if number is None else f"d{number:08}"


def month(day: int) -> str:
    """The month of a day: 20250227 is in m202502."""
    return f"m{day // 100}"


def year(day: int) -> str:
    return f"y{day // 10_000}"


MOST = 250  # words that a stretch of days may take


def days(first: int, last: int) -> list[str]:
    """Words of which each statement from one day to another has one; none when there would be too many of them."""
    found: list[str] = []
    at = first
    while at <= last and len(found) <= MOST:
        year_, month_ = at // 10_000, at // 100
        if at % 10_000 <= 101 and year_ * 10_000 + 1231 <= last:
            found.append(year(at))
            at = (year_ + 1) * 10_000 + 101
        elif at % 100 <= 1 and month_ * 100 + 31 <= last:
            found.append(month(at))
            at = (month_ + 1) * 100 + 1 if month_ % 100 < 12 else (year_ + 1) * 10_000 + 101
        else:
            found.append(day(at))
            at = (
                at + 1 if at % 100 < 31 else (month_ + 1) * 100 + 1 if month_ % 100 < 12 else (year_ + 1) * 10_000 + 101
            )
    return found if at > last else []
