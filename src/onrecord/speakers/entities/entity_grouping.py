"""An article's proper names grouped into entities.

A name belongs to the person whose full name it is part of, where the article gives just one. A surname that several
persons share stays open; ``coreference`` decides.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from onrecord.speakers.entities.affiliations import find_affiliations
from onrecord.speakers.entities.countries import country_named
from onrecord.speakers.entities.entity import Entity, EntityIndex, Offsets
from onrecord.speakers.entities.given_names import full_names, gender_of_given_name, gender_of_words
from onrecord.speakers.entities.named_entities import ProperName
from onrecord.speakers.entities.organization_grouping import add_organizations
from onrecord.speakers.entities.roles import find_roles
from onrecord.speakers.entities.speaker_kind import is_organization_word
from onrecord.text.honorifics import HONORIFICS, TITLES

MAX_TITLE = 12  # characters before a name in which its title begins
MAX_NAMESAKES = 50  # people with one surname in an article; time grows with their square
MAX_KIN = 24  # characters before a name in which the word for a relation begins
_KIN = re.compile(r"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[’']s) (?:[a-z]+ )?([a-z]+),? $")
TITLE_GENDER = 2  # weight of a title's gender; a given name's is 1


def find_entities(
    text: str, names: Sequence[ProperName], naming_clauses: Mapping[int, Offsets] | None = None
) -> EntityIndex:
    """Return the entities that an article's proper names name, with their roles, affiliations and gender.

    ``naming_clauses`` has by where a clause that names somebody begins the offsets of that name.
    """
    index = EntityIndex([], {}, naming_clauses=naming_clauses or {})
    persons = _person_names(text, names)
    _add_persons(text, _with_shared_surnames(text, persons), index)
    person_offsets = {(name.start, name.end) for name in persons}
    add_organizations(text, [name for name in names if (name.start, name.end) not in person_offsets], index)
    index.name_offsets = sorted(index.named_at)
    person_ends = {end for _, end in person_offsets}
    organization_offsets = [offsets for offsets in index.name_offsets if offsets not in person_offsets]
    for entity in index.entities:
        entity.mentions.sort()
        if entity.kind == "person":
            entity.roles = list(find_roles(text, entity.mentions, person_ends))
            entity.affiliations = list(
                find_affiliations(text, entity.mentions, entity.roles, organization_offsets, person_ends)
            )
            entity.gender += sum(gender_of_words(role.text) for role in entity.roles)
    return index


def _short_organization_names(names: Iterable[ProperName]) -> set[str]:
    """Return the first words of organizations' names that end in a word for a body: “**Cairn** Energy”."""
    words_of_names = (name.text.split() for name in names if name.kind != "person")
    return {words[0] for words in words_of_names if len(words) > 1 and all(map(is_organization_word, words[1:]))}


def _person_names(text: str, names: Sequence[ProperName]) -> list[ProperName]:
    """Return the names of persons, with single words that are a person's surname elsewhere, whatever their tag."""
    surnames = {name.text.split()[-1] for name in names if name.kind == "person" and len(name.text.split()) > 1}
    surnames |= {surname.upper() for surname in surnames if len(surname) > 2}  # “DONALD TRUMP” and “Donald Trump”
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        kinds[name.text][name.kind] += not name.is_settled
    short_names = _short_organization_names(names) - surnames

    def is_person(name: ProperName) -> bool:
        """Return whether a tagged name is a person, not a country or an acronym."""
        if name.is_settled:
            return name.kind == "person"
        if name.text in surnames:
            return name.kind == "person" or kinds[name.text]["place"] <= kinds[name.text]["person"]
        if name.text in short_names and not _title_before(text, name):
            return False
        is_acronym = name.text.isupper() and len(name.text) > 2 and " " not in name.text
        return name.kind == "person" and country_named(name.text) is None and not is_acronym

    return [name for name in names if is_person(name)]


def _with_shared_surnames(text: str, persons: Sequence[ProperName]) -> list[ProperName]:
    """Return the names, a given name before “and” and a full name with that surname: “**Sarah** and Michael Boone”.

    Only a given name that no other person of the article has.
    """
    taken = {name.text.split()[0] for name in persons if " " in name.text}
    completed = list(persons)
    for number, (first, second) in enumerate(itertools.pairwise(persons)):
        words = second.text.split()
        is_couple = text[first.end : second.start] in (" and ", " & ") and len(words) > 1
        if (
            is_couple
            and first.text not in taken
            and gender_of_given_name(first.text)
            and gender_of_given_name(words[0])
        ):
            completed[number] = replace(first, text=f"{first.text} {words[-1]}")
    return completed


def _add_persons(text: str, names: Sequence[ProperName], index: EntityIndex) -> None:
    full = _FullNames()
    short: list[ProperName] = []
    for name in names:
        words = _person_words(name.text)
        if len(words) < 2:
            short.append(name)
            continue
        entity = full.find(words, name)
        if entity is None:
            entity = index.add_entity("person")
            full.add(entity, words)
        _add_person_name(text, index, [entity], name)
    single = _other_names(text, names, index)
    for name in short:
        word = _person_words(name.text)[0] if _person_words(name.text) else name.text.lower()
        bearers = _agreeing_with_title(text, name, full.bearers(word))
        if not bearers:
            bearers = [single.get(word) or single.setdefault(word, index.add_entity("person"))]
        _add_person_name(text, index, bearers, name)


