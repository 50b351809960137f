"""The index of known identities: what linking asks of a store, and an index in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Protocol

from onrecord.speakers.linking.appearances import Appearance, companion_keys, parsed_names
from onrecord.speakers.linking.assignments import LinkResult
from onrecord.speakers.linking.profiles import Identity


class IdentityIndex(Protocol):
    """What linking asks of a store of known identities."""

    @property
    def records(self) -> int:
        """The number of records that the identities come from."""

    def identity(self, identity_id: str) -> Identity | None:
        """Return an identity by its id."""

    def identity_ids(self, key: str) -> Iterable[str]:
        """Return the ids of the identities that have the key among ``Identity.keys``."""

    def shown_identity(self, identity_id: str) -> str:
        """Return the id of the identity that an identity is part of: its own, unless it was merged into another."""

    def name_frequency(self, name: str) -> int:
        """Return the number of records that have a folded name, as ``countable_names`` gives it."""


def countable_names(appearances: Iterable[Appearance]) -> frozenset[str]:
    """Return the folded names of one record's appearances that count in ``IdentityIndex.name_frequency``."""
    return companion_keys(tuple(appearance.name for appearance in appearances if parsed_names(appearance)))


class InMemoryIndex:
    """An index in memory: it learns the results of ``link_speakers``, batch after batch."""

    def __init__(self) -> None:
        self.identities: dict[str, Identity] = {}
        self.records = 0
        self._ids_by_key: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, str] = {}
        self._name_frequencies: Counter[str] = Counter()

    def learn(self, appearances: Iterable[Appearance], result: LinkResult) -> None:
        """Keep a batch and its result."""
        by_record: dict[str, list[Appearance]] = defaultdict(list)
        for appearance in appearances:
            by_record[appearance.record].append(appearance)
        self.records += len(by_record)
        for record_appearances in by_record.values():
            self._name_frequencies.update(countable_names(record_appearances))
        for identity in result.identities:
            self.identities[identity.id] = identity
            for key in identity.keys:
                self._ids_by_key[key].add(identity.id)
        self._joined |= {join.identity: join.into for join in result.joins}

    def forget(self, identity_ids: Iterable[str]) -> None:
        """Remove identities, so that their appearances can be linked again."""
        removed = set(identity_ids)
        for identity_id in removed & set(self.identities):
            for key in self.identities.pop(identity_id).keys:
                self._ids_by_key[key].discard(identity_id)

    def identity(self, identity_id: str) -> Identity | None:
        """Return an identity by its id."""
        return self.identities.get(identity_id)

    def identity_ids(self, key: str) -> Iterable[str]:
        """Return the ids of the identities that have the key."""
        return self._ids_by_key.get(key, ())

    def shown_identity(self, identity_id: str) -> str:
        """Return the id of the identity that an identity was joined to, else its own."""
        return self._joined.get(identity_id, identity_id)

    def name_frequency(self, name: str) -> int:
        """Return the number of records that have a folded name."""
        return self._name_frequencies[name]
