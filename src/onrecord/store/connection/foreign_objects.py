"""Triggers, views and rules in a store that others made: reading or writing a table of the store would run them."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from sqlalchemy import Connection, text

from onrecord.store import tables as t

_WITH_TRIGGERS = ("0001_first", "0012_statement_columns")  # the migrations that make triggers in a SQLite file
_TRIGGER_NAME = re.compile(r"CREATE TRIGGER (\w+)")
_POSTGRESQL_TRIGGERS = frozenset(f"statement_columns_{rows}" for rows in ("si", "sd", "su", "pu", "au"))
_POSTGRESQL_OBJECTS = """
    SELECT 'view', c.relname::text, c.relname::text
        FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('v', 'm')
    UNION ALL SELECT 'trigger', g.tgname::text, c.relname::text FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE NOT g.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 'rule', r.rulename::text, c.relname::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE r.rulename <> '_RETURN' AND c.relnamespace = current_schema()::regnamespace
    ORDER BY 1, 2"""


def foreign_objects(connection: Connection) -> list[tuple[str, str, str]]:
    """Return kind, name and table of what others made on the store's tables or in their place.

    Views with names of their own are left alone: nothing of the store reads them.
    """
    names = {*t.metadata.tables, "statements_fts", "alembic_version"}
    if connection.dialect.name != "sqlite":
        return [
            (kind, name, table)
            for kind, name, table in connection.execute(text(_POSTGRESQL_OBJECTS))
            if table in names and not (kind == "trigger" and name in _POSTGRESQL_TRIGGERS)
        ]
    query = text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')")
    return [
        (kind, name, table)
        for kind, name, table, sql in connection.execute(query)
        if (kind == "view" and name in names)
        or (kind == "trigger" and table in names and _own_triggers().get(name) != _words(sql))
    ]


@cache
def _own_triggers() -> dict[str, list[str]]:
    """Return the words of the triggers that the migrations make in a SQLite file, by name."""
    modules = (import_module(f"onrecord.store.migrations.versions.{name}") for name in _WITH_TRIGGERS)
    statements = [statement for module in modules for statement in module.SQLITE]
    return {match[1]: _words(sql) for sql in statements if (match := _TRIGGER_NAME.match(sql))}


def _words(sql: object) -> list[str]:
    return str(sql).replace('"', "").split()