def _other_names(text: str, names: Sequence[ProperName], index: EntityIndex) -> dict[str, Entity]:
    """Return by word the persons named in full just before a clause that gives them another name.

    “Konstantin Petrov, known to everyone as **Kostya**”.
    """
    persons: dict[str, Entity] = {}
    for name in names:
        clause = index.naming_clauses.get(name.end)
        bearers = index.named_at.get((name.start, name.end), [])
        if clause and len(bearers) == 1 and " " in name.text:
            words = _person_words(text[slice(*clause)])
            if len(words) == 1:
                persons.setdefault(words[0], bearers[0])
    return persons


class _FullNames:
    """The persons who are named in full, by the words of the name that comes first."""

    def __init__(self) -> None:
        self._by_surname: defaultdict[str, list[tuple[Entity, Sequence[str]]]] = defaultdict(list)
        self._by_given_name: defaultdict[str, list[Entity]] = defaultdict(list)
        self._by_full_given_name: defaultdict[str, list[Entity]] = defaultdict(list)
        self._by_part: defaultdict[str, list[Entity]] = defaultdict(list)

    def add(self, entity: Entity, words: Sequence[str]) -> None:
        """Add a person and the words of their name."""
        self._by_surname[words[-1]].append((entity, words))
        self._by_given_name[words[0]].append(entity)
        for name in {full.name for full in full_names(words[0])}:
            self._by_full_given_name[name].append(entity)
        parts = {*words[1:], *(part for word in words if "-" in word for part in word.split("-"))}
        for part in parts:
            self._by_part[part].append(entity)

    def find(self, words: Sequence[str], name: ProperName) -> Entity | None:
        """Return the person whom another full name names; None if nobody was named so."""
        namesakes = self._by_surname.get(words[-1], [])[:MAX_NAMESAKES]
        return next(
            (entity for entity, entity_words in namesakes if _is_same_person(words, entity_words, entity, name)), None
        )

    def bearers(self, word: str) -> list[Entity]:
        """Return the persons whose surname a word is; if none, whose given name; if none, part of whose name."""
        surnamed = [entity for entity, _ in self._by_surname.get(word, [])]
        persons = surnamed or self._by_given_name.get(word) or self._by_nickname(word)
        return (persons or self._by_part.get(word) or [])[:MAX_NAMESAKES]

    def _by_nickname(self, word: str) -> list[Entity]:
        """Return the persons of whose given name a word is a short form: “Brad” of Bradley."""
        names = [full.name for full in full_names(word)]
        return list(
            {entity.number: entity for name in names for entity in self._by_full_given_name.get(name, ())}.values()
        )


@lru_cache(maxsize=4096)
def _person_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name; “de Blasio” alone is one word, “blasio”."""
    words = re.findall(r"[\w'-]+", name.lower().replace("’", "'"))
    words = [word for word in words if word not in HONORIFICS.words("names.suffixes")] or words
    particles = HONORIFICS.words("names.particles_in_articles")
    return tuple(words[-1:] if len(words) < 4 and all(word in particles for word in words[:-1]) else words)


def _is_same_person(words: Sequence[str], entity_words: Sequence[str], entity: Entity, name: ProperName) -> bool:
    """Return whether a full name, as words, may be that of an entity first named by ``entity_words``."""
    if words[-1] != entity_words[-1]:
        return False
    suffix, entity_suffix = _suffix(name.text), _suffix(entity.name)
    if suffix != entity_suffix and suffix and entity_suffix:
        return False
    short, long = sorted((words, entity_words), key=len)
    if len(short) < len(long) and long[-len(short) :] == short:  # “Wasserman Schultz”
        return True
    first, entity_first = words[0].rstrip("."), entity_words[0].rstrip(".")
    if first == entity_first or full_names(first) & full_names(entity_first):
        return True
    return (len(first) == 1 or len(entity_first) == 1) and first[0] == entity_first[0]


def _suffix(name: str) -> str:
    last = name.lower().rstrip(".").split()[-1]
    return last if last in HONORIFICS.words("names.suffixes") else ""


@cache
def _title_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b({HONORIFICS.alternatives(*TITLES)})\.? $")


def _title_before(text: str, name: ProperName) -> str:
    match = _title_pattern().search(text, max(0, name.start - MAX_TITLE), name.start)
    return match[1] if match else ""


def _agreeing_with_title(text: str, name: ProperName, bearers: list[Entity]) -> list[Entity]:
    """Return the bearers of a name that “Mr.” or “Mrs.” before it can mean."""
    title = _title_before(text, name) if bearers else ""
    gender = gender_of_words(title) if title else 0
    sure = [entity for entity in bearers if gender * entity.gender > 0]
    return sure or [entity for entity in bearers if gender * entity.gender >= 0]


def _add_person_name(text: str, index: EntityIndex, bearers: list[Entity], name: ProperName) -> None:
    index.named_at[name.start, name.end] = bearers
    if len(bearers) > 1:
        return
    person = bearers[0]
    person.names[name.text] += 1
    person.mentions.append((name.start, name.end))
    title = _title_before(text, name)
    if title:
        person.gender += TITLE_GENDER * gender_of_words(title)
        if title in HONORIFICS.words("titles.nobility", "titles.royalty"):
            person.noble_title = title
    kin = _KIN.search(text, max(0, name.start - MAX_KIN), name.start)
    person.gender += TITLE_GENDER * gender_of_words(kin[1]) if kin else 0
    words = _person_words(name.text)
    if len(words) > 1:
        person.gender += gender_of_given_name(words[0])
