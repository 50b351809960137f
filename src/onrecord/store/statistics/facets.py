"""What the results of a search can be narrowed by: speakers, outlets, acts, tones and months, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from sqlalchemy import Connection, bindparam, select

from onrecord.records import Act
from onrecord.store import tables as t
from onrecord.store.statistics.dimensions import DIMENSIONS, Key

FACETS = ("speaker", "outlet", "act", "tone", "month")
COUNTED = 1_000  # results that are counted: of more, the best or newest


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that results have: its name, what ``Store.find`` can be given for it, and how many results have it."""

    name: str
    key: str
    statements: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the results of a search can be narrowed by.

    Attributes:
        values: By dimension (speaker, outlet, act, tone, month), the values that most results have; months in order.
        counted: How many results were counted, at most 1,000.
        is_all: Whether these are all results.
    """

    values: dict[str, tuple[FacetValue, ...]]
    counted: int
    is_all: bool


def count_facets(connection: Connection, statements: Sequence[tuple[int, str]], limit: int) -> Facets:
    """Return the facets of statements: of each dimension at most ``limit`` values, and all months.

    Args:
        connection: A connection to the store.
        statements: Row number and index terms of each; these have all that is counted, so that no other table is read.
        limit: The most values of a dimension.
    """
    values: dict[str, tuple[FacetValue, ...]] = {}
    for name, counts in _count_keys(connection, statements[:COUNTED]).items():
        dimension = DIMENSIONS[name]
        common = counts.most_common(None if dimension.is_time else limit)
        named = dimension.names(connection, dict(common))
        pairs = [(*named[key], number) for key, number in common]
        facet_values = [FacetValue(value, key, number) for value, key, number in pairs if value and key]
        values[name] = tuple(sorted(facet_values, key=lambda value: value.key) if dimension.is_time else facet_values)
    return Facets(values, min(COUNTED, len(statements)), len(statements) <= COUNTED)


def _count_keys(connection: Connection, statements: Sequence[tuple[int, str]]) -> dict[str, Counter[Key]]:
    """Return how many statements have each key of each dimension."""
    keys: dict[str, Counter[Key]] = {name: Counter() for name in FACETS}
    for term, number in Counter(" ".join(terms for _, terms in statements).split()).items():
        prefix, value = term[0], term[1:]
        if prefix == "i":
            keys["speaker"][int(value), None] = number
        elif prefix == "o":
            keys["outlet"][(int(value),)] = number
        elif prefix == "t":
            keys["tone"][(value,)] = number
        elif prefix == "m":
            keys["month"][(int(value),)] = number
        elif prefix == "d" and value in _ACTS:
            keys["act"][(value,)] = number
    if without_identity := [statement_id for statement_id, terms in statements if " n" in f" {terms}"]:
        names = connection.execute(_NAMES, {"ids": without_identity}).scalars()  # a term has only a checksum of it
        keys["speaker"].update((None, name) for name in names)
    return keys


_ACTS = frozenset(get_args(Act))
_NAMES = (
    select(t.speakers.c.name)
    .join(t.statements, t.statements.c.speaker_id == t.speakers.c.id)
    .where(t.statements.c.id.in_(bindparam("ids", expanding=True)))
)
