"""The kind of speaker that a noun phrase is: person, organization, country, document, group, or unnamed."""

from __future__ import annotations

import re
from functools import cache

from onrecord.records import SpeakerKind
from onrecord.speakers.entities.countries import country_named
from onrecord.text.word_lists import WordLists

ORGANIZATION_WORDS = WordLists("onrecord.speakers.entities", "organization_words.toml")

_DOCUMENT = re.compile(
    r"\b(?:report|study|statement|letter|document|documents|poll|survey|lawsuit|complaint|filing|memo|email|"
    r"emails|article|paper|book|review|analysis|transcript|affidavit|indictment|"
    r"release|post|tweet|ad|website|data|figures|records|law|bill|guidance|research|findings|sign|signs|note)s?$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"^(?:[\w’'&-]+ )*?(?:officials?|experts?|analysts?|sources?|authorities|prosecutors?|insiders?|observers?|critics?"
    r"|aides?|advisers?|bosses|censors?|reporters?|journalists?|workers?|witness(?:es)?|spokes(?:man|woman|person|people)|brokerages)"
    r"(?: (?:for|of|at|in|from|with|familiar|close|who|on|and)\b.*)?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:(?:nearly|almost|about|over|roughly) )?(?:some|many|most|half|several|both|all|two|three|four|five|six|seven"
    r"|eight|nine|ten|\w+-thirds|\d\S*|dozens|hundreds)\b"
)
_POST = re.compile(
    r"\b(?:PM|CEO|MP|President|Minister|Commissioner|Speaker|Governor|Mayor|Chancellor|Secretary|King|Queen|Pope|Prince"
    r"|Princess|Administrator|Ambassador|Senator|minister|president)$"
)
_PLURAL = re.compile(r"\b(?:[a-z]{3,}(?<!s)s|police|[a-z]*(?:people|men)|children)$")


def kind_of_phrase(phrase: str, is_sentence_start: bool = False) -> SpeakerKind:
    """Return the kind of speaker that a noun phrase without its article names.

    At a sentence's start the capital of the first word says nothing: “Villagers” are a group.
    """
    last = phrase.split()[-1] if phrase.split() else ""
    if not last:
        return "unnamed"
    if country_named(phrase):
        return "country"
    if _POST.search(phrase):
        return "person"
    if _UNNAMED.match(phrase):
        return "unnamed"
    if _COUNTED.match(phrase.lower()):
        return "group"
    if _DOCUMENT.search(phrase):
        return "document"
    if _organization().search(phrase) or (last.isupper() and len(last) > 1 and "." not in last):
        return "organization"
    if last[0].isupper():
        is_plural = phrase == last and _PLURAL.search(phrase.lower()) and is_sentence_start
        return "group" if is_plural else "person"
    return "group" if _PLURAL.search(phrase) else "unnamed"


def is_organization_word(word: str) -> bool:
    """Return whether a word at the end of a name says that it is an organization's: “Stores”, “Inc”."""
    words = ORGANIZATION_WORDS.words("in_names", "in_business_names", "legal_forms_in_capitals")
    return word in words or word.lower().removesuffix("s") in ORGANIZATION_WORDS.words("alone")


@cache
def _organization() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{ORGANIZATION_WORDS.alternatives('in_names')})\b")
