"""The identities of a store as linking uses them (``speakers.linking.IdentityIndex``), in one transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, func, select

from onrecord.records import SpeakerKind
from onrecord.speakers.linking import Appearance, Assignment, Identity, SpeakerRef, countable_names
from onrecord.speakers.linking.appearances import companion_keys, parsed_names
from onrecord.speakers.linking.name_similarity import search_keys
from onrecord.speakers.linking.resolver import new_identity_id
from onrecord.store import tables as t
from onrecord.store.write.bulk_insert import execute_many, select_in
from onrecord.store.write.row_buffer import RowBuffer
from onrecord.text.word_lists import fold

# What is counted in an identity's profile, with the names under which stores have it.
_PROFILE = {"names": "names", "aliases": "aliases", "roles": "roles", "companions": "company", "outlets": "outlets"}


class StoreIdentityIndex:
    """The identities of a store within a transaction; what it learns is written there by ``flush``.

    Args:
        connection: A connection that writes.
        buffer: Collects the new rows until ``flush``; by default one of its own.
        record_count: In how many records the identities were found, where those are not all of the store.

    Attributes:
        row_ids: Row numbers of the identities that were loaded or learned, by their ids.
    """

    def __init__(
        self, connection: Connection, buffer: RowBuffer | None = None, record_count: int | None = None
    ) -> None:
        self.connection = connection
        self.buffer = buffer or RowBuffer(connection)
        self.row_ids: dict[str, int] = {}
        self._identities: dict[str, Identity | None] = {}
        self._ids_by_key: dict[str, list[str]] = {}  # of the keys that were loaded
        self._new_ids_by_key: defaultdict[str, list[str]] = defaultdict(list)  # not written yet
        self._new_assignments: dict[SpeakerRef, str] = {}  # of speakers that are not written yet
        self._name_frequencies: dict[str, int] = {}
        self._record_count = record_count
        self._new: set[str] = set()
        self._changed: set[str] = set()
        self._frequency_changes: Counter[str] = Counter()

    @property
    def records(self) -> int:
        """The number of records in which the identities were found."""
        if self._record_count is None:  # articles are numbered without gaps and never deleted: no need to count them
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

    def assigned_identity(self, speaker: SpeakerRef) -> str | None:
        """Return the identity of a record's speaker; None if it has none."""
        rows = self.connection.execute(_IDENTITIES_OF_RECORD, {"record": speaker.record})
        slug = next((slug for slug, name in rows if fold(name) == fold(speaker.name)), None)
        return slug or self._new_assignments.get(SpeakerRef(speaker.record, fold(speaker.name)))

    def prefetch(self, appearances: Iterable[Appearance]) -> None:
        """Load at once what linking these appearances will ask for one by one."""
        appearances = list(appearances)
        parsed = {name for appearance in appearances for name in parsed_names(appearance)}
        keys = {key for name in parsed for key in search_keys(name)} - self._ids_by_key.keys()
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

    def learn(
        self, appearances: Iterable[Appearance], identities: Iterable[Identity], assignments: Iterable[Assignment]
    ) -> None:
        """Take in the result of linking one record's appearances."""
        for name in countable_names(appearances):
            self._name_frequencies[name] = self.name_frequency(name) + 1
            self._frequency_changes[name] += 1
        self._record_count = self.records + 1
        self.put(identities)
        for assignment in assignments:
            if assignment.identity:
                speaker = SpeakerRef(assignment.record, fold(assignment.name))
                self._new_assignments.setdefault(speaker, assignment.identity)

    def put(self, identities: Iterable[Identity]) -> None:
        """Take in identities, new or changed."""
        for identity in identities:
            previous = self.identity(identity.id)
            if previous is None:
                self.row_ids[identity.id] = self.buffer.next_number(t.identities)
                self._new.add(identity.id)
            new_keys = set(identity.keys) - (set(previous.keys) if previous else set())
            row_id = self.row_ids[identity.id]
            self.buffer.add_keyed(t.identity_keys, [{"key": key, "identity_id": row_id} for key in sorted(new_keys)])
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
        for unwritten in (
            self._new_ids_by_key,
            self._new_assignments,
            self._new,
            self._changed,
            self._frequency_changes,
        ):
            unwritten.clear()

    def delete(self, id_: str) -> None:
        """Delete an identity that no speaker has any more."""
        row_id = self.row_ids.get(id_) or self.connection.execute(_ROW_ID, {"slug": id_}).scalar()
        self.connection.execute(delete(t.identities).where(t.identities.c.id == row_id))
        self._identities[id_] = None
        self._ids_by_key.clear()

    def _load_identities(self, ids: set[str]) -> None:
        self._identities |= dict.fromkeys(ids)
        for row_id, *columns in select_in(self.connection, _IDENTITIES, ids):
            identity = _identity(*columns)
            self._identities[identity.id], self.row_ids[identity.id] = identity, row_id

    def _load_keys(self, keys: set[str]) -> None:
        self._ids_by_key |= {key: list(self._new_ids_by_key.get(key, ())) for key in keys}
        for key, id_ in select_in(self.connection, _IDENTITIES_BY_KEY, keys):
            self._ids_by_key[key].append(id_)

    def _load_frequencies(self, names: set[str]) -> None:
        self._name_frequencies |= dict.fromkeys(names, 0)
        self._name_frequencies |= dict(select_in(self.connection, _FREQUENCIES, names))


