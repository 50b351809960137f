"""The identities of a store as linking uses them (``speakers.linking.IdentityIndex``), in one transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Connection, func, select

from onrecord.records import SpeakerKind
from onrecord.speakers.linking import (
    Appearance,
    Identity,
    Join,
    LinkResult,
    Reason,
    SpeakerRef,
    countable_names,
    without_appearance,
)
from onrecord.speakers.linking.appearances import companion_keys, parsed_names
from onrecord.speakers.linking.name_similarity import search_keys
from onrecord.speakers.linking.person_names import PersonName, spelling_key
from onrecord.speakers.linking.resolver import new_identity_id
from onrecord.store import tables as t
from onrecord.store.identities.decisions import decided_ids
from onrecord.store.identities.identity_lookup import name_key, surname_key
from onrecord.store.identities.shown_identities import set_shown
from onrecord.store.write.bulk_insert import execute_many, select_in
from onrecord.store.write.row_buffer import RowBuffer

# What is counted in an identity's profile, with the names under which stores have it.
_PROFILE = {"names": "names", "aliases": "aliases", "roles": "roles", "companions": "company", "outlets": "outlets"}


def reasons_text(reasons: Iterable[Reason]) -> str:
    """Return reasons as they are stored, in one line."""
    return ", ".join(reason.text for reason in reasons)


class StoreIdentityIndex:
    """The identities of a store within a transaction; what it learns is written there by ``flush``.

    Args:
        connection: A connection that writes.
        buffer: Collects the new rows until ``flush``; by default one of its own.
        record_count: In how many records the identities were found, where those are not all of the store.

    Attributes:
        row_ids: Row numbers of the identities that were loaded or learned, by their ids.
        shown_ids: The ids of the identities that loaded ones are shown as, by their own.
        joins: The surnames that were joined to their bearers, by the identity's id.
    """

    def __init__(
        self, connection: Connection, buffer: RowBuffer | None = None, record_count: int | None = None
    ) -> None:
        self.connection = connection
        self.buffer = buffer or RowBuffer(connection)
        self.row_ids: dict[str, int] = {}
        self.shown_ids: dict[str, str] = {}
        self._identities: dict[str, Identity | None] = {}
        self._ids_by_key: dict[str, list[str]] = {}  # of the keys that were loaded
        self._new_ids_by_key: defaultdict[str, list[str]] = defaultdict(list)  # not written yet
        self._name_frequencies: dict[str, int] = {}
        self._record_count = record_count
        self._new: set[str] = set()
        self._changed: set[str] = set()
        self._removed_keys: set[tuple[str, str]] = set()  # identity and key
        self.joins: dict[str, Join] = {}
        self._new_joins: list[Join] = []
        self._frequency_changes: Counter[str] = Counter()

    @property
    def records(self) -> int:
        """The number of records in which the identities were found."""
        if self._record_count is None:  # numbers have hardly any gaps: no need to count
            self._record_count = self.connection.execute(select(func.max(t.articles.c.id))).scalar() or 0
        return self._record_count

    def identity(self, id_: str) -> Identity | None:
        """Return the identity with an id; None if there is none."""
        if id_ not in self._identities:
            self._load_identities({id_})
        return self._identities[id_]

    def identity_ids(self, key: str) -> Iterable[str]:
        """Return the ids of the identities that are found by a search key."""
        if key not in self._ids_by_key:
            self._load_keys({key})
        return self._ids_by_key[key]

    def name_frequency(self, name: str) -> int:
        """Return in how many records a name was countable_names."""
        if name not in self._name_frequencies:
            self._load_frequencies({name})
        return self._name_frequencies[name]

    def shown_identity(self, identity_id: str) -> str:
        """Return the id of the identity that an identity is shown as: its own, unless it was merged."""
        self.identity(identity_id)
        return self.shown_ids.get(identity_id, identity_id)

    def shown_row(self, identity_id: str | None) -> int | None:
        """Return the row number of the identity that an identity is shown as."""
        return self.row_ids[self.shown_identity(identity_id)] if identity_id else None

    def prefetch(self, appearances: Iterable[Appearance]) -> None:
        """Load at once what linking these appearances will ask for one by one."""
        appearances = list(appearances)
        parsed = {name for appearance in appearances for name in parsed_names(appearance)}
        surnames = {f"M|{spelling_key(name.family)}" for name in parsed if isinstance(name, PersonName)}
        keys = ({key for name in parsed for key in search_keys(name)} | surnames) - self._ids_by_key.keys()
        self._load_keys(keys)
        ids = {new_identity_id(appearance) for appearance in appearances}
        ids |= {id_ for key in keys for id_ in self._ids_by_key[key]}
        self._load_identities(ids - self._identities.keys())
        names = {
            name
            for appearance in appearances
            for name in (*countable_names([appearance]), *companion_keys(appearance.companions))
        }
        self._load_frequencies(names - self._name_frequencies.keys())

    def learn(self, appearances: Iterable[Appearance], result: LinkResult) -> None:
        """Take in the result of linking one record's appearances."""
        for name in countable_names(appearances):
            self._name_frequencies[name] = self.name_frequency(name) + 1
            self._frequency_changes[name] += 1
        self._record_count = self.records + 1
        self.put(result.identities)
        for join in result.joins:
            if join.identity not in self._decided:
                self.joins[join.identity] = join
                self._new_joins.append(join)
                self.shown_ids[join.identity] = self.shown_identity(join.into)

    def unlearn(self, appearances: Sequence[Appearance], identity_ids: Mapping[str, str]) -> None:
        """Take out one record's appearances.

        Args:
            appearances: All appearances of the record.
            identity_ids: The ids of their own identities, by the speaker's id in the record.
        """
        for name in countable_names(appearances):
            self._name_frequencies[name] = self.name_frequency(name) - 1
            self._frequency_changes[name] -= 1
        for appearance in appearances:
            self.remove(appearance, identity_ids.get(appearance.speaker))

    def remove(self, appearance: Appearance, identity_id: str | None) -> None:
        """Take one appearance out of its identity."""
        identity = self.identity(identity_id) if identity_id else None
        if identity is None:
            return
        remaining = without_appearance(identity, appearance)
        self._removed_keys |= {(identity.id, key) for key in set(identity.keys) - set(remaining.keys)}
        self._ids_by_key.clear()
        self._changed.add(identity.id)
        self._identities[identity.id] = remaining

    def put(self, identities: Iterable[Identity]) -> None:
        """Take in identities, new or changed."""
        for identity in identities:
            previous = self.identity(identity.id)
            if previous is None:
                self.row_ids[identity.id] = self.buffer.next_number(t.identities)
                self._new.add(identity.id)
            new_keys = set(identity.keys) - (set(previous.keys) if previous else set())
            stored_keys = {key for key in new_keys if (identity.id, key) in self._removed_keys}  # still in their table
            self._removed_keys -= {(identity.id, key) for key in stored_keys}
            row_id, unstored_keys = self.row_ids[identity.id], sorted(new_keys - stored_keys)
            self.buffer.add_keyed(t.identity_keys, [{"key": key, "identity_id": row_id} for key in unstored_keys])
            for key in new_keys:
                self._new_ids_by_key[key].append(identity.id)
                if key in self._ids_by_key:
                    self._ids_by_key[key].append(identity.id)
            self._changed.add(identity.id)
            self._identities[identity.id] = identity

    def flush(self) -> None:
        """Write what was learned, and with it all rows of the buffer."""
        identities = [(self.row_ids[id_], identity) for id_ in self._changed if (identity := self.identity(id_))]
        identities.sort(key=lambda numbered: numbered[0])
        new_rows = [
            {"id": row_id, **_identity_row(identity)} for row_id, identity in identities if identity.id in self._new
        ]
        self.buffer.add_keyed(t.identities, new_rows)
        self.buffer.write()
        updates = [
            (*_identity_row(identity).values(), row_id)
            for row_id, identity in identities
            if identity.id not in self._new
        ]
        execute_many(self.connection, _UPDATE_IDENTITY, updates)
        execute_many(self.connection, _ADD_FREQUENCY, sorted(self._frequency_changes.items()))
        removed = [(key, self.row_ids[identity_id]) for identity_id, key in sorted(self._removed_keys)]
        execute_many(self.connection, "DELETE FROM identity_keys WHERE key = ? AND identity_id = ?", removed)
        self._write_joins()
        for unwritten in (
            self._new_joins,
            self._new_ids_by_key,
            self._new,
            self._changed,
            self._removed_keys,
            self._frequency_changes,
        ):
            unwritten.clear()

    def _write_joins(self) -> None:
        for join in self._new_joins:
            row_id, own_column = self.row_ids[join.identity], t.speakers.c.own_identity_id
            identities, speakers = t.identities.update(), t.speakers.update()
            joined_to = self.row_ids[join.into]
            self.connection.execute(identities.where(t.identities.c.id == row_id).values(joined_to=joined_to))
            self.connection.execute(
                speakers.where(own_column == row_id).values(how="surname", why=reasons_text(join.reasons))
            )
            set_shown(self.connection, row_id, self.shown_row(join.into))

    @cached_property
    def _decided(self) -> frozenset[str]:
        """The identities that decisions are about: they are joined to no other by evidence."""
        return decided_ids(self.connection)

    def _load_identities(self, ids: set[str]) -> None:
        self._identities |= dict.fromkeys(ids)
        for row_id, shown_row_id, shown_id, *columns in select_in(self.connection, _IDENTITIES, ids):
            identity = _identity(*columns)
            self._identities[identity.id], self.row_ids[identity.id] = identity, row_id
            if shown_row_id is not None:
                self.shown_ids[identity.id], self.row_ids[shown_id] = shown_id, shown_row_id

    def _load_keys(self, keys: set[str]) -> None:
        self._ids_by_key |= {key: list(self._new_ids_by_key.get(key, ())) for key in keys}
        for key, id_ in select_in(self.connection, _IDENTITIES_BY_KEY, keys):
            if (id_, key) not in self._removed_keys:
                self._ids_by_key[key].append(id_)

    def _load_frequencies(self, names: set[str]) -> None:
        self._name_frequencies |= dict.fromkeys(names, 0)
        self._name_frequencies |= dict(select_in(self.connection, _FREQUENCIES, names))


