"""Candidates for an answer, from the full-text index of either engine: the latest of those that fit, and no others.

What has tens of thousands of matches is asked in stretches from the newest on, each a few words more for the index:
neither engine then looks at more than a few thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, text

from onrecord.store import filters as key
from onrecord.store import query as q
from onrecord.store import schema as t
from onrecord.store.ranking import Candidate

Group = Sequence[str | q.Term]
LARGE = 65_536  # numbers of statements in a block of the index, as PostgreSQL's migration has it
FEW, STEPS = 4_000, 3  # statements in the first stretch of days; stretches before all the rest


def latest_added(connection: Connection, query: q.Query, groups: Sequence[Group], most: int) -> list[Candidate]:
    """Those that were added last."""
    if connection.dialect.name == "sqlite":  # walks its lists from the end, and stops at the last that is wanted
        sql = f"SELECT s.id, s.text, s.day {_FROM_SQLITE} ORDER BY f.rowid DESC LIMIT :most"
        return _asked(connection, sql, {"match": q.fts5(query, groups), "most": most})
    found: list[Candidate] = []
    for blocks in _blocks(connection):
        expression, values = q.tsquery(query, [*groups, *blocks])
        sql = f"SELECT * FROM ({_FROM_POSTGRESQL.format(expression)}) f ORDER BY id DESC LIMIT :most"
        found = _asked(connection, sql, values | {"most": most})
        if len(found) >= most:
            break
    return found


def _blocks(connection: Connection) -> Iterator[list[list[str]]]:
    """Words for the last numbers, and then for all.

    Each more stretch fetches again what the ones before had: with four of them the median of ``bench store`` was 26 ms
    in place of 21, the 99th percentile 229 in place of 213.
    """
    large = (connection.execute(select(func.max(t.statements.c.id))).scalar() or 0) // LARGE
    if large > 1:
        yield [[f"##{large}", f"##{large - 1}"]]
    yield []


def newest(
    connection: Connection, query: q.Query, groups: Sequence[Group], days: tuple[int | None, int | None], most: int
) -> list[Candidate]:
    """Those of the latest days, undated ones last; within a day the last added first."""
    found: list[Candidate] = []
    for first, last, rest in _stretches(connection, *days, most):
        some: list[Group] = [*groups]
        if not (rest and days == (None, None)):  # of all the rest, few have been seen already: cheaper looked at again
            some += [words] if (words := key.days(first, last)) else []
        if first == last and not rest:
            found += latest_added(connection, query, some, most - len(found))
        else:
            found += _by_day(connection, query, some, (first, last), most - len(found))
        if len(found) >= most:
            return found
    if days == (None, None):
        found += latest_added(connection, query, [*groups, [key.day(None)]], most - len(found))
    return found


def _by_day(
    connection: Connection, query: q.Query, groups: Sequence[Group], days: tuple[int, int], most: int
) -> list[Candidate]:
    values: dict[str, Any] = {"first": days[0], "last": days[1], "most": most}
    if connection.dialect.name == "sqlite":
        values["match"] = q.fts5(query, groups)
        asked = f"SELECT s.id, s.text, s.day {_FROM_SQLITE} AND s.day BETWEEN :first AND :last"
    else:
        expression, words = q.tsquery(query, groups)
        values |= words
        asked = f"SELECT * FROM ({_FROM_POSTGRESQL.format(expression)}) s WHERE s.day BETWEEN :first AND :last"
    return _asked(connection, f"{asked} ORDER BY s.day DESC, s.id DESC LIMIT :most", values)


def _stretches(
    connection: Connection, since: int | None, until: int | None, most: int
) -> Iterator[tuple[int, int, bool]]:
    """First and last days, from the newest: few statements each, a day of many alone, and at last all the rest."""
    s = t.statements.c
    begin, last = bounds(connection, since, until)
    for _ in range(STEPS):
        if begin is None or last is None or begin > last:
            return
        asked = select(s.day).where(s.day <= last).order_by(s.day.desc()).offset(max(FEW, 100 * most)).limit(1)
        edge = connection.execute(asked).scalar()
        if edge is None or edge < begin:
            break
        first = last if edge == last else edge + 1
        yield first, last, False
        last = connection.execute(select(func.max(s.day)).where(s.day < first)).scalar()
    if begin is not None and last is not None and begin <= last:
        yield begin, last, True


def bounds(connection: Connection, since: int | None, until: int | None) -> tuple[int | None, int | None]:
    """The first and last day between two that the store has."""
    day = t.statements.c.day

    oldest = select(day).where(day.is_not(None) if since is None else day >= since).order_by(day).limit(1)
    latest = select(day).where(day.is_not(None) if until is None else day <= until).order_by(day.desc()).limit(1)
    return connection.execute(oldest).scalar(), connection.execute(latest).scalar()


def _asked(connection: Connection, sql: str, values: dict[str, Any]) -> list[Candidate]:
    if connection.dialect.name == "sqlite":
        return [(number, said, day) for number, said, day in connection.execute(text(sql), values)]
    # The planner takes words for independent of each other and would walk the table; for this query it may not
    connection.exec_driver_sql(_SET.format("off"))
    rows = connection.execute(text(sql), values).all()
    connection.exec_driver_sql(_SET.format("on"))
    return [(number, said, day) for number, said, day in rows]


_SET = "SET LOCAL enable_seqscan = {0}; SET LOCAL enable_indexscan = {0}; SET LOCAL jit = {0}"
_FROM_SQLITE = "FROM statements_fts f CROSS JOIN statements s ON s.id = f.rowid WHERE statements_fts MATCH :match"
_FROM_POSTGRESQL = "SELECT id, text, day FROM statements WHERE search @@ ({}) OFFSET 0"
