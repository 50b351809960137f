"""Replace articles that a newer model read, and link all speakers to identities again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select

from onrecord.records import Record
from onrecord.speakers.linking import link_speakers, speaker_appearances
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, load_decisions
from onrecord.store.identities.identity_changes import rename_identity, update_identity_terms
from onrecord.store.identities.identity_index import StoreIdentityIndex
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
        connection.execute(delete(t.statements).where(t.statements.c.article_id == article_id))
        connection.execute(delete(t.speakers).where(t.speakers.c.article_id == article_id))
        columns = t.articles.c
        query = select(columns.id, columns.day, columns.outlet_id).where(columns.id == article_id)
        article_row = dict(connection.execute(query).mappings().one())
        index = StoreIdentityIndex(connection)
        speakers = speaker_appearances(record)
        index.prefetch(speakers)
        add_contents(index, load_decisions(connection), article_row, record, speakers)
        index.flush()
    connection.execute(t.articles.update().where(t.articles.c.id == article_id).values(model=model))


def relinking_is_due(connection: Connection) -> bool:
    """Return whether articles were replaced since speakers were last linked."""
    query = select(t.runs.c.id).where(t.runs.c.verb == VERB, t.runs.c.finished.is_(None)).limit(1)
    return connection.execute(query).scalar() is not None


def relink_speakers(connection: Connection) -> int:
    """Link every speaker of the store again, in the order of adding; return how many changed their identity.

    What people decided holds; names that they gave stay with the identities that keep their id.
    """
    i = t.identities.c
    old_identities = {row[0]: row[1] for row in connection.execute(_IDENTITY_OF_SPEAKER)}
    new_names = connection.execute(select(i.slug, i.renamed).where(i.renamed.is_not(None))).all()
    connection.execute(t.speakers.update().values(identity_id=None))
    for table in (t.identity_keys, t.identities, t.names_met):
        connection.execute(delete(table))
    index, decisions = StoreIdentityIndex(connection, record_count=0), load_decisions(connection)
    all_articles = article_ids(connection, current=False)
    changed = 0
    for begin in range(0, len(all_articles), BATCH):
        batch = all_articles[begin : begin + BATCH]
        changed += _link_articles(connection, index, decisions, batch, old_identities)
    for slug, name in new_names:
        rename_identity(connection, i.slug == slug, name)
    connection.execute(t.runs.update().where(t.runs.c.verb == VERB).values(finished=now()))
    update_identity_terms(connection, all_articles)  # identities have new row numbers
    return changed


def _link_articles(
    connection: Connection,
    index: StoreIdentityIndex,
    decisions: Sequence[Decision],
    articles: Sequence[int],
    old_identities: Mapping[int, str],
) -> int:
    """Link the speakers of some articles; return how many have another identity than before."""
    speakers = {article_id: speaker_appearances(load_record(connection, article_id)) for article_id in articles}
    index.prefetch(appearance for article_speakers in speakers.values() for appearance in article_speakers)
    updates: list[dict[str, object]] = []
    changed = 0
    for article_id, article_speakers in speakers.items():
        outcome = link_speakers(article_speakers, index, constraints=decisions)
        index.learn(article_speakers, outcome.identities, outcome.assignments)
        assignments = {assignment.speaker: assignment for assignment in outcome.assignments}
        for speaker_id, key in connection.execute(_SPEAKERS_OF_ARTICLE, {"article": article_id}):
            identity = assignments[key].identity
            row_id = index.row_ids.get(identity or "")
            updates.append({"speaker": speaker_id, "identity": row_id, "method": assignments[key].how})
            changed += old_identities.get(speaker_id) != identity
    index.flush()
    if updates:
        connection.execute(_SET_IDENTITY, updates)
    return changed


_IDENTITY_OF_SPEAKER = select(t.speakers.c.id, t.identities.c.slug).join(
    t.identities, t.identities.c.id == t.speakers.c.identity_id
)
_SPEAKERS_OF_ARTICLE = select(t.speakers.c.id, t.speakers.c.key).where(t.speakers.c.article_id == bindparam("article"))
_SET_IDENTITY = (
    t.speakers.update()
    .where(t.speakers.c.id == bindparam("speaker"))
    .values(identity_id=bindparam("identity"), how=bindparam("method"))
)
