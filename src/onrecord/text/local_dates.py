"""Dates in other languages than English, rewritten so that a parser of English dates reads them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EAST_ASIAN_DAY = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_KOREAN_TIME = re.compile(r"(오전|오후)\s*(\d{1,2}:\d{2}(?::\d{2})?)")
_WEEKDAY = re.compile(r"^\s*[^\W\d_]+\.?\s*,\s*")
_WORD = re.compile(r"[^\W\d_]+\.?")
_HYPHENATED = re.compile(r"(\d)-([^\W\d_]+)-(\d{1,2})(?:T(?=\d))?")  # 2004-július-13T9:15


def in_english(text: str) -> str | None:
    """Return a date with its month as English writes it, or as a number; None where it has no month that is known.

    A weekday before a comma is left out. Accents, case and the full stop of a short form do not matter.
    """
    rewritten, count = _EAST_ASIAN_DAY.subn(lambda day: f"{day[1]}-{int(day[2]):02}-{int(day[3]):02} ", text)
    rewritten, times = _KOREAN_TIME.subn(lambda time: f"{time[2]} {'AM' if time[1] == '오전' else 'PM'}", rewritten)
    if count or times:
        return rewritten.strip()
    rewritten = _HYPHENATED.sub(r"\1 \2 \3 ", _WEEKDAY.sub("", text, count=1))
    months = [word for word in _WORD.finditer(rewritten) if _fold(word[0]) in _month_numbers()]
    if not months:
        return None
    month = months[-1]  # before it may stand a weekday that is a month elsewhere: French mar., Tuesday
    before = rewritten[: months[0].start()] if len(months) == 1 else rewritten[months[0].end() : month.start()]
    return f"{before}{_ENGLISH[_month_numbers()[_fold(month[0])] - 1]}{rewritten[month.end() :]}".strip()


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character)).rstrip(".")


@cache
def _month_numbers() -> dict[str, int]:
    table = tomllib.loads(files("onrecord.text").joinpath("month_names.toml").read_text(encoding="utf-8"))
    return {name: int(number) for number, names in table.items() for name in names.split()}
