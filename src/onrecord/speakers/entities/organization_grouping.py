"""An article's names of organizations, places and countries grouped into entities.

Names are grouped by their words, by acronyms that the article spells out, and by their words without “Inc.”.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.speakers.entities.countries import country_named, country_of_people
from onrecord.speakers.entities.entity import Entity, EntityIndex, name_words
from onrecord.speakers.entities.named_entities import ProperName
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS, is_organization_word

MAX_SPELLED_OUT = 90  # characters of a name that is spelled out before its acronym; set by hand
MAX_OWNER = 30  # characters before a name in which its owner begins

_NOUN_BEFORE = re.compile(r"(?:^|[\s(“\"])([a-z-]+),? (?:the )?$")
_NOUNS_AFTER = re.compile(r"(?:,| is| was) (?:an?|the|[\w’'-]+[’']s) ((?:[\w’'-]+ ?){1,6})")
_WHERE = re.compile(r"\b(?:in|at|near|from|to|outside|across|around) (?:the )?$")
MAX_LONGER = 24  # longer names that are looked at for a short one
MAX_DESCRIPTION = 30  # characters before a name in which the noun that describes it begins; set by hand
_SMALL_WORDS = frozenset({"of", "for", "and", "the", "in", "on", "at", "&", "de"})
_OWNER = re.compile(r"([A-Z][\w.-]+)(?:[’']s?)? $")
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]{0,6}[A-Z]s?")
_ACRONYM_IN_BRACKETS = re.compile(rf" \(({_ACRONYM.pattern})\)")


def add_organizations(text: str, names: Sequence[ProperName], index: EntityIndex) -> None:
    """Add the organizations, places and countries of the names to an article's entities."""
    by_key = _EntitiesByKey()
    acronyms = _spelled_out_acronyms(text, names)
    first_starts: dict[str, int] = {}
    for name in names:
        if name.kind == "organization":
            first_starts.setdefault(_key(name.text), name.start)
    keys = _grouping_keys(text, names)
    places = _place_keys(names, keys)
    longest_first = sorted(
        {(name.text, keys[name.start]) for name in names},
        key=lambda pair: (pair[0] not in acronyms, -len(name_words(pair[0])), pair),
    )
    for words, key in longest_first:
        country = country_named(words)
        spelled_out = acronyms.get(words)
        longer_key = None if key in places else by_key.longer_key(key, first_starts)
        full_key = _key(spelled_out) if spelled_out else longer_key
        entity = by_key.get(key) or (by_key.get(full_key) if full_key else None)
        if entity is None:
            entity = index.add_entity("country" if country else "organization")
        by_key.add(key, entity)
        if spelled_out:
            entity.names[spelled_out] += 1
            by_key.add(_key(spelled_out), entity)
        if country is None and len(key.split()) > 1:
            by_key.add(initials(words), entity)
    for name in names:
        entity = by_key.entities[keys[name.start]]
        index.named_at[name.start, name.end] = [entity]
        is_place = name.kind == "place" and _WHERE.search(text, max(0, name.start - MAX_DESCRIPTION), name.start)
        entity.is_place = bool(is_place) and (entity.is_place or not entity.mentions)
        entity.names[name.text] += 1
        entity.mentions.append((name.start, name.end))
        entity.descriptions |= _descriptions(text, name)


def _descriptions(text: str, name: ProperName) -> set[str]:
    """Return the nouns for a body that the article puts beside a name: “the **carmaker** Velo”, “Velo, a **union**”."""
    before = _NOUN_BEFORE.search(text, max(0, name.start - MAX_DESCRIPTION), name.start)
    after = _NOUNS_AFTER.match(text, name.end)
    nouns = ([before[1]] if before else []) + (after[1].split() if after else [])
    return set(nouns) & ORGANIZATION_WORDS.words("alone", "any_firm")


def _key(words: str) -> str:
    return " ".join(name_words(words))


def _grouping_keys(text: str, names: Sequence[ProperName]) -> dict[int, str]:
    """Return by each name's start the key that groups it: a country's own name, else the words of the name.

    Where the article tells of several organizations with the same words, the owner's country is part of the key:
    “Ukraine’s Defense Ministry”, “the Russian Defense Ministry”.
    """
    owners = {name.start: _owner_country(text, name) for name in names}
    owners_by_words: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        if owners[name.start]:
            owners_by_words[_key(name.text)].add(owners[name.start])
    keys: dict[int, str] = {}
    last_owner: dict[str, str] = {}
    for name in names:
        country, words = country_named(name.text), _key(name.text)
        if country:
            keys[name.start] = country.name.lower()
        elif len(owners_by_words[words]) > 1:
            owner = owners[name.start] or last_owner.get(words) or min(owners_by_words[words])
            last_owner[words] = owner
            keys[name.start] = f"{owner} {words}"
        else:
            keys[name.start] = words
    return keys


