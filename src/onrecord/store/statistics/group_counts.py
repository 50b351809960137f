"""Statements counted in groups."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from onrecord.errors import QueryError
from onrecord.store.search.query import SearchQuery
from onrecord.store.statistics.column_filters import fitting_statements
from onrecord.store.statistics.dimensions import (
    DIMENSIONS,
    Dimension,
    Key,
    people_columns,
    people_dimension,
)
from onrecord.store.statistics.statement_columns import Integers, StatementColumns

MAX_DIMENSIONS = 2
LARGEST = 2**62  # that a number of 64 bits holds with room


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
    columns = StatementColumns(connection)
    fitting = fitting_statements(connection, columns, query)
    if fitting is None or not fitting.any():
        return Statistics(tuple(by), (), 0, 0)
    parts = [dimension.numbers(columns)[fitting] for dimension in dimensions]
    groups, statements, articles = _count_groups([*parts, columns.articles()[fitting]])
    ranks = [
        _ranks(numbers, statements, dimension.is_time) for numbers, dimension in zip(groups, dimensions, strict=True)
    ]
    order, left_out = _limited_order(ranks, limit, from_end=dimensions[0].is_time)
    counts = zip(statements[order].tolist(), articles[order].tolist(), strict=True)
    keys = [
        [dimension.key(columns, number) for number in numbers[order].tolist()]
        for dimension, numbers in zip(dimensions, groups, strict=True)
    ]
    return Statistics(tuple(by), tuple(_named_groups(connection, keys, counts, dimensions)), len(parts[0]), left_out)


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


def _count_groups(parts: Sequence[Integers]) -> tuple[list[Integers], Integers, Integers]:
    """Count rows that are equal in all parts but the last, and of the last the different values.

    Args:
        parts: Numbers, [S] each, at least one row.

    Returns:
        Of each group the number in each part but the last; how many rows it has; how many values of the last part.
    """
    lowest, sizes = [part.min() for part in parts], [int(part.max() - part.min()) + 1 for part in parts]
    if math.prod(sizes) >= LARGEST:  # one number would not hold them: numbers without gaps are smaller
        values, places = zip(*(np.unique(part, return_inverse=True) for part in parts), strict=True)
        groups, rows, different = _count_groups(places)
        return [value[group] for value, group in zip(values, groups, strict=False)], rows, different
    combined = np.zeros(len(parts[0]), np.int64)
    for part, low, size in zip(parts, lowest, sizes, strict=True):
        combined = combined * size + (part - low)
    combined.sort()
    is_new = np.append(True, combined[1:] != combined[:-1])
    group_numbers = combined // sizes[-1]
    starts = np.flatnonzero(np.append(True, group_numbers[1:] != group_numbers[:-1]))
    numbers, groups = group_numbers[starts], []
    for low, size in zip(lowest[-2::-1], sizes[-2::-1], strict=True):
        numbers, rest = np.divmod(numbers, size)
        groups.append(rest + low)
    rows = np.diff(np.append(starts, len(combined)))
    return groups[::-1], rows, np.add.reduceat(is_new.astype(np.int64), starts)


def _ranks(numbers: Integers, statements: Integers, is_time: bool) -> Integers:
    """Return the place of each group's value: by time, unknown times last, or by the number of statements."""
    values, places = np.unique(numbers, return_inverse=True)
    is_unlinked = values <= 0  # or unknown: of equals the last
    totals = np.bincount(places, statements)
    order = np.lexsort([np.abs(values), is_unlinked, *([] if is_time else [-totals])])
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.arange(len(values))
    return ranks[places]


def _limited_order(ranks: Sequence[Integers], limit: int | None, *, from_end: bool) -> tuple[Integers, int]:
    """Return the groups in order, those with as many values of the first dimension as the limit; and how many more.

    Args:
        ranks: Of each dimension the place of each group's value.
        limit: The most values of the first dimension; None for all.
        from_end: Whether the last values are kept, not the first.
    """
    values = int(ranks[0].max()) + 1
    left_out = max(0, values - limit) if limit else 0
    first, last = (left_out, values) if from_end else (0, values - left_out)
    order = np.lexsort([*reversed(ranks)])
    return order[(ranks[0][order] >= first) & (ranks[0][order] < last)], left_out


def _named_groups(
    connection: Connection,
    keys: Sequence[Sequence[Key]],
    counts: Iterable[tuple[int, int]],
    dimensions: Sequence[Dimension],
) -> Iterator[GroupCount]:
    """Yield groups with names.

    Args:
        connection: A connection to the store.
        keys: Of each dimension the key of each group.
        counts: Of each group the number of statements and of articles.
        dimensions: The dimensions.
    """
    pairs = []
    for dimension, dimension_keys in zip(dimensions, keys, strict=True):
        names = dimension.names(connection, dict.fromkeys(dimension_keys))
        pairs.append([names[key] for key in dimension_keys])
    for named, (statements, articles) in zip(zip(*pairs, strict=True), counts, strict=True):
        yield GroupCount(tuple(value for value, _ in named), tuple(key for _, key in named), statements, articles)
