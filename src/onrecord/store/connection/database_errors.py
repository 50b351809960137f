"""Database errors: which are retried, and the message that each becomes. Told apart by the engines' error codes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from onrecord.errors import StoreError

MAX_ATTEMPTS, FIRST_WAIT, MAX_WAIT = 8, 0.2, 5.0  # seconds; enough for a server that restarts
T = TypeVar("T")

_READ_ONLY = "the store is read-only; check its permissions"
_DISK_FULL = "the disk is full; committed pages are safe: make room and run the command again"
_SQLITE_ADVICE = {  # by primary result code, https://www.sqlite.org/rescode.html
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the path and its permissions",
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_NOTADB: "not an onrecord store; give another file",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore it from a copy, or recover it with sqlite3's .recover",
    sqlite3.SQLITE_IOERR: "the disk reports an error; committed pages are safe",
    sqlite3.SQLITE_BUSY: "another program has locked the store for a minute; try again",
    sqlite3.SQLITE_LOCKED: "another program has locked the store for a minute; try again",
}
_REFUSED = "the server refuses this user; check name and password"
_POSTGRESQL_ADVICE = {  # by SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
    "25006": _READ_ONLY,  # read_only_sql_transaction
    "53100": _DISK_FULL,  # disk_full
    "28000": _REFUSED,  # invalid_authorization_specification
    "28P01": _REFUSED,  # invalid_password
}
# The server went away or asks to try again: admin_shutdown, crash_shutdown, cannot_connect_now, deadlock_detected,
# serialization_failure; and every code of class 08, connection exception.
_RETRYABLE_STATES = {"57P01", "57P02", "57P03", "40P01", "40001"}


def store_error(engine: Engine, error: DBAPIError) -> StoreError:
    """Return the error as one line that says what was wrong and what to do."""
    if isinstance(error.orig, sqlite3.Error):
        location = engine.url.database or ""
        if Path(location).is_dir():
            return StoreError(f"{location}: is a folder; give a file in it, such as {Path(location) / 'onrecord.db'}")
        advice = _SQLITE_ADVICE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    else:
        location = engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
        advice = _REFUSED if _password_refused(error) else _POSTGRESQL_ADVICE.get(_sqlstate(error) or "")
    return StoreError(f"{location}: {advice or ' '.join(str(error.orig).split())[:300]}")


def with_retries(engine: Engine, transaction: Callable[[], T], sleep: Callable[[float], None] = time.sleep) -> T:
    """Run a transaction and return its result; run it again when the connection to PostgreSQL broke.

    A broken transaction left nothing behind, so running it again is safe.

    Raises:
        StoreError: the database refused for another reason, or did not come back.
        KeyboardInterrupt: a signal came while SQLite worked, which does not pass on what its handler raised.
    """
    wait = FIRST_WAIT
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return transaction()
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise KeyboardInterrupt from None
            if attempt == MAX_ATTEMPTS or not _is_retryable(error):
                raise store_error(engine, error) from None
            engine.dispose()
            sleep(wait)
            wait = min(2 * wait, MAX_WAIT)
    raise AssertionError("the loop returns or raises")


def _is_retryable(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return False
    state = _sqlstate(error)
    if error.connection_invalidated or (state is not None and (state[:2] == "08" or state in _RETRYABLE_STATES)):
        return True
    # Without a state there was no answer of the server: it could not be reached, or the connection broke.
    return state is None and isinstance(error, OperationalError) and not _password_refused(error)


def _sqlstate(error: DBAPIError) -> str | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


def _password_refused(error: DBAPIError) -> bool:
    """Return whether connecting failed at the password; libpq gives no SQLSTATE for what fails before a session."""
    attempt = getattr(error.orig, "pgconn", None)
    return attempt is not None and bool(attempt.used_password or attempt.needs_password)
