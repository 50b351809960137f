"""What placing asks of a store (``speakers.identity.Known``), answered from its tables inside one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.records import SpeakerKind
from onrecord.speakers.identity import Appearance, Identity, Mark, met
from onrecord.speakers.identity.appearances import fold_company, parsed_names
from onrecord.speakers.identity.likeness import index_keys
from onrecord.speakers.identity.lists import fold
from onrecord.store import schema as t

_COLUMNS = ("slug", "name", "folded", "family", "kind", "wikidata", "appearances", "profile")
_PROFILE = ("names", "aliases", "roles", "company", "outlets")


class Stored:
    """The identities of a store as they stand in a transaction; what it learns is written in the same one."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.numbers: dict[str, int] = {}
        self._identities: dict[str, Identity | None] = {}
        self._under: dict[str, list[str]] = {}
        self._met: dict[str, int] = {}
        self._records: int | None = None
        self._changed: set[str] = set()
        self._more: Counter[str] = Counter()
        self._fresh: list[dict[str, object]] = []

    @property
    def records(self) -> int:
        if self._records is None:
            self._records = self.connection.execute(select(func.count()).select_from(t.articles)).scalar_one()
        return self._records

    def identity(self, id_: str) -> Identity | None:
        if id_ not in self._identities:
            row = self.connection.execute(_IDENTITY, {"slug": id_}).mappings().first()
            self._identities[id_] = _read(dict(row)) if row else None
            if row:
                self.numbers[id_] = row["id"]
        return self._identities[id_]

    def placed(self, mark: Mark) -> str | None:
        rows = self.connection.execute(_PLACED, {"record": mark.record})
        return next((slug for slug, name in rows if fold(name) == fold(mark.name)), None)

    def frequency(self, name: str) -> int:
        if name not in self._met:
            self._met[name] = self.connection.execute(_MET, {"name": name}).scalar() or 0
        return self._met[name]

    def learn(self, ones: Iterable[Appearance], identities: Iterable[Identity]) -> None:
        """Takes in what placing one record's appearances gave; ``flush`` writes what can wait until then."""
        for name in met(ones):
            self._met[name] = self.frequency(name) + 1
            self._more[name] += 1
        self._records = None if self._records is None else self._records + 1
        self.keep(identities)

    def keep(self, some: Iterable[Identity]) -> None:
        """Takes in identities, new or changed. The new ones are written at once: they need a number."""
        changed = list(some)
        before = {one.id: self.identity(one.id) for one in changed}
        new = [one for one in changed if before[one.id] is None]
        if new:
            insert = t.identities.insert().returning(t.identities.c.id, sort_by_parameter_order=True)
            numbers = self.connection.execute(insert, [_written(one) for one in new]).scalars()
            self.numbers.update(zip((one.id for one in new), numbers, strict=True))
        for one in changed:
            known = before[one.id]
            fresh = set(one.keys) - (set(known.keys) if known else set())
            self._fresh += [{"key": key, "identity_id": self.numbers[one.id]} for key in sorted(fresh)]
            for key in fresh & self._under.keys():
                self._under[key].append(one.id)
            if known:
                self._changed.add(one.id)
            self._identities[one.id] = one

    def under(self, key: str) -> Iterable[str]:
        if key not in self._under:
            self._write_keys()
            self._under[key] = list(self.connection.execute(_UNDER, {"key": key}).scalars())
        return self._under[key]

    def prefetch(self, ones: Iterable[Appearance]) -> None:
        """Asks at once what placing one record's appearances will ask one by one."""
        some = list(ones)
        self._write_keys()
        keys = {key for one in some for name in parsed_names(one) for key in index_keys(name)} - self._under.keys()
        found = self.connection.execute(_UNDER_ALL, {"keys": sorted(keys)}).all() if keys else []
        self._under |= {key: [] for key in keys}
        for key, slug in found:
            self._under[key].append(slug)
        wanted = {slug for _, slug in found} - self._identities.keys()
        if wanted:
            for row in self.connection.execute(_IDENTITIES, {"slugs": sorted(wanted)}).mappings():
                self._identities[row["slug"]], self.numbers[row["slug"]] = _read(dict(row)), row["id"]
        names = {name for one in some for name in (*met([one]), *fold_company(one.others))} - self._met.keys()
        if names:
            self._met |= dict.fromkeys(names, 0)
            rows = self.connection.execute(_MET_ALL, {"names": sorted(names)})
            self._met |= {row[0]: row[1] for row in rows}

    def flush(self) -> None:
        """Writes what was put off, at the end of a transaction."""
        self._write_keys()
        rows = [
            _written(one) | {"at": self.numbers[id_]} for id_ in sorted(self._changed) if (one := self.identity(id_))
        ]
        if rows:
            self.connection.execute(_CHANGE, rows)
        if self._more:
            upsert = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
            insert = upsert(t.names_met)
            added = {"records": t.names_met.c.records + insert.excluded.records}
            many = [{"name": name, "records": count} for name, count in sorted(self._more.items())]
            self.connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=added), many)
        self._changed.clear()
        self._more.clear()

    def _write_keys(self) -> None:
        if self._fresh:
            self.connection.execute(t.identity_keys.insert(), self._fresh)
            self._fresh = []

    def forget(self, id_: str) -> None:
        """Takes an identity away that nobody has any more."""
        number = self.numbers.get(id_) or self.connection.execute(_NUMBER, {"slug": id_}).scalar()
        self.connection.execute(delete(t.identities).where(t.identities.c.id == number))
        self._identities[id_] = None
        self._under.clear()


