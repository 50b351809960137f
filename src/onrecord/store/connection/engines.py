"""SQLAlchemy engines for the two kinds of store: a SQLite file and a PostgreSQL database.

Both are set up so that a committed transaction survives a power cut and a writer waits for its turn instead of failing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from onrecord.errors import StoreError

BUSY_TIMEOUT = 60_000  # milliseconds that one writer of a SQLite file waits for another
SIGNAL_CHECK_STEPS = 50_000  # steps of SQLite, about a millisecond, between two looks at whether a signal came
ADVISORY_LOCK = 6_772_012  # the key of PostgreSQL's advisory lock for writers

# PostgreSQL's sequences do not take back the numbers of a transaction that was rolled back. The only writer resets
# them, so that an interrupted and repeated run gives the same numbers as an uninterrupted one, as SQLite does.
# Statements keep their sequence once articles were read again: vectors are found by a number, which is never reused.
_RESET_SEQUENCES = """DO $$ DECLARE name text; last bigint; BEGIN
    IF to_regclass('runs') IS NULL THEN RETURN; END IF;
    FOREACH name IN ARRAY ARRAY['pages', 'outlets', 'articles', 'identities', 'speakers', 'roles', 'statements'] LOOP
        CONTINUE WHEN name = 'statements' AND EXISTS (SELECT FROM runs WHERE verb = 'reread');
        EXECUTE 'SELECT max(id) FROM ' || name INTO last;
        PERFORM setval(pg_get_serial_sequence(name, 'id'), coalesce(last, 1), last IS NOT NULL);
    END LOOP; END $$"""


def create_store_engine(address: str) -> Engine:
    """Return an engine for a file path or a ``postgresql://`` address. Nothing is opened yet.

    Raises:
        StoreError: the address is empty or malformed, or the PostgreSQL driver is not installed.
    """
    if not address.strip():
        raise StoreError("the store's address is empty; give a file or postgresql://…")
    if "://" not in address:
        return _sqlite_engine(Path(address))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StoreError(f"{address}: not a valid store address; give a file or postgresql://…") from None
    if url.get_backend_name() == "sqlite":
        if "?" in address:
            raise StoreError(f"{address}: options after a ? are not supported; give a file's path without sqlite://")
        return _sqlite_engine(Path(url.database or ""))
    if url.get_backend_name() != "postgresql":
        raise StoreError(f"{url.get_backend_name()}:// is not supported; give a file or postgresql://…")
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs its driver: pip install 'onrecord[postgres]'") from None

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """Begin a transaction."""
        if connection.get_execution_options().get("writes"):  # one writer at a time: numbers follow the order of adding
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            connection.exec_driver_sql(_RESET_SEQUENCES)

    return engine


def read_connection(engine: Engine) -> Connection:
    """Return a connection to read with: in one transaction in SQLite, each query for itself in PostgreSQL.

    PostgreSQL's queries see what is committed by then either way. Without transactions there are fewer round trips, and
    no ROLLBACK, after which the driver forgets every prepared statement: planning takes longer than most queries.
    """
    connection = engine.connect()
    return connection if engine.dialect.name == "sqlite" else connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def read_transaction(connection: Connection, settings: str = "") -> Iterator[bool]:
    """Run a block in one transaction of PostgreSQL, beginning with settings; yield whether it is the block's own."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        if settings:
            connection.exec_driver_sql(settings)
        yield False
        return
    connection.exec_driver_sql(f"BEGIN; {settings}")
    try:
        yield True
    except BaseException:
        if not connection.invalidated:
            connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def write_connection(engine: Engine) -> Connection:
    """Return a connection for transactions that write: each waits at its beginning until no other process writes."""
    return engine.connect().execution_options(writes=True)


def _sqlite_engine(path: Path) -> Engine:
    read_only = is_read_only(path)
    # A journal that is there may hold what was committed last; without one, nothing can be written, locks included
    uri = f"{path.absolute().as_uri()}?mode=ro{'' if _has_journal(path) else '&immutable=1'}"
    arguments: dict[str, Any] = {"connect_args": {"timeout": BUSY_TIMEOUT / 1000}}
    if read_only:
        arguments = {"creator": lambda: sqlite3.connect(uri, BUSY_TIMEOUT / 1000, uri=True)}
    name = str(path.absolute()) if str(path) == ":memory:" else str(path)  # a file of that name, like any other
    engine = create_engine(URL.create("sqlite", database=name), **arguments)  # a path may hold ? and %

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _: Any) -> None:
        """Prepare a new connection."""
        connection.set_progress_handler(_let_signals_in, SIGNAL_CHECK_STEPS)
        connection.isolation_level = None  # SQLAlchemy sends BEGIN, the driver must not
        journal_mode = (
            ("journal_mode=WAL",) if _is_store_or_empty(connection) else ()
        )  # leave other programs' files alone
        journal_mode = () if read_only else journal_mode
        for pragma in (
            *journal_mode, "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
            f"busy_timeout={BUSY_TIMEOUT}",
        ):  # fmt: skip
            try:
                connection.execute(f"PRAGMA {pragma}")
            except sqlite3.OperationalError:
                if "journal_mode" not in pragma:  # a read-only file keeps the journal mode that it has
                    raise

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """Begin a transaction."""
        # IMMEDIATE takes the write lock at the beginning, where SQLite can wait for it; in the middle it would fail
        writes = connection.get_execution_options().get("writes")
        # A file of somebody else's may call functions in its views and defaults; our triggers write to the index.
        # Only when it changes: the pragma makes SQLite compile every prepared statement again
        trusted_schema = "ON" if writes else "OFF"
        if connection.info.get("trusted_schema") != trusted_schema:
            connection.exec_driver_sql(f"PRAGMA trusted_schema={trusted_schema}")
            connection.info["trusted_schema"] = trusted_schema
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _let_signals_in() -> int:
    """Do nothing: Python handles signals only while it runs code of its own.

    What a signal handler raises here interrupts the statement, which fails with SQLITE_INTERRUPT.
    """
    return 0


def is_read_only(path: Path) -> bool:
    """Return whether a store's file, or its folder, may only be read: on such a disk SQLite cannot lock or journal."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))


def _has_journal(path: Path) -> bool:
    journal = Path(f"{path}-wal")
    return journal.exists() and journal.stat().st_size > 0


def _is_store_or_empty(connection: sqlite3.Connection) -> bool:
    """Return whether a SQLite file holds a store, or no tables yet."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return not tables or "alembic_version" in tables
