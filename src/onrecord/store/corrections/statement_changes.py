"""Changes of a statement as plain data: what a person corrected, applied to a record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from onrecord.errors import StoreError
from onrecord.records import Record, Span, Speaker, SpeakerKind, Statement
from onrecord.text.quotation_kind import classify_kind
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.text.word_lists import fold

MIN_OVERLAP = 0.5  # share of the characters of two contents together that both have, from which they are one statement


@dataclass(frozen=True, slots=True)
class StatementCorrection:
    """What people changed in one statement of one version of an article.

    Attributes:
        id: The number of the first decision about it.
        original: The statement as the model read it.
        speaker: The name of the speaker whom the model found.
        changes: What people changed: ``speaker`` (name, kind and identity, or None), ``act``, ``content`` (its words,
            with … between pieces), ``removed``. What was changed twice has its last value.
        children: The ids of the statements inside it.
    """

    id: int
    original: Statement
    speaker: str | None
    changes: Mapping[str, Any]
    children: tuple[str, ...] = ()

    @property
    def is_removed(self) -> bool:
        """Whether it is no statement at all."""
        return bool(self.changes.get("removed"))


@dataclass(frozen=True, slots=True)
class CorrectedRecord:
    """A record with all that people corrected.

    Attributes:
        record: The record.
        corrections: The numbers of the corrections of its statements, by the statement's id.
        identities: The identities that were given to speakers, by the speaker's id.
        originals: Each correction's statement as the model read it in this record, by the correction's number.
    """

    record: Record
    corrections: Mapping[str, int] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    originals: Mapping[int, Statement] = field(default_factory=dict)


def statement_to_json(statement: Statement) -> dict[str, Any]:
    """Return a statement as it is kept in a decision."""
    fields: dict[str, Any] = msgspec.to_builtins(statement)
    return fields


def statement_from_json(fields: Mapping[str, Any]) -> Statement:
    """Return the statement that a decision keeps."""
    return msgspec.convert(fields, Statement)


def find_words(text: str, words: str, near: int) -> list[tuple[int, int]]:
    """Return where words stand in a text: one pair of offsets for each piece between ellipses.

    White space and the form of quotation marks and apostrophes do not matter. Of several places the nearest is meant.

    Raises:
        StoreError: the text does not have the words.
    """
    spans = []
    for piece in filter(None, (piece.strip() for piece in re.split(r"…|\.\.\.", words))):
        pattern = r"\s+".join(_any_marks(word) for word in piece.split())
        places = [match.span() for match in re.finditer(pattern, text)]
        if not places:
            raise StoreError(f"the article does not have the words “{piece[:60]}”; give them as they stand there")
        spans.append(min(places, key=lambda place: abs(place[0] - near)))
        near = spans[-1][1]
    if not spans:
        raise StoreError("the content is empty; give its words as they stand in the article")
    return sorted(set(spans))


def _any_marks(word: str) -> str:
    escaped = re.escape(word)
    return re.sub(r"[\"“”„]", '["“”„]', re.sub(r"['‘’]", "['‘’]", escaped))


def correct_record(record: Record, corrections: Sequence[StatementCorrection]) -> CorrectedRecord:
    """Return a record that was read again with all that people corrected in its article.

    A statement that the model no longer finds is there as it was corrected; one that is no statement is not.
    """
    numbers: dict[str, int] = {}
    identities: dict[str, str] = {}
    originals: dict[int, Statement] = {}
    for correction in corrections:
        if not has_text(record, correction.original):
            continue
        present_statement = find_statement(record, correction.original)
        if present_statement is None and correction.is_removed:
            continue
        if present_statement is None:
            present_statement = replace(
                correction.original, id=_free_id(record), speaker=None, addressee_speaker=None, parent=None
            )
            record = replace(record, statements=(*record.statements, present_statement))
        else:
            originals[correction.id] = present_statement
        if correction.is_removed:
            record = _without_statement(record, present_statement)
            continue
        record, statement = correct_statement(record, present_statement, correction, identities)
        numbers[statement.id] = correction.id
        record = replace(
            record, statements=tuple(statement if s.id == present_statement.id else s for s in record.statements)
        )
    return CorrectedRecord(record, numbers, identities, originals)


def has_text(record: Record, statement: Statement) -> bool:
    """Return whether a record's text has a statement's content at its offsets."""
    text = record.article.text
    return all(text[span.start : span.end] == span.text for span in statement.content)


def find_statement(record: Record, original: Statement) -> Statement | None:
    """Return the statement of a record that has the content of another reading, or most of it."""
    searched = _offsets(original)
    best, best_share = None, MIN_OVERLAP
    for statement in record.statements:
        offsets = _offsets(statement)
        share = len(offsets & searched) / max(1, len(offsets | searched))
        if share >= best_share and (best is None or share > best_share):
            best, best_share = statement, share
    return best


def find_same_content(record: Record, original: Statement) -> Statement | None:
    """Return the statement of another version of the article that has the same content: of several the most alike."""

    def likeness(statement: Statement) -> tuple[bool, bool, int]:
        """Whether cue and source have the same words, and how near it is."""
        distance = abs(statement.content[0].start - original.content[0].start)
        return (
            _words(statement.cue) == _words(original.cue), _words(statement.source) == _words(original.source),
            -distance,
        )  # fmt: skip

    words = _words(original.content)
    return max(
        (statement for statement in record.statements if _words(statement.content) == words),
        key=likeness,
        default=None,
    )


def _words(spans: Sequence[Span]) -> list[list[str]]:
    return [span.text.split() for span in spans]


def _offsets(statement: Statement) -> set[int]:
    return {offset for span in statement.content for offset in range(span.start, span.end)}


def _free_id(record: Record) -> str:
    numbers = [int(match[0]) for statement in record.statements if (match := re.search(r"\d+$", statement.id))]
    return f"q{max(numbers, default=0) + 1}"


def _without_statement(record: Record, removed: Statement) -> Record:
    return replace(
        record,
        statements=tuple(
            replace(statement, parent=removed.parent) if statement.parent == removed.id else statement
            for statement in record.statements
            if statement.id != removed.id
        ),
    )


def correct_statement(
    record: Record, statement: Statement, correction: StatementCorrection, identities: dict[str, str]
) -> tuple[Record, Statement]:
    """Return the record with the speaker that a correction gives, and the statement as it is corrected.

    Args:
        record: The record.
        statement: The statement as the model read it.
        correction: What people changed; it does not remove the statement.
        identities: Takes in the identity that was given to the speaker, by the speaker's id.
    """
    changes = correction.changes
    if "content" in changes:
        text = record.article.text
        pairs = find_words(text, changes["content"], statement.content[0].start)
        spans = tuple(Span(start, end, text[start:end]) for start, end in pairs)
        quoted = outermost_interiors(find_quotations(text))
        kind = classify_kind(text, tuple((span.start, span.end) for span in spans), quoted)
        statement = replace(statement, content=spans, kind=kind)
    if "act" in changes:
        statement = replace(statement, act=changes["act"])
    if "speaker" in changes:
        record, speaker_id = _with_speaker(record, changes["speaker"], identities)
        statement = replace(statement, speaker=speaker_id, speaker_confidence=None if speaker_id is None else 1.0)
    elif statement.speaker is None and correction.speaker is not None:
        record, speaker_id = _with_speaker(record, {"name": correction.speaker, "kind": "person"}, {})
        statement = replace(statement, speaker=speaker_id)
    return record, replace(statement, shown=statement.act != "think", confidence=1.0)


def _with_speaker(
    record: Record, new_speaker: Mapping[str, Any] | None, identities: dict[str, str]
) -> tuple[Record, str | None]:
    """Return the record with a speaker of a name, and the speaker's id."""
    if new_speaker is None:
        return record, None
    named = [speaker for speaker in record.speakers if fold(speaker.name) == fold(new_speaker["name"])]
    if named:
        speaker = named[0]
    else:
        number = 1
        while any(speaker.id == f"c{number}" for speaker in record.speakers):
            number += 1
        kind: SpeakerKind = new_speaker.get("kind", "person")
        speaker = Speaker(f"c{number}", new_speaker["name"], kind)
        record = replace(record, speakers=(*record.speakers, speaker))
    if new_speaker.get("identity"):
        identities[speaker.id] = new_speaker["identity"]
    return record, speaker.id
