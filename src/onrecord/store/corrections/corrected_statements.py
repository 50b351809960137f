"""Corrected statements as training data: what the model read, and what people say is right."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from onrecord.records import Act, Record, Span, Statement
from onrecord.store import tables as t
from onrecord.store.corrections.corrections import KIND, corrections_in, version_records
from onrecord.store.corrections.statement_changes import correct_statement
from onrecord.store.identities.decisions import load_decisions
from onrecord.store.load_records import load_record


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a statement: its content, its act, and its speaker's name."""

    content: tuple[Span, ...]
    act: Act
    speaker: str | None


@dataclass(frozen=True, slots=True)
class CorrectedStatement:
    """A statement that people corrected, with the text that it stands in; offsets are into ``text``.

    Attributes:
        record: The record's id.
        url: The article's address.
        title: The article's headline.
        text: The article's text.
        cue: The words that attribute it.
        source: The words that name who said it.
        model: What the model read.
        corrected: What people say is right; None where it is no statement.
        author: Who corrected it last.
        reason: Why.
        made: When, ISO 8601.
    """

    record: str
    url: str | None
    title: str | None
    text: str
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    model: Reading
    corrected: Reading | None
    author: str
    reason: str
    made: str


def corrected_statement_records(connection: Connection) -> list[str]:
    """Return the ids of the records whose statements were corrected, in the order of the first correction."""
    d = t.decisions.c
    query = select(d.record).where(d.kind == KIND).order_by(d.id)
    return list(dict.fromkeys(connection.execute(query).scalars()))


def corrected_statements_of(connection: Connection, record_id: str) -> list[CorrectedStatement]:
    """Return what was corrected of a record: each statement in the newest version of the article that has it."""
    decisions = load_decisions(connection, kinds=(KIND,), records=version_records(connection, record_id))
    firsts = [decision for decision in decisions if "readings" in decision.details and record_id in decision.records]
    corrected_statements = []
    for first in firsts:
        holding = [
            decision
            for decision in decisions
            if (decision.details["first"] or decision.id) == first.id and not decision.undone
        ]
        if not holding:
            continue
        article_id = _newest(connection, [int(number) for number in first.details["readings"]])
        correction = corrections_in(decisions, article_id)[first.id]
        record, original, corrected = load_record(connection, article_id), correction.original, None
        if not correction.is_removed:
            changed_record, statement = correct_statement(record, original, correction, {})
            corrected = _reading(statement, _speaker_name(changed_record, statement))
        article, model = record.article, _reading(original, correction.speaker)
        corrected_statements.append(
            CorrectedStatement(
                record.id, article.url, article.title, article.text, original.cue, original.source, model, corrected,
                holding[-1].author, holding[-1].reason, holding[-1].made,
            )
        )  # fmt: skip
    return corrected_statements


def _newest(connection: Connection, article_ids: list[int]) -> int:
    a = t.articles.c
    query = select(a.id).where(a.id.in_(article_ids)).order_by(a.current.desc(), a.id.desc()).limit(1)
    return int(connection.execute(query).scalar_one())


def _reading(statement: Statement, speaker: str | None) -> Reading:
    return Reading(statement.content, statement.act, speaker)


def _speaker_name(record: Record, statement: Statement) -> str | None:
    speaker = record.speaker_of(statement)
    return speaker.name if speaker else None
