"""Which statements fit a search, by their columns: as conditions of a query say it, for all statements at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from onrecord.store.day_numbers import day_number
from onrecord.store.identities.identity_lookup import find_identities
from onrecord.store.search.filters import find_outlets
from onrecord.store.search.index_terms import unlinked_speaker_term
from onrecord.store.search.query import SearchQuery
from onrecord.store.search.query_parser import parse_query
from onrecord.store.search.selection import indexed_statements
from onrecord.store.statistics.statement_columns import StatementColumns
from onrecord.store.write.rows import replace_unstorable

Bools = npt.NDArray[np.bool_]


def fitting_statements(connection: Connection, columns: StatementColumns, query: SearchQuery) -> Bools | None:
    """Return whether each statement fits a search: [S]; None when none can.

    Words and names that are mentioned are looked up in the full-text index; everything else is in the columns.

    Raises:
        QueryError: as for ``selection_conditions``.
    """
    fitting = _scope(columns, query)
    if parse_query(query.words).groups or query.about is not None or query.similar is not None:
        statement_ids = indexed_statements(connection, query)
        if not statement_ids:
            return None
        return fitting & np.isin(columns.numbers("id"), np.array(statement_ids))
    if query.outlets:
        fitting &= np.isin(columns.numbers("outlet"), np.array(find_outlets(connection, query.outlets), np.int64))
    for name, values in (("kind", query.kinds), ("act", query.acts), ("tone", query.tones)):
        if values:
            fitting &= _is_one_of(columns, name, values)
    if query.speaker is not None:
        fitting &= _is_said_by(connection, columns, query.speaker)
    return fitting


def _scope(columns: StatementColumns, query: SearchQuery) -> Bools:
    """Return which statements are of the versions and days that are wanted."""
    days = columns.numbers("day")
    fitting = np.ones(len(days), np.bool_)
    if not query.include_hidden:
        fitting &= columns.numbers("shown") == 1
    if not query.all_versions:
        fitting &= columns.numbers("current") == 1
    if query.since is not None:
        fitting &= days >= day_number(query.since)
    if query.until is not None:
        fitting &= (days <= day_number(query.until)) & (days > 0)
    return fitting


def _is_one_of(columns: StatementColumns, name: str, values: Sequence[str]) -> Bools:
    numbers = columns.texts(name)
    value_numbers = [place for place, value in enumerate(columns.values(name)) if value in values]
    return np.isin(numbers, value_numbers)


def _is_said_by(connection: Connection, columns: StatementColumns, name: str) -> Bools:
    """Return which statements are by the identities of a name, or by speakers of that name without an identity."""
    speakers, term = columns.speakers(), unlinked_speaker_term(replace_unstorable(name))
    names = enumerate(columns.values("speaker"))
    unlinked = [
        -1 - place
        for place, speaker_name in names
        if speaker_name is not None and unlinked_speaker_term(speaker_name) == term
    ]
    return np.isin(speakers, np.array([*find_identities(connection, name), *unlinked], np.int64))
