"""Replace articles that a newer model read, and link all speakers to identities again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from onrecord.records import Record
from onrecord.speakers.linking import Appearance, Assignment, Identity, PeopleFile, link_speakers, speaker_appearances
from onrecord.store import tables as t
from onrecord.store.corrections.corrections import keep_corrections
from onrecord.store.identities.decisions import (
    decided_identities,
    decided_ids,
    find_appearance,
    split_speakers,
)
from onrecord.store.identities.identity_changes import apply_renames
from onrecord.store.identities.identity_index import StoreIdentityIndex, reasons_text
from onrecord.store.identities.identity_terms import update_identity_terms
from onrecord.store.identities.people_rows import load_people
from onrecord.store.identities.shown_identities import update_shown
from onrecord.store.load_records import article_ids, load_record
from onrecord.store.write.article_rows import add_contents
from onrecord.store.write.rows import now

VERB = "reread"
BATCH = 100  # articles whose speakers are linked together


def replace_record(connection: Connection, article_id: int, record: Record | None, model: str) -> None:
    """Replace an article's statements and speakers by those that a newer model read.

    Until ``relink_speakers`` the table ``runs`` says that linking is due.

    Args:
        connection: A connection that writes.
        article_id: The article's row number.
        record: Its new record; None where it is the same and only the model's name changes.
        model: The name of the model that read it.
    """
    if record is not None:
        if not relinking_is_due(connection):
            run = {"verb": VERB, "version": "", "model": model, "started": now()}
            connection.execute(t.runs.insert().values(**run))
        corrected = keep_corrections(connection, article_id, record)
        record = corrected.record
        index = StoreIdentityIndex(connection)
        former_ids = unlink_article(connection, index, article_id)
        connection.execute(delete(t.statements).where(t.statements.c.article_id == article_id))
        connection.execute(delete(t.speakers).where(t.speakers.c.article_id == article_id))
        columns = t.articles.c
        query = select(columns.id, columns.day, columns.outlet_id, columns.current).where(columns.id == article_id)
        article_row = dict(connection.execute(query).mappings().one())
        speakers = speaker_appearances(record)
        index.prefetch(speakers)
        former = _former_identities(former_ids, speakers)
        decided = {speaker: slug for speaker, slug in former.items() if slug in decided_ids(connection)}
        decided |= decided_identities(split_speakers(connection, [record.id]), speakers)
        decided |= {(record.id, speaker): slug for speaker, slug in corrected.identities.items()}
        add_contents(
            index, decided, article_row, record, speakers, former, corrected.corrections, load_people(connection)
        )
        index.flush()
    connection.execute(t.articles.update().where(t.articles.c.id == article_id).values(model=model))


def unlink_article(connection: Connection, index: StoreIdentityIndex, article_id: int) -> dict[str, str]:
    """Take an article's speakers out of their identities, in an index that is flushed later.

    Returns:
        The ids of their identities, by name.
    """
    appearances = speaker_appearances(load_record(connection, article_id))
    rows = connection.execute(_OWN_IDENTITIES_OF_ARTICLE, {"article": article_id})
    ids_by_key = {key: slug for _, key, slug in rows if slug}
    index.unlearn(appearances, ids_by_key)
    return {
        appearance.name: ids_by_key[appearance.speaker]
        for appearance in appearances
        if appearance.speaker in ids_by_key
    }


def _former_identities(ids_by_name: Mapping[str, str], appearances: Sequence[Appearance]) -> dict[tuple[str, str], str]:
    """Return the identities that speakers had before their record was read again, by the ids of record and speaker."""
    former: dict[tuple[str, str], str] = {}
    for name, identity_id in ids_by_name.items():
        appearance = find_appearance(appearances, name)
        if appearance is not None:
            former.setdefault((appearance.record, appearance.speaker), identity_id)
    return former


def relinking_is_due(connection: Connection) -> bool:
    """Return whether articles were replaced since speakers were last linked."""
    query = select(t.runs.c.id).where(t.runs.c.verb == VERB, t.runs.c.finished.is_(None)).limit(1)
    return connection.execute(query).scalar() is not None


def relink_speakers(connection: Connection) -> int:
    """Link every speaker of the store again, in the order of adding; return how many changed their identity.

    What people decided holds: identities that decisions are about keep their speakers. Every other identity has the
    id of the old one that most of its speakers had.
    """
    old_ids = dict(connection.execute(_OWN_IDENTITIES).all())
    shown_before = dict(connection.execute(_SHOWN_IDENTITIES).all())
    decided = decided_ids(connection)
    joined = _joined_to(connection, decided)
    decided |= joined.keys()
    kept_identities = _decided_identities(connection, decided)
    connection.execute(t.speakers.update().values(identity_id=None, own_identity_id=None))
    connection.execute(t.identities.update().values(joined_to=None, merged_into=None))
    for table in (t.identity_keys, t.identities, t.names_met):
        connection.execute(delete(table))
    index = StoreIdentityIndex(connection, record_count=0)
    index.put(kept_identities)
    index.flush()
    all_articles, people = article_ids(connection, current=False), load_people(connection)
    for begin in range(0, len(all_articles), BATCH):
        _link_articles(connection, index, all_articles[begin : begin + BATCH], old_ids, decided, people)
    for join in index.joins.values():
        _set_joined(connection, index.row_ids[join.identity], reasons_text(join.reasons))
    for slug, target in joined.items():
        target_id = connection.execute(select(t.identities.c.id).where(t.identities.c.slug == target)).scalar()
        connection.execute(t.identities.update().where(t.identities.c.slug == slug).values(joined_to=target_id))
    _keep_ids(connection, old_ids, decided)
    connection.execute(t.identities.update().values(merged_into=None))  # speakers were not written yet when it was set
    update_shown(connection)
    apply_renames(connection)
    connection.execute(t.runs.update().where(t.runs.c.verb == VERB).values(finished=now()))
    update_identity_terms(connection, all_articles)  # identities have new row numbers
    shown_after = dict(connection.execute(_SHOWN_IDENTITIES).all())
    return sum(shown_before.get(speaker_id) != shown_after.get(speaker_id) for speaker_id in shown_before | shown_after)


def _joined_to(connection: Connection, decided: frozenset[str]) -> dict[str, str]:
    """Return the surnames that were joined to identities which decisions are about, and to which: they stay so."""
    target, shown_identities = t.identities.alias("target"), t.identities.alias("shown")
    query = (
        select(t.identities.c.slug, target.c.slug, shown_identities.c.slug)
        .join(target, target.c.id == t.identities.c.joined_to)
        .join(shown_identities, shown_identities.c.id == t.identities.c.merged_into)
    )
    return {
        slug: target_slug
        for slug, target_slug, shown_slug in connection.execute(query)
        if slug not in decided and {target_slug, shown_slug} & decided
    }


def _decided_identities(connection: Connection, decided: frozenset[str]) -> list[Identity]:
    """Return the identities that decisions are about, without their speakers."""
    index = StoreIdentityIndex(connection)
    identities = [identity for slug in sorted(decided) if (identity := index.identity(slug))]
    identities.sort(key=lambda identity: index.row_ids[identity.id])
    return [
        Identity(
            identity.id, identity.kind, identity.name, identity.wikidata, identity.founder, by_person=identity.by_person
        )
        for identity in identities
    ]


def _link_articles(
    connection: Connection,
    index: StoreIdentityIndex,
    articles: Sequence[int],
    old_ids: Mapping[int, str],
    decided: frozenset[str],
    people: PeopleFile,
) -> None:
    """Link the speakers of some articles, all but those of identities that people decided about."""
    speakers = {article_id: speaker_appearances(load_record(connection, article_id)) for article_id in articles}
    index.prefetch(appearance for article_speakers in speakers.values() for appearance in article_speakers)
    updates: list[dict[str, object]] = []
    for article_id, appearances in speakers.items():
        rows = connection.execute(_SPEAKERS_OF_ARTICLE, {"article": article_id}).all()
        outcome = link_speakers(appearances, index, people, decided=_kept_speakers(rows, appearances, old_ids, decided))
        index.learn(appearances, outcome)
        assignments = {assignment.speaker: assignment for assignment in outcome.assignments}
        updates += [
            {
                "speaker": speaker_id,
                "identity": index.row_ids.get(assignments[key].identity or ""),
                "method": how if old_ids.get(speaker_id) in decided else assignments[key].how,
                "reasons": why if old_ids.get(speaker_id) in decided else _surname_reasons(assignments[key]),
            }
            for speaker_id, key, how, why in rows
        ]
    index.flush()
    if updates:
        connection.execute(_SET_IDENTITY, updates)


def _surname_reasons(assignment: Assignment) -> str | None:
    return reasons_text(assignment.reasons) if assignment.how == "surname" else None


def _kept_speakers(
    rows: Sequence[Any],
    appearances: Sequence[Appearance],
    old_ids: Mapping[int, str],
    decided: frozenset[str],
) -> dict[tuple[str, str], str]:
    """Return the speakers of an article whose identity a decision is about, with that identity."""
    return {
        (appearances[0].record, key): old_ids[speaker_id]
        for speaker_id, key, _, _ in rows
        if old_ids.get(speaker_id) in decided
    }


def _set_joined(connection: Connection, identity_id: int, why: str) -> None:
    update = t.speakers.update().where(t.speakers.c.own_identity_id == identity_id)
    connection.execute(update.values(how="surname", why=why))


def _keep_ids(connection: Connection, old_ids: Mapping[int, str], decided: frozenset[str]) -> None:
    """Give new identities the ids of those that they had before, each that of most of its speakers."""
    shared: Counter[tuple[str, str]] = Counter()
    new_ids = {slug for (slug,) in connection.execute(select(t.identities.c.slug))}
    for speaker_id, slug in connection.execute(_OWN_IDENTITIES):
        old_id = old_ids.get(speaker_id)
        if old_id and old_id not in decided and slug not in decided:
            shared[slug, old_id] += 1
    id_of_slug: dict[str, str] = {}
    for (slug, old_id), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if slug not in id_of_slug and old_id not in id_of_slug.values():
            id_of_slug[slug] = old_id
    renamed = {slug: old_id for slug, old_id in id_of_slug.items() if slug != old_id}
    taken = (new_ids - renamed.keys()) | set(renamed.values())
    for slug in sorted(
        set(renamed.values()) & (new_ids - renamed.keys())
    ):  # another new one has the id: it gets a new one
        number = 2
        while f"{slug}-{number}" in taken:
            number += 1
        renamed[slug] = f"{slug}-{number}"
        taken.add(renamed[slug])
    if renamed:
        connection.execute(_SET_SLUG, [{"old": slug, "new": f"\t{slug}"} for slug in renamed])
        connection.execute(_SET_SLUG, [{"old": f"\t{slug}", "new": new} for slug, new in renamed.items()])


_OWN_IDENTITIES = (
    select(t.speakers.c.id, t.identities.c.slug)
    .join(t.identities, t.identities.c.id == t.speakers.c.own_identity_id)
    .order_by(t.speakers.c.id)
)
_SHOWN_IDENTITIES = select(t.speakers.c.id, t.identities.c.slug).join(
    t.identities, t.identities.c.id == t.speakers.c.identity_id
)
_OWN_IDENTITIES_OF_ARTICLE = (
    select(t.speakers.c.id, t.speakers.c.key, t.identities.c.slug)
    .outerjoin(t.identities, t.identities.c.id == t.speakers.c.own_identity_id)
    .where(t.speakers.c.article_id == bindparam("article"))
)
_SPEAKERS_OF_ARTICLE = select(t.speakers.c.id, t.speakers.c.key, t.speakers.c.how, t.speakers.c.why).where(
    t.speakers.c.article_id == bindparam("article")
)
_SET_IDENTITY = (
    t.speakers.update()
    .where(t.speakers.c.id == bindparam("speaker"))
    .values(
        identity_id=bindparam("identity"),
        own_identity_id=bindparam("identity"),
        how=bindparam("method"),
        why=bindparam("reasons"),
    )
)
_SET_SLUG = t.identities.update().where(t.identities.c.slug == bindparam("old")).values(slug=bindparam("new"))
