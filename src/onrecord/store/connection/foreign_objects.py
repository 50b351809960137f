"""Triggers and views in a SQLite store that others made: reading or writing a table of the store would run them."""

from __future__ import annotations

from sqlalchemy import Connection, text

from onrecord.store import tables as t

_OWN_TRIGGERS = frozenset(
    {
        "statements_ai",
        "statements_ad",
        "statements_au",
        *(f"statement_columns_{rows}" for rows in ("si", "sd", "su", "pu", "au")),
    }
)


def foreign_objects(connection: Connection) -> list[tuple[str, str, str]]:
    """Return kind, name and table of triggers on the store's tables, and of views in their place, that others made.

    Views with names of their own are left alone: nothing of the store reads them.
    """
    if connection.dialect.name != "sqlite":
        return []
    names = {*t.metadata.tables, "statements_fts"}
    query = text("SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('view', 'trigger')")
    return [
        (kind, name, table)
        for kind, name, table in connection.execute(query)
        if (kind == "view" and name in names) or (kind == "trigger" and name not in _OWN_TRIGGERS and table in names)
    ]