def _place_keys(names: Sequence[ProperName], keys: Mapping[int, str]) -> set[str]:
    """Return the keys of names that are places as often as not: “New York” is not short for “New York Times”."""
    tags: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        tags[keys[name.start]][name.kind] += 1
    return {key for key, kinds in tags.items() if kinds["place"] >= kinds.total() / 2}


def _owner_country(text: str, name: ProperName) -> str:
    """Return the country that an organization belongs to, by the word before its name; empty if that is none."""
    match = _OWNER.search(text, max(0, name.start - MAX_OWNER), name.start)
    if not match or name.kind != "organization":
        return ""
    country = country_named(match[1]) or country_of_people(match[1])
    return country.name.lower() if country else ""


def _spelled_out_acronyms(text: str, names: Sequence[ProperName]) -> dict[str, str]:
    """Return by acronym the full name before it in the article: “Israel Defense Forces (IDF)”."""
    full_names = _names_before_acronyms(text, names)
    brackets: dict[str, int] = {}  # where each acronym is first in brackets
    for match in _ACRONYM_IN_BRACKETS.finditer(text):
        brackets.setdefault(match[1], match.start())
    for acronym in {name.text for name in names if _ACRONYM.fullmatch(name.text)}:
        bracket = brackets.get(acronym, 0)
        if bracket <= 0:
            continue
        words = re.split(r"[^\w’'&,. -]", text[max(0, bracket - MAX_SPELLED_OUT) : bracket])[-1].split()
        for start in range(len(words) - 1, -1, -1):
            candidate = " ".join(words[start:])
            if words[start][0].isupper() and initials(candidate).upper() == acronym.upper():
                full_names[acronym] = candidate
                break
    return full_names


def _names_before_acronyms(text: str, names: Sequence[ProperName]) -> dict[str, str]:
    """Return by acronym the organization's name of two or more words just before it: “Netherlands Institute (TNO)”."""
    return {
        acronym[1]: name.text
        for name in names
        if name.kind == "organization"
        and " " in name.text
        and (acronym := _ACRONYM_IN_BRACKETS.match(text, name.end))
        and country_named(acronym[1]) is None
    }


def initials(name: str) -> str:
    """Return the first letters of a name's words in lower case, without those of small words."""
    return "".join(word[0] for word in name.split() if word.lower() not in _SMALL_WORDS).lower()


class _EntitiesByKey:
    """The organizations of an article by the keys of their names; the first key of an entity stays its own."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self._by_words: dict[tuple[str, ...], str] = {}  # the first key with these words, "Inc." and the like aside
        self._by_first_word: defaultdict[str, list[str]] = defaultdict(list)
        self._by_last_word: defaultdict[str, list[str]] = defaultdict(list)

    def get(self, key: str) -> Entity | None:
        """Return the entity with a key; None if there is none."""
        return self.entities.get(key)

    def add(self, key: str, entity: Entity) -> None:
        """Add an entity's key unless another entity has it."""
        if key in self.entities:
            return
        self.entities[key] = entity
        words = key.split()
        legal_forms = ORGANIZATION_WORDS.words("legal_forms_in_articles")
        self._by_words.setdefault(tuple(word for word in words if word not in legal_forms), key)
        self._by_first_word[words[0] if words else ""].append(key)
        self._by_last_word[words[-1] if words else ""].append(key)

    def longer_key(self, key: str, first_starts: dict[str, int]) -> str | None:
        """Return the key of the one longer name that a name is short for, if there is one.

        The longer name is the same with “Inc.” or the like, goes on with a word for a body (“Cairn **Energy**”), or
        begins with the name and came first in the article. A newspaper's may also end with it: “the **Post**”.

        Args:
            key: The short name's key.
            first_starts: By key, where each organization's name is first in the text.
        """
        words = key.split()
        if (longer := self._by_words.get(tuple(words))) is not None:
            return longer
        starting_same = self._by_first_word.get(words[0] if words else "", ())[:MAX_LONGER]
        bodies = [
            longer
            for longer in starting_same
            if longer.startswith(f"{key} ") and all(map(is_organization_word, longer.title().split()[len(words) :]))
        ]
        if len(bodies) == 1 and not is_organization_word(words[-1].title()):
            return bodies[0]
        if len(words) != 1 or len(key) < 4 or first_starts.get(key) is None:
            return None
        ending_same = self._by_last_word[key][:MAX_LONGER] if key in _newspaper_words() else ()
        earlier = [
            longer
            for longer in (*starting_same, *ending_same)
            if first_starts.get(longer, first_starts[key]) < first_starts[key]
        ]
        return earlier[0] if len(earlier) == 1 and len(earlier[0].split()) < 4 else None


@cache
def _newspaper_words() -> frozenset[str]:
    return frozenset(ORGANIZATION_WORDS.tables()["same_body"]["newspaper"])
