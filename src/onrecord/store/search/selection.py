"""All statements that a search fits, as conditions of a query: to count, to group, to sample and to export them.

A search that ranks asks the index for the first few; here every statement counts, and none has to be loaded to know
whether it fits.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, func, select, text, true

from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number
from onrecord.store.search.filters import search_filters
from onrecord.store.search.query import SearchQuery
from onrecord.store.search.query_parser import fts5_expression, parse_query, tsquery_conditions
from onrecord.store.statement_scope import statement_scope


def selection_conditions(connection: Connection, query: SearchQuery) -> list[ColumnElement[bool]] | None:
    """Return what a row of ``statements`` must fulfil to fit a search; None when no row can.

    Raises:
        QueryError: the words cannot be parsed, or the search is by meaning: then every statement fits more or less.
    """
    if query.similar is not None:
        raise QueryError("similar orders all statements by meaning and leaves none out; use words or filters")
    words, filters = parse_query(query.words), search_filters(connection, query)
    if filters is None:
        return None
    s = t.statements.c
    conditions = statement_scope(include_hidden=query.include_hidden, all_versions=query.all_versions)
    if words.groups or filters:
        if connection.dialect.name == "sqlite":
            index = text("SELECT rowid FROM statements_fts WHERE statements_fts MATCH :match")
            conditions.append(s.id.in_(index.bindparams(match=fts5_expression(words, filters))))
        else:
            indexed, values = tsquery_conditions(words, filters, "statements.search")
            conditions.append(text(indexed).bindparams(**values))  # type: ignore[arg-type]
    if query.since is not None:
        conditions.append(s.day >= day_number(query.since))
    if query.until is not None:
        conditions.append(s.day <= day_number(query.until))
    return conditions


def indexed_statements(connection: Connection, query: SearchQuery) -> list[int]:
    """Return the statements that the full-text index has for a search: with its words and filters, of any day.

    Raises:
        QueryError: as for ``selection_conditions``.
    """
    # The scope and the days are looked at by who asks: the index need not read the rows for them
    everything = replace(query, include_hidden=True, all_versions=True, since=None, until=None)
    conditions = selection_conditions(connection, everything)
    if conditions is None:
        return []
    return list(connection.execute(select(t.statements.c.id).where(true(), *conditions)).scalars())


def count_statements(connection: Connection, query: SearchQuery, up_to: int | None = None) -> int:
    """Return how many statements fit a search; with ``up_to`` at most that number, which is faster.

    Raises:
        QueryError: as for ``selection_conditions``.
    """
    conditions = selection_conditions(connection, query)
    if conditions is None:
        return 0
    fitting = select(t.statements.c.id).where(true(), *conditions).limit(up_to).subquery()
    return connection.execute(select(func.count()).select_from(fitting)).scalar_one()
