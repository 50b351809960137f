"""The identities known so far: what placing asks of a store, and a store in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Protocol

from onrecord.speakers.linking.appearances import Appearance, Mark, fold_company, parsed_names
from onrecord.speakers.linking.assignments import Outcome
from onrecord.speakers.linking.profiles import Identity
from onrecord.speakers.linking.word_lists import fold


class Known(Protocol):
    """What placing asks of a store."""

    @property
    def records(self) -> int:
        """How many records the identities were found in."""

    def identity(self, id_: str) -> Identity | None:
        """An identity by its id."""

    def under(self, key: str) -> Iterable[str]:
        """The ids of the identities that have the key among ``Identity.keys``."""

    def placed(self, mark: Mark) -> str | None:
        """The id of the identity that a speaker was given."""

    def frequency(self, name: str) -> int:
        """In how many records a folded name, as ``met`` gives it, stands."""


def met(appearances: Iterable[Appearance]) -> frozenset[str]:
    """The folded names that one record's appearances add to ``Known.frequency``."""
    return fold_company(tuple(one.name for one in appearances if parsed_names(one)))


class Memory:
    """A store in memory: learns what ``identify`` finds, batch after batch."""

    def __init__(self) -> None:
        self.identities: dict[str, Identity] = {}
        self.records = 0
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._placed: dict[Mark, str] = {}
        self._met: Counter[str] = Counter()

    def learn(self, appearances: Iterable[Appearance], outcome: Outcome) -> None:
        """Keep a batch and what was found for it."""
        records: dict[str, list[Appearance]] = defaultdict(list)
        for one in appearances:
            records[one.record].append(one)
        self.records += len(records)
        for ones in records.values():
            self._met.update(met(ones))
        for identity in outcome.identities:
            self.identities[identity.id] = identity
            for key in identity.keys:
                self._keys[key].add(identity.id)
        for placing in outcome.placings:
            if placing.identity:
                self._placed[Mark(placing.record, fold(placing.name))] = placing.identity

    def forget(self, ids: Iterable[str]) -> None:
        """Drop identities, so that their appearances can be placed again."""
        gone = set(ids)
        for id_ in gone & set(self.identities):
            for key in self.identities.pop(id_).keys:
                self._keys[key].discard(id_)
        self._placed = {mark: id_ for mark, id_ in self._placed.items() if id_ not in gone}

    def identity(self, id_: str) -> Identity | None:
        """An identity by its id."""
        return self.identities.get(id_)

    def under(self, key: str) -> Iterable[str]:
        """The ids of the identities that have the key."""
        return self._keys.get(key, ())

    def placed(self, mark: Mark) -> str | None:
        """The id of the identity that a speaker was given."""
        return self._placed.get(Mark(mark.record, fold(mark.name)))

    def frequency(self, name: str) -> int:
        """In how many records a folded name stands."""
        return self._met[name]
