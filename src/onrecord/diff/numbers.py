"""The value of a number in words or figures: "20 thousand", "half a million", "two and a half", "one point two".

Written by hand because spoken English mixes words and figures ("1.2 million", "half a billion"), and the words come
here as normal forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from onrecord.diff.normal_forms import MAGNITUDES

CURRENCIES = frozenset({"dollars", "pounds", "euros"})
_IGNORED = CURRENCIES | {"and"}
_WITHOUT_VALUE = _IGNORED | {"a"}
_LOW_ORDINALS = {"first": 1, "second": 2, "third": 3}
_PARTS = {"quarter": 0.25, "third": 1 / 3, "5th": 0.2, "fifth": 0.2, "tenth": 0.1}
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_BEFORE_UNITS = frozenset({"oh", "o", "hundred", "and"})  # "nineteen oh five"
CENTURIES = frozenset(map(str, range(10, 21)))
_YEAR = re.compile(r"(?:19|20)?\d\d|(?:\d\d)?\d0s")


def parse_number(forms: Sequence[str]) -> float | None:
    """Return the value of words that are all one number, else None: ``["20", "thousand"]`` is 20,000."""
    if all(form in _WITHOUT_VALUE for form in forms):
        return None
    reader = _NumberReader()
    return reader.value() if all(map(reader.accept, forms)) else None


@lru_cache(maxsize=50_000)
def is_number(form: str) -> bool:
    """Whether a single word is a number."""
    return parse_number([form]) is not None


class _NumberReader:
    """Adds up a number word by word: ``total`` holds the finished groups, as "two million", ``group`` the next one."""

    def __init__(self) -> None:
        self.total = 0.0
        self.group = 0.0
        self.started = False
        self.after_point = False

    def value(self) -> float | None:
        """The value of the words so far; None when they end with "point"."""
        return self.total + self.group if self.started and not self.after_point else None

    def accept(self, form: str) -> bool:
        """Take the next word in; False when it does not continue the number."""
        if self.after_point:
            return self._accept_decimals(form)
        if form in _IGNORED:
            return True
        if form == "point":
            self.after_point = self.started and self.group == int(self.group)
            return self.after_point
        if form in MAGNITUDES:
            self._multiply(MAGNITUDES[form])
        elif form == "1" and self.group == 0.5:  # "half a million"
            pass
        elif form.replace(".", "", 1).isdecimal():
            if not self._fits(float(form)):
                return False  # "twenty, thirty people"
            self.group += float(form)
        elif form in _LOW_ORDINALS and self.group >= 20 and self.group % 10 == 0:  # "twenty-first"
            self.group += _LOW_ORDINALS[form]
        elif form == "half" and (not self.started or self.group):  # "half a million", "two and a half"
            self.group += 0.5
        elif form == "quarter" and self.group:  # "two and a quarter"
            self.group += 0.25
        elif form == "a":
            self.group += not self.started  # in "two and a half" it adds nothing
        else:
            return False
        self.started = True
        return True

    def _accept_decimals(self, form: str) -> bool:
        if not form.isdecimal():
            return False
        self.group, self.after_point, self.started = float(f"{self.group:.0f}.{form}"), False, True
        return True

    def _multiply(self, magnitude: int) -> None:
        self.group = (self.group or 1.0) * magnitude
        if magnitude > 100:  # "two hundred thousand": a hundred stays within its group
            self.total, self.group = self.total + self.group, 0.0

    def _fits(self, figure: float) -> bool:
        """Whether a figure may follow in the group: a unit after tens, anything under 100 after hundreds."""
        return not self.group or (self.group % 10 == 0 and figure < (100 if self.group % 100 == 0 else 10))


def same_share(forms: Sequence[str], other_forms: Sequence[str]) -> bool:
    """Whether two are one share: "75 percent" and "three quarters"."""
    share = _share(forms)
    return share is not None and share == _share(other_forms)


def _share(forms: Sequence[str]) -> float | None:
    """The value of a share, from 0 to 1 for parts of a whole; None where the words are no share."""
    forms = [form for form in forms if form != "of"]
    if len(forms) > 1 and forms[-1] == "percent":
        value = parse_number(forms[:-1])
        return None if value is None else round(value / 100, 2)
    if forms in (["half"], ["a", "half"]):
        return 0.5
    if not forms or (part := _PARTS.get(forms[-1].removesuffix("s"))) is None:
        return None
    count = parse_number(forms[:-1]) if forms[:-1] not in ([], ["a"]) else 1.0
    return None if count is None else round(count * part, 2)


def same_clock_time(forms: Sequence[str], other_forms: Sequence[str]) -> bool:
    """Whether two are one time of day: "4:30", "half past four" and "four thirty"."""
    minutes = _clock_minutes(forms)
    return minutes is not None and minutes == _clock_minutes(other_forms)


def _clock_minutes(forms: Sequence[str]) -> float | None:
    """Minutes from midnight or noon; None where the words are no time of day."""
    if len(forms) == 1 and (match := _CLOCK.fullmatch(forms[0])):
        return int(match[1]) * 60.0 + int(match[2])
    if len(forms) == 2 and all(form.isdecimal() for form in forms) and 10 <= int(forms[1]) < 60:
        return int(forms[0]) * 60.0 + int(forms[1])
    if len(forms) < 3 or forms[-2] not in ("past", "to", "after"):
        return None
    minutes, hour = {"half": 30.0, "quarter": 15.0}.get(forms[-3]) or parse_number(forms[:-2]), parse_number(forms[-1:])
    if minutes is None or hour is None or minutes >= 60:
        return None
    return hour * 60 + (-minutes if forms[-2] == "to" else minutes)


def same_year(forms: Sequence[str], other_forms: Sequence[str]) -> bool:
    """Whether two are one year or decade: "1992" and "'92", "1990s" and "'90s"."""
    year, other_year = _year(forms), _year(other_forms)
    return bool(year and other_year and (year.endswith(other_year) or other_year.endswith(year)))


def _year(forms: Sequence[str]) -> str:
    """Return the figures of a year or decade, also spoken in two parts ("nineteen sixty-eight"); "" if it is none."""
    if len(forms) == 1:
        return forms[0] if _YEAR.fullmatch(forms[0]) else ""
    if not forms or forms[0] not in CENTURIES:
        return ""
    if len(forms) == 2 and forms[1] == "hundred":
        return forms[0] + "00"
    rest = [form for form in forms[1:] if form not in _BEFORE_UNITS]
    if len(rest) == 1 and rest[0].endswith("0s"):
        return forms[0] + rest[0]
    value, min_value = parse_number(rest), 10 if len(rest) == len(forms) - 1 else 1  # "twenty-five" is no year
    return f"{forms[0]}{int(value):02}" if value is not None and min_value <= value < 100 else ""
