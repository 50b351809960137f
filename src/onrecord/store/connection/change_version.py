"""Whether a store was changed: a value that is another one after every commit, whichever process made it."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError


class ChangeVersion:
    """Tells one state of a database from the next; on a connection of its own, which writes nothing.

    SQLite's ``data_version`` changes with every commit of another connection. PostgreSQL's snapshot names the
    transactions that have ended; those of other databases of the server change it too.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        is_sqlite = engine.dialect.name == "sqlite"
        self._query = "PRAGMA data_version" if is_sqlite else "SELECT pg_current_snapshot()::text"

    def read(self) -> object:
        """Return the version. An object that equals no other stands for one that cannot be read."""
        with self._lock:
            try:
                return self._fetch()
            except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):
                self._close()
                return object()

    def _fetch(self) -> Any:
        if self._connection is None:
            # without a transaction around it, each query sees what is committed by then
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        cursor = self._connection.connection.cursor()
        cursor.execute(self._query)
        row = cursor.fetchone()
        cursor.close()
        return row[0] if row else None

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._close()
