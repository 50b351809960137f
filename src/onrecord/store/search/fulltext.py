"""Candidates for a search, from the full-text index of either engine: the latest that fit.

A search that tens of thousands of statements fit is asked in stretches, from the newest on, each a filter more for the
index. The number found in one stretch gives the length of the next, so that neither engine looks at more than a few
thousand rows.

PostgreSQL's planner takes words for independent of each other and would read the whole table; so it is told to use the
full-text index alone.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, func, select, text

from onrecord.store import tables as t
from onrecord.store.connection.engines import read_transaction
from onrecord.store.day_numbers import day_number, day_or_none
from onrecord.store.search import index_terms
from onrecord.store.search.query_parser import Filter, ParsedQuery, fts5_expression, tsquery_conditions
from onrecord.store.search.ranking import Candidate

SMALL_BLOCK, BLOCK_PARTS = 4_096, 16  # row numbers in a small block of PostgreSQL's index; small ones in a large one
FIRST_BLOCKS = 4  # small blocks in the first stretch: one in sixteen statements has a word that is not asked for again
FIRST_STRETCH, LAST_STRETCH = 4_000, 64_000  # statements in the first stretch of days, and in the longest
SPARE, GROWTH = 1.3, 8  # a stretch is longer than it should need; and after one without a match, so many times longer
StatementText = Literal["text", "filters"]  # what is read of each: its content, or the terms it can be filtered by
FEW = 1_000  # statements that are read and put in order of their days at once
WIDE_RANGE = 0.2  # share of the store's days from which on PostgreSQL looks at the days of rows, not at index terms


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a statement must have, apart from its day.

    Attributes:
        words: The query.
        filters: Of each, one alternative.
        include_hidden: Also statements that are not shown by default.
        all_versions: Also those of earlier versions of articles.
    """

    words: ParsedQuery
    filters: tuple[Filter, ...]
    include_hidden: bool
    all_versions: bool

    def __bool__(self) -> bool:
        """Whether the full-text index has anything to look for."""
        return bool(self.words.groups or self.filters)

    def also(self, *filters: Filter) -> Conditions:
        """Return the conditions with further filters."""
        return replace(self, filters=(*self.filters, *filters)) if filters else self


@dataclass(frozen=True, slots=True)
class DayRange:
    """From one day to another, and the index terms that stand for them; none where the rows' days are compared."""

    first: date
    last: date
    filters: tuple[Filter, ...] = ()


def day_range(connection: Connection, since: date | None, until: date | None) -> DayRange | None:
    """Return the range of days between two that the store has statements of; None when it has none."""
    bounds, store_bounds = day_bounds(connection, since, until), day_bounds(connection, None, None)
    return None if bounds is None or store_bounds is None else _indexed_range(connection, *bounds, store_bounds)


def _indexed_range(connection: Connection, first: date, last: date, store_bounds: tuple[date, date]) -> DayRange:
    store_first, store_last = store_bounds
    if connection.dialect.name != "sqlite" and (last - first).days > WIDE_RANGE * (store_last - store_first).days:
        return DayRange(first, last)  # a GIN index reads all that any of the terms has, however rare the words beside
    # Beyond the store's first and last day there is nothing: whole years and months need fewer terms.
    early = date(first.year, 1, 1) if first == store_first else first
    late = last.replace(day=calendar.monthrange(last.year, last.month)[1]) if last == store_last else last
    terms = index_terms.day_range_terms(early, late)
    return DayRange(first, last, (terms,) if terms else ())


def last_added(
    connection: Connection,
    conditions: Conditions,
    days: DayRange | None,
    limit: int,
    columns: Sequence[StatementText] = ("text",),
) -> list[Candidate]:
    """Return the statements that fit and were added last: row number, the first column, day number, other columns.

    Without columns: row number and day number.
    """
    if days is not None:
        conditions = conditions.also(*days.filters)
    if connection.dialect.name == "sqlite":  # reads its lists from the end, and stops when it has enough
        return _matching(connection, conditions, days, "f.rowid DESC", limit, columns)
    end = (connection.execute(select(func.max(t.statements.c.id))).scalar() or 0) // SMALL_BLOCK + 1
    candidates: list[Candidate] = []
    searched, length = 0, FIRST_BLOCKS  # in small blocks
    with _full_text_index_alone(connection):
        while end > 0 and len(candidates) < limit:
            begin = end - length if 2 * length < end else 0  # a stretch that is most of the rest is all of it
            stretch = conditions.also(_block_terms(begin, end)) if begin or searched else conditions
            candidates += _matching(connection, stretch, days, "s.id DESC", limit - len(candidates), columns)
            searched, end = searched + end - begin, begin
            length = _next_length(searched, len(candidates), limit)
    return candidates


