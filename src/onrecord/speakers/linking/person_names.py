"""Persons' names taken apart, and the comparison of two given names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from onrecord.speakers.entities.given_names import full_names
from onrecord.text.honorifics import HONORIFICS
from onrecord.text.word_lists import WordLists, fold

DESCRIPTION_WORDS = WordLists("onrecord.speakers.linking", "description_words.toml")

Gender = Literal["f", "m"]
GivenNameMatch = Literal["same", "nickname", "ambiguous nickname", "spelling", "initial", "different"]

_SUFFIX = re.compile(r"(?<![, ])[, ]++(?P<suffix>jr|junior|sr|senior|i{2,3}|iv|vi{0,3})\.?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|[\"“”]")
_POSSESSIVE = re.compile(r"['’]s?$")
_OWNER = re.compile(r"['’]s$|s['’]$")
_CAPITAL_PARTICLES = frozenset(["De", "Di", "Du", "Da", "Dos", "Della", "Le"])  # “Van Jones” has Van as a given name
_SPELLINGS = [  # letters that transliterations and spellings of one name exchange
    *[("ph", "f"), ("ck", "k"), ("q", "k"), ("kh", "h"), ("ks", "x"), ("y", "i"), ("ou", "u"), ("oe", "o")],
    *[("ue", "u"), ("ae", "a"), ("tsch", "ch"), ("sch", "sh")],
]
_TITLE_LISTS = ("linking.female", "linking.male", "linking.roles_and_descriptions")
MAX_WORDS = 12  # of a person's name with all titles; a phrase of more is a description. Set by hand


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, folded.

    ``given_names`` is empty for a surname or a single name. ``family`` is the last word; ``family_front`` has what a
    surname alone has before it: “ocasio” of “Ocasio-Cortez”.
    """

    given_names: tuple[str, ...]
    family: str
    suffix: str = ""
    gender: Gender | None = None
    family_front: tuple[str, ...] = ()

    @property
    def initials_only(self) -> bool:
        """Whether the name has given names and all of them are initials."""
        return bool(self.given_names) and all(len(name) == 1 for name in self.given_names)


@lru_cache(maxsize=200_000)
def parse_person(name: str) -> PersonName | None:
    """Return the parts of a person's name; None for a description (“the president”) or several people."""
    phrase = _POSSESSIVE.sub("", _IN_BRACKETS.sub(" ", name).strip(" ,"))
    phrase, suffix = _split_suffix(phrase)
    words = phrase.split(",")[0].split()
    if "and" in words or "&" in words or len(words) > MAX_WORDS:
        return None
    gender = _title_gender(words)
    words = _without_titles(words)
    tokens = [token for word in words for token in fold(word).split()]
    if not tokens or not any(word[:1].isupper() for word in words):
        return None
    if len(tokens) == 1 or len(words) == 1 or _is_particle(words[0]):
        return PersonName((), tokens[-1], suffix, gender, tuple(tokens[:-1]))
    given_names = [part for token in tokens[:-1] for part in _initials(token, words)]
    return PersonName(tuple(given_names), tokens[-1], suffix, gender or _given_name_gender(given_names[0]))


def _split_suffix(name: str) -> tuple[str, str]:
    match = _SUFFIX.search(name)
    if not match or " " not in name.strip() or name[match.start("suffix")].islower():
        return name, ""
    return name[: match.start()], {"junior": "jr", "senior": "sr"}.get(match["suffix"].lower(), match["suffix"].lower())


def _is_particle(word: str) -> bool:
    return word in _CAPITAL_PARTICLES or (word.islower() and word in HONORIFICS.words("names.particles"))


def _without_titles(words: list[str]) -> list[str]:
    """Return the words of the name itself, without titles, roles and owners before it and words about others after it.

    Empty if the words are a description: “adviser to Ana Ray”, “two Republicans”.
    """
    if not words or fold(words[0]) in DESCRIPTION_WORDS.words("first"):
        return []
    if fold(words[-1]) in DESCRIPTION_WORDS.words("last"):
        return []
    before_others = [n for n, word in enumerate(words) if word in DESCRIPTION_WORDS.words("before_others")]
    if not before_others:
        return _name_within(words)
    before, after = words[: before_others[0]], words[before_others[0] + 1 :]
    is_of = words[before_others[0]] == "of"
    if len(before) == 1 and not is_of:
        return []  # “Aides to Ana Ray”
    ends_with_title = before and fold(before[-1]) in HONORIFICS.words(*_TITLE_LISTS)
    return _name_within(after, min_words=2) if is_of and ends_with_title else _name_within(before)


