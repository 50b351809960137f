"""What linking asks of a store (``IdentityIndex``), answered from its tables inside one transaction."""

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
from onrecord.store.write import bulk_insert as bulk
from onrecord.store.write.row_buffer import Sheets
from onrecord.text.word_lists import fold

# The counts of an identity, by the names that stores keep them under.
_PROFILE = {"names": "names", "aliases": "aliases", "roles": "roles", "companions": "company", "outlets": "outlets"}


class Stored:
    """The identities of a store as they stand in a transaction; what it learns is written in the same one.

    What it learns stands on ``sheets`` until ``flush``. ``records`` is how many records the identities were found in,
    where those are not all that the store has.
    """

    def __init__(self, connection: Connection, sheets: Sheets | None = None, records: int | None = None) -> None:
        self.connection = connection
        self.sheets = sheets or Sheets(connection)
        self.numbers: dict[str, int] = {}
        self._identities: dict[str, Identity | None] = {}
        self._under: dict[str, list[str]] = {}  # of the keys that were asked for
        self._own: defaultdict[str, list[str]] = defaultdict(list)  # of the keys that are not written yet
        self._placed: dict[SpeakerRef, str] = {}  # of the speakers that are not
        self._met: dict[str, int] = {}
        self._records = records
        self._new: set[str] = set()
        self._changed: set[str] = set()
        self._more: Counter[str] = Counter()

    @property
    def records(self) -> int:
        if self._records is None:  # articles are numbered without gaps and stay: no need to count them
            self._records = self.connection.execute(select(func.max(t.articles.c.id))).scalar() or 0
        return self._records

    def identity(self, id_: str) -> Identity | None:
        if id_ not in self._identities:
            self._ask_identities({id_})
        return self._identities[id_]

    def identity_ids(self, key: str) -> Iterable[str]:
        if key not in self._under:
            self._ask_keys({key})
        return self._under[key]

    def name_frequency(self, name: str) -> int:
        if name not in self._met:
            self._ask_met({name})
        return self._met[name]

    def assigned_identity(self, mark: SpeakerRef) -> str | None:
        rows = self.connection.execute(_PLACED, {"record": mark.record})
        found = next((slug for slug, name in rows if fold(name) == fold(mark.name)), None)
        return found or self._placed.get(SpeakerRef(mark.record, fold(mark.name)))

    def prefetch(self, ones: Iterable[Appearance]) -> None:
        """Asks at once what placing appearances will ask one by one."""
        some = list(ones)
        parsed = {name for one in some for name in parsed_names(one)}
        keys = {key for name in parsed for key in search_keys(name)} - self._under.keys()
        self._ask_keys(keys)
        ids = {new_identity_id(one) for one in some} | {id_ for key in keys for id_ in self._under[key]}
        self._ask_identities(ids - self._identities.keys())
        names = {name for one in some for name in (*countable_names([one]), *companion_keys(one.companions))}
        self._ask_met(names - self._met.keys())

    def _ask_identities(self, ids: set[str]) -> None:
        self._identities |= dict.fromkeys(ids)
        for number, *row in bulk.among(self.connection, _IDENTITIES, ids):
            found = _read(*row)
            self._identities[found.id], self.numbers[found.id] = found, number

    def _ask_keys(self, keys: set[str]) -> None:
        self._under |= {key: list(self._own.get(key, ())) for key in keys}
        for key, id_ in bulk.among(self.connection, _UNDER, keys):
            self._under[key].append(id_)

    def _ask_met(self, names: set[str]) -> None:
        self._met |= dict.fromkeys(names, 0)
        self._met |= dict(bulk.among(self.connection, _MET, names))

    def learn(self, ones: Iterable[Appearance], identities: Iterable[Identity], placings: Iterable[Assignment]) -> None:
        """Takes in what placing one record's appearances gave."""
        for name in countable_names(ones):
            self._met[name] = self.name_frequency(name) + 1
            self._more[name] += 1
        self._records = self.records + 1
        self.keep(identities)
        for one in placings:
            if one.identity:
                self._placed.setdefault(SpeakerRef(one.record, fold(one.name)), one.identity)

    def keep(self, some: Iterable[Identity]) -> None:
        """Takes in identities, new or changed."""
        for one in some:
            before = self.identity(one.id)
            if before is None:
                self.numbers[one.id] = self.sheets.number(t.identities)
                self._new.add(one.id)
            fresh = set(one.keys) - (set(before.keys) if before else set())
            number = self.numbers[one.id]
            self.sheets.put(t.identity_keys, [{"key": key, "identity_id": number} for key in sorted(fresh)])
            for key in fresh:
                self._own[key].append(one.id)
                if key in self._under:
                    self._under[key].append(one.id)
            self._changed.add(one.id)
            self._identities[one.id] = one

    def flush(self) -> None:
        """Writes what was learnt, and with it all that stands on the sheets."""
        known = [(self.numbers[id_], one) for id_ in self._changed if (one := self.identity(id_))]
        known.sort(key=lambda pair: pair[0])
        self.sheets.put(t.identities, [{"id": at, **_written(one)} for at, one in known if one.id in self._new])
        self.sheets.write()
        changed = [(*_written(one).values(), at) for at, one in known if one.id not in self._new]
        bulk.many(self.connection, _CHANGE, changed)
        bulk.many(self.connection, _MORE, sorted(self._more.items()))
        for learnt in (self._own, self._placed, self._new, self._changed, self._more):
            learnt.clear()

    def forget(self, id_: str) -> None:
        """Takes an identity away that nobody has any more."""
        number = self.numbers.get(id_) or self.connection.execute(_NUMBER, {"slug": id_}).scalar()
        self.connection.execute(delete(t.identities).where(t.identities.c.id == number))
        self._identities[id_] = None
        self._under.clear()


