"""Correct statements, take corrections back, and keep them when articles are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Connection, select

from onrecord.errors import IdentityError, StoreError
from onrecord.records import Act, Record, Statement
from onrecord.store import tables as t
from onrecord.store.corrections.rewrite_statements import rewrite_statement
from onrecord.store.corrections.statement_changes import (
    CorrectedRecord,
    StatementCorrection,
    correct_record,
    find_words,
    has_text,
    statement_from_json,
    statement_to_json,
)
from onrecord.store.identities.decisions import (
    Decision,
    find_decision,
    load_decisions,
    mark_undone,
    save_decision,
    update_details,
)
from onrecord.store.identities.identity_lookup import find_identities
from onrecord.store.load_records import load_record
from onrecord.store.write.rows import replace_unstorable
from onrecord.text.word_lists import fold

KIND = "correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementChange:
    """What a person changes in a statement; one thing at least.

    Attributes:
        speaker: The speaker's name or identity; an empty text for nobody.
        act: What was done by saying it.
        content: Its words as they stand in the article, with … between pieces.
        not_a_statement: It is no statement.
    """

    speaker: str | None = None
    act: str | None = None
    content: str | None = None
    not_a_statement: bool = False


def correct(
    connection: Connection, statement_id: str, change: StatementChange, *, author: str = "", reason: str = ""
) -> Decision:
    """Correct a statement, for good.

    Raises:
        StoreError: there is no such statement, nothing is changed, or the article does not have the words.
        IdentityError: several identities have the speaker's name.
    """
    found = find_stored_statement(connection, statement_id)
    record, statement, first_id = found.record, found.statement, found.correction_id
    first = None if first_id is None else find_decision(connection, first_id, (KIND,), any_state=True)
    speaker = record.speaker_of(statement)
    details = {
        "statement": statement.id,
        "original": first.details["original"] if first else statement_to_json(statement),
        "speaker": first.details["speaker"] if first else speaker.name if speaker else None,
        "before": {"speaker": speaker.name if speaker else None, "act": statement.act, "content": statement.text},
        "changes": _changes(connection, record, statement, change),
        "children": [child.id for child in record.statements if child.parent == statement.id],
        "first": first_id,
    }
    decision_id = save_decision(connection, KIND, None, details, author=author, reason=reason, record=record.id)
    correction = _correction(connection, record.id, first_id or decision_id)
    rewrite_statement(connection, found.article_id, found.row_id, correction)
    return find_decision(connection, decision_id, (KIND,))


def undo_correction(connection: Connection, decision: Decision, author: str = "") -> Decision:
    """Take a correction back; the statement is again as the model read it, and as other corrections say."""
    mark_undone(connection, decision, author)
    first_id = decision.details["first"] or decision.id
    correction = _correction(connection, decision.records[0], first_id)
    s, a = t.statements.c, t.articles.c
    row = connection.execute(select(s.article_id, s.id).where(s.correction_id == first_id)).first()
    if row is not None:
        rewrite_statement(connection, row[0], row[1], correction)
        return decision
    articles = select(a.id).where(a.record == decision.records[0]).order_by(a.current.desc(), a.id.desc())
    for article_id in connection.execute(articles).scalars():
        if has_text(load_record(connection, article_id), correction.original):
            rewrite_statement(connection, article_id, None, correction)
            break
    return decision


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement with its place in the store: row numbers, and that of the first decision that corrected it."""

    article_id: int
    row_id: int
    correction_id: int | None
    record: Record
    statement: Statement


def find_stored_statement(connection: Connection, statement_id: str) -> StoredStatement:
    """Return the statement with an id.

    Args:
        connection: A connection to the store.
        statement_id: The ids of the record and of the statement in it, with a full stop between, or the row number.

    Raises:
        StoreError: there is no such statement.
    """
    s, a = t.statements.c, t.articles.c
    query = select(a.id, s.id, s.correction_id, s.key).join(t.articles, a.id == s.article_id)
    query = query.order_by(a.current.desc(), a.id.desc())
    record_id, _, key = replace_unstorable(statement_id).rpartition(".")
    row = connection.execute(query.where(a.record == record_id, s.key == key)).first() if record_id else None
    if row is None and statement_id.isascii() and statement_id.isdigit() and len(statement_id) < 19:
        row = connection.execute(query.where(s.id == int(statement_id))).first()
    if row is None:
        raise StoreError(
            f"{statement_id}: there is no such statement; give the record's id, a full stop and the statement's id,"
            " as `onrecord find` prints them"
        )
    record = load_record(connection, row[0])
    statement = next(statement for statement in record.statements if statement.id == row[3])
    return StoredStatement(row[0], row[1], row[2], record, statement)


