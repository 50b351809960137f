"""Engines for the two kinds of store, set so that neither loses what was committed nor shows a lock to its user."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from onrecord.errors import StoreError

BUSY = 60_000  # milliseconds that one writer of a SQLite file waits for another
TRIES, FIRST_WAIT, LONGEST_WAIT = 8, 0.2, 5.0  # seconds; a server that restarts is back by then
LOCK = 6_772_012  # of PostgreSQL's advisory locks
T = TypeVar("T")

# A sequence does not take back the numbers that went to a transaction which was never committed. The only writer does,
# so that a run that was killed and begun again gives the numbers of one that was not, as SQLite does. Statements keep
# theirs once some were replaced: vectors beside the store are found by a number, which is never given twice.
_GAPLESS = """DO $$ DECLARE name text; most bigint; BEGIN
    IF to_regclass('runs') IS NULL THEN RETURN; END IF;
    FOREACH name IN ARRAY ARRAY['pages', 'outlets', 'articles', 'identities', 'speakers', 'roles', 'statements'] LOOP
        CONTINUE WHEN name = 'statements' AND EXISTS (SELECT FROM runs WHERE verb = 'reread');
        EXECUTE 'SELECT max(id) FROM ' || name INTO most;
        PERFORM setval(pg_get_serial_sequence(name, 'id'), coalesce(most, 1), most IS NOT NULL);
    END LOOP; END $$"""


def connected(address: str) -> Engine:
    """An engine for a file's path or a ``postgresql://`` address. Nothing is opened yet."""
    if not address.strip():
        raise StoreError("no store is named; give a file or postgresql://…")
    if "://" not in address:
        return _sqlite(Path(address))
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError(f"{address}: not an address of a store; give a file or postgresql://…") from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(Path(url.database or ""))
    if url.get_backend_name() != "postgresql":
        raise StoreError(f"{url.get_backend_name()}:// is no kind of store; give a file or postgresql://…")
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs its driver: pip install 'onrecord[postgres]'") from None

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("writes"):  # one writer at a time: numbers follow the order of adding
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            connection.exec_driver_sql(_GAPLESS)

    return engine


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN is the only one
        wal = ("journal_mode=WAL",) if _ours(connection) else ()  # another program's file stays as it is
        for pragma in (*wal, "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY}"):
            try:
                connection.execute(f"PRAGMA {pragma}")
            except sqlite3.OperationalError:
                if "journal_mode" not in pragma:  # a file that may only be read keeps the one it has
                    raise

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # IMMEDIATE: a writer waits for its turn at the beginning, where waiting is allowed, and never in the middle
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _ours(connection: sqlite3.Connection) -> bool:
    """Whether a SQLite file holds a store, or nothing yet."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return not tables or "alembic_version" in tables


def told(engine: Engine, error: DBAPIError) -> StoreError:
    """What went wrong in one line, with what to do."""
    if engine.dialect.name == "sqlite":
        where = engine.url.database or ""
        if Path(where).is_dir():
            return StoreError(f"{where}: is a folder; give a file in it, such as {Path(where) / 'onrecord.db'}")
    else:
        where = engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
    text = " ".join(str(error.orig).split())
    for sign, advice in (
        ("readonly", "the store may only be read; check its permissions"),
        ("read-only", "the store may only be read; check its permissions"),
        ("unable to open", "cannot be opened; check the path and its permissions"),
        ("disk is full", "the disk is full; what was committed is there: make room and run it again"),
        ("No space left", "the disk is full; what was committed is there: make room and run it again"),
        ("not a database", "is no onrecord store; give another file"),
        ("malformed", "is damaged; restore it from a copy, or recover it with sqlite3's .recover"),
        ("disk I/O error", "the disk does not answer as it should; what was committed is there"),
        ("locked", "another program has held the store for a minute; try again"),
        ("password authentication failed", "the server refuses this user; check name and password"),
    ):
        if sign in text:
            return StoreError(f"{where}: {advice}")
    return StoreError(f"{where}: {text[:300]}")


def retried(engine: Engine, work: Callable[[], T], sleep: Callable[[float], None] = time.sleep) -> T:
    """What the work gives, done anew when the connection broke under it: a transaction is done whole or not at all.

    Raises StoreError with one clear line for everything else that a database refuses.
    """
    wait = FIRST_WAIT
    for turn in range(TRIES):
        try:
            return work()
        except DBAPIError as error:
            lost = error.connection_invalidated or (isinstance(error, OperationalError) and _unreachable(error))
            if engine.dialect.name == "sqlite" or not lost or turn == TRIES - 1:
                raise told(engine, error) from None
            engine.dispose()
            sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
    raise AssertionError("the loop returns or raises")


def _unreachable(error: OperationalError) -> bool:
    text = str(error.orig).lower()
    signs = ("connection", "server closed", "terminating", "starting up", "shutting down", "recovery mode", "deadlock")
    return any(sign in text for sign in signs) and "authentication" not in text
