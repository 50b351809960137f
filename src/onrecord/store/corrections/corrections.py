"""Correct statements, take corrections back, and keep them when articles are read again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from sqlalchemy import Connection, and_, or_, select

from onrecord.errors import IdentityError, StoreError
from onrecord.records import Act, Record, Statement
from onrecord.store import tables as t
from onrecord.store.connection.database import MAX_VALUES
from onrecord.store.corrections.rewrite_statements import rewrite_statement
from onrecord.store.corrections.statement_changes import (
    CorrectedRecord,
    StatementCorrection,
    correct_record,
    find_same_content,
    find_words,
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
    """Correct a statement, for good: in every version of its article that has it.

    Raises:
        StoreError: there is no such statement, nothing is changed, or the article does not have the words.
        IdentityError: several identities have the speaker's name.
    """
    stored_statement = find_stored_statement(connection, statement_id)
    record, statement, first_id = stored_statement.record, stored_statement.statement, stored_statement.correction_id
    speaker = record.speaker_of(statement)
    details: dict[str, Any] = {
        "statement": statement.id,
        "before": {"speaker": speaker.name if speaker else None, "act": statement.act, "content": statement.text},
        "changes": _changes(connection, record, statement, change),
        "first": first_id,
    }
    if first_id is None:
        details["readings"] = {str(stored_statement.article_id): reading_of(record, statement)}
        details["readings"] |= _readings_of_other_versions(connection, stored_statement)
    decision_id = save_decision(connection, KIND, None, details, author=author, reason=reason, record=record.id)
    _rewrite(connection, record.id, first_id or decision_id)
    return find_decision(connection, decision_id, (KIND,))


def undo_correction(connection: Connection, decision: Decision, author: str = "") -> Decision:
    """Take a correction back; the statement is again as the model read it, and as other corrections say."""
    mark_undone(connection, decision, author)
    _rewrite(connection, decision.records[0], decision.details["first"] or decision.id)
    return decision


def _rewrite(connection: Connection, record_id: str, first_id: int) -> None:
    """Write a statement as it is corrected now, in each version of its article that has it."""
    s = t.statements.c
    decisions = load_decisions(connection, kinds=(KIND,), records=version_records(connection, record_id))
    first = next(decision for decision in decisions if decision.id == first_id)
    for article_id in map(int, first.details.get("readings", {})):
        correction = corrections_in(decisions, article_id)[first_id]
        is_uncorrected = and_(s.correction_id.is_(None), s.key == correction.original.id)
        rows = select(s.id).where(s.article_id == article_id, or_(s.correction_id == first_id, is_uncorrected))
        row_id = connection.execute(rows.order_by(s.correction_id.is_(None)).limit(1)).scalar()
        rewrite_statement(connection, article_id, row_id, correction)


def version_records(connection: Connection, record_id: str) -> list[str]:
    """Return the ids of the records of all versions of an article, by the id of one."""
    version = t.articles.alias("version")
    query = select(t.articles.c.record).join(version, version.c.address == t.articles.c.address)
    return sorted({record_id, *connection.execute(query.where(version.c.record == record_id)).scalars()})


def reading_of(record: Record, statement: Statement) -> dict[str, Any]:
    """Return what a decision keeps of a statement as the model read it in one version of an article."""
    speaker = record.speaker_of(statement)
    return {
        "original": statement_to_json(statement),
        "speaker": speaker.name if speaker else None,
        "children": [child.id for child in record.statements if child.parent == statement.id],
    }


def _readings_of_other_versions(connection: Connection, stored_statement: StoredStatement) -> dict[str, Any]:
    """Return how the other versions of the article read the same statement, by the article's row number."""
    version, s = t.articles.alias("version"), t.statements.c
    query = select(t.articles.c.id).join(version, version.c.address == t.articles.c.address)
    query = query.where(version.c.id == stored_statement.article_id, t.articles.c.id != stored_statement.article_id)
    readings: dict[str, Any] = {}
    for article_id in connection.execute(query.order_by(t.articles.c.id)).scalars().all():
        record = load_record(connection, article_id)
        version_statement = find_same_content(record, stored_statement.statement)
        corrected = select(s.key).where(s.article_id == article_id, s.correction_id.is_not(None))
        if version_statement is not None and version_statement.id not in set(connection.execute(corrected).scalars()):
            readings[str(article_id)] = reading_of(record, version_statement)
    return readings


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


def apply_corrections(connection: Connection, article_id: int, record: Record) -> CorrectedRecord:
    """Return the record of an article that was read again, with all that people corrected in it."""
    decisions = _decisions_on(connection, record)
    return correct_record(record, [each for each in corrections_in(decisions, article_id).values() if each.changes])


