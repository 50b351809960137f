"""Many rows at once in SQL of both engines, without SQLAlchemy's work for each row: that was most of writing's time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Float, Integer, LargeBinary, String, Table, Text
from sqlalchemy.exc import DBAPIError

_COPY_TYPES = {  # the names by which COPY knows the types of columns
    BigInteger: "int8",
    Boolean: "bool",
    Float: "float8",
    Integer: "int4",
    LargeBinary: "bytea",
    String: "varchar",
    Text: "text",
}


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all of which have the columns of the first: at least two."""
    if not rows:
        return
    columns = tuple(rows[0])
    get_values = itemgetter(*columns)  # of a single column it would return the value, not a tuple
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, map(get_values, rows))
    else:
        execute_many(connection, _insert_sql(table.name, columns), [get_values(row) for row in rows])


def _copy(connection: Connection, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows by COPY. Its errors are raised as SQLAlchemy's, so that they are retried like others."""
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)"
    types = [_COPY_TYPES[type(table.c[name].type)] for name in columns]
    driver_error: Any = connection.dialect.loaded_dbapi.Error
    cursor: Any = connection.connection.cursor()
    try:
        with cursor, cursor.copy(sql) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    except driver_error as error:
        connection_lost = connection.dialect.is_disconnect(error, None, None)
        if connection_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql, None, error, driver_error, connection_invalidated=connection_lost, dialect=connection.dialect
        ) from error


@lru_cache(maxsize=64)
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


def execute_many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute SQL for each row; its placeholders are ``?`` on either engine."""
    if rows:
        connection.exec_driver_sql(_with_placeholders(connection, sql), list(rows))


def select_in(connection: Connection, sql: str, values: Iterable[str]) -> Sequence[Any]:
    """Return the rows of a query that has ``IN (?)`` once, for any number of values: they are sent as one."""
    sorted_values = sorted(values)
    if not sorted_values:
        return []
    if connection.dialect.name == "sqlite":
        parameter: Any = json.dumps(sorted_values)
        sql = sql.replace("IN (?)", "IN (SELECT value FROM json_each(?))")
    else:
        parameter, sql = sorted_values, sql.replace("IN (?)", "= ANY(?)")
    return connection.exec_driver_sql(_with_placeholders(connection, sql), (parameter,)).all()


def _with_placeholders(connection: Connection, sql: str) -> str:
    return sql if connection.dialect.name == "sqlite" else sql.replace("?", "%s")
