"""Rename, merge and split identities, as people decide; and undo it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.errors import IdentityError
from onrecord.speakers.linking import Appearance, Identity, SpeakerRef, link_speakers, speaker_appearances
from onrecord.speakers.linking.resolver import new_identity_id
from onrecord.store import tables as t
from onrecord.store.identities.decisions import (
    Decision,
    decided_identities,
    find_appearance,
    find_decision,
    load_decisions,
    mark_undone,
    save_decision,
    split_speakers,
)
from onrecord.store.identities.identity_index import StoreIdentityIndex
from onrecord.store.identities.identity_lookup import find_one_identity, name_key
from onrecord.store.identities.identity_terms import update_identity_terms
from onrecord.store.identities.shown_identities import update_shown
from onrecord.store.load_records import load_record


def rename(connection: Connection, name: str, new_name: str, *, author: str = "", reason: str = "") -> Decision:
    """Give an identity another name; later articles keep it.

    Raises:
        IdentityError: no identity, or more than one, has the name; or the new name is empty.
    """
    identity_id, slug = find_one_identity(connection, name)
    normalized = " ".join(new_name.split())
    if not normalized:
        raise IdentityError("the new name is empty; give the new name")
    i = t.identities.c
    before = connection.execute(select(func.coalesce(i.renamed, i.name)).where(i.id == identity_id)).scalar_one()
    details = {"name": normalized, "before": before}
    decision_id = save_decision(connection, "rename", slug, details, author=author, reason=reason)
    apply_renames(connection, slug)
    return find_decision(connection, decision_id)


def apply_renames(connection: Connection, only: str | None = None) -> None:
    """Set the names that people gave: of one identity by its id, or of all."""
    names: dict[str, str | None] = {} if only is None else {only: None}
    for decision in load_decisions(connection, kinds=("rename",), holding=True):
        if decision.identity is not None and only in {None, decision.identity}:
            names[decision.identity] = decision.details["name"]
    for slug, name in names.items():
        update = t.identities.update().where(t.identities.c.slug == slug)
        connection.execute(update.values(renamed=name, renamed_folded=name_key(name) if name else None))


def merge(connection: Connection, names: Sequence[str], *, author: str = "", reason: str = "") -> Decision:
    """Decide that identities are one: the one in most articles keeps its id and name.

    Raises:
        IdentityError: no identity, or more than one, has one of the names; or they are one already.
    """
    identities = [find_one_identity(connection, name) for name in names]
    row_ids = list(dict.fromkeys(row_id for row_id, _ in identities))
    if len(row_ids) < 2:
        raise IdentityError(f"{' and '.join(names)} are one identity already")
    s, i = t.speakers.c, t.identities.c
    query = select(s.identity_id, func.count(s.article_id.distinct())).where(s.identity_id.in_(row_ids))
    articles: dict[int, int] = dict(connection.execute(query.group_by(s.identity_id)).all())
    query = select(i.id, i.slug, func.coalesce(i.renamed, i.name)).where(i.id.in_(row_ids))
    rows = {row_id: (slug, name) for row_id, slug, name in connection.execute(query)}
    target = max(row_ids, key=lambda row_id: articles.get(row_id, 0))  # of equals the first
    sources = [row_id for row_id in row_ids if row_id != target]
    details = {
        "sources": [rows[row_id][0] for row_id in sources],
        "names": [rows[row_id][1] for row_id in (target, *sources)],
    }
    decision_id = save_decision(connection, "merge", rows[target][0], details, author=author, reason=reason)
    update_shown(connection)
    return find_decision(connection, decision_id)


def split(
    connection: Connection,
    name: str,
    records: Sequence[str],
    *,
    into: str | None = None,
    author: str = "",
    reason: str = "",
) -> Decision:
    """Decide that the speaker of some records is not this identity, but a new one or ``into``.

    Raises:
        IdentityError: no identity, or more than one, has a name; the identity does not speak in one of the records,
            or in no other.
    """
    identity_id, slug = find_one_identity(connection, name)
    receiver = find_one_identity(connection, into)[1] if into is not None else None
    speakers = _speakers_in(connection, identity_id, records)
    missing = [record for record in records if record not in {speaker.record for speaker in speakers}]
    if missing:
        raise IdentityError(f"{name} does not speak in record {missing[0]}")
    s = t.speakers.c
    total = connection.execute(select(func.count()).where(s.identity_id == identity_id)).scalar_one()
    if total == len(speakers) and receiver is None:
        raise IdentityError(f"{name} speaks in {', '.join(records)} alone: there is nothing to split")
    if receiver == slug:
        raise IdentityError(f"{name} and {into} are one identity already")
    evidence = _evidence_ids(connection, speakers)
    moves = [(speaker.id, speaker.article_id, speaker.key) for speaker in speakers]
    receiver = receiver or _new_identity(connection, moves)
    details = {"from": slug, "name": speakers[0].name}
    refs = {SpeakerRef(speaker.record, name_key(speaker.name)): evidence[speaker.id] for speaker in speakers}
    decision_id = save_decision(
        connection, "split", receiver, details, author=author, reason=reason, speakers=refs.items()
    )
    _move_speakers(connection, moves, receiver, "told")
    return find_decision(connection, decision_id)


def undo(connection: Connection, decision: Decision, author: str = "") -> Decision:
    """Take back a decision about identities that holds; return it."""
    mark_undone(connection, decision, author)
    if decision.kind == "rename":
        apply_renames(connection, decision.identity)
    elif decision.kind == "merge":
        update_shown(connection)
    else:
        _put_back(connection, decision)
    return decision


def _speakers_in(connection: Connection, identity_id: int, records: Sequence[str]) -> Sequence[Any]:
    """Return an identity's speakers in some records: id, article_id, key, name, record."""
    s, a = t.speakers.c, t.articles.c
    query = select(s.id, s.article_id, s.key, s.name, a.record).join(t.articles, a.id == s.article_id)
    return connection.execute(query.where(s.identity_id == identity_id, a.record.in_(records)).order_by(s.id)).all()