def _name_within(words: list[str], min_words: int = 1) -> list[str]:
    particles = HONORIFICS.words("names.particles")
    words = words[1:] if words and words[0] in {"The", "A", "An"} else words
    lower = [n for n, word in enumerate(words[:-1]) if word.islower() and word not in particles]
    words = words[lower[-1] + 1 :] if lower else words
    owners = [n for n, word in enumerate(words[:-2]) if _OWNER.search(word)]
    words = words[owners[-1] + 1 :] if owners else words
    titles = HONORIFICS.words(*_TITLE_LISTS)
    while len(words) > 1 and _begins_with_title(words, titles):
        words = words[1:]
    roles = HONORIFICS.words("linking.roles_and_descriptions")
    offices = [n for n, word in enumerate(words[:-2]) if fold(word) in roles]
    words = words[offices[-1] + 1 :] if offices else words  # “Lakeside Mayor Ana Ray”
    if len(words) < min_words or (not words[0][:1].isupper() and words[0] not in particles):
        return []
    is_title = len(words) == 1 and fold(words[0]) in titles | HONORIFICS.words("linking.reigning")
    return [] if is_title else words


def _begins_with_title(words: list[str], titles: frozenset[str]) -> bool:
    first = fold(words[0])
    if first in titles or first.replace(" ", "-") in titles:
        return True
    parts = first.split()
    if len(parts) > 1 and all(part in titles for part in parts):
        return True
    return len(words) > 2 and first in HONORIFICS.words("linking.also_given_names")


def _initials(token: str, words: list[str]) -> list[str]:
    """Return a token as initials if it is some: “jk” of “J.K.” or “JK” is two."""
    if not 1 < len(token) < 4:
        return [token]
    dotted = any("." in word and fold(word) == token for word in words)
    capitals = any(word.isupper() and len(word) == 2 and fold(word) == token for word in words)
    return list(token) if (dotted and not _is_abbreviated(token, words)) or capitals else [token]


def _is_abbreviated(token: str, words: list[str]) -> bool:
    """Return whether a token is an abbreviation with one full stop at its end: “Wm.”, “Geo.”."""
    return any(fold(word) == token and word.count(".") == 1 and word.endswith(".") for word in words)


def _title_gender(words: list[str]) -> Gender | None:
    for word in words[:-1]:
        if fold(word) in HONORIFICS.words("linking.female"):
            return "f"
        if fold(word) in HONORIFICS.words("linking.male"):
            return "m"
    return None


def _given_name_gender(given_name: str) -> Gender | None:
    genders = {full_name.gender for full_name in full_names(given_name)}
    return None if len(genders) != 1 else "f" if genders == {"female"} else "m"


@lru_cache(maxsize=200_000)
def spelling_key(word: str) -> str:
    """Return a word as its spellings and transliterations have it in common: “sergey” and “sergei” are “sergei”."""
    for spelling, common in _SPELLINGS:
        word = word.replace(spelling, common)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"off$|ow$", "ov", re.sub(r"i[ji]$", "i", word)) if len(word) > 3 else word


def given_name_keys(given_name: str) -> frozenset[str]:
    """Return the keys under which a given name is looked up: its spelling key, and the names it may be short for."""
    return frozenset({spelling_key(given_name), *(full_name.name for full_name in full_names(given_name))})


@lru_cache(maxsize=200_000)
def compare_given_names(first: str, second: str) -> GivenNameMatch:
    """Return how two folded given names, or initials, are related."""
    if first == second:
        return "same"
    if len(first) == 1 or len(second) == 1:
        letter, name = sorted((first, second), key=len)
        initials = {key[0] for key in given_name_keys(name) | {name}}
        return "initial" if len(name) > 1 and letter in initials else "different"
    if full_names(first) & full_names(second):
        genders = ({name.gender for name in full_names(form)} for form in (first, second))
        return "ambiguous nickname" if any(len(form_genders) > 1 for form_genders in genders) else "nickname"
    return "spelling" if spelling_key(first) == spelling_key(second) else "different"
