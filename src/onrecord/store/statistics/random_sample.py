"""Statements drawn at random, to judge by reading."""

from __future__ import annotations

import random

from sqlalchemy import Connection, select, true

from onrecord.store import tables as t
from onrecord.store.search.hits import load_hits
from onrecord.store.search.query import SearchHit, SearchQuery
from onrecord.store.search.query_parser import parse_query
from onrecord.store.search.selection import selection_conditions


def sample_statements(connection: Connection, query: SearchQuery, seed: int | None) -> list[SearchHit]:
    """Return ``query.limit`` statements that fit a search, drawn at random without replacement.

    Raises:
        QueryError: as for ``selection_conditions``.
    """
    conditions = selection_conditions(connection, query)
    if conditions is None:
        return []
    s = t.statements.c
    statement_ids = list(connection.execute(select(s.id).where(true(), *conditions).order_by(s.id)).scalars())
    drawn = random.Random(seed).sample(statement_ids, min(query.limit, len(statement_ids)))
    return load_hits(connection, [(statement_id, 0.0) for statement_id in drawn], parse_query(query.words))
