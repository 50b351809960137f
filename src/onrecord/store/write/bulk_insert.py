"""Many rows at once in SQL of both engines, past what SQLAlchemy does for each row: that was most of writing's time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Float, Integer, LargeBinary, String, Table, Text
from sqlalchemy.exc import DBAPIError

_BINARY = {  # the names that COPY knows the types of columns by
    BigInteger: "int8",
    Boolean: "bool",
    Float: "float8",
    Integer: "int4",
    LargeBinary: "bytea",
    String: "varchar",
    Text: "text",
}


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows, which all have the columns of the first."""
    if not rows:
        return
    columns = tuple(rows[0])
    get = itemgetter(*columns)  # of a single column it gives the value bare; no table has so few
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, map(get, rows))
    else:
        many(connection, _insert(table.name, columns), [get(row) for row in rows])


def _copy(connection: Connection, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """The same by COPY, past SQLAlchemy; its errors are raised as SQLAlchemy's, so that who retries knows them."""
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)"
    types = [_BINARY[type(table.c[name].type)] for name in columns]
    errors: Any = connection.dialect.loaded_dbapi.Error
    cursor: Any = connection.connection.cursor()
    try:
        with cursor, cursor.copy(sql) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    except errors as error:
        lost = connection.dialect.is_disconnect(error, None, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql, None, error, errors, connection_invalidated=lost, dialect=connection.dialect
        ) from error


@lru_cache(maxsize=64)
def _insert(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


def many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Executes SQL for each row; its marks are ``?`` on either engine."""
    if rows:
        connection.exec_driver_sql(_marked(connection, sql), list(rows))


def among(connection: Connection, sql: str, values: Iterable[str]) -> Sequence[Any]:
    """The rows of a question that has ``IN (?)`` once, for any number of values: they go as one."""
    some = sorted(values)  # a question asked twice is asked in the same words
    if not some:
        return []
    if connection.dialect.name == "sqlite":
        one: Any = json.dumps(some)
        sql = sql.replace("IN (?)", "IN (SELECT value FROM json_each(?))")
    else:
        one, sql = some, sql.replace("IN (?)", "= ANY(?)")
    return connection.exec_driver_sql(_marked(connection, sql), (one,)).all()


def _marked(connection: Connection, sql: str) -> str:
    return sql if connection.dialect.name == "sqlite" else sql.replace("?", "%s")
