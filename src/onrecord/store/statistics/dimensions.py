"""What statements can be counted by: each dimension as a number for each statement, with the names of its values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, func, select

from onrecord.store import tables as t
from onrecord.store.connection.database import padded
from onrecord.store.statistics.statement_columns import Integers, StatementColumns

Key = tuple[Any, ...]  # what stands for a value: a text, a row number or another number; of a speaker also the name
Names = Mapping[Key, tuple[str | None, str | None]]  # of each key, the value and what it can be filtered by
MAX_IDS = 5_000  # rows that one query asks for


def _same_names(_: Connection, keys: Iterable[Key]) -> Names:
    return {key: (key[0], key[0]) for key in keys}


@dataclass(frozen=True)
class Dimension:
    """Something that statements are counted by.

    Attributes:
        name: As people ask for it.
        numbers: Returns a number for each statement: [S], equal for equal values.
        key: Returns the key of such a number.
        is_time: Whether its values are in the order of time, not of counts.
        names: Returns the names of keys; without it, the first part is the name.
    """

    name: str
    numbers: Callable[[StatementColumns], Integers]
    key: Callable[[StatementColumns, int], Key]
    is_time: bool = False
    names: Callable[[Connection, Iterable[Key]], Names] = _same_names


def _speaker_key(columns: StatementColumns, number: int) -> Key:
    """Return the identity; who has none is counted by name."""
    return (number, None) if number > 0 else (None, columns.values("speaker")[-1 - number] if number else None)


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
    row_ids = sorted({row_id for row_id in ids if row_id is not None})
    rows: dict[int, Any] = {}
    for start in range(0, len(row_ids), MAX_IDS):
        part = query.where(column.in_(padded(row_ids[start : start + MAX_IDS])))
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
    people = select(t.identities.c.id, t.people.c.columns).join(t.people, t.people.c.identity == t.identities.c.slug)
    cells = {
        row_id: json.loads(text).get(column) for row_id, text in connection.execute(people.order_by(t.identities.c.id))
    }
    values: dict[str | None, int] = {None: 0}  # an empty cell is unknown
    places = np.array([0, *(values.setdefault(cell or None, len(values)) for cell in cells.values())])
    identities, labels = np.array([0, *cells]), list(values)

    def numbers(columns: StatementColumns) -> Integers:
        """Return the place of each statement's value among the different ones."""
        speakers = columns.speakers()
        positions = np.searchsorted(identities, speakers, side="right") - 1
        return np.where(identities[positions] == speakers, places[positions], 0)

    return Dimension(column, numbers, lambda _, number: (labels[number],))


def _of_texts(name: str) -> Dimension:
    return Dimension(name, lambda columns: columns.texts(name), lambda columns, number: (columns.values(name)[number],))


def _day_part(name: str, divisor: int, names: Callable[[Connection, Iterable[Key]], Names]) -> Dimension:
    return Dimension(
        name, lambda columns: columns.numbers("day") // divisor, lambda _, number: (number or None,), True, names
    )


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("speaker", lambda columns: columns.speakers(), _speaker_key, names=_speaker_names),
        Dimension(
            "outlet",
            lambda columns: columns.numbers("outlet"),
            lambda _, number: (number or None,),
            names=_outlet_names,
        ),
        _of_texts("act"),
        _of_texts("tone"),
        _of_texts("kind"),
        _day_part("month", 100, _month_names),
        _day_part("year", 10_000, _year_names),
        _of_texts("section"),
        _of_texts("language"),
    )
}
