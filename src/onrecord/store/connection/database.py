"""A store's database: transactions that read or write, retried when a connection breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import NoResultFound

from onrecord.errors import StoreError
from onrecord.store.connection.change_version import ChangeVersion
from onrecord.store.connection.database_errors import with_retries
from onrecord.store.connection.engines import create_store_engine, is_read_only, read_connection, write_connection
from onrecord.store.migrate import migrate

T = TypeVar("T")
DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, NoResultFound, RecursionError)
"""What reading a row raises whose columns have values of another type than the store writes."""

MAX_VALUES = 400  # values in the IN list of one query
LIST_STEP = 25  # values by which the length of an IN list grows


def padded(values: Sequence[T]) -> list[T]:
    """Return values for an IN list, the last repeated up to a multiple of ``LIST_STEP``.

    A list of another length is another query, which PostgreSQL plans anew: that takes longer than most of them.
    """
    return [*values, *(list(values[-1:]) * (-len(values) % LIST_STEP))]


class _ThreadReads(threading.local):
    """How a thread reads: whether on one connection; that connection, and the store's version from before it."""

    on_one_connection = False
    connection: Connection | None = None
    version: object = None


class Database:
    """An open database with the newest schema.

    Args:
        address: A file path or a ``postgresql://`` address.
        create: Whether a SQLite file that does not exist is created.

    Attributes:
        read_only: Whether it is a SQLite file on a disk that may only be read.

    Raises:
        StoreError: the database cannot be opened, created or migrated.
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        self.address = address
        self.engine: Engine = create_store_engine(address)
        if not create and self.engine.dialect.name == "sqlite" and not Path(str(self.engine.url.database)).exists():
            raise StoreError(f"{address}: there is no store; `onrecord add` makes one")
        self._change_version = ChangeVersion(self.engine)
        self._reads = _ThreadReads()
        is_sqlite = self.engine.dialect.name == "sqlite"
        self.read_only = is_sqlite and is_read_only(Path(str(self.engine.url.database)))
        try:
            with_retries(self.engine, lambda: migrate(self.engine))
        except StoreError:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self._change_version.close()
        self.engine.dispose()

    def version(self) -> object:
        """Return a value that is another one after every commit to the store, whichever process made it.

        Within ``reading`` it is the version from before what is read.
        """
        if not self._reads.on_one_connection:
            return self._change_version.read()
        if self._reads.version is None:
            self._reads.version = self._change_version.read()
        return self._reads.version

    def read(self, query: Callable[[Connection], T]) -> T:
        """Call ``query`` with a connection, in one transaction, and return its result.

        Raises:
            StoreError: the database could not be read.
        """

        def transaction() -> T:
            """One attempt."""
            with self._read_connection() as connection:
                return query(connection)

        try:
            return with_retries(self.engine, transaction)
        except DAMAGE as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise StoreError(f"{self.address}: a row is damaged ({reason}); `onrecord check` names it") from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let this thread read on one connection, in one transaction, until it writes or the block ends.

        A page that asks several questions then waits for a connection and for the transaction's ends once.
        """
        self._reads.on_one_connection = True
        try:
            yield
        finally:
            self._reads.on_one_connection = False
            self._end_reading()

    @contextmanager
    def _read_connection(self) -> Iterator[Connection]:
        """A connection with a transaction to read in: one for this query, or the one of the block around it."""
        if not self._reads.on_one_connection:
            with read_connection(self.engine) as connection:
                yield connection
            return
        if self._reads.connection is None:
            self.version()  # from before the transaction: what is read is as new, or newer
            self._reads.connection = read_connection(self.engine)
        try:
            yield self._reads.connection
        except BaseException:  # the transaction may be broken, or the connection
            self._end_reading()
            raise

    def _end_reading(self) -> None:
        connection, self._reads.connection, self._reads.version = self._reads.connection, None, None
        if connection is not None:
            connection.close()

    def write(self, change: Callable[[Connection], T]) -> T:
        """Call ``change`` in a transaction that writes, commit it and return its result.

        The transaction waits until no other process writes. When ``change`` raises, nothing is written.

        Raises:
            StoreError: the database could not be written.
        """

        self._end_reading()  # what is read afterwards has what is written

        def transaction() -> T:
            """One attempt."""
            with write_connection(self.engine) as connection, connection.begin():
                return change(connection)

        return with_retries(self.engine, transaction)

    def shred(self) -> None:
        """Overwrite what was deleted, where it is still in the journal of a SQLite file.

        Raises:
            StoreError: the database could not be written.
        """
        if self.engine.dialect.name != "sqlite":
            return

        def checkpoint() -> None:
            """Move the journal into the file and empty it."""
            with self.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        with_retries(self.engine, checkpoint)
