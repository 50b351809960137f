"""A speaker of one record, with what the record tells that may identify it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.records import Article, Record, Speaker, SpeakerKind
from onrecord.speakers.linking.organization_names import BodyName, bracketed_acronym, parse_body, parse_document
from onrecord.speakers.linking.person_names import PersonName, parse_person
from onrecord.speakers.linking.word_lists import fold

OTHERS = 60  # names of other speakers that an appearance keeps, first come first
LONGEST = 200  # characters that a name may have; more describes

Parsed = PersonName | BodyName


@dataclass(frozen=True, slots=True)
class Mark:
    """A speaker as a person points at it: the record's id and the name. It holds when the record is read again and
    its speakers are numbered anew."""

    record: str
    name: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """A speaker of one record; ``others`` names the record's other speakers, ``published`` is ISO 8601."""

    record: str
    speaker: str
    name: str
    kind: SpeakerKind
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    others: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """Where a decision about this speaker is pinned."""
        return Mark(self.record, self.name)


def appearances(record: Record) -> tuple[Appearance, ...]:
    """One appearance for each speaker of a record, in order."""
    article = record.article
    named = {speaker.id: _name(article, speaker) for speaker in record.speakers}
    known = [(one.id, named[one.id]) for one in record.speakers if parse_name(named[one.id], one.kind)]
    return tuple(
        Appearance(
            record.id,
            speaker.id,
            named[speaker.id],
            speaker.kind,
            tuple(role.text for role in speaker.roles),
            speaker.aliases,
            article.outlet,
            article.published,
            tuple(name for id_, name in known if id_ != speaker.id)[:OTHERS],
        )
        for speaker in record.speakers
    )


def _name(article: Article, speaker: Speaker) -> str:
    """The speaker's name; in lower case where its only word is a plain one that a sentence's start made a capital."""
    name = speaker.name
    if speaker.kind != "person" and name[:1].isupper() and name[1:].islower() and " " not in name:
        low = name.lower()
        plain = low in article.text and re.search(rf"(?<![\w’'-]){re.escape(low)}(?![\w’'-])", article.text)
        return low if plain else name
    return name


def parse_name(name: str, kind: SpeakerKind) -> Parsed | None:
    """A name taken apart by the kind of its bearer; None where it names no one."""
    if kind == "unnamed" or len(name) > LONGEST:
        return None
    if kind == "person":
        return parse_person(name)
    if kind == "document":
        return parse_document(name)
    found = parse_body(name)
    if kind == "group" and found and (len(found.words) < 2 or any(word[:1].islower() for word in name.split())):
        return None  # “Voters”, “Republican leaders”
    return found


@lru_cache(maxsize=50_000)
def parsed_names(appearance: Appearance) -> tuple[Parsed, ...]:
    """The appearance's name and the aliases that could stand for it alone, taken apart; empty where it has no name."""
    first = parse_name(appearance.name, appearance.kind)
    if first is None:
        return ()
    acronym = bracketed_acronym(appearance.name)
    aliases = (*appearance.aliases, acronym) if acronym else appearance.aliases
    found = [parse_name(alias, appearance.kind) for alias in aliases if fold(alias) != fold(appearance.name)]
    return tuple(dict.fromkeys([first, *(name for name in found if name and _worth(name, first))]))


def _worth(alias: Parsed, name: Parsed) -> bool:
    """Whether an alias says more than the name: surnames alone do not, nor do words like “the Board”."""
    if isinstance(alias, PersonName):
        return bool(alias.given) and isinstance(name, PersonName) and (not name.given or alias.family == name.family)
    return not alias.generic


def fold_company(names: tuple[str, ...]) -> frozenset[str]:
    """Names of others as they are compared: folded, without initials; single words only when they are acronyms."""
    return frozenset(key for name in names if (key := _company_key(name)))


@lru_cache(maxsize=200_000)
def _company_key(name: str) -> str | None:
    person = parse_person(name) if " " in name else None
    parts = (*person.given, person.family) if person and person.given else fold(name).removeprefix("the ").split()
    parts = tuple(part for part in parts if len(part) > 1)
    return " ".join(parts) if len(parts) > 1 or (name.isupper() and len(name) > 2) else None
