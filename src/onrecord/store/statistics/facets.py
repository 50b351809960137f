"""What the results of a search can be narrowed by: speakers, outlets, acts, tones and months, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

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


def count_facets(connection: Connection, statement_ids: Sequence[int], limit: int) -> Facets:
    """Return the facets of statements: of each dimension at most ``limit`` values, and all months."""
    counted_ids = list(statement_ids[:COUNTED])
    rows = connection.execute(_ROWS, {"ids": counted_ids}).all() if counted_ids else []
    values: dict[str, tuple[FacetValue, ...]] = {}
    position = 0
    for name in FACETS:
        dimension = DIMENSIONS[name]
        end = position + len(dimension.columns)
        counts: Counter[Key] = Counter(tuple(row[position:end]) for row in rows)
        position = end
        common = counts.most_common(None if dimension.is_time else limit)
        named = dimension.names(connection, dict(common))
        pairs = [(*named[key], number) for key, number in common]
        found = [FacetValue(value, key, number) for value, key, number in pairs if value and key]
        values[name] = tuple(sorted(found, key=lambda value: value.key) if dimension.is_time else found)
    return Facets(values, len(counted_ids), len(statement_ids) <= COUNTED)


_ROWS = (
    select(*(column for name in FACETS for column in DIMENSIONS[name].columns))
    .select_from(t.statements)
    .join(t.articles, t.articles.c.id == t.statements.c.article_id)
    .outerjoin(t.speakers, t.speakers.c.id == t.statements.c.speaker_id)
    .where(t.statements.c.id.in_(bindparam("ids", expanding=True)))
)