def apply_corrections(connection: Connection, record: Record) -> CorrectedRecord:
    """Return a record that was read again with all that people corrected in it."""
    decisions = load_decisions(connection, kinds=(KIND,), holding=True, record=record.id)
    return correct_record(record, list(grouped_corrections(decisions).values()))


def keep_corrections(connection: Connection, record: Record) -> CorrectedRecord:
    """Return a record as ``apply_corrections`` does; keep what the model reads now as each correction's original."""
    corrected = apply_corrections(connection, record)
    for decision in load_decisions(connection, kinds=(KIND,), holding=True, record=record.id):
        original = corrected.originals.get(decision.details["first"] or decision.id)
        if original is not None:
            speaker = record.speaker_of(original)
            details = dict(decision.details) | {
                "original": statement_to_json(original), "speaker": speaker.name if speaker else None
            }  # fmt: skip
            update_details(connection, decision.id, details)
    return corrected


def _correction(connection: Connection, record_id: str, first_id: int) -> StatementCorrection:
    """Return what holds of the corrections of one statement."""
    decisions = load_decisions(connection, kinds=(KIND,), record=record_id)
    holding = grouped_corrections([decision for decision in decisions if not decision.undone])
    first = next(decision for decision in decisions if decision.id == first_id)
    original = statement_from_json(first.details["original"])
    children = tuple(first.details["children"])
    return holding.get(first_id) or StatementCorrection(first_id, original, first.details["speaker"], {}, children)


def grouped_corrections(decisions: Sequence[Decision]) -> dict[int, StatementCorrection]:
    """Return corrections by the number of the first one of their statement: several of one statement count together."""
    grouped: dict[int, StatementCorrection] = {}
    for decision in decisions:
        details, first_id = decision.details, decision.details["first"] or decision.id
        earlier = grouped[first_id].changes if first_id in grouped else {}
        original = statement_from_json(details["original"])
        grouped[first_id] = StatementCorrection(
            first_id, original, details["speaker"], {**earlier, **details["changes"]}, tuple(details["children"])
        )
    return grouped


def _changes(connection: Connection, record: Record, statement: Statement, change: StatementChange) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if change.not_a_statement:
        changes["removed"] = True
    if change.act is not None:
        if change.act not in get_args(Act):
            raise StoreError(f"{change.act}: is not an act; give one of {', '.join(get_args(Act))}")
        changes["act"] = change.act
    if change.content is not None:
        spans = find_words(record.article.text, change.content, statement.content[0].start)
        changes["content"] = [list(pair) for pair in spans]
    if change.speaker is not None:
        changes["speaker"] = _speaker(connection, record, change.speaker) if change.speaker.strip() else None
    if not changes:
        raise StoreError("nothing is corrected; say what is wrong: the speaker, the act, the content, or all of it")
    return changes


def _speaker(connection: Connection, record: Record, name: str) -> dict[str, Any]:
    """Return the speaker that a name means: one of the record, else one of the store, else somebody new."""
    name = " ".join(replace_unstorable(name).split())
    named = [
        speaker
        for speaker in record.speakers
        if fold(name) in {fold(speaker.name), *(fold(alias) for alias in speaker.aliases)}
    ]
    if len(named) == 1:
        return {"name": named[0].name, "kind": named[0].kind}
    identity_ids = find_identities(connection, name, whole_names=True)
    i = t.identities.c
    rows = connection.execute(select(i.slug, i.renamed, i.name, i.kind).where(i.id.in_(identity_ids))).all()
    if len(rows) > 1:
        choices = ", ".join(slug for slug, *_ in rows[:5])
        raise IdentityError(f"{name}: {len(rows)} identities have this name; give the id of one: {choices}")
    for slug, renamed, identity_name, kind in rows:
        return {"name": renamed or identity_name, "kind": kind, "identity": slug}
    return {"name": name, "kind": "person"}
