"""The records of a store that a search selects: each with the statements that fit, and who they are in the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection, select, true

from onrecord.records import Record
from onrecord.store import tables as t
from onrecord.store.connection.database import Database
from onrecord.store.load_records import load_record
from onrecord.store.search.query import SearchQuery
from onrecord.store.search.selection import selection_conditions

ARTICLES_AT_ONCE = 200  # whose statements one query selects


@dataclass(frozen=True, slots=True)
class SelectedRecord:
    """A record with the statements that a search selects and the speakers whom they name.

    Attributes:
        record: The record; a parent that was not selected is not in it.
        model: Name of the model that read it.
        identities: Id and name of the identity of each speaker, by the speaker's id in the record.
    """

    record: Record
    model: str
    identities: Mapping[str, tuple[str, str]]


def selected_records(database: Database, query: SearchQuery) -> Iterator[SelectedRecord]:
    """Yield the records that have statements that a search selects, in the order of adding; few are in memory at once.

    Raises:
        QueryError: as for ``selection_conditions``.
    """
    article_ids = database.read(partial(_article_ids, query=query))
    for start in range(0, len(article_ids), ARTICLES_AT_ONCE):
        batch = article_ids[start : start + ARTICLES_AT_ONCE]
        selected = database.read(partial(_statement_keys, query=query, article_ids=batch))
        for article_id, keys in selected.items():
            yield database.read(partial(_load, article_id=article_id, keys=keys))


def _article_ids(connection: Connection, query: SearchQuery) -> list[int]:
    conditions = selection_conditions(connection, query)
    if conditions is None:
        return []
    s = t.statements.c
    articles = select(s.article_id).where(true(), *conditions).distinct().subquery()
    return list(connection.execute(select(articles.c.article_id).order_by(articles.c.article_id)).scalars())


def _statement_keys(connection: Connection, query: SearchQuery, article_ids: Sequence[int]) -> dict[int, set[str]]:
    """Return the ids, within their records, of the selected statements of articles."""
    s = t.statements.c
    conditions = selection_conditions(connection, query) or []
    selected: dict[int, set[str]] = {}
    statements = select(s.article_id, s.key).where(s.article_id.in_(article_ids), *conditions)
    for article_id, key in connection.execute(statements.order_by(s.article_id)):
        selected.setdefault(article_id, set()).add(key)
    return selected


def _load(connection: Connection, article_id: int, keys: set[str]) -> SelectedRecord:
    record = load_record(connection, article_id)
    statements = tuple(statement for statement in record.statements if statement.id in keys)
    named = {speaker for statement in statements for speaker in (statement.speaker, statement.addressee_speaker)}
    i, p = t.identities.c, t.speakers.c
    rows = connection.execute(
        select(p.key, i.slug, i.renamed, i.name)
        .join(t.identities, i.id == p.identity_id)
        .where(p.article_id == article_id)
    )
    model = connection.execute(select(t.articles.c.model).where(t.articles.c.id == article_id)).scalar_one()
    return SelectedRecord(
        replace(
            record,
            statements=tuple(
                replace(chosen_statement, parent=chosen_statement.parent if chosen_statement.parent in keys else None)
                for chosen_statement in statements
            ),
            speakers=tuple(speaker for speaker in record.speakers if speaker.id in named),
        ),
        model,
        {key: (slug, renamed or name) for key, slug, renamed, name in rows},
    )
