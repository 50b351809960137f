"""Given names and gender: what a name is short for, and whether a name or words about a person say “she” or “he”."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from onrecord.text.honorifics import HONORIFICS
from onrecord.text.word_lists import WordLists

FEMALE, MALE = 1, -1
_GIVEN_NAMES = WordLists("onrecord.speakers.entities", "given_names.toml")
_WORLDWIDE = WordLists("onrecord.speakers.entities", "given_names_worldwide.toml")
_NICKNAMES = WordLists("onrecord.speakers.entities", "nicknames.toml")


class FullName(NamedTuple):
    """A given name in full, in lower case, with the gender that it is listed under: “female” or “male”."""

    gender: str
    name: str


def full_names(given_name: str) -> frozenset[FullName]:
    """Return the given names that a name in lower case is, or is short for or a spelling of: “bill” is of “william”.

    Empty for a name that is not listed.
    """
    return _full_names_by_form().get(given_name, frozenset())


@cache
def _full_names_by_form() -> dict[str, frozenset[FullName]]:
    names: dict[str, set[FullName]] = defaultdict(set)
    for gender, groups in _NICKNAMES.tables().items():
        for forms in groups:
            for form in forms:
                names[form].add(FullName(gender, forms[0]))
    return {form: frozenset(full) for form, full in names.items()}


def gender_of_given_name(name: str) -> int:
    """Return 1 for a woman's given name, -1 for a man's, 0 if the name does not say."""
    lower = name.lower()
    for names in (_GIVEN_NAMES, _WORLDWIDE):
        if lower in names.words("female"):
            return FEMALE
        if lower in names.words("male"):
            return MALE
    return 0


def gender_of_words(words: str) -> int:
    """Return 1 if the words speak of a woman, -1 if of a man, 0 if they do not say or say both."""
    return bool(_gendered("gender.female").search(words)) - bool(_gendered("gender.male").search(words))


@cache
def _gendered(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{HONORIFICS.alternatives(words)})\b", re.IGNORECASE)
