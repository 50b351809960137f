"""Records into the store: each batch in one transaction, each record once, each check before anything is written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from sqlalchemy import Connection, Engine, Insert, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.records import Page, Record, Skipped, Speaker, Statement
from onrecord.speakers.identity import appearances, identify
from onrecord.store import filters, rows
from onrecord.store import schema as t
from onrecord.store.engines import retried
from onrecord.store.known import Stored
from onrecord.store.told import decisions

What = Literal["new", "changed", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A record with the page that it was read from."""

    record: Record
    page: Page


class Writer:
    """Adds outcomes of reading. ``model`` names what read them; ``keep`` says whether the pages' bytes are kept."""

    def __init__(self, engine: Engine, model: str, *, verb: str = "add", version: str = "", keep: bool = True) -> None:
        self.engine, self.model, self.keep = engine, model, keep
        self._outlets: dict[str, int] = {}
        self.run = retried(engine, lambda: self._begin(verb, version))

    def _begin(self, verb: str, version: str) -> int:
        with writing(self.engine) as connection, connection.begin():
            values = {"verb": verb, "version": version, "model": self.model, "started": _now()}
            return inserted(connection, t.runs.insert().values(**values))

    def finish(self) -> None:
        def work() -> None:
            with writing(self.engine) as connection, connection.begin():
                connection.execute(t.runs.update().where(t.runs.c.id == self.run).values(finished=_now()))

        retried(self.engine, work)

    def add(self, batch: Sequence[Pair | Skipped]) -> list[What]:
        """What became of each outcome. All are written or, when an error is raised, none."""
        for one in batch:
            if isinstance(one, Pair):
                rows.checked(one.record)
        some = [Pair(rows.storable(one.record), one.page) if isinstance(one, Pair) else one for one in batch]
        return retried(self.engine, lambda: self._add(some))

    def _add(self, batch: Sequence[Pair | Skipped]) -> list[What]:
        self._outlets.clear()
        with writing(self.engine) as connection, connection.begin():
            known = Stored(connection)
            told = decisions(connection)
            found = [
                self._skip(connection, one) if isinstance(one, Skipped) else self._pair(connection, known, told, one)
                for one in batch
            ]
            known.flush()
            return found

    def _skip(self, connection: Connection, one: Skipped) -> What:
        upsert = _upsert(connection)(t.skips).values(
            run_id=self.run, location=rows.plain(one.location), reason=rows.plain(one.reason), failed=one.failed
        )
        connection.execute(upsert.on_conflict_do_nothing(index_elements=["location", "reason"]))
        return "failed" if one.failed else "skipped"

    def _pair(self, connection: Connection, known: Stored, told: Sequence[object], pair: Pair) -> What:
        if pair.page.origin.kind == "web":
            self._fetched(connection, pair.page)
        address = rows.address_of(pair.record, pair.page)
        found = connection.execute(_AT, {"address": address}).mappings().all()
        digest = rows.digest_of(pair.record)
        if any(row["digest"] == digest for row in found):
            return "unchanged"
        if found:
            connection.execute(t.articles.update().where(t.articles.c.address == address).values(current=False))
        row = rows.article_row(pair.record) | {
            "address": address,
            "version": max((one["version"] for one in found), default=0) + 1,
            "current": True,
            "page_id": self._page(connection, pair.page),
            "outlet_id": self._outlet(connection, pair.record.article.outlet),
            "model": self.model,
        }
        article = inserted(connection, t.articles.insert().values(**row))
        contents(connection, known, told, article, row, pair.record)
        return "changed" if found else "new"

    def _fetched(self, connection: Connection, page: Page) -> None:
        """Keeps what a server said of a page, in the transaction that keeps the page."""
        etag, modified = page.validators
        values = {"etag": etag, "modified": modified, "fetched": page.origin.retrieved or _now()}
        insert = _upsert(connection)(t.fetches).values(address=page.origin.location, **values)
        connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_=values))

    def _page(self, connection: Connection, page: Page) -> int:
        where = {"location": page.origin.location, "sha256": page.origin.sha256}
        found = connection.execute(_PAGE, where).scalar()
        if found is None:
            row = rows.page_row(page, keep=self.keep)
            found = inserted(connection, t.pages.insert().values(**row))
        return int(found)

    def _outlet(self, connection: Connection, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self._outlets:
            found = connection.execute(select(t.outlets.c.id).where(t.outlets.c.name == name)).scalar()
            if found is None:
                found = inserted(connection, t.outlets.insert().values(name=name))
            self._outlets[name] = int(found)
        return self._outlets[name]


_AT = select(t.articles.c.digest, t.articles.c.version).where(t.articles.c.address == bindparam("address"))
_PAGE = select(t.pages.c.id).where(t.pages.c.location == bindparam("location"), t.pages.c.sha256 == bindparam("sha256"))


def writing(engine: Engine) -> Connection:
    """A connection whose transactions write: it waits at their beginning until no other writes."""
    connection = engine.connect().execution_options(writes=True)
    return connection


def contents(
    connection: Connection,
    known: Stored,
    told: Sequence[object],
    article: int,
    row: rows.Row,
    record: Record,
) -> None:
    """Writes an article's speakers, placed with their identities, and statements."""
    ones = appearances(record)
    known.prefetch(ones)
    outcome = identify(ones, known, told=told)  # type: ignore[arg-type]
    known.learn(ones, outcome.identities)
    numbers = {placing.speaker: known.numbers.get(placing.identity or "") for placing in outcome.placings}
    how = {placing.speaker: placing.how for placing in outcome.placings}
    values = [
        rows.speaker_row(one) | {"article_id": article, "identity_id": numbers[one.id], "how": how[one.id]}
        for one in record.speakers
    ]
    speakers = dict(zip((one.id for one in record.speakers), _inserted(connection, t.speakers, values), strict=True))
    roles = [role | {"speaker_id": speakers[one.id]} for one in record.speakers for role in rows.role_rows(one)]
    if roles:
        connection.execute(t.roles.insert(), roles)
    given = _Given(row["day"], row["outlet_id"], numbers, {one.id: one for one in record.speakers}, speakers)
    _statements(connection, article, record.statements, given)


def inserted(connection: Connection, insert: Insert) -> int:
    """The number that a new row got."""
    key = connection.execute(insert).inserted_primary_key
    assert key is not None
    return int(key[0])


def _inserted(connection: Connection, table: Table, values: list[rows.Row]) -> list[int]:
    """The numbers that the rows got, in their order."""
    if not values:
        return []
    insert = table.insert().returning(table.c.id, sort_by_parameter_order=True)
    return list(connection.execute(insert, values).scalars())


@dataclass(frozen=True)
class _Given:
    """What the statements of one article share."""

    day: int | None
    outlet: int | None
    identities: dict[str, int | None]
    named: dict[str, Speaker]
    speakers: dict[str, int]

    def filters(self, one: Statement) -> str:
        found = [filters.kind(one.kind), filters.act(one.act), filters.tone(one.tone)]
        if self.outlet is not None:
            found.append(filters.outlet(self.outlet))
        found.append(filters.day(self.day))
        if self.day is not None:
            found += [filters.month(self.day), filters.year(self.day)]
        if one.speaker:
            number = self.identities[one.speaker]
            found.append(filters.identity(number) if number else filters.nameless(self.named[one.speaker].name))
        return " ".join([*found, *self.about(one)])

    def about(self, one: Statement) -> list[str]:
        """Whom the statement's content names, of the record's speakers."""
        first, last = one.content[0].start, one.content[-1].end
        found = set()
        for number, starts in self.starts:
            inside = starts[bisect_left(starts, first) : bisect_left(starts, last)]
            if any(c.start <= start < c.end for start in inside for c in one.content):
                found.add(filters.about(number))
        return sorted(found)

    @cached_property
    def starts(self) -> list[tuple[int, list[int]]]:
        """Where each identity is named, in order."""
        known = ((self.identities[one.id], sorted(m.start for m in one.mentions)) for one in self.named.values())
        return [(number, starts) for number, starts in known if number]


def _statements(connection: Connection, article: int, some: Iterable[Statement], given: _Given) -> None:
    ordered = list(some)
    values = [
        rows.statement_row(one)
        | {
            "article_id": article,
            "day": given.day,
            "speaker_id": given.speakers.get(one.speaker or ""),
            "addressed_id": given.speakers.get(one.addressed or ""),
            "filters": given.filters(one),
        }
        for one in ordered
    ]
    if not values:
        return
    numbers = dict(zip((one.id for one in ordered), _inserted(connection, t.statements, values), strict=True))
    inner = [{"at": numbers[one.id], "parent": numbers[one.parent]} for one in ordered if one.parent in numbers]
    if inner:
        connection.execute(_PARENT, inner)
    connection.execute(
        t.spans.insert(), [row | {"statement_id": numbers[one.id]} for one in ordered for row in rows.span_rows(one)]
    )


_PARENT = t.statements.update().where(t.statements.c.id == bindparam("at")).values(parent_id=bindparam("parent"))


def _upsert(connection: Connection):  # type: ignore[no-untyped-def]  # two classes of one shape
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
