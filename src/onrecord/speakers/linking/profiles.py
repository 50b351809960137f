"""Identities: what is known about one person or organization from all its appearances."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from onrecord.records import SpeakerKind
from onrecord.speakers.linking.appearances import (
    Appearance,
    ParsedName,
    SpeakerRef,
    companion_keys,
    parse_name,
    parsed_names,
)
from onrecord.speakers.linking.features import parse_day
from onrecord.speakers.linking.name_similarity import index_keys, match_names
from onrecord.speakers.linking.people_file import ListedSpeaker
from onrecord.speakers.linking.person_names import PersonName
from onrecord.speakers.linking.role_similarity import fields_of_work, role_gender, role_words

Counts = tuple[tuple[str, int], ...]
MAX_COUNTED = 100  # names, roles, companions and outlets of an identity, each: the most frequent are kept. Set by hand


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or organization across records.

    ``names``, ``aliases``, ``roles``, ``companions`` and ``outlets`` are counted; ``companions`` are the folded names
    of other speakers in the same records. ``first`` and ``last`` are days, ISO 8601. ``founder`` is the appearance that
    it began with; None for one from the people file. ``by_person``: a person took its speakers out of another identity.
    """

    id: str
    kind: SpeakerKind
    name: str
    wikidata: str | None = None
    founder: SpeakerRef | None = None
    names: Counts = ()
    aliases: Counts = ()
    roles: Counts = ()
    companions: Counts = ()
    outlets: Counts = ()
    first: str | None = None
    last: str | None = None
    appearances: int = 0
    by_person: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which a store finds the identity; none of one that a person made, and whose speakers left."""
        if self.by_person and not self.appearances:
            return ()
        names = (*(dict(self.names) or (self.name,)), *dict(self.aliases))
        parsed = (parse_name(name, self.kind) for name in names)
        return tuple(sorted({key for name in parsed if name for key in index_keys(name)}))


@dataclass(slots=True)
class Profile:
    """An identity while a batch adds to it: what scoring looks up, counted.

    ``parsed`` tells for each parsed name whether it is a name of the identity (True) or an alias only.
    """

    identity: Identity
    names: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    companions: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    parsed: dict[ParsedName, bool] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    role_words: Counter[str] = field(default_factory=Counter)
    fields: set[str] = field(default_factory=set)
    genders: Counter[str] = field(default_factory=Counter)
    own_keys: set[str] = field(default_factory=set)  # the identity's names, folded as companions are
    days: tuple[date | None, date | None] = (None, None)

    def __post_init__(self) -> None:
        for counter, counts in self._counters():
            counter.update(dict(counts))
        for name in (*(self.names or (self.identity.name,)), *self.aliases):
            parsed = parse_name(name, self.identity.kind)
            if parsed:
                self._add_name(parsed, name not in self.aliases or name in self.names)
        self.own_keys |= companion_keys(tuple(self.names))
        self.days = (parse_day(self.identity.first), parse_day(self.identity.last))
        for role, count in self.roles.items():
            self._add_role(role, count)

    def _counters(self) -> list[tuple[Counter[str], Counts]]:
        identity = self.identity
        return [
            (self.names, identity.names),
            (self.aliases, identity.aliases),
            (self.roles, identity.roles),
            (self.companions, identity.companions),
            (self.outlets, identity.outlets),
        ]

    def may_have_name(self, appearance: Appearance) -> bool:
        """Return whether the identity's own name may be that of an appearance."""
        own_name = parse_name(self.identity.name, self.identity.kind)
        matches = [match_names(own_name, name) for name in parsed_names(appearance)] if own_name else []
        return own_name is None or any(match is not None and not match.conflict for match in matches)

    def add(self, appearance: Appearance, *, is_named: bool = True) -> None:
        """Count one more appearance; with ``is_named`` False its name is an alias of the identity only."""
        parsed = parsed_names(appearance)
        (self.names if is_named else self.aliases)[appearance.name] += 1
        for alias in appearance.aliases:
            if parse_name(alias, appearance.kind) in parsed[1:]:
                self.aliases[alias] += 1
        for n, name in enumerate(parsed):
            self._add_name(name, is_name=n == 0 and is_named)
        for role in appearance.roles:
            self.roles[role] += 1
            self._add_role(role, 1)
        self.companions.update(companion_keys(appearance.companions))
        if appearance.outlet:
            self.outlets[appearance.outlet] += 1
        self.own_keys |= companion_keys((appearance.name,))
        day = parse_day(appearance.published)
        if day:
            first, last = self.days
            self.days = (min(first or day, day), max(last or day, day))
        self.identity = replace(self.identity, appearances=self.identity.appearances + 1)

    def _add_name(self, name: ParsedName, is_name: bool) -> None:
        if isinstance(name, PersonName) and name.gender:
            self.genders[name.gender] += 1
        if name not in self.parsed:
            self.keys.update(index_keys(name))
        self.parsed[name] = is_name or self.parsed.get(name, False)

    def _add_role(self, role: str, count: int) -> None:
        self.role_words.update(dict.fromkeys(role_words(role), count))
        self.fields |= fields_of_work(role)
        self.genders.update(role_gender(role) or ())

    def days_from(self, day: date | None) -> int | None:
        """Return the days between a day and the time in which the identity appears; 0 within that time."""
        first, last = self.days
        if day is None or first is None or last is None:
            return None
        return max(0, (first - day).days, (day - last).days)

    def to_identity(self) -> Identity:
        """Return the identity with all that was counted."""
        identity = self.identity
        names, aliases, roles, companions, outlets = (_most_frequent(counter) for counter, _ in self._counters())
        first, last = (day.isoformat() if day else None for day in self.days)
        name = identity.name if identity.founder is None else _best_name(names, identity.kind) or identity.name
        counted = replace(identity, names=names, aliases=aliases, roles=roles, companions=companions, outlets=outlets)
        return replace(counted, name=name, first=first, last=last)


