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


def month(day: int) -> str:
    """The month of a day: 20250227 is in m202502."""
    return f"m{day // 100}"


def year(day: int) -> str:
    return f"y{day // 10_000}"