_IDENTITIES = """SELECT i.id, shown.id, shown.slug, i.slug, i.kind, i.name, i.wikidata, i.appearances, i.profile
    FROM identities i LEFT JOIN identities shown ON shown.id = i.merged_into WHERE i.slug IN (?)"""
_IDENTITIES_BY_KEY = """SELECT k.key, i.slug FROM identity_keys k JOIN identities i ON i.id = k.identity_id
    WHERE k.key IN (?) ORDER BY i.id"""
_FREQUENCIES = "SELECT name, records FROM names_met WHERE name IN (?)"
_ADD_FREQUENCY = """INSERT INTO names_met (name, records) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET records = names_met.records + excluded.records"""
_UPDATE_IDENTITY = """UPDATE identities SET slug = ?, name = ?, folded = ?, family = ?, kind = ?, wikidata = ?,
    appearances = ?, profile = ? WHERE id = ?"""


def _identity(id_: str, kind: str, name: str, wikidata: str | None, appearances: int, profile_json: str) -> Identity:
    profile = json.loads(profile_json)
    counts: dict[str, Any] = {
        part: tuple((word, count) for word, count in profile[stored]) for part, stored in _PROFILE.items()
    }
    founder = SpeakerRef(*profile["founder"]) if profile["founder"] else None
    return Identity(
        id=id_, kind=cast("SpeakerKind", kind), name=name, wikidata=wikidata, founder=founder, first=profile["first"],
        last=profile["last"], appearances=appearances, by_person=profile.get("by_person", False), **counts,
    )  # fmt: skip


def _identity_row(identity: Identity) -> dict[str, object]:
    founder = [identity.founder.record, identity.founder.name] if identity.founder else None
    profile = {stored: getattr(identity, part) for part, stored in _PROFILE.items()}
    profile |= {"founder": founder, "first": identity.first, "last": identity.last}
    if identity.by_person:
        profile["by_person"] = True
    return {
        "slug": identity.id, "name": identity.name, "folded": name_key(identity.name),
        "family": surname_key(identity.name), "kind": identity.kind, "wikidata": identity.wikidata,
        "appearances": identity.appearances,
        "profile": json.dumps(profile, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
