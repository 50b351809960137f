"""The store: one record of many pages, in a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, Engine, Select, func, select

from onrecord.errors import StoreError
from onrecord.records import Page, Record
from onrecord.store import load_records as reading
from onrecord.store import tables as t
from onrecord.store.engines import connected, retried
from onrecord.store.identities import timelines as people
from onrecord.store.load_records import Kept
from onrecord.store.migrate import migrated
from onrecord.store.search import statement_search as search
from onrecord.store.search.semantic_search import Likeness
from onrecord.store.write import reprocess as again
from onrecord.store.write import rows
from onrecord.store.write.writer import Writer, writing

T = TypeVar("T")
PART = 400  # values in one question


class Store:
    """An open store. ``address`` is a file's path or a ``postgresql://`` address; one that is not there is made.

    Raises StoreError, in one line, for what cannot be opened, read or written. Use it in one thread, or open it in
    each; several processes may use one store at once.
    """

    def __init__(self, address: str, *, make: bool = True) -> None:
        self.address = address
        self.engine: Engine = connected(address)
        if not make and self.engine.dialect.name == "sqlite" and not Path(str(self.engine.url.database)).exists():
            raise StoreError(f"{address}: no store is there; `onrecord add` makes one")
        try:
            retried(self.engine, lambda: migrated(self.engine))
        except StoreError:
            self.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    def writer(self, model: str, *, verb: str = "add", version: str = "", keep: bool = True) -> Writer:
        """What adds to the store."""
        return Writer(self.engine, model, verb=verb, version=version, keep=keep)

    def has(self, pages: Sequence[Page]) -> list[bool]:
        """Of each page whether it is in the store as it is, and its article was read."""
        known: set[tuple[str, str]] = set()
        for begin in range(0, len(pages), PART):
            some = [page.origin.sha256 for page in pages[begin : begin + PART]]
            known |= self._read(partial(reading.held, hashes=some))
        return [(page.origin.location, page.origin.sha256) in known for page in pages]

    def validators(self, address: str, *, feed: bool = False) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified of a page as it was last fetched and kept; of a watched feed only when asked for
        as a ``feed``: who adds it wants its further pages too, which a watch does not take."""
        asked = select(t.fetches.c.etag, t.fetches.c.modified, t.fetches.c.next).where(t.fetches.c.address == address)
        row = self._read(lambda c: c.execute(asked).first())
        return (row[0], row[1]) if row and (feed or row[2] is None) else (None, None)

    def fetched(self, addresses: Sequence[str]) -> set[str]:
        """Which of the addresses have been fetched and kept."""
        found: set[str] = set()
        for begin in range(0, len(addresses), PART):
            asked = select(t.fetches.c.address).where(t.fetches.c.address.in_(addresses[begin : begin + PART]))
            found |= set(self._read(partial(_scalars, asked=asked)))
        return found

    def polled(self, feed: str) -> str | None:
        """When a feed wants to be asked again, ISO 8601 in UTC; None when it was never asked."""
        asked = select(t.fetches.c.next).where(t.fetches.c.address == feed)
        return self._read(lambda c: c.execute(asked).scalar())

    def pause(self, feed: str) -> float:
        """The seconds between the time when a feed was last asked and when it wants to be again; 0 if it never was."""
        asked = select(t.fetches.c.fetched, t.fetches.c.next).where(t.fetches.c.address == feed)
        row = self._read(lambda c: c.execute(asked).first())
        if row is None or row[1] is None:
            return 0.0
        return (datetime.fromisoformat(row[1]) - datetime.fromisoformat(row[0])).total_seconds()

    def poll(self, feed: str, etag: str | None, modified: str | None, fetched: str, following: str) -> None:
        """Keeps when a feed was asked and when it wants to be asked again."""
        values = {"etag": etag, "modified": modified, "fetched": fetched, "next": following}

        def work(connection: Connection) -> None:
            known = connection.execute(select(t.fetches.c.address).where(t.fetches.c.address == feed)).first()
            if known:
                connection.execute(t.fetches.update().where(t.fetches.c.address == feed).values(**values))
            else:
                connection.execute(t.fetches.insert().values(address=feed, **values))

        self._write(work)

    def find(self, words: str = "", **wanted: object) -> list[search.Found]:
        """Statements with the words, best first; see ``Wanted`` for what else can be asked.

        Raises QueryError for what cannot be understood.
        """
        asked = search.Wanted(words=words, **wanted)  # type: ignore[arg-type]
        if asked.like is not None:
            self.catch_up()
        return self._read(lambda c: search.find(c, asked, self.likeness if asked.like is not None else None))

    @cached_property
    def likeness(self) -> Likeness:
        """The statements' vectors, beside the store."""
        return Likeness(self.engine)

    def catch_up(self) -> int:
        """Gives vectors to the statements that have none yet, for search by meaning; how many."""
        return self._read(self.likeness.catch_up)

    def speakers(self, name: str | None = None, limit: int = 50) -> list[people.Person]:
        """Who is quoted, most often first; with ``name`` who has it."""
        return self._read(lambda c: people.people(c, name, limit))

    def person(self, name: str) -> people.Portrait:
        """One identity's record over time. Raises IdentityError when nobody, or several, have the name."""
        return self._read(lambda c: people.portrait(c, name))

    def rename(self, name: str, to: str) -> None:
        """Gives an identity another name, for good."""
        self._write(lambda c: people.rename(c, name, rows.plain(to)))

    def merge(self, name: str, other: str, note: str = "") -> str:
        """Decides that two identities are one, for good; the id of what they are then."""
        return self._write(lambda c: people.merge(c, name, other, note))

    def split(self, name: str, record: str, note: str = "") -> str:
        """Decides that a record's speaker is not that identity, for good; the id of who that speaker is then."""
        return self._write(lambda c: people.split(c, name, record, note))

    def record(self, id_: str) -> Record:
        """The newest article with a record's id, whole. Raises StoreError when there is none."""
        asked = select(func.max(t.articles.c.id)).where(t.articles.c.record == id_)

        def work(connection: Connection) -> Record:
            number = connection.execute(asked).scalar()
            if number is None:
                raise StoreError(f"{id_}: no record of this id is in the store")
            return reading.record(connection, number)

        return self._read(work)

    def records(self, *, current: bool = True) -> Iterator[Record]:
        """Every record, in the order of adding; of an article that changed the newest, unless told otherwise."""
        for number in self._read(lambda c: list(reading.articles(c, current=current))):
            yield self._read(partial(reading.record, article=number))

    def old(self, model: str) -> list[int]:
        """The numbers of the current articles that another model read."""
        asked = select(t.articles.c.id).where(t.articles.c.current, t.articles.c.model != model)
        return self._read(lambda c: list(c.execute(asked.order_by(t.articles.c.id)).scalars()))

    def kept(self, article: int) -> tuple[Record, Kept]:
        """An article's record with what was kept of its page."""
        return self._read(lambda c: (reading.record(c, article), reading.kept(c, article)))

    def replace(self, some: Sequence[tuple[int, Record | None]], model: str) -> None:
        """Puts what a newer model read in place of what the articles had, all of them or none; None: it is the same."""
        for _, new in some:
            if new is not None:
                rows.checked(new)

        def work(connection: Connection) -> None:
            for number, new in some:
                again.replace(connection, number, new, model)

        self._write(work)

    def owes_placing(self) -> bool:
        """Whether articles were replaced since speakers were last placed."""
        return self._read(again.owed)

    def place_again(self) -> int:
        """Places every speaker anew; how many have another identity than before."""
        return self._write(again.placed_again)

    def numbers(self, **wanted: object) -> list[int]:
        """The numbers of the statements that ``find`` would find, without what is told of each."""
        asked = search.Wanted(**wanted)  # type: ignore[arg-type]
        return self._read(lambda c: search.numbers(c, asked))

    def work(self, what: Callable[[Connection], T], *, writes: bool = False) -> T:
        """What another part of the package asks of the store, in one transaction."""
        return self._write(what) if writes else self._read(what)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        tables = (t.pages, t.articles, t.statements, t.speakers, t.identities)
        return self._read(
            lambda c: {one.name: c.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}
        )

    def _read(self, work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with self.engine.connect() as connection:
                return work(connection)

        return retried(self.engine, whole)

    def _write(self, work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with writing(self.engine) as connection, connection.begin():
                return work(connection)

        return retried(self.engine, whole)


def _scalars(connection: Connection, asked: Select[tuple[str]]) -> list[str]:
    return [str(row[0]) for row in connection.execute(asked)]
