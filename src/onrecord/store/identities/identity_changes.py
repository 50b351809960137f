"""Rename, merge and split identities, as people decide."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import IdentityError
from onrecord.speakers.linking import (
    Appearance,
    CannotLink,
    MustLink,
    SpeakerRef,
    link_speakers,
    rebuild_identity,
    speaker_appearances,
)
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, load_decisions, save_decision
from onrecord.store.identities.identity_index import StoreIdentityIndex
from onrecord.store.identities.identity_lookup import find_one_identity
from onrecord.store.load_records import load_record
from onrecord.store.search import index_terms


def rename(connection: Connection, name: str, new_name: str) -> None:
    """Give an identity another name; later articles keep it.

    Raises:
        IdentityError: no identity, or more than one, has the name; or the new name is empty.
    """
    identity_id, _ = find_one_identity(connection, name)
    if not new_name.strip():
        raise IdentityError("the new name is empty; give the new name")
    rename_identity(connection, t.identities.c.id == identity_id, new_name)


def rename_identity(connection: Connection, condition: Any, new_name: str) -> None:
    """Set the name that a person gave to the identity for which an SQL condition holds."""
    normalized = " ".join(new_name.split())
    update = t.identities.update().where(condition)
    connection.execute(update.values(renamed=normalized, renamed_folded=normalized.lower()))


def merge(connection: Connection, name: str, other_name: str, note: str = "") -> str:
    """Decide that two identities are one; return the id of the merged identity.

    Raises:
        IdentityError: no identity, or more than one, has one of the names; or they are one already.
    """
    identity_id, _ = find_one_identity(connection, name)
    other_id, _ = find_one_identity(connection, other_name)
    if identity_id == other_id:
        raise IdentityError(f"{name} and {other_name} are one identity already")
    first, second = (_speaker_refs(connection, row_id)[0] for row_id in (identity_id, other_id))
    _decide(connection, {identity_id, other_id}, [MustLink(first, second, note)])
    return str(StoreIdentityIndex(connection).assigned_identity(first))


def split(connection: Connection, name: str, record_id: str, note: str = "") -> str:
    """Decide that the speaker of one record is not this identity; return the id of that speaker's new identity.

    Raises:
        IdentityError: the identity does not speak in the record, or nowhere else.
    """
    identity_id, _ = find_one_identity(connection, name)
    quoted = _speaker_refs(connection, identity_id)
    split_off = next((speaker for speaker in quoted if speaker.record == record_id), None)
    if split_off is None:
        raise IdentityError(f"{name} does not speak in record {record_id}")
    remaining = [speaker for speaker in quoted if speaker.record != record_id]
    if not remaining:
        raise IdentityError(f"{name} speaks in record {record_id} alone: there is nothing to split")
    _decide(connection, {identity_id}, [CannotLink(split_off, speaker, note) for speaker in remaining])
    return str(StoreIdentityIndex(connection).assigned_identity(split_off))


def _speaker_refs(connection: Connection, identity_id: int) -> list[SpeakerRef]:
    """Return the speakers of an identity, in the order of adding."""
    s, a = t.speakers.c, t.articles.c
    query = select(a.record, s.name).join(t.articles, a.id == s.article_id).where(s.identity_id == identity_id)
    return [SpeakerRef(record_id, name) for record_id, name in connection.execute(query.order_by(s.id))]


def _decide(connection: Connection, identity_ids: set[int], decisions: Sequence[Decision]) -> None:
    """Store decisions, and link the speakers of some identities again under them."""
    for decision in decisions:
        save_decision(connection, decision)
    i, s = t.identities.c, t.speakers.c
    names = connection.execute(select(i.slug, i.renamed).where(i.id.in_(identity_ids)).order_by(i.id)).all()
    query = select(s.id, s.article_id, s.key).where(s.identity_id.in_(identity_ids)).order_by(s.id)
    speakers = connection.execute(query).all()
    moved = [_appearance(connection, article_id, key) for _, article_id, key in speakers]
    connection.execute(t.speakers.update().where(s.identity_id.in_(identity_ids)).values(identity_id=None))
    index = StoreIdentityIndex(connection)
    for slug, _ in names:
        index.delete(slug)
    outcome = link_speakers(moved, index, constraints=load_decisions(connection))
    index.put(
        rebuild_identity(
            identity,
            [
                appearance
                for appearance, assignment in zip(moved, outcome.assignments, strict=True)
                if assignment.identity == identity.id
            ],
        )
        for identity in outcome.identities
    )
    index.flush()
    for (speaker_id, _, _), assignment in zip(speakers, outcome.assignments, strict=True):
        values = {"identity_id": index.row_ids.get(assignment.identity or ""), "how": assignment.how}
        connection.execute(t.speakers.update().where(s.id == speaker_id).values(**values))
    for slug, new_name in names:
        if new_name:
            rename_identity(connection, i.slug == slug, new_name)
    update_identity_terms(connection, [article_id for _, article_id, _ in speakers])


def _appearance(connection: Connection, article_id: int, speaker_key: str) -> Appearance:
    """Return a speaker's appearance, from the rows of its article."""
    record = load_record(connection, article_id)
    return next(appearance for appearance in speaker_appearances(record) if appearance.speaker == speaker_key)


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
