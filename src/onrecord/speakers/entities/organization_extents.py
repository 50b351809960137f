"""Which names are organizations', and where they begin and end: “Society **for Wild Bees**”, “Carmaker **Velo**”.

The encoder tags word by word. It leaves a preposition between two parts untagged, takes the noun that describes a firm
for the first word of its name where a sentence begins with it, and a firm that it never saw for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.speakers.entities.given_names import gender_of_given_name
from onrecord.speakers.entities.named_entities import ProperName
from onrecord.speakers.entities.roles import is_office
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS
from onrecord.text.lines import begins_sentence

MAX_NOUN = 24  # characters before a name in which the noun that describes it begins; set by hand
MAX_CLAUSE = 60  # characters after a name in which its own clause says “its”; set by hand

_OF = re.compile(r" of (?:the )?")
_FOR = re.compile(r" for (?:the )?(?:\d{1,2}(?:st|nd|rd|th) )?")
_ON = re.compile(r" on (?:the )?")
_OWNS = re.compile(r"[’']s\b")
_MORE_SUBJECTS = re.compile(r"(?:, [A-Z][\w-]+){0,6},? and [A-Z][\w-]+")  # “on Health**, Education and Labor**”
_WORD = re.compile(r"\w+")
_NOUN_BEFORE = re.compile(r"(?<![\w’'-])([a-z][a-z-]+) $")
_OWNS_WITH_ITS = re.compile(r"(?: (?!the\b|an?\b|that\b|and\b|its?\b)[a-z][\w’'-]*){1,4} its\b")
_PERSON_AFTER = re.compile(r",? who\b|, (?:aged )?\d{1,3}[,.]")


def settle_organizations(text: str, names: Sequence[ProperName]) -> list[ProperName]:
    """Return an article's proper names, those of organizations whole and without the nouns that describe them."""
    return _without_descriptions(text, list(_joined(text, names)))


def _joined(text: str, names: Sequence[ProperName]) -> Iterator[ProperName]:
    """Yield the names, an organization's joined with its place and purpose: “Civil Aviation Authority **of Nepal**”."""
    previous: ProperName | None = None
    for name in names:
        if previous and _goes_on(text, previous, name):
            previous = ProperName(previous.start, name.end, text[previous.start : name.end], "organization")
            continue
        if previous:
            yield previous
        previous = name
    if previous:
        yield previous


def _goes_on(text: str, body: ProperName, name: ProperName) -> bool:
    """Return whether a body's name goes on with the next one after “of”, “for” or “on”, or in a list of subjects."""
    if body.kind != "organization" or name.kind == "person":
        return False
    about = ORGANIZATION_WORDS.words("before_on_subject")
    if name.kind == "organization" and _ON.fullmatch(text, body.end, name.start):
        return body.text.split()[-1] in about and _OWNS.match(text, name.end) is None
    if " on " in body.text and not about.isdisjoint(body.text.split()):
        more = _MORE_SUBJECTS.match(text, body.end)
        return more is not None and name.end <= more.end()
    bodies = ORGANIZATION_WORDS.words("before_of_place")
    if bodies.isdisjoint(_WORD.findall(body.text)):
        return False
    if _FOR.fullmatch(text, body.end, name.start):
        return True
    ends_with_body = body.text.split()[-1] in bodies
    return name.kind == "place" and ends_with_body and _OF.fullmatch(text, body.end, name.start) is not None


def _without_descriptions(text: str, names: Sequence[ProperName]) -> list[ProperName]:
    """Return the names, those that the article shows to be firms' without a noun before them and as organizations'.

    “**Carmaker** Velo”, “the newspaper Dagens Tid”, “Velo will close **its** plant”: wherever the name stands, it is
    then an organization's.
    """
    trimmed = [_without_noun_at_start(text, name) for name in names]
    persons = [name.text.split() for name in trimmed if name.kind == "person"]
    surnames = {words[-1] for words in persons if len(words) > 1}
    alone = {words[0] for words in persons if len(words) == 1}
    body_names = {
        name.text
        for name, full_name in zip(trimmed, names, strict=True)
        if name.start > full_name.start or (name.kind == "person" and _is_shown_as_body(text, name))
    }
    body_names -= {name.text for name in trimmed if name.kind == "person" and _PERSON_AFTER.match(text, name.end)}
    bodies = {words for words in body_names if not _may_be_person(words.split(), surnames, alone)}
    return [
        replace(name, kind="organization", is_settled=True) if name.text in bodies else full_name
        for name, full_name in zip(trimmed, names, strict=True)
    ]


def _without_noun_at_start(text: str, name: ProperName) -> ProperName:
    """Return a name without the noun for a firm that its sentence begins with."""
    noun, _, rest = name.text.partition(" ")
    if not rest or not rest[0].isupper() or not is_noun_of_firm(noun) or not begins_sentence(text, name.start):
        return name
    return replace(name, start=name.end - len(rest), text=rest)


def is_noun_of_firm(noun: str) -> bool:
    """Return whether a word describes a firm and is not part of the names of bodies: “airline”, not “bank”."""
    in_names = ORGANIZATION_WORDS.words("in_names", "in_business_names")
    return noun.lower() in ORGANIZATION_WORDS.words("alone") and noun.title() not in in_names


def _is_shown_as_body(text: str, name: ProperName) -> bool:
    """Return whether a noun for a body and for no person is just before a name, or its own clause says “its”."""
    before = _NOUN_BEFORE.search(text, max(0, name.start - MAX_NOUN), name.start)
    if before is not None and before[1] in ORGANIZATION_WORDS.words("alone") and not is_office(before[1]):
        return True
    is_subject = before is None and _OWNS_WITH_ITS.match(text, name.end, name.end + MAX_CLAUSE) is not None
    return is_subject and begins_sentence(text, name.start)


def _may_be_person(words: Sequence[str], surnames: set[str], alone: set[str]) -> bool:
    """Return whether a name has a given name, or shares its surname with another name of a person."""
    if gender_of_given_name(words[0]) != 0:
        return True
    return words[-1] in (alone if len(words) > 1 else surnames)
