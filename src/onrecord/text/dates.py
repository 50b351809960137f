"""Dates as feeds, sitemaps and pages write them, to ISO 8601. A day, time or zone that is not stated is not added."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files

from onrecord.text.local_dates import in_english

MAX_LENGTH = 80  # characters in a date
_EARLIEST_YEAR = 1600  # the first newspapers; an earlier date is the zero of some program

_UNIX_ZERO = (date(1969, 12, 31), date(1970, 1, 1))  # an unset date, in the zones of the west and the east

_FEED_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{8})(?:[Tt ]\s*(\d{2}(?::?\d{2}){1,2}(?:[.,]\d+)?)\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?"
)
_LOOSE_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?=\D|$)")  # 2025-1-5, 2006/09/15
_DAY_OF_YEAR = re.compile(r"(\d{4})-?([0-3]\d{2})")
_YEAR_ZERO = re.compile(r"(?<![\d:.+-])0[0-9]{3}(?![\d:])")  # a year before 1000 is the zero of some program
_SHORT_OFFSET = re.compile(r"(:\d{2}\s*)(?:GMT|UTC|Etc/GMT|Etc/UTC)?\s*([+-])(\d{1,2})(?::(\d{2}))?$", re.IGNORECASE)
_PAGE_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[T ]\d{2}:?\d{2}.*)?")
_CLOCK_TIME = re.compile(r"\b\d{1,2}:\d{2}")
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_AM_PM = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)  # the standard library ignores it
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_YEAR_ANYWHERE = re.compile(r"(?:19|20)\d{2}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})", re.IGNORECASE)
_TRAILING_ZONE = re.compile(r"\b([A-Z]{3,4})$|(-00:?00)$")
_DAY_MONTH_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d{2}\b")
_LABEL = re.compile(
    r"^(?:(?:first|last|originally)\s+)?(?:published|updated|posted|modified|date)\b[:\s]*(?:(?:on|at)\b)?|\b[ECMP]T\b",
    re.IGNORECASE,
)


def parse_feed_date(value: str | None) -> str | None:
    """Return a feed's or sitemap's date in ISO 8601, with its time and zone if stated; None without a whole day.

    Understands ISO 8601, RFC 822 and its successors with the usual mistakes, and other words that name the month, in
    English and in other languages of Europe, in Korean, Japanese and Chinese: with numbers alone, `01/05/2024` is
    another day in another country.
    """
    text = " ".join((value or "").split())
    if not text or len(text) > MAX_LENGTH:
        return None
    try:
        if iso := _FEED_ISO.fullmatch(text):
            day, time, zone = iso.groups()
            moment = datetime.fromisoformat(f"{day}T{time}{(zone or '').upper()}" if time else day)
            return _to_iso(moment, has_time=time is not None)
        if ordinal := _DAY_OF_YEAR.fullmatch(text):
            moment = datetime.strptime(f"{ordinal[1]}-{ordinal[2]}", "%Y-%j")
            return _to_iso(moment, has_time=False)
        if _YEAR_ZERO.search(text):
            return None
        text = _TRAILING_ZONE.sub(_zone_as_offset, _SHORT_OFFSET.sub(_whole_offset, text))
        return _parse_words_of_feed(text) or _parse_words_of_feed(in_english(text) or "")
    except (ValueError, OverflowError):
        return None


def _whole_offset(offset: re.Match[str]) -> str:
    """Return `+0500` for `+5`, and `-0101` for `GMT-01:01`."""
    return f"{offset[1].rstrip()} {offset[2]}{int(offset[3]):02}{offset[4] or '00'}"


def _parse_words_of_feed(text: str) -> str | None:
    text = _LOOSE_DAY.sub(lambda day: f"{day[1]}-{_month_name(int(day[3]))}-{day[4]}", text)
    return _parse_feed_words(text) if _AM_PM.search(text) else _parse_mail_date(text) or _parse_feed_words(text)


def _month_name(number: int) -> str:
    return _MONTHS[number - 1] if 1 <= number <= 12 else "?"


def parse_page_date(value: str | None) -> str | None:
    """Return a page's date in ISO 8601, with its time and zone if stated; None without a whole day."""
    text = (value or "").strip()
    if not text or len(text) > MAX_LENGTH or not text.isprintable():
        return None
    if _PAGE_ISO.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return _to_iso(moment, has_time=len(text) > 10)
    if not _YEAR_ANYWHERE.search(text):
        return None
    numbers = _DAY_MONTH_NUMBERS.search(text)
    if numbers and numbers[1] != numbers[2] and max(map(int, numbers.groups())) <= 12:
        return None  # 3/4/2025 is April in London and March in New York
    stated = _parse_words(_LABEL.sub(" ", text), _offsets("unambiguous"))
    return _to_iso(stated, has_time=_TIME_OF_DAY.search(text) is not None) if stated else None


def _zone_as_offset(zone: re.Match[str]) -> str:
    """Return `+0100` for `CET`; an unknown name as it is. `-0000`, RFC 822's unknown zone, means UTC in feeds."""
    if zone[2]:
        return "+0000"
    hours = _offsets("unambiguous", "rfc822").get(zone[1])
    return zone[1] if hours is None else f"{hours:+03d}00"


def _parse_mail_date(text: str) -> str | None:
    """Return a date in the format of RFC 822 and its successors."""
    if not _MONTH.search(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    return _to_iso(moment, has_time=_CLOCK_TIME.search(text) is not None)


def _parse_feed_words(text: str) -> str | None:
    if not _MONTH.search(text) or not _YEAR.search(text) or not text.isprintable():
        return None
    stated = _parse_words(text, _offsets("unambiguous", "rfc822"))
    return _to_iso(stated, has_time=stated.time() != datetime.min.time() or ":" in text) if stated else None


def _parse_words(text: str, offsets: Mapping[str, int]) -> datetime | None:
    """Return the moment that the words state; None if part of the day is missing.

    The words are parsed twice, with other defaults for what is missing: what differs was not stated.
    """
    from dateutil import parser

    def seconds_from_utc(zone_name: str | None, offset: int | None) -> int | None:
        """Return a time zone's offset in seconds; None if the zone is unknown."""
        if offset is not None:
            return offset
        hours = offsets.get((zone_name or "").upper())
        return None if hours is None else hours * 3600

    try:
        first, second = (
            parser.parse(text, default=default, tzinfos=seconds_from_utc)
            for default in (datetime(2000, 1, 1), datetime(1996, 2, 2))
        )
    except (ValueError, OverflowError, TypeError, AttributeError):  # the last two are faults of dateutil
        return None
    return first if first == second else None


@cache
def _offsets(*sections: str) -> dict[str, int]:
    """Return the offsets from UTC, in hours, of the zone names in these sections of time_zones.toml."""
    table = tomllib.loads(files("onrecord.text").joinpath("time_zones.toml").read_text(encoding="utf-8"))
    return {name: hours for section in sections for name, hours in table[section].items()}


def _to_iso(moment: datetime, *, has_time: bool) -> str | None:
    if moment.year < _EARLIEST_YEAR or moment.date() in _UNIX_ZERO:
        return None
    return moment.isoformat() if has_time else moment.date().isoformat()
