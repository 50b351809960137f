"""What the record template shows: the article with its statements marked in place, the speakers, the statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.exports.display_text import (
    byline,
    cue_and_circumstances,
    describe_speaker,
    labels,
    speaker_names,
    statement_counts,
)
from onrecord.exports.views.span_markup import MarkedPiece, split_at_spans
from onrecord.records import Article, Record, Statement

MAX_INDENT = 3  # steps by which nested statements are indented


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of the article's text with its CSS classes and title, or the number of a statement that ends there."""

    text: str = ""
    classes: str = ""
    title: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class StatementCard:
    """A statement in the list beside the article."""

    number: int
    depth: int
    speaker: str
    details: list[str]
    content: str
    labels: list[str]


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in the list beside the article, with the number of statements."""

    name: str
    description: str
    statements: int


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as the template shows it. ``prefix`` makes its element ids unique on the page."""

    article: Article
    prefix: str
    byline: list[str]
    address: str
    paragraphs: list[list[TextPiece]]
    speakers: list[SpeakerRow]
    cards: list[StatementCard]


def record_view(record: Record, prefix: str = "") -> RecordView:
    """Prepare a record for the template."""
    names, depths = speaker_names(record), record.nesting_depths()
    return RecordView(
        record.article,
        prefix or "r" + re.sub(r"\W", "", record.id),
        byline(record.article),
        record.article.url or record.article.page.location,
        list(_paragraphs(record, names, depths)),
        [
            SpeakerRow(speaker.name, describe_speaker(speaker), statement_count)
            for speaker, statement_count in statement_counts(record)
        ],
        [
            StatementCard(
                number,
                min(depths[statement.id], MAX_INDENT),
                names[statement.id],
                cue_and_circumstances(statement),
                statement.text,
                labels(statement),
            )
            for number, statement in enumerate(record.statements, 1)
        ],
    )


def _paragraphs(record: Record, names: dict[str, str], depths: dict[str, int]) -> Iterator[list[TextPiece]]:
    """Yield the article's paragraphs, with each statement's number after the end of its content."""
    ending: dict[int, list[TextPiece]] = {}
    for number, statement in enumerate(record.statements, 1):
        content_end = max(span.end for span in statement.content)
        title = f"Statement {number}: {names[statement.id]}"
        ending.setdefault(content_end, []).append(TextPiece(title=title, number=number))
    for start, end in record.article.paragraphs:
        pieces = []
        for piece in split_at_spans(start, end, record.statements, depths):
            pieces.append(_text_piece(piece, record.article.text, names, depths))
            pieces += ending.get(piece.end, [])
        yield pieces


def _text_piece(piece: MarkedPiece, text: str, names: dict[str, str], depths: dict[str, int]) -> TextPiece:
    words = text[piece.start : piece.end]
    if not piece.roles:
        return TextPiece(words)

    def depth_of(statement: Statement) -> int:
        """Return how deep a statement is nested."""
        return depths[statement.id]

    innermost = max((statement for _, statement in piece.roles), key=depth_of)
    classes = list(dict.fromkeys(str(role) for role, _ in piece.roles))
    if "content" in classes and depth_of(innermost):
        classes.append("nested")
    return TextPiece(words, " ".join(classes), " · ".join([names[innermost.id], *labels(innermost)]))
