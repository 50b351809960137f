"""Identities: what is known of one person or body from all its appearances."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from onrecord.records import SpeakerKind
from onrecord.speakers.linking.appearances import Appearance, Mark, Parsed, fold_company, parse_name, parsed_names
from onrecord.speakers.linking.features import day_of
from onrecord.speakers.linking.name_similarity import index_keys
from onrecord.speakers.linking.people_file import Listed
from onrecord.speakers.linking.person_names import PersonName
from onrecord.speakers.linking.role_similarity import gender_of, role_words, walks_of_life

Counts = tuple[tuple[str, int], ...]
KEPT = 100  # of the names, roles, companions and outlets of an identity, those met most often


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or body across records. ``company`` counts the folded names met in the same records; ``first`` and
    ``last`` are days, ISO 8601; ``founder`` is the appearance that it began with."""

    id: str
    kind: SpeakerKind
    name: str
    wikidata: str | None = None
    founder: Mark | None = None
    names: Counts = ()
    aliases: Counts = ()
    roles: Counts = ()
    company: Counts = ()
    outlets: Counts = ()
    first: str | None = None
    last: str | None = None
    appearances: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which a store looks for it."""
        names = (parse_name(name, self.kind) for name in (*(dict(self.names) or (self.name,)), *dict(self.aliases)))
        return tuple(sorted({key for name in names if name for key in index_keys(name)}))


@dataclass(slots=True)
class Profile:
    """An identity while a batch adds to it: what scoring looks up, counted."""

    identity: Identity
    names: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    company: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    parsed: dict[Parsed, bool] = field(default_factory=dict)  # and whether it is a name, or an alias only
    keys: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    walks: set[str] = field(default_factory=set)
    genders: Counter[str] = field(default_factory=Counter)
    called: set[str] = field(default_factory=set)  # its own names, as company is folded
    days: tuple[date | None, date | None] = (None, None)

    def __post_init__(self) -> None:
        for mine, counts in self._pairs():
            mine.update(dict(counts))
        for name in (*(self.names or (self.identity.name,)), *self.aliases):
            found = parse_name(name, self.identity.kind)
            if found:
                self._learn_name(found, name not in self.aliases or name in self.names)
        self.called |= fold_company(tuple(self.names))
        self.days = (day_of(self.identity.first), day_of(self.identity.last))
        for role, count in self.roles.items():
            self._learn_role(role, count)

    def _pairs(self) -> list[tuple[Counter[str], Counts]]:
        known = self.identity
        return [
            (self.names, known.names),
            (self.aliases, known.aliases),
            (self.roles, known.roles),
            (self.company, known.company),
            (self.outlets, known.outlets),
        ]

    def add(self, one: Appearance) -> None:
        """Count one more appearance."""
        parsed = parsed_names(one)
        self.names[one.name] += 1
        for alias in one.aliases:
            if parse_name(alias, one.kind) in parsed[1:]:
                self.aliases[alias] += 1
        for n, name in enumerate(parsed):
            self._learn_name(name, n == 0)
        for role in one.roles:
            self.roles[role] += 1
            self._learn_role(role, 1)
        self.company.update(fold_company(one.others))
        if one.outlet:
            self.outlets[one.outlet] += 1
        self.called |= fold_company((one.name,))
        day, known = day_of(one.published), self.identity
        if day:
            first, last = self.days
            self.days = (min(first or day, day), max(last or day, day))
        self.identity = replace(known, appearances=known.appearances + 1)

    def _learn_name(self, name: Parsed, own: bool) -> None:
        if isinstance(name, PersonName) and name.gender:
            self.genders[name.gender] += 1
        if name not in self.parsed:
            self.keys.update(index_keys(name))
        self.parsed[name] = own or self.parsed.get(name, False)

    def _learn_role(self, role: str, count: int) -> None:
        self.words.update(dict.fromkeys(role_words(role), count))
        self.walks |= walks_of_life(role)
        self.genders.update(gender_of(role) or ())

    def frozen(self) -> Identity:
        """The identity as it now stands."""
        known = self.identity
        names, aliases, roles, company, outlets = (_most(counts) for counts, _ in self._pairs())
        first, last = (day.isoformat() if day else None for day in self.days)
        name = known.name if known.founder is None else _best_name(names, known.kind) or known.name
        counts = replace(known, names=names, aliases=aliases, roles=roles, company=company, outlets=outlets)
        return replace(counts, name=name, first=first, last=last)


def _most(counts: Counter[str]) -> Counts:
    return tuple(heapq.nsmallest(KEPT, counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _best_name(names: Counts, kind: SpeakerKind) -> str | None:
    """The name by which it is met most often, of those that are whole: given name and surname, or no acronym."""
    whole = [(name, count) for name, count in names if _whole(parse_name(name, kind))]
    return min(whole or names, key=lambda pair: (-pair[1], pair[0]))[0] if names else None


def _whole(name: Parsed | None) -> bool:
    if isinstance(name, PersonName):
        return bool(name.given) and not name.initials_only
    return name is not None and not name.acronym


def seeded(listed: Listed) -> Identity:
    """The identity of someone in the people file, before any appearance."""
    names = tuple((name, 1) for name in (listed.name, *listed.aliases))  # a user's alias is as good as a name
    roles = ((listed.role, 1),) if listed.role else ()
    return Identity(listed.id, listed.kind, listed.name, listed.wikidata, names=names, roles=roles)


def rebuilt(identity: Identity, members: Iterable[Appearance]) -> Identity:
    """The identity with these appearances and no others: for when a record is read again or taken away."""
    bare = replace(
        identity, names=(), aliases=(), roles=(), company=(), outlets=(), first=None, last=None, appearances=0
    )
    profile = Profile(bare)
    for one in members:
        profile.add(one)
    return profile.frozen()
