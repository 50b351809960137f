"""The index terms that name identities: written again when identities change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, select

from onrecord.store import tables as t
from onrecord.store.search import index_terms


def update_identity_terms(connection: Connection, articles: Iterable[int]) -> None:
    """Write the index terms that name identities again, for all statements of some articles."""
    for article_id in sorted(set(articles)):
        parameters = {"article": article_id}
        speaker_rows = connection.execute(_SPEAKERS, parameters).all()
        speaker_terms = {
            speaker_id: index_terms.identity_term(identity_id)
            if identity_id
            else index_terms.unlinked_speaker_term(name)
            for speaker_id, name, identity_id, _ in speaker_rows
        }
        mentions = [
            (start, identity_id)
            for _, _, identity_id, mentions_json in speaker_rows
            if identity_id
            for start, _ in json.loads(mentions_json)
        ]
        content: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for statement_id, start, end in connection.execute(_CONTENT, parameters):
            content[statement_id].append((start, end))
        for statement_id, speaker_id, filters in connection.execute(_FILTERS, parameters).all():
            terms = [term for term in filters.split() if term[0] not in index_terms.IDENTITY_PREFIXES]
            if speaker_id:
                terms.append(speaker_terms[speaker_id])
            terms += _about_terms(content[statement_id], mentions)
            update = t.statements.update().where(t.statements.c.id == statement_id)
            connection.execute(update.values(filters=" ".join(terms)))


def _about_terms(content: Sequence[tuple[int, int]], mentions: Sequence[tuple[int, int]]) -> list[str]:
    identity_ids = {identity for mention, identity in mentions if any(start <= mention < end for start, end in content)}
    return sorted(index_terms.about_term(identity_id) for identity_id in identity_ids)


_SPEAKERS = select(t.speakers.c.id, t.speakers.c.name, t.speakers.c.identity_id, t.speakers.c.mentions).where(
    t.speakers.c.article_id == bindparam("article")
)
_CONTENT = (
    select(t.spans.c.statement_id, t.spans.c.start, t.spans.c.end)
    .join(t.statements, t.statements.c.id == t.spans.c.statement_id)
    .where(t.statements.c.article_id == bindparam("article"), t.spans.c.part == "content")
)
_FILTERS = select(t.statements.c.id, t.statements.c.speaker_id, t.statements.c.filters).where(
    t.statements.c.article_id == bindparam("article")
)
