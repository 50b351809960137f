"""The entities that an article names: persons, organizations and countries, with their names and mentions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from onrecord.records import Span, SpeakerKind
from onrecord.speakers.entities.countries import country_named, is_capital

Offsets = tuple[int, int]


@dataclass(slots=True)
class Entity:
    """A person, organization, country or other speaker of the article.

    ``number`` is its position among the article's entities. ``names`` are counted; ``mentions`` are offsets, in order.
    ``gender`` is above zero for a woman and below for a man, the further the surer. ``noble_title`` is a title that is
    part of a name of one word: “Lady”, “Prince”. ``descriptions`` are nouns in lower case that the article puts
    beside an organization's name: “the carmaker Velo”. ``is_place``: it is only named as where
    something is: “in Turku”.
    """

    number: int
    kind: SpeakerKind
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Offsets] = field(default_factory=list)
    gender: float = 0.0
    noble_title: str = ""
    roles: list[Span] = field(default_factory=list)
    affiliations: list[Span] = field(default_factory=list)
    descriptions: set[str] = field(default_factory=set)
    is_place: bool = False

    @property
    def name(self) -> str:
        """The fullest of the names; of two as full, one not in capitals, then the more frequent.

        Of a country, never its capital's name.
        """
        if self.kind == "country":
            return self._country_name()
        name = next(iter(self.names)) if len(self.names) == 1 else max(self.names, key=self._fullness)
        return f"{self.noble_title} {name}" if self.kind == "person" and self.noble_title and " " not in name else name

    def _fullness(self, name: str) -> tuple[int, bool, int, int, str]:
        is_shouted = self.kind == "person" and name.isupper()
        return _count_words(name), not is_shouted, self.names[name], -len(name), name

    def _country_name(self) -> str:
        own_names = [name for name in self.names if not is_capital(name)]
        country = country_named(next(iter(self.names)))
        if not own_names and country:
            return country.name
        return max(
            own_names, key=lambda name: (re.search(r"[a-z]", name) is not None, self.names[name], len(name), name)
        )

    @property
    def is_single(self) -> bool:
        """Whether the words are those of one person."""
        return self.kind == "person" or (self.kind == "unnamed" and not re.search(r"(?<![s’'])s\b|people", self.name))

    def add_mention(self, offsets: Offsets) -> None:
        """Add a mention, in the order of the text, unless it is there already."""
        number = bisect_left(self.mentions, offsets)
        if self.mentions[number : number + 1] != [offsets]:
            self.mentions.insert(number, offsets)

    def is_mentioned_within(self, start: int, end: int) -> bool:
        """Return whether a mention begins between two offsets."""
        number = bisect_left(self.mentions, (start, 0))
        return number < len(self.mentions) and self.mentions[number][0] < end


@dataclass(slots=True)
class EntityIndex:
    """The entities of an article, and those named at each place: one entity, or several that share the name.

    ``name_offsets`` are the keys of ``named_at``, in order. ``surnames`` says of a word for an office whether the
    article uses it as a surname, once that is known. ``naming_clauses`` has the name that a clause gives, by where the
    clause begins: “a woman **who goes by the name Queenie**”.
    """

    entities: list[Entity]
    named_at: dict[Offsets, list[Entity]]
    name_offsets: list[Offsets] = field(default_factory=list)
    surnames: dict[str, bool] = field(default_factory=dict)
    naming_clauses: Mapping[int, Offsets] = field(default_factory=dict)

    def names_within(self, start: int, end: int) -> list[Offsets]:
        """Return the offsets of the names within a part of the text, in order."""
        first, last = bisect_left(self.name_offsets, (start, 0)), bisect_left(self.name_offsets, (end, 0))
        return [offsets for offsets in self.name_offsets[first:last] if offsets[1] <= end]

    def add_entity(self, kind: SpeakerKind, gender: float = 0.0) -> Entity:
        """Return a new entity without names."""
        entity = Entity(len(self.entities), kind, gender=gender)
        self.entities.append(entity)
        return entity


@lru_cache(maxsize=4096)
def _count_words(name: str) -> int:
    """Return how many words a name has without articles."""
    return len(name_words(name))


def name_words(name: str) -> list[str]:
    """Return the words of a name in lower case, without articles."""
    return [word for word in re.findall(r"[\w’'-]+", name.lower()) if word not in {"the", "a", "an"}]
