"""Candidates for an answer, from the full-text index of either engine: the latest of those that fit, and few others.

What has tens of thousands of matches is asked in stretches from the newest on, each a few words more for the index. How
many are found in one says how long the next must be, so that neither engine looks at more than a few thousand rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text

from onrecord.store import tables as t
from onrecord.store.search import index_terms as key
from onrecord.store.search import query_parser as q
from onrecord.store.search.ranking import Candidate

Group = Sequence[str | q.Term]
LARGE = 65_536  # numbers of statements in a block of the index, as PostgreSQL's migration has it
FEW, MANY = 4_000, 64_000  # statements in the first stretch of days, and in the longest before all the rest
SPARE, GROWS = 1.3, 8  # how much longer a stretch is than should do, and than those before where they found nothing
WIDE = 0.2  # of all the days of the store: more of them PostgreSQL looks at sooner than up


@dataclass(frozen=True, slots=True)
class Days:
    """Days from one to another, and the words that the index has for them; none where they are not to be used."""

    first: int
    last: int
    words: tuple[Group, ...] = ()


def days(connection: Connection, since: int | None, until: int | None) -> Days | None:
    """Those between two that the store has; None when it has nothing from them."""
    first, last = bounds(connection, since, until)
    if first is None or last is None or first > last:
        return None
    return _days(connection, first, last)


def _days(connection: Connection, first: int, last: int) -> Days:
    begin, end = bounds(connection, None, None)
    if connection.dialect.name != "sqlite" and _long(first, last) > WIDE * _long(begin or first, end or last):
        return Days(
            first, last
        )  # a GIN index goes through all that any of them has, however rare the words beside them
    # whole years where nothing lies beyond
    early, late = first // 10_000 * 10_000 if first == begin else first, last // 100 * 100 + 31 if last == end else last
    return Days(first, last, (words,) if (words := key.days(early, late)) else ())


def _long(first: int, last: int) -> int:
    """Days from one to another, a month taken for 31."""
    at = [day // 10_000 * 372 + day // 100 % 100 * 31 + day % 100 for day in (first, last)]
    return at[1] - at[0] + 1


def latest_added(
    connection: Connection, query: q.Query, groups: Sequence[Group], within: Days | None, most: int
) -> list[Candidate]:
    """Those that were added last."""
    if within is not None:
        groups = [*groups, *within.words]
    if connection.dialect.name == "sqlite":  # walks its lists from the end, and stops at the last that is wanted
        return _asked(connection, query, groups, within, "f.rowid DESC", most)
    end = (connection.execute(select(func.max(t.statements.c.id))).scalar() or 0) // LARGE + 1  # in blocks
    found: list[Candidate] = []
    seen, length = 0, 2
    while end > 0 and len(found) < most:
        begin = end - length if 2 * length < end else 0  # a stretch that is most of what is left is all of it
        blocks = [[f"##{number}" for number in range(begin, end)]] if begin else []
        found += _asked(connection, query, [*groups, *blocks], within, "s.id DESC", most - len(found), end * LARGE)
        seen, end = seen + length, begin
        length = _next(seen, len(found), most)
    return found


def _next(seen: int, found: int, most: int) -> int:
    """How long the next stretch should be, after so many were found in what was seen, for as many as are wanted."""
    return math.ceil(SPARE * seen * (most - found + 3) / found) if found else GROWS * seen


def newest(
    connection: Connection,
    query: q.Query,
    groups: Sequence[Group],
    asked: tuple[int | None, int | None],
    most: int,
) -> list[Candidate]:
    """Those of the latest days, undated ones last; within a day the last added first."""
    found: list[Candidate] = []
    begin, last = bounds(connection, *asked)
    seen, length = 0, max(FEW, 100 * most)
    while begin is not None and last is not None and begin <= last and len(found) < most:
        first = max(begin, _days_back(connection, last, length)) if length <= MANY else begin
        stretch = _days(connection, first, last)
        if first == begin and asked == (None, None):
            stretch = Days(first, last)  # of all the rest, few have been seen already: cheaper looked at again
        wanted = most - len(found)
        if first == last:
            found += latest_added(connection, query, groups, stretch, wanted)
        else:
            found += _asked(connection, query, [*groups, *stretch.words], stretch, "s.day DESC, s.id DESC", wanted)
        seen += length
        length = _next(seen, len(found), most)
        last = bounds(connection, begin, first - 1)[1]
    if asked == (None, None) and len(found) < most:
        found += latest_added(connection, query, [*groups, [key.day(None)]], None, most - len(found))
    return found


def _days_back(connection: Connection, last: int, length: int) -> int:
    """The first of the days up to one that have about so many statements; a day of many alone."""
    day = t.statements.c.day
    edge = connection.execute(select(day).where(day <= last).order_by(day.desc()).offset(length).limit(1)).scalar()
    return 0 if edge is None else last if edge == last else edge + 1


def bounds(connection: Connection, since: int | None, until: int | None) -> tuple[int | None, int | None]:
    """The first and last day between two that the store has."""
    day = t.statements.c.day
    oldest = select(day).where(day.is_not(None) if since is None else day >= since).order_by(day).limit(1)
    latest = select(day).where(day.is_not(None) if until is None else day <= until).order_by(day.desc()).limit(1)
    return connection.execute(oldest).scalar(), connection.execute(latest).scalar()


def _asked(
    connection: Connection,
    query: q.Query,
    groups: Sequence[Group],
    within: Days | None,
    order: str,
    most: int,
    end: int | None = None,
) -> list[Candidate]:
    """The first in an order that fit, lie within days, and have numbers below an end."""
    values: dict[str, Any] = {"most": most}
    last = f"ORDER BY {order} LIMIT :most"
    if within is not None:
        values |= {"first": within.first, "last": within.last}
        last = f"AND s.day BETWEEN :first AND :last {last}"
    if end is not None:
        values["end"] = end
        last = f"AND s.id < :end {last}"
    if connection.dialect.name == "sqlite":
        values["match"] = q.fts5(query, groups)
        sql = f"SELECT s.id, s.text, s.day {_FROM_SQLITE} {last}"
        return [(number, said, day) for number, said, day in connection.execute(text(sql), values)]
    expression, words = q.tsquery(query, groups)
    sql = f"SELECT * FROM ({_FROM_POSTGRESQL.format(expression)}) s WHERE true {last}"
    # The planner takes words for independent of each other and would walk the table; for this query it may not
    connection.exec_driver_sql(_SET.format("off"))
    rows = connection.execute(text(sql), values | words).all()
    connection.exec_driver_sql(_SET.format("on"))
    return [(number, said, day) for number, said, day in rows]


_SET = "SET LOCAL enable_seqscan = {0}; SET LOCAL enable_indexscan = {0}; SET LOCAL jit = {0}"
_FROM_SQLITE = "FROM statements_fts f CROSS JOIN statements s ON s.id = f.rowid WHERE statements_fts MATCH :match"
_FROM_POSTGRESQL = "SELECT id, text, day FROM statements WHERE search @@ ({}) OFFSET 0"