_IDENTITY = select(t.identities).where(t.identities.c.slug == bindparam("slug"))
_NUMBER = select(t.identities.c.id).where(t.identities.c.slug == bindparam("slug"))
_UNDER = (
    select(t.identities.c.slug)
    .join(t.identity_keys, t.identity_keys.c.identity_id == t.identities.c.id)
    .where(t.identity_keys.c.key == bindparam("key"))
    .order_by(t.identities.c.id)
)
_IDENTITIES = select(t.identities).where(t.identities.c.slug.in_(bindparam("slugs", expanding=True)))
_UNDER_ALL = (
    select(t.identity_keys.c.key, t.identities.c.slug)
    .join(t.identities, t.identity_keys.c.identity_id == t.identities.c.id)
    .where(t.identity_keys.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(t.identities.c.id)
)
_MET_ALL = select(t.names_met.c.name, t.names_met.c.records).where(
    t.names_met.c.name.in_(bindparam("names", expanding=True))
)
_PLACED = (
    select(t.identities.c.slug, t.speakers.c.name)
    .join(t.speakers, t.speakers.c.identity_id == t.identities.c.id)
    .join(t.articles, t.articles.c.id == t.speakers.c.article_id)
    .where(t.articles.c.record == bindparam("record"))
    .order_by(t.speakers.c.id)
)
_CHANGE = (
    t.identities.update()
    .where(t.identities.c.id == bindparam("at"))
    .values({name: bindparam(name) for name in _COLUMNS})
)
_MET = select(t.names_met.c.records).where(t.names_met.c.name == bindparam("name"))


def folded(name: str) -> dict[str, str]:
    """A name as it is looked for."""
    low = " ".join(name.lower().split())
    return {"folded": low, "family": low.rpartition(" ")[2]}


def _read(row: dict[str, object]) -> Identity:
    profile = json.loads(str(row["profile"]))
    counts: dict[str, Any] = {name: tuple((word, count) for word, count in profile[name]) for name in _PROFILE}
    founder = Mark(*profile["founder"]) if profile["founder"] else None
    return Identity(
        id=str(row["slug"]), kind=cast("SpeakerKind", row["kind"]), name=str(row["name"]),
        wikidata=cast("str | None", row["wikidata"]), founder=founder, first=profile["first"], last=profile["last"],
        appearances=int(str(row["appearances"])), **counts,
    )  # fmt: skip


def _written(one: Identity) -> dict[str, object]:
    founder = [one.founder.record, one.founder.name] if one.founder else None
    profile = {name: getattr(one, name) for name in _PROFILE} | {
        "founder": founder,
        "first": one.first,
        "last": one.last,
    }
    return {
        "slug": one.id, "name": one.name, **folded(one.name),
        "kind": one.kind, "wikidata": one.wikidata, "appearances": one.appearances,
        "profile": json.dumps(profile, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
