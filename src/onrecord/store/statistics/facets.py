"""What the results of a search can be narrowed by: speakers, outlets, acts, tones and months, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, select

from onrecord.store import tables as t
from onrecord.store.statistics.dimensions import DIMENSIONS, Key

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
    for name in _COLUMNS:
        dimension = DIMENSIONS[name]
        end = position + len(_COLUMNS[name])
        counts: Counter[Key] = Counter(tuple(row[position:end]) for row in rows)
        position = end
        common = counts.most_common(None if dimension.is_time else limit)
        named = dimension.names(connection, dict(common))
        pairs = [(*named[key], number) for key, number in common]
        found = [FacetValue(value, key, number) for value, key, number in pairs if value and key]
        values[name] = tuple(sorted(found, key=lambda value: value.key) if dimension.is_time else found)
    return Facets(values, len(counted_ids), len(statement_ids) <= COUNTED)


_S, _A, _P = t.statements.c, t.articles.c, t.speakers.c
_COLUMNS: dict[str, tuple[ColumnElement[Any], ...]] = {  # what the keys of each dimension are made of
    "speaker": (_P.identity_id, case((_P.identity_id.is_(None), _P.name))),
    "outlet": (_A.outlet_id,),
    "act": (_S.act,),
    "tone": (_S.tone,),
    "month": (_S.day // 100,),
}
_ROWS = (
    select(*(column for name in _COLUMNS for column in _COLUMNS[name]))
    .select_from(t.statements)
    .join(t.articles, _A.id == _S.article_id)
    .outerjoin(t.speakers, _P.id == _S.speaker_id)
    .where(_S.id.in_(bindparam("ids", expanding=True)))
)
