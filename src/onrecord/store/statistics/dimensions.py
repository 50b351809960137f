"""What statements can be counted by: each dimension as columns of a query, with the names of its values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import JSON, ColumnElement, Connection, case, cast, func, select, type_coerce

from onrecord.store import tables as t

_s, _a, _p = t.statements.c, t.articles.c, t.speakers.c
Key = tuple[Any, ...]  # the values of a dimension's columns
Names = Mapping[Key, tuple[str | None, str | None]]  # of each key, the value and what it can be filtered by
MAX_IDS = 5_000  # rows that one query asks for


@dataclass(frozen=True)
class Dimension:
    """Something that statements are counted by.

    Attributes:
        name: As people ask for it.
        columns: What is grouped by.
        tables: Which tables besides ``statements`` it needs: ``articles``, ``speakers``, ``people``.
        is_time: Whether its values are in the order of time, not of counts.
        names: Returns the names of keys; without it, the first column is the name.
    """

    name: str
    columns: tuple[ColumnElement[Any], ...]
    tables: frozenset[str] = frozenset()
    is_time: bool = False
    names: Callable[[Connection, Iterable[Key]], Names] = lambda _, keys: {key: (key[0], key[0]) for key in keys}


def _speaker_names(connection: Connection, keys: Iterable[Key]) -> Names:
    i = t.identities.c
    query = select(i.id, func.coalesce(i.renamed, i.name), i.slug)
    rows = _rows_by_id(connection, query, i.id, (identity_id for identity_id, _ in keys))
    return {
        (identity_id, name): rows.get(identity_id, (name, None)) if identity_id is not None else (name, name)
        for identity_id, name in keys
    }


def _outlet_names(connection: Connection, keys: Iterable[Key]) -> Names:
    o = t.outlets.c
    rows = _rows_by_id(connection, select(o.id, o.name, o.name.label("key")), o.id, (key[0] for key in keys))
    return {key: rows.get(key[0], (None, None)) for key in keys}


def _rows_by_id(connection: Connection, query: Any, column: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = sorted({row_id for row_id in ids if row_id is not None})
    rows: dict[int, Any] = {}
    for start in range(0, len(wanted), MAX_IDS):
        part = query.where(column.in_(wanted[start : start + MAX_IDS]))
        rows |= {row_id: tuple(values) for row_id, *values in connection.execute(part)}
    return rows


def _month_names(connection: Connection, keys: Iterable[Key]) -> Names:
    return {key: _twice(key[0] is not None and f"{key[0] // 100:04}-{key[0] % 100:02}") for key in keys}


def _year_names(connection: Connection, keys: Iterable[Key]) -> Names:
    return {key: _twice(key[0] is not None and f"{key[0]:04}") for key in keys}


def _twice(name: str | Literal[False]) -> tuple[str | None, str | None]:
    return (name or None, name or None)


def people_columns(connection: Connection) -> list[str]:
    """Return the further columns of the people files that were read, such as party."""
    columns: dict[str, None] = {}
    for text in connection.execute(select(t.people.c.columns).distinct()).scalars():
        columns |= dict.fromkeys(json.loads(text))
    return sorted(columns)


def people_dimension(connection: Connection, name: str) -> Dimension | None:
    """Return the dimension of a column of the people files; None where none has it. Case does not matter."""
    column = next((column for column in people_columns(connection) if column.lower() == name.lower()), None)
    if column is None:
        return None
    people = t.people.c.columns
    # SQLite reads JSON from text; PostgreSQL wants it cast. An empty cell is unknown.
    values = type_coerce(people, JSON) if connection.dialect.name == "sqlite" else cast(people, JSON)
    value = func.nullif(values[column].as_string(), "")
    return Dimension(column, (value,), frozenset({"speakers", "people"}))


_SPEAKERS, _ARTICLES = frozenset({"speakers"}), frozenset({"articles"})
DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            "speaker",
            (_p.identity_id, case((_p.identity_id.is_(None), _p.name))),  # who has no identity is counted by name
            _SPEAKERS,
            names=_speaker_names,
        ),
        Dimension("outlet", (_a.outlet_id,), _ARTICLES, names=_outlet_names),
        Dimension("act", (_s.act,)),
        Dimension("tone", (_s.tone,)),
        Dimension("kind", (_s.kind,)),
        Dimension("month", (_s.day // 100,), is_time=True, names=_month_names),
        Dimension("year", (_s.day // 10_000,), is_time=True, names=_year_names),
        Dimension("section", (_a.section,), _ARTICLES),
        Dimension("language", (_a.language,), _ARTICLES),
    )
}