def _most_frequent(counts: Counter[str]) -> Counts:
    return tuple(heapq.nsmallest(MAX_COUNTED, counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _best_name(names: Counts, kind: SpeakerKind) -> str | None:
    """Return the most frequent name, of those in full: with given name and surname, or not an acronym.

    A person's name in capitals, as some agencies and transcripts write it, stands back behind every other.
    """
    full = [(name, count) for name, count in names if _is_full(parse_name(name, kind))] or list(names)
    readable = [(name, count) for name, count in full if kind != "person" or not name.isupper()]
    return min(readable or full, key=lambda pair: (-pair[1], pair[0]))[0] if names else None


def _is_full(name: ParsedName | None) -> bool:
    if isinstance(name, PersonName):
        return bool(name.given_names) and not name.initials_only
    return name is not None and not name.acronym


def identity_of_listed(entry: ListedSpeaker) -> Identity:
    """Return the identity of a line of the people file, before any appearance."""
    names = tuple((name, 1) for name in (entry.name, *entry.aliases))  # a user's alias is as good as a name
    roles = ((entry.role, 1),) if entry.role else ()
    return Identity(entry.id, entry.kind, entry.name, entry.wikidata, names=names, roles=roles)


def without_appearance(identity: Identity, appearance: Appearance) -> Identity:
    """Return the identity as it is without one of its appearances: counted less, its first and last day unchanged."""
    parsed = parsed_names(appearance)
    aliases = [alias for alias in appearance.aliases if parse_name(alias, appearance.kind) in parsed[1:]]
    is_named = appearance.name in dict(identity.names)
    names = _less(identity.names, [appearance.name] if is_named else [])
    aliases += [] if is_named else [appearance.name]
    return replace(
        identity,
        name=identity.name if identity.founder is None else _best_name(names, identity.kind) or identity.name,
        names=names,
        aliases=_less(identity.aliases, aliases),
        roles=_less(identity.roles, appearance.roles),
        companions=_less(identity.companions, companion_keys(appearance.companions)),
        outlets=_less(identity.outlets, [appearance.outlet] if appearance.outlet else []),
        appearances=max(0, identity.appearances - 1),
    )


def _less(counts: Counts, words: Iterable[str]) -> Counts:
    remaining = Counter(dict(counts))
    remaining.subtract(words)
    return _most_frequent(+remaining)