def keep_corrections(connection: Connection, article_id: int, record: Record) -> CorrectedRecord:
    """Return a record as ``apply_corrections`` does; keep what the model reads now as each correction's original."""
    corrected = apply_corrections(connection, article_id, record)
    _keep_readings(connection, article_id, record, corrected)
    return corrected


def carry_corrections(
    connection: Connection, article_id: int, record: Record, earlier: Collection[str]
) -> CorrectedRecord:
    """Return the record of a new version of an article with what people corrected in earlier ones and it still has.

    Args:
        connection: A connection that writes.
        article_id: The row number of the new version.
        record: Its record.
        earlier: The ids of the records of the earlier versions.
    """
    decisions = load_decisions(connection, kinds=(KIND,), records={*earlier, record.id})
    carried = []
    for first in decisions:
        readings = first.details.get("readings", {})
        for number in sorted(map(int, readings), reverse=True):  # the newest version first
            correction = corrections_in(decisions, number)[first.id]
            statement = find_same_content(record, correction.original)
            if statement is not None and correction.changes and _has_words(record, statement, correction):
                carried.append(replace(correction, original=statement))
                break
    corrected = correct_record(record, carried)
    _keep_readings(connection, article_id, record, corrected)
    return corrected


def _has_words(record: Record, statement: Statement, correction: StatementCorrection) -> bool:
    """Return whether a record has the words that a correction gives a statement, if it gives any."""
    try:
        words = correction.changes.get("content")
        return words is None or bool(find_words(record.article.text, words, statement.content[0].start))
    except StoreError:
        return False


def _keep_readings(connection: Connection, article_id: int, record: Record, corrected: CorrectedRecord) -> None:
    for first_id, original in corrected.originals.items():
        details = dict(find_decision(connection, first_id, (KIND,), any_state=True).details)
        details["readings"] = {**details["readings"], str(article_id): reading_of(record, original)}
        update_details(connection, first_id, details)


def _decisions_on(connection: Connection, record: Record) -> list[Decision]:
    """Return all corrections of an article's statements, in whatever version, undone ones too."""
    return load_decisions(connection, kinds=(KIND,), records=version_records(connection, record.id))


def corrections_in(decisions: Sequence[Decision], article_id: int) -> dict[int, StatementCorrection]:
    """Return the corrections of statements of one version of an article, by the number of each statement's first one.

    Several of one statement count together; where all were undone there are no changes.
    """
    corrections: dict[int, StatementCorrection] = {}
    for decision in decisions:
        details, first_id = decision.details, decision.details["first"] or decision.id
        reading = details.get("readings", {}).get(str(article_id))
        if reading is not None:
            original = statement_from_json(reading["original"])
            children = tuple(reading["children"])
            corrections[first_id] = StatementCorrection(first_id, original, reading["speaker"], {}, children)
        if first_id in corrections and not decision.undone:
            correction = corrections[first_id]
            corrections[first_id] = replace(correction, changes={**correction.changes, **details["changes"]})
    return corrections


def mark_unapplied(connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions; corrections whose statement the newest version of its article does not have are marked."""
    article_ids: dict[int, list[int]] = {}  # of the versions that have the statement, by the decision's number
    for decision in decisions:
        if decision.kind == KIND:
            first_id = decision.details["first"] or decision.id
            first = find_decision(connection, first_id, (KIND,), any_state=True)
            article_ids[decision.id] = [int(number) for number in first.details.get("readings", {})]
    all_ids, current = sorted({number for numbers in article_ids.values() for number in numbers}), set[int]()
    for begin in range(0, len(all_ids), MAX_VALUES):
        a = t.articles.c
        query = select(a.id).where(a.current, a.id.in_(all_ids[begin : begin + MAX_VALUES]))
        current |= set(connection.execute(query).scalars())
    return [
        replace(decision, applied=decision.kind != KIND or not current.isdisjoint(article_ids[decision.id]))
        for decision in decisions
    ]


def _changes(connection: Connection, record: Record, statement: Statement, change: StatementChange) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if change.not_a_statement:
        changes["removed"] = True
    if change.act is not None:
        if change.act not in get_args(Act):
            raise StoreError(f"{change.act}: is not an act; give one of {', '.join(get_args(Act))}")
        changes["act"] = change.act
    if change.content is not None:
        find_words(record.article.text, change.content, statement.content[0].start)
        changes["content"] = replace_unstorable(change.content)
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
