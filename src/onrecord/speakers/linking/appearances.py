"""Appearances: the speakers of one record, with what the record says that may identify them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.records import Article, Record, Speaker, SpeakerKind
from onrecord.speakers.linking.organization_names import (
    OrganizationName,
    bracketed_acronym,
    parse_document,
    parse_organization,
)
from onrecord.speakers.linking.person_names import PersonName, parse_person
from onrecord.text.word_lists import fold

MAX_COMPANIONS = 60  # names of other speakers that an appearance keeps, in the order of the record; set by hand
MAX_NAME_LENGTH = 200  # characters; a longer name is a description. Set by hand

ParsedName = PersonName | OrganizationName


@dataclass(frozen=True, slots=True)
class SpeakerRef:
    """A reference to a speaker by the record's id and the speaker's name.

    It stays valid when the record is read again and its speakers are numbered anew.
    """

    record: str
    name: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """A speaker of one record.

    ``record`` and ``speaker`` are ids; ``companions`` names the record's other speakers; ``published`` is ISO 8601.
    """

    record: str
    speaker: str
    name: str
    kind: SpeakerKind
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    companions: tuple[str, ...] = ()

    @property
    def ref(self) -> SpeakerRef:
        """The reference by which decisions point at this speaker."""
        return SpeakerRef(self.record, self.name)


def speaker_appearances(record: Record) -> tuple[Appearance, ...]:
    """Return one appearance for each speaker of a record, in order."""
    article = record.article
    names = {speaker.id: _linking_name(article, speaker) for speaker in record.speakers}
    named = [
        (speaker.id, names[speaker.id]) for speaker in record.speakers if parse_name(names[speaker.id], speaker.kind)
    ]
    return tuple(
        Appearance(
            record.id,
            speaker.id,
            names[speaker.id],
            speaker.kind,
            tuple(role.text for role in speaker.roles),
            speaker.aliases if names[speaker.id] != article.outlet else (speaker.name, *speaker.aliases),
            article.outlet,
            article.published,
            tuple(name for speaker_id, name in named if speaker_id != speaker.id)[:MAX_COMPANIONS],
        )
        for speaker in record.speakers
    )


def _linking_name(article: Article, speaker: Speaker) -> str:
    """Return the speaker's name; in lower case if it is a common word that has a capital only as a sentence's first.

    A paper's last words are its own name in its own articles: “The Post reported” in The Harbour Post.
    """
    name = speaker.name
    if article.outlet and speaker.kind == "organization" and _is_short_for(name, article.outlet):
        return article.outlet
    if speaker.kind != "person" and name[:1].isupper() and name[1:].islower() and " " not in name:
        lower = name.lower()
        is_common = lower in article.text and re.search(rf"(?<![\w’'-]){re.escape(lower)}(?![\w’'-])", article.text)
        return lower if is_common else name
    return name


def _is_short_for(name: str, outlet: str) -> bool:
    words, outlet_words = fold(name).split(), fold(outlet).removeprefix("the ").split()
    return 0 < len(words) < len(outlet_words) and outlet_words[-len(words) :] == words


def parse_name(name: str, kind: SpeakerKind) -> ParsedName | None:
    """Return the parts of a name, for its bearer's kind; None if the words name nobody in particular."""
    if kind == "unnamed" or len(name) > MAX_NAME_LENGTH:
        return None
    if kind == "person":
        return parse_person(name)
    if kind == "document":
        return parse_document(name)
    parsed = parse_organization(name)
    if kind == "group" and parsed and (len(parsed.words) < 2 or any(word[:1].islower() for word in name.split())):
        return None  # “Voters”, “Republican leaders”
    return parsed


@lru_cache(maxsize=50_000)
def parsed_names(appearance: Appearance) -> tuple[ParsedName, ...]:
    """Return the parsed name and the aliases that could replace it; empty if the appearance has no name."""
    name = parse_name(appearance.name, appearance.kind)
    if name is None:
        return ()
    acronym = bracketed_acronym(appearance.name)
    aliases = (*appearance.aliases, acronym) if acronym else appearance.aliases
    parsed = [parse_name(alias, appearance.kind) for alias in aliases if fold(alias) != fold(appearance.name)]
    return tuple(dict.fromkeys([name, *(alias for alias in parsed if alias and _is_informative(alias, name))]))


def _is_informative(alias: ParsedName, name: ParsedName) -> bool:
    """Return whether an alias says more than the name: a surname alone does not, nor do words like “the Board”."""
    if isinstance(alias, PersonName):
        return (
            bool(alias.given_names)
            and isinstance(name, PersonName)
            and (not name.given_names or alias.family == name.family)
        )
    return not alias.generic


def companion_keys(names: tuple[str, ...]) -> frozenset[str]:
    """Return names of other speakers as they are compared: folded, without initials.

    A name of one word counts only if it is an acronym.
    """
    return frozenset(key for name in names if (key := _companion_key(name)))


@lru_cache(maxsize=200_000)
def _companion_key(name: str) -> str | None:
    person = parse_person(name) if " " in name else None
    parts = (
        (*person.given_names, person.family)
        if person and person.given_names
        else fold(name).removeprefix("the ").split()
    )
    parts = tuple(part for part in parts if len(part) > 1)
    return " ".join(parts) if len(parts) > 1 or (name.isupper() and len(name) > 2) else None