def _block_terms(begin: int, end: int) -> list[str]:
    """Return terms that the statements of some small blocks have, and no others: large blocks where they are whole."""
    terms = []
    while begin < end:
        is_whole = begin % BLOCK_PARTS == 0 and begin + BLOCK_PARTS <= end
        terms.append(f"##{begin // BLOCK_PARTS}" if is_whole else f"#{begin}")
        begin += BLOCK_PARTS if is_whole else 1
    return terms


def _next_length(searched: int, hits: int, limit: int) -> int:
    """Return how long the next stretch should be, from what the stretches so far had."""
    return math.ceil(SPARE * searched * (limit - hits + 3) / hits) if hits else GROWTH * searched


def by_day(
    connection: Connection,
    conditions: Conditions,
    since: date | None,
    until: date | None,
    limit: int,
    *,
    oldest: bool = False,
) -> list[Candidate]:
    """Return the statements of the latest days that fit, or of the oldest, undated ones last: row and day number.

    Within a day those added last come first, or last where the oldest days do.
    """
    undated_too = since is None and until is None
    if undated_too and (few := _few_by_day(connection, conditions, oldest=oldest)) is not None:
        return few[:limit]
    candidates: list[Candidate] = []
    bounds = store_bounds = day_bounds(connection, None, None)
    if bounds is not None and not undated_too:
        bounds = day_bounds(connection, since, until)
    searched, length = 0, max(FIRST_STRETCH, 100 * limit)  # in statements
    while bounds is not None and store_bounds is not None and len(candidates) < limit:
        first, last = _stretch(connection, bounds, length, oldest=oldest)
        is_rest = (first, last) == bounds and undated_too  # the rest of the store is cheaper by the rows' days
        days = DayRange(first, last) if is_rest else _indexed_range(connection, first, last, store_bounds)
        candidates += _of_days(connection, conditions, days, limit - len(candidates), oldest=oldest)
        searched += length
        length = _next_length(searched, len(candidates), limit)
        bounds = _rest(connection, bounds, (first, last), oldest=oldest)
    if undated_too and len(candidates) < limit:
        undated = conditions.also([index_terms.NO_DAY_TERM])
        candidates += last_added(connection, undated, None, limit - len(candidates), ())
    return candidates


def _few_by_day(connection: Connection, conditions: Conditions, *, oldest: bool) -> list[Candidate] | None:
    """Return all statements that fit, by their days, where they are few; None where they are more, or may be.

    PostgreSQL reads its index's whole list of each term before the first row: it is asked only where one filter is a
    speaker, whose list is short.
    """
    if connection.dialect.name != "sqlite" and not any(map(index_terms.is_of_speaker, conditions.filters)):
        return None
    with _full_text_index_alone(connection):
        rows = _matching(connection, conditions, None, None, FEW + 1, ())
    if len(rows) > FEW:
        return None
    dated = sorted((row for row in rows if row[1] is not None), key=lambda row: (row[1], row[0]), reverse=not oldest)
    return dated + sorted((row for row in rows if row[1] is None), key=lambda row: -row[0])


def _of_days(
    connection: Connection, conditions: Conditions, days: DayRange, limit: int, *, oldest: bool
) -> list[Candidate]:
    if days.first == days.last and not oldest:
        return last_added(connection, conditions, days, limit, ())
    order = "s.day, s.id" if oldest else "s.day DESC, s.id DESC"
    with _full_text_index_alone(connection):
        return _matching(connection, conditions.also(*days.filters), days, order, limit, ())