_ROW_ID = select(t.identities.c.id).where(t.identities.c.slug == bindparam("slug"))
_IDENTITIES = "SELECT id, slug, kind, name, wikidata, appearances, profile FROM identities WHERE slug IN (?)"
_IDENTITIES_BY_KEY = """SELECT k.key, i.slug FROM identity_keys k JOIN identities i ON i.id = k.identity_id
    WHERE k.key IN (?) ORDER BY i.id"""
_FREQUENCIES = "SELECT name, records FROM names_met WHERE name IN (?)"
_ADD_FREQUENCY = """INSERT INTO names_met (name, records) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET records = names_met.records + excluded.records"""
_UPDATE_IDENTITY = """UPDATE identities SET slug = ?, name = ?, folded = ?, family = ?, kind = ?, wikidata = ?,
    appearances = ?, profile = ? WHERE id = ?"""
_IDENTITIES_OF_RECORD = (
    select(t.identities.c.slug, t.speakers.c.name)
    .join(t.speakers, t.speakers.c.identity_id == t.identities.c.id)
    .join(t.articles, t.articles.c.id == t.speakers.c.article_id)
    .where(t.articles.c.record == bindparam("record"))
    .order_by(t.speakers.c.id)
)


def _identity(id_: str, kind: str, name: str, wikidata: str | None, appearances: int, profile_json: str) -> Identity:
    profile = json.loads(profile_json)
    counts: dict[str, Any] = {
        part: tuple((word, count) for word, count in profile[stored]) for part, stored in _PROFILE.items()
    }
    founder = SpeakerRef(*profile["founder"]) if profile["founder"] else None
    return Identity(
        id=id_, kind=cast("SpeakerKind", kind), name=name, wikidata=wikidata, founder=founder, first=profile["first"],
        last=profile["last"], appearances=appearances, **counts,
    )  # fmt: skip


def _identity_row(identity: Identity) -> dict[str, object]:
    founder = [identity.founder.record, identity.founder.name] if identity.founder else None
    profile = {stored: getattr(identity, part) for part, stored in _PROFILE.items()}
    profile |= {"founder": founder, "first": identity.first, "last": identity.last}
    folded = " ".join(identity.name.lower().split())
    return {
        "slug": identity.id, "name": identity.name, "folded": folded, "family": folded.rpartition(" ")[2],
        "kind": identity.kind, "wikidata": identity.wikidata, "appearances": identity.appearances,
        "profile": json.dumps(profile, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
