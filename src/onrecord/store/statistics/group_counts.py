"""Statements counted in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text, true

from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.search.query import SearchQuery
from onrecord.store.search.selection import selection_conditions
from onrecord.store.statistics.dimensions import (
    DIMENSIONS,
    Dimension,
    Key,
    Names,
    people_columns,
    people_dimension,
)

MAX_DIMENSIONS = 2
Count = tuple[tuple[Key, ...], int, int]  # the key of each dimension, statements, articles


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many statements have certain values.

    Attributes:
        values: The value of each dimension: a name, a month such as 2025-02; None where it is unknown.
        keys: What ``Store.find`` can be given for each value: the id of a speaker's identity, else the value.
        statements: The number of statements.
        articles: The number of articles that they stand in.
    """

    values: tuple[str | None, ...]
    keys: tuple[str | None, ...]
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statements counted by one dimension or two.

    Attributes:
        by: The dimensions.
        groups: The groups, those with the most statements first, or in the order of time; within a group of the first
            dimension likewise by the second.
        statements: The number of statements in all, also in groups that a limit left out.
        left_out: How many values of the first dimension a limit left out.
    """

    by: tuple[str, ...]
    groups: tuple[GroupCount, ...]
    statements: int
    left_out: int


def statement_counts(
    connection: Connection, query: SearchQuery, by: Sequence[str], limit: int | None = None
) -> Statistics:
    """Return the statements that fit a search, counted by dimensions.

    Args:
        connection: A connection to the store.
        query: Which statements; its order, limit and offset do not matter.
        by: One dimension or two.
        limit: The most values of the first dimension; of a dimension of time, the latest.

    Raises:
        QueryError: a dimension is unknown, or the query cannot be parsed.
    """
    dimensions = [find_dimension(connection, name) for name in by]
    if not 1 <= len(dimensions) <= MAX_DIMENSIONS or len(set(by)) < len(by):
        raise QueryError(f"count by one or two different dimensions, not by {', '.join(by) or 'none'}")
    conditions = selection_conditions(connection, query)
    if conditions is None:
        return Statistics(tuple(by), (), 0, 0)
    counts = [
        (_split(row, dimensions), row.statements, row.articles)
        for row in connection.execute(_grouped(dimensions, conditions))
    ]
    ranks = [_ranks(counts, position, dimension) for position, dimension in enumerate(dimensions)]
    ordered = sorted(ranks[0], key=ranks[0].__getitem__)
    limited = ordered[-(limit or 0) :] if dimensions[0].is_time else ordered[:limit]
    kept = set(limited)
    shown = sorted(
        (count for count in counts if count[0][0] in kept),
        key=lambda count: [rank[key] for rank, key in zip(ranks, count[0], strict=True)],
    )
    return Statistics(
        tuple(by),
        tuple(_named_groups(connection, shown, dimensions)),
        sum(statements for _, statements, _ in counts),
        len(ordered) - len(kept),
    )


def find_dimension(connection: Connection, name: str) -> Dimension:
    """Return the dimension of a name: one of every store, or a column of the people files that were read.

    Raises:
        QueryError: there is none.
    """
    dimension = DIMENSIONS.get(name) or people_dimension(connection, name)
    if dimension is None:
        names = ", ".join([*DIMENSIONS, *people_columns(connection)])
        raise QueryError(f"statements cannot be counted by {name!r}; count by one of {names}")
    return dimension


def _grouped(dimensions: Sequence[Dimension], conditions: Sequence[Any]) -> Any:
    columns = [column for dimension in dimensions for column in dimension.columns]
    tables = {table for dimension in dimensions for table in dimension.tables}
    s = t.statements.c
    query = select(
        *(column.label(f"key{number}") for number, column in enumerate(columns)),
        func.count().label("statements"),
        func.count(s.article_id.distinct()).label("articles"),
    )
    query = query.select_from(t.statements)
    if "articles" in tables:
        query = query.join(t.articles, t.articles.c.id == s.article_id)
    if "speakers" in tables:
        query = query.outerjoin(t.speakers, t.speakers.c.id == s.speaker_id)
    if "people" in tables:
        query = query.outerjoin(t.identities, t.identities.c.id == t.speakers.c.identity_id)
        query = query.outerjoin(t.people, t.people.c.identity == t.identities.c.slug)
    return query.where(true(), *conditions).group_by(*(text(f"key{number}") for number in range(len(columns))))


def _split(row: Sequence[Any], dimensions: Sequence[Dimension]) -> tuple[Key, ...]:
    """Return the key of each dimension from a row of the query."""
    keys, start = [], 0
    for dimension in dimensions:
        end = start + len(dimension.columns)
        keys.append(tuple(row[start:end]))
        start = end
    return tuple(keys)


def _ranks(counts: Sequence[Count], position: int, dimension: Dimension) -> dict[Key, int]:
    """Return the place of each key of a dimension: by time, unknown times last, or by the number of statements."""
    totals: Counter[Key] = Counter()
    for keys, statements, _ in counts:
        totals[keys[position]] += statements

    def order(key: Key) -> tuple[Any, ...]:
        """Return what a key is sorted by."""
        return (key[0] is None, key[0] or 0) if dimension.is_time else (-totals[key], str(key))

    return {key: rank for rank, key in enumerate(sorted(totals, key=order))}


def _named_groups(
    connection: Connection, counts: Sequence[Count], dimensions: Sequence[Dimension]
) -> Iterator[GroupCount]:
    names: list[Names] = []
    for position, dimension in enumerate(dimensions):
        names.append(dimension.names(connection, dict.fromkeys(keys[position] for keys, _, _ in counts)))
    for keys, statements, articles in counts:
        pairs = [named[key] for named, key in zip(names, keys, strict=True)]
        yield GroupCount(tuple(value for value, _ in pairs), tuple(key for _, key in pairs), statements, articles)
