"""Filters as terms of the full-text index.

Each statement is indexed with a term for its speaker, outlet, kind, act, tone and day. The engine then intersects
filters with the words that are searched for, which full-text indexes are fast at.
"""

from __future__ import annotations

import calendar
import zlib
from collections.abc import Sequence
from datetime import date

from onrecord.store.day_numbers import day_number

NO_DAY_TERM = "dnone"  # of statements whose day is unknown
MAX_DAY_TERMS = 250  # terms that one range of days may take
SPEAKER_PREFIXES = "in"  # of the terms of speakers, with an identity and without
IDENTITY_PREFIXES = SPEAKER_PREFIXES + "a"  # of the terms that depend on identities: those, and about


def identity_term(identity_id: int) -> str:
    """Return the term of statements by an identity."""
    return f"i{identity_id}"


def about_term(identity_id: int) -> str:
    """Return the term of statements whose content names an identity."""
    return f"a{identity_id}"


def unlinked_speaker_term(name: str) -> str:
    """Return the term of statements by a speaker of this name who has no identity."""
    return f"n{zlib.crc32(' '.join(name.lower().split()).encode('utf-8', 'surrogatepass')):08x}"


def is_of_speaker(alternatives: Sequence[object]) -> bool:
    """Return whether a filter's alternatives are all terms of speakers."""
    return all(isinstance(term, str) and term[0] in SPEAKER_PREFIXES for term in alternatives)


def outlet_term(outlet_id: int) -> str:
    """Return the term of statements in articles of an outlet."""
    return f"o{outlet_id}"


def kind_term(kind: str) -> str:
    """Return the term of statements of a kind."""
    return f"k{kind}"


def act_term(act: str) -> str:
    """Return the term of statements with an act."""
    return f"d{act}"


def tone_term(tone: str) -> str:
    """Return the term of statements whose cue has a tone."""
    return f"t{tone}"


def day_terms(day: date | None) -> list[str]:
    """Return the terms that a statement of a day is indexed with: those of the day, its month and its year."""
    if day is None:
        return [NO_DAY_TERM]
    number = day_number(day)
    return [f"d{number:08}", f"m{number // 100}", f"y{number // 10_000}"]


def day_range_terms(first: date, last: date) -> list[str]:
    """Return terms of which each statement from ``first`` to ``last`` has one, and no other statement has any.

    Years and months within the range are one term each. Return none when more than MAX_DAY_TERMS would be needed.
    """
    terms: list[str] = []
    ordinal, last_ordinal = first.toordinal(), last.toordinal()
    while ordinal <= last_ordinal:
        if len(terms) > MAX_DAY_TERMS:
            return []
        day = date.fromordinal(ordinal)
        day_term, month_term, year_term = day_terms(day)
        year_end = date(day.year, 12, 31).toordinal()
        month_end = ordinal + calendar.monthrange(day.year, day.month)[1] - 1
        if (day.month, day.day) == (1, 1) and year_end <= last_ordinal:
            terms.append(year_term)
            ordinal = year_end + 1
        elif day.day == 1 and month_end <= last_ordinal:
            terms.append(month_term)
            ordinal = month_end + 1
        else:
            terms.append(day_term)
            ordinal += 1
    return terms