def _evidence_ids(connection: Connection, speakers: Sequence[Any]) -> dict[int, str | None]:
    """Return the ids of the identities that the evidence gave speakers, whatever people decided since."""
    s, i, d = t.speakers.c, t.identities.c, t.decision_speakers.c
    query = select(s.id, i.slug).join(t.identities, i.id == s.own_identity_id)
    query = query.where(s.id.in_([speaker.id for speaker in speakers]))
    evidence = dict(connection.execute(query).all())
    for speaker in speakers:
        earlier = (
            select(d.evidence)
            .join(t.decisions, t.decisions.c.id == d.decision_id)
            .where(d.record == speaker.record, d.name == name_key(str(speaker.name)), t.decisions.c.undone.is_(None))
            .order_by(d.decision_id.desc())
        )
        row = connection.execute(earlier).first()
        if row is not None:
            evidence[speaker.id] = row[0]
    return evidence


Move = tuple[int, int, str]  # a speaker: row number, the article's row number, its key in the record


def _new_identity(connection: Connection, moves: Sequence[Move]) -> str:
    """Add an identity without speakers yet, for those that are taken out of another; return its id."""
    first = _appearances(connection, moves)[0]
    base = slug = new_identity_id(first)
    number = 1
    while connection.execute(select(t.identities.c.id).where(t.identities.c.slug == slug)).first():
        number += 1
        slug = f"{base}-{number}"
    index = StoreIdentityIndex(connection)
    index.put([Identity(slug, first.kind, first.name, founder=first.ref, by_person=True)])
    index.flush()
    return slug


def _move_speakers(connection: Connection, moves: Sequence[Move], slug: str | None, how: str) -> None:
    """Give speakers another identity of their own; None: the one that the evidence gives now."""
    index = StoreIdentityIndex(connection)
    s, i = t.speakers.c, t.identities.c
    own_identity = select(i.slug).join(t.speakers, s.own_identity_id == i.id)
    for move, appearance in zip(moves, _appearances(connection, moves), strict=True):
        speaker_id, _, _ = move
        index.remove(appearance, connection.execute(own_identity.where(s.id == speaker_id)).scalar())
        decided = {} if slug is None else {(appearance.record, appearance.speaker): slug}
        result = link_speakers([appearance], index, decided=decided)
        index.put(result.identities)
        index.flush()
        own_id = result.assignments[0].identity
        values = {
            "own_identity_id": index.row_ids.get(own_id or ""),
            "identity_id": index.shown_row(own_id),
            "how": how if slug else result.assignments[0].how,
            "why": None,
        }
        connection.execute(t.speakers.update().where(s.id == speaker_id).values(**values))
    update_identity_terms(connection, [article_id for _, article_id, _ in moves])


def _appearances(connection: Connection, moves: Sequence[Move]) -> list[Appearance]:
    """Return the appearances of speakers, from the rows of their articles."""
    by_article = {
        article_id: {
            appearance.speaker: appearance for appearance in speaker_appearances(load_record(connection, article_id))
        }
        for article_id in {article_id for _, article_id, _ in moves}
    }
    return [by_article[article_id][key] for _, article_id, key in moves]


def _put_back(connection: Connection, decision: Decision) -> None:
    """Give the speakers of an undone split the identities that they would have without it."""
    a, d, s, i = t.articles.c, t.decision_speakers.c, t.speakers.c, t.identities.c
    refs = connection.execute(select(d.record, d.name, d.evidence).where(d.decision_id == decision.id)).all()
    own_identities = select(s.id, s.key, i.slug).join(t.identities, i.id == s.own_identity_id)
    for record, name, evidence in refs:
        for article_id in connection.execute(select(a.id).where(a.record == record).order_by(a.id)).scalars().all():
            appearances = speaker_appearances(load_record(connection, article_id))
            appearance = find_appearance(appearances, name)
            identity_of_speaker = {
                key: (row_id, slug)
                for row_id, key, slug in connection.execute(own_identities.where(s.article_id == article_id))
            }
            speaker_id, slug = identity_of_speaker.get(appearance.speaker, (0, None)) if appearance else (0, None)
            if appearance is None or slug != decision.identity:
                continue
            move = speaker_id, article_id, appearance.speaker
            decided = decided_identities(split_speakers(connection, [record]), appearances).get(
                (record, appearance.speaker)
            )
            is_known = connection.execute(select(i.id).where(i.slug == evidence)).first()
            _move_speakers(
                connection, [move], decided or (evidence if is_known else None), "told" if decided else "merged"
            )