def _stretch(connection: Connection, bounds: tuple[date, date], length: int, *, oldest: bool) -> tuple[date, date]:
    """Return the first or last of the days within bounds, so many that they have about ``length`` statements.

    A day that alone has more is returned by itself.
    """
    first, last = bounds
    day = t.statements.c.day
    if length > LAST_STRETCH:
        return bounds
    if oldest:
        query = select(day).where(day >= day_number(first)).order_by(day)
    else:
        query = select(day).where(day <= day_number(last)).order_by(day.desc())
    edge = day_or_none(connection.execute(query.offset(length).limit(1)).scalar())
    if edge is None:
        return bounds
    if oldest:
        return first, min(last, first if edge == first else date.fromordinal(edge.toordinal() - 1))
    return max(first, last if edge == last else date.fromordinal(edge.toordinal() + 1)), last


def _rest(
    connection: Connection, bounds: tuple[date, date], searched: tuple[date, date], *, oldest: bool
) -> tuple[date, date] | None:
    """Return the days within bounds that were not searched; None when all were."""
    if searched == bounds:
        return None
    if oldest:
        first = _first_day(connection, date.fromordinal(searched[1].toordinal() + 1))
        return None if first is None else (first, bounds[1])
    last = _last_day(connection, date.fromordinal(searched[0].toordinal() - 1))
    return None if last is None else (bounds[0], last)


def day_bounds(connection: Connection, since: date | None, until: date | None) -> tuple[date, date] | None:
    """Return the first and last day between two that the store has statements of; None when it has none."""
    first, last = _first_day(connection, since), _last_day(connection, until)
    return None if first is None or last is None or first > last else (first, last)


def _first_day(connection: Connection, since: date | None) -> date | None:
    day = t.statements.c.day
    after = day.is_not(None) if since is None else day >= day_number(since)
    return day_or_none(connection.execute(select(day).where(after).order_by(day).limit(1)).scalar())


def _last_day(connection: Connection, until: date | None) -> date | None:
    day = t.statements.c.day
    before = day.is_not(None) if until is None else day <= day_number(until)
    return day_or_none(connection.execute(select(day).where(before).order_by(day.desc()).limit(1)).scalar())


def _matching(
    connection: Connection,
    conditions: Conditions,
    days: DayRange | None,
    order: str | None,
    limit: int,
    columns: Sequence[StatementText],
) -> list[Candidate]:
    """Return the first statements, in an order or in none, that fit and lie within days."""
    values: dict[str, Any] = {"limit": limit}
    tail = f"ORDER BY {order} LIMIT :limit" if order else "LIMIT :limit"
    if days is not None:
        values |= {"first": day_number(days.first), "last": day_number(days.last)}
        tail = f"AND s.day BETWEEN :first AND :last {tail}"
    if not conditions.include_hidden:
        tail = f"AND s.shown {tail}"
    if not conditions.all_versions:
        tail = f"AND s.current {tail}"
    names = ("id", *columns[:1], "day", *columns[1:])
    selected = ", ".join(f"s.{name}" for name in names)
    if connection.dialect.name == "sqlite":
        values["match"] = fts5_expression(conditions.words, conditions.filters)
        return _rows(connection, f"SELECT {selected} {_FROM_SQLITE} {tail}", values)
    indexed, words = tsquery_conditions(conditions.words, conditions.filters)
    source = _FROM_POSTGRESQL.format(", ".join(names), indexed)
    return _rows(connection, f"SELECT {selected} FROM ({source}) s WHERE true {tail}", values | words)


def _rows(connection: Connection, sql: str, values: dict[str, Any]) -> list[Candidate]:
    """Return the rows of a query as the driver gives them: SQLAlchemy's take half of the time of a thousand."""
    result = connection.execute(text(sql), values)
    rows = list(result.cursor.fetchall())
    result.close()
    return rows


@contextmanager
def _full_text_index_alone(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL use no index but the full-text one in a block, and no just-in-time compiler."""
    if connection.dialect.name == "sqlite":
        yield
        return
    with read_transaction(connection, _PLANNER.format("off")) as is_own:
        yield
        if not is_own:
            connection.exec_driver_sql(_PLANNER.format("on"))


# SET LOCAL ends with the transaction, whoever has the connection next
_PLANNER = "SET LOCAL enable_seqscan = {0}; SET LOCAL enable_indexscan = {0}; SET LOCAL jit = {0}"
_FROM_SQLITE = "FROM statements_fts f CROSS JOIN statements s ON s.id = f.rowid WHERE statements_fts MATCH :match"
_FROM_POSTGRESQL = "SELECT {}, shown, current FROM statements WHERE {} OFFSET 0"
