"""Search by meaning: the statements nearest to a text, whatever words they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, delete, func, select, text

from onrecord.errors import StoreError
from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number
from onrecord.store.search.embedder import Embedder
from onrecord.store.search.query import SearchQuery
from onrecord.store.search.query_parser import Filter, ParsedQuery, fts5_expression, tsquery_conditions
from onrecord.store.search.vectors import (
    DamagedVectorsError,
    Ids,
    VectorIndex,
    model_of,
    statements_in_scope,
    write_block,
)

if TYPE_CHECKING:
    from onrecord.store.connection.database import Database

FUSION_CONSTANT = 60  # of reciprocal rank fusion (Cormack et al. 2009)


class SemanticIndex:
    """The vectors of one store: written for statements that have none, read into memory, searched."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder = embedder or Embedder.load()
        self.index = VectorIndex(self.embedder.size)

    def clear(self) -> None:
        """Forget the vectors that were read; they are read again at the next search."""
        self.index.clear()

    def write_vectors(self, database: Database) -> Iterator[int]:
        """Compute the vectors of statements that have none yet; yield how many after each transaction.

        A transaction writes at most 1,024: another process waits no longer than those take.

        Raises:
            StoreError: the vectors cannot be written.
        """
        self._remove_damaged(database)
        if database.read_only or database.read(self._is_complete):
            return
        while written := database.write(lambda connection: write_block(connection, self.embedder)):
            yield written

    def missing_vectors(self, database: Database) -> int:
        """Return how many statements have no vector yet that can be written."""
        if database.read_only or database.read(self._is_complete):
            return 0
        s, v = t.statements.c, t.vectors.c

        def count(connection: Connection) -> int:
            """Count the statements after the last that has a vector of this model."""
            is_usable = model_of(connection) == self.embedder.model
            last = connection.execute(select(func.max(v.last_id))).scalar() if is_usable else 0
            return connection.execute(select(func.count()).where(s.id > (last or 0))).scalar_one()

        return database.read(count)

    def _remove_damaged(self, database: Database) -> None:
        """Read the vectors, and delete them all if a row is damaged: they are computed again from the statements."""

        def refresh(connection: Connection) -> None:
            """Read what is new."""
            if model_of(connection) == self.embedder.model:
                try:
                    self.index.refresh(connection)
                except (ValueError, TypeError) as error:
                    raise DamagedVectorsError(str(error)) from error

        try:
            database.read(refresh)
        except DamagedVectorsError as error:
            self.index.clear()
            if database.read_only:
                raise StoreError(f"{database.address}: the vectors are damaged; search without --like") from error
            database.write(lambda connection: connection.execute(delete(t.vectors)))

    def _is_complete(self, connection: Connection) -> bool:
        last_statement = connection.execute(select(t.statements.c.id).order_by(t.statements.c.id.desc()).limit(1))
        last_vector = connection.execute(select(t.vectors.c.last_id).order_by(t.vectors.c.first_id.desc()).limit(1))
        statement_id = last_statement.scalar()
        if statement_id is None:
            return True
        return statement_id <= (last_vector.scalar() or 0) and model_of(connection) == self.embedder.model

    def nearest(
        self,
        connection: Connection,
        query: SearchQuery,
        limit: int,
        allowed: Ids | None = None,
    ) -> list[tuple[int, float]]:
        """Return the statements nearest in meaning to a text, with their cosines, nearest first.

        Args:
            connection: A connection to the store.
            query: Its ``similar`` is the text; it says whether statements that are hidden, or of earlier versions of
                articles, are wanted.
            limit: The largest number of statements.
            allowed: The only statements that may be returned; None for all.
        """
        if model_of(connection) != self.embedder.model:  # another version of the package is writing its own vectors
            self.index.clear()
            return []
        self.index.refresh(connection)
        vector = self.embedder.embed([query.similar or ""])[0]
        count = limit
        while True:
            hits = self.index.search(vector, count, allowed)
            in_scope = statements_in_scope(connection, query, [statement_id for statement_id, _ in hits])
            if len(in_scope) < len(hits):  # articles were read again: their old statements are gone
                self.index.keep_only(filtered_statements(connection, [], None, None))
                hits = self.index.search(vector, count, allowed)
                in_scope = statements_in_scope(connection, query, [statement_id for statement_id, _ in hits])
            scoped_hits = [hit for hit in hits if in_scope[hit[0]]]
            if len(scoped_hits) >= limit or len(hits) < count:
                return scoped_hits[:limit]
            count *= 2


def filtered_statements(
    connection: Connection, filters: Sequence[Filter], since: date | None, until: date | None
) -> Ids:
    """Return the row numbers of all statements that pass filters."""
    values: dict[str, object] = {}
    conditions = ""
    for name, day, comparison in (("since", since, ">="), ("until", until, "<=")):
        if day is not None:
            conditions += f" AND s.day {comparison} :{name}"
            values[name] = day_number(day)
    if not filters:
        sql = f"SELECT s.id FROM statements s WHERE 1 = 1{conditions}"
    elif connection.dialect.name == "sqlite":
        values["match"] = fts5_expression(ParsedQuery(), filters)
        if conditions:
            joined = "CROSS JOIN statements s ON s.id = f.rowid"
            sql = f"SELECT f.rowid FROM statements_fts f {joined} WHERE statements_fts MATCH :match{conditions}"
        else:
            sql = "SELECT rowid FROM statements_fts WHERE statements_fts MATCH :match"
    else:
        indexed, words = tsquery_conditions(ParsedQuery(), filters, "s.search")
        values |= words
        sql = f"SELECT s.id FROM statements s WHERE {indexed}{conditions}"
    return np.fromiter((row[0] for row in connection.execute(text(sql), values)), np.int64)


def fuse_rankings(*rankings: Sequence[int]) -> list[tuple[int, float]]:
    """Return several orders of the same statements as one, with scores: high in more than one comes first."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, statement_id in enumerate(ranking):
            scores[statement_id] = scores.get(statement_id, 0.0) + 1 / (FUSION_CONSTANT + rank)
    return sorted(scores.items(), key=lambda scored: (-scored[1], -scored[0]))
