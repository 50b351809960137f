"""Names of organizations, groups, countries and documents, taken apart for comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from onrecord.speakers.entities.given_names import full_names, gender_of_given_name
from onrecord.text.honorifics import HONORIFICS
from onrecord.text.word_lists import WordLists, fold

ORGANIZATION_WORDS = WordLists("onrecord.speakers.entities", "organization_words.toml")
MAX_WORDS = 10  # significant words of a name; a phrase of more is a description. Set by hand

_DESCRIPTION = re.compile(
    r"^(?:his|her|its|their|our|my|your|this|that|these|those|some|many|most|several|one|no|neither|both|any|none|nobody)\b",
    re.I,
)
_POSSESSIVE = re.compile(r"['’]s?(?=\s|$)")
_BRACKETED = re.compile(r"\s*\((?P<inner>[^)]*)\)")
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,}|[A-Z]+[&/][A-Z]+")
_OWNER = re.compile(r"^(?P<owner>[A-Z]\w+(?: [A-Z][\w.’'-]*)+) (?P<part>[a-z]+)$")  # after its “’s”
_ELECTION = re.compile(r"(?<=\w) (?:presidential|(?:re-?)?election)(?= campaign$)")  # somebody's campaign is one
_PLURAL = re.compile(r" [a-z]+(?<![su])s$")  # “Party leaders”


@dataclass(frozen=True, slots=True)
class OrganizationName:
    """An organization's name: its significant words in order, folded.

    ``acronym`` marks a name that is an acronym; ``generic`` one that organizations in many places bear.
    """

    words: tuple[str, ...]
    acronym: bool
    generic: bool

    @property
    def initials(self) -> str:
        """The acronym that the words make."""
        return "".join(word[0] for word in self.words)


@lru_cache(maxsize=200_000)
def parse_organization(name: str) -> OrganizationName | None:
    """Return the parts of an organization's name; None if the words are a description: “her campaign”, “the police”."""
    phrase = _POSSESSIVE.sub("", _BRACKETED.sub(" ", name).split(",")[0].strip())
    phrase = re.sub(r"^(?:the|a|an)\s+", "", phrase, flags=re.IGNORECASE)
    phrase = _OWNER.sub(_owner_surname, _owners_title().sub("", _ELECTION.sub("", phrase)))
    if _DESCRIPTION.match(phrase) or not any(letter.isupper() for letter in phrase):
        return None
    small_words = ORGANIZATION_WORDS.words("linking.small_words")
    words = [word for word in fold(phrase).replace("&", " ").split() if word not in small_words]
    legal_forms = ORGANIZATION_WORDS.words("legal_forms")
    while len(words) > 1 and words[-1] in legal_forms:
        words.pop()
    if not words or len(words) > MAX_WORDS or _names_a_document(phrase) or _PLURAL.search(phrase):
        return None
    is_national = _national_key(words[words[0] == "us" :]) in _national_names()
    words = words[words[0] == "us" :] if is_national else words
    acronym = len(phrase.split()) == 1 and _ACRONYM.fullmatch(phrase) is not None
    generic = ORGANIZATION_WORDS.words("linking.generic")
    is_generic = not is_national and all(word in generic or word.rstrip("s") in generic for word in words)
    return OrganizationName(tuple(words), acronym, is_generic)


def _national_key(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


@cache
def _national_names() -> frozenset[str]:
    return frozenset(_national_key(name.split()) for name in ORGANIZATION_WORDS.words("linking.national"))


@cache
def _owners_title() -> re.Pattern[str]:
    """Return an expression for an owner's title: “**Mrs.** Ray’s campaign”."""
    return re.compile(rf"^(?:{HONORIFICS.alternatives('titles.courtesy')})\.? (?=(?:[A-Z][\w.’'-]* )+[a-z]+$)")


def _owner_surname(match: re.Match[str]) -> str:
    """Return a person's surname for the full name: “Ray campaign” and “Ana Ray’s campaign” are one."""
    given_name, *_, surname = match["owner"].split()
    is_person = gender_of_given_name(given_name) or full_names(given_name.lower())
    return f"{surname} {match['part']}" if is_person else match[0]


def _names_a_document(phrase: str) -> bool:
    """Return whether the words are about a poll, or a report in lower case: “report released by the Harbour Board”."""
    documents, polls = ORGANIZATION_WORDS.words("linking.documents"), ORGANIZATION_WORDS.words("linking.polls")
    return any(fold(word) in polls or word in documents for word in phrase.split())


@lru_cache(maxsize=200_000)
def parse_document(name: str) -> OrganizationName | None:
    """Return the parts of a document's title; None for other words: “a new poll”, “the CNN poll”."""
    parsed = parse_organization(name)
    small_words = ORGANIZATION_WORDS.words("linking.small_words")
    is_title = all(not word[:1].islower() for word in name.split() if fold(word) not in small_words)
    documents = ORGANIZATION_WORDS.words("linking.documents")
    return parsed if parsed and is_title and not set(parsed.words) & documents else None


def bracketed_acronym(name: str) -> str | None:
    """Return the acronym that a name gives in brackets: “Harbour Safety Board (HSB)”."""
    match = _BRACKETED.search(name)
    return match["inner"] if match and _ACRONYM.fullmatch(match["inner"]) else None


def is_acronym_of(acronym: OrganizationName, full: OrganizationName) -> bool:
    """Return whether the first name is the acronym of the second."""
    return acronym.acronym and len(full.words) > 1 and acronym.words == (full.initials,)