_NUMBER = select(t.identities.c.id).where(t.identities.c.slug == bindparam("slug"))
_IDENTITIES = "SELECT id, slug, kind, name, wikidata, appearances, profile FROM identities WHERE slug IN (?)"
_UNDER = """SELECT k.key, i.slug FROM identity_keys k JOIN identities i ON i.id = k.identity_id
    WHERE k.key IN (?) ORDER BY i.id"""
_MET = "SELECT name, records FROM names_met WHERE name IN (?)"
_MORE = """INSERT INTO names_met (name, records) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET records = names_met.records + excluded.records"""
_CHANGE = """UPDATE identities SET slug = ?, name = ?, folded = ?, family = ?, kind = ?, wikidata = ?, appearances = ?,
    profile = ? WHERE id = ?"""
_PLACED = (
    select(t.identities.c.slug, t.speakers.c.name)
    .join(t.speakers, t.speakers.c.identity_id == t.identities.c.id)
    .join(t.articles, t.articles.c.id == t.speakers.c.article_id)
    .where(t.articles.c.record == bindparam("record"))
    .order_by(t.speakers.c.id)
)


def folded(name: str) -> dict[str, str]:
    """A name as it is looked for."""
    low = " ".join(name.lower().split())
    return {"folded": low, "family": low.rpartition(" ")[2]}


def _read(id_: str, kind: str, name: str, wikidata: str | None, appearances: int, profile: str) -> Identity:
    told = json.loads(profile)
    counts: dict[str, Any] = {
        part: tuple((word, count) for word, count in told[stored]) for part, stored in _PROFILE.items()
    }
    founder = SpeakerRef(*told["founder"]) if told["founder"] else None
    return Identity(
        id=id_, kind=cast("SpeakerKind", kind), name=name, wikidata=wikidata, founder=founder, first=told["first"],
        last=told["last"], appearances=appearances, **counts,
    )  # fmt: skip


def _written(one: Identity) -> dict[str, object]:
    founder = [one.founder.record, one.founder.name] if one.founder else None
    profile = {stored: getattr(one, part) for part, stored in _PROFILE.items()} | {
        "founder": founder,
        "first": one.first,
        "last": one.last,
    }
    return {
        "slug": one.id, "name": one.name, **folded(one.name),
        "kind": one.kind, "wikidata": one.wikidata, "appearances": one.appearances,
        "profile": json.dumps(profile, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
