"""Write a corrected statement in place of what was there."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, select

from onrecord.records import Record, Statement
from onrecord.speakers.linking import link_speakers, speaker_appearances
from onrecord.store import tables as t
from onrecord.store.corrections.statement_changes import StatementCorrection, correct_statement
from onrecord.store.identities.identity_index import StoreIdentityIndex
from onrecord.store.load_records import load_record
from onrecord.store.write import rows
from onrecord.store.write.article_rows import StatementFilters


def rewrite_statement(
    connection: Connection, article_id: int, row_id: int | None, correction: StatementCorrection
) -> None:
    """Write a statement as people corrected it, under a new row number: vectors and quoted words are found by it.

    Args:
        connection: A connection that writes.
        article_id: The article's row number.
        row_id: The statement's present row; None if it is not there.
        correction: What the model read, and the changes that hold; none where all were taken back.
    """
    s = t.statements.c
    record = load_record(connection, article_id)
    parent_ids = {
        key: number for number, key in connection.execute(select(s.id, s.key).where(s.article_id == article_id))
    }
    parent_id = parent_ids.get(correction.original.parent or "")
    new_id = None
    if not correction.is_removed:
        statement, identities = replace(correction.original), dict[str, str]()
        if correction.changes:
            record, statement = correct_statement(record, statement, correction, identities)
        _add_speakers(connection, article_id, record, identities)
        correction_id = correction.id if correction.changes else None
        new_id = _insert_statement(connection, article_id, record, statement, parent_id, correction_id)
    if row_id is not None:
        children = t.statements.update().where(s.parent_id == row_id, s.id != new_id)
        connection.execute(children.values(parent_id=new_id or parent_id))
        connection.execute(delete(t.statements).where(s.id == row_id))
    elif new_id is not None:
        children = t.statements.update().where(s.article_id == article_id, s.key.in_(correction.children))
        connection.execute(children.values(parent_id=new_id))
    _remove_added_speakers(connection, article_id)


def _add_speakers(connection: Connection, article_id: int, record: Record, identities: dict[str, str]) -> None:
    """Add the speakers whom a correction brought into an article, linked to their identities."""
    sp = t.speakers.c
    present = set(connection.execute(select(sp.key).where(sp.article_id == article_id)).scalars())
    index = StoreIdentityIndex(connection)
    for speaker, appearance in zip(record.speakers, speaker_appearances(record), strict=True):
        if speaker.id in present:
            continue
        decided = {(record.id, speaker.id): identities[speaker.id]} if speaker.id in identities else {}
        result = link_speakers([appearance], index, decided=decided)
        index.put(result.identities)
        assignment = result.assignments[0]
        row = rows.speaker_row(speaker) | {
            "article_id": article_id,
            "identity_id": index.shown_row(assignment.identity),
            "how": assignment.how,
            "own_identity_id": index.row_ids.get(assignment.identity or ""),
            "why": None,
        }
        index.buffer.add(t.speakers, row)
    index.flush()


def _insert_statement(
    connection: Connection,
    article_id: int,
    record: Record,
    statement: Statement,
    parent_id: int | None,
    correction_id: int | None,
) -> int:
    a, sp = t.articles.c, t.speakers.c
    article = select(a.day, a.outlet_id, a.current).where(a.id == article_id)
    day, outlet_id, current = connection.execute(article).one()
    speaker_rows = connection.execute(select(sp.id, sp.key, sp.identity_id).where(sp.article_id == article_id)).all()
    speaker_ids = {key: row_id for row_id, key, _ in speaker_rows}
    filters = StatementFilters(day, outlet_id, {key: identity for _, key, identity in speaker_rows}, record.speakers)
    buffer = StoreIdentityIndex(connection).buffer
    row = rows.statement_row(statement) | {
        "article_id": article_id,
        "day": day,
        "current": current,
        "parent_id": parent_id,
        "speaker_id": speaker_ids.get(statement.speaker or ""),
        "addressee_speaker_id": speaker_ids.get(statement.addressee_speaker or ""),
        "filters": filters.terms(statement),
        "correction_id": correction_id,
    }
    new_id = buffer.add(t.statements, row)
    buffer.add_keyed(t.spans, [span | {"statement_id": new_id} for span in rows.span_rows(statement)])
    buffer.write()
    return new_id


def _remove_added_speakers(connection: Connection, article_id: int) -> None:
    """Remove speakers whom corrections brought into an article and who say nothing there any more."""
    sp, st = t.speakers.c, t.statements.c
    speaks = select(st.id).where(st.speaker_id == sp.id).exists()
    unused = select(sp.id, sp.key, t.identities.c.slug).outerjoin(t.identities, t.identities.c.id == sp.own_identity_id)
    unused = unused.where(sp.article_id == article_id, sp.key.like("c%"), ~speaks)
    rows_to_remove = connection.execute(unused).all()
    if not rows_to_remove:
        return
    appearances = {
        appearance.speaker: appearance for appearance in speaker_appearances(load_record(connection, article_id))
    }
    index = StoreIdentityIndex(connection)
    for _, key, slug in rows_to_remove:
        index.remove(appearances[key], slug)
    index.flush()
    connection.execute(delete(t.speakers).where(sp.id.in_([row_id for row_id, _, _ in rows_to_remove])))
