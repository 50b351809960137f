"""What the article page shows: the text with statements marked in place, and the list beside it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from onrecord.exports.display_text import (
    byline,
    cue_and_circumstances,
    describe_speaker,
    labels,
    shown_part,
    speaker_names,
    statement_counts,
)
from onrecord.exports.views.sentence_context import spans_with_roles
from onrecord.exports.views.span_markup import MarkedPiece, split_at_spans
from onrecord.records import Record, Statement
from onrecord.store.load_records import LinkedIdentity

COLOURS = 8  # speakers beyond the eighth share a neutral one
MAX_INDENT = 3
UNSURE = 0.6  # below this a speaker's confidence is said to be low


@dataclass(frozen=True, slots=True)
class MarginCard:
    """A statement in the margin list, and in the note that hovering shows.

    ``colour`` is 0 for nobody in particular. ``details`` are its cue, addressee and occasion in one line, ``certainty``
    both confidences in words. ``is_unsure``: it is not shown by default. ``identity`` is its speaker's.
    """

    key: str
    number: int
    depth: int
    colour: int
    speaker: str
    identity: str | None
    role: str
    details: str
    content: str
    labels: tuple[str, ...]
    certainty: str
    is_unsure: bool
    is_chosen: bool


@dataclass(slots=True)
class TextNode:
    """A stretch of text with its classes; or a statement's content, of which ``children`` are the stretches.

    ``is_first`` and ``is_last`` say whether the statement's content begins and ends in this node.
    """

    text: str = ""
    classes: str = ""
    card: MarginCard | None = None
    children: list[TextNode] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A speaker in the margin list, with the number of statements."""

    name: str
    identity: str | None
    description: str
    statements: int
    colour: int


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article as the page shows it."""

    record: Record
    byline: list[str]
    address: str
    paragraphs: list[list[TextNode]]
    speakers: list[VoiceRow]
    cards: list[MarginCard]
    hidden: int
    chosen: MarginCard | None


def article_view(
    record: Record,
    identities: Mapping[str, LinkedIdentity],
    *,
    show_all: bool = False,
    chosen: str | None = None,
    corrected: Container[str] = (),
) -> ArticleView:
    """Prepare a record for the article page.

    Args:
        record: The record.
        identities: The identities of its speakers.
        show_all: Also show statements that are not shown by default.
        chosen: The id of the statement to highlight; it is shown even if it would not be by default.
        corrected: The ids of the statements that people corrected.
    """
    hidden = sum(not statement.shown for statement in record.statements)
    is_hidden_chosen = any(statement.id == chosen and not statement.shown for statement in record.statements)
    visible_record = record if show_all or is_hidden_chosen else shown_part(record)
    counts = statement_counts(visible_record)
    colours = {
        speaker.id: number if number <= COLOURS else 0 for number, (speaker, count) in enumerate(counts, 1) if count
    }
    cards = _cards(visible_record, identities, colours, chosen, corrected)
    return ArticleView(
        record,
        byline(record.article),
        record.article.url or record.article.page.location,
        list(_paragraphs(visible_record, {card.key: card for card in cards})),
        [
            VoiceRow(
                identities[speaker.id].name if speaker.id in identities else speaker.name,
                identities[speaker.id].id if speaker.id in identities else None,
                describe_speaker(speaker),
                count,
                colours.get(speaker.id, 0),
            )
            for speaker, count in counts
        ],
        cards,
        0 if visible_record is record else hidden,
        next((card for card in cards if card.is_chosen), None),
    )


def _cards(
    record: Record,
    identities: Mapping[str, LinkedIdentity],
    colours: Mapping[str, int],
    chosen: str | None,
    corrected: Container[str],
) -> list[MarginCard]:
    names, depths = speaker_names(record), record.nesting_depths()
    roles = {speaker.id: describe_speaker(speaker) for speaker in record.speakers}
    cards = []
    for number, statement in enumerate(record.statements, 1):
        speaker = statement.speaker or ""
        identity = identities.get(speaker)
        confidence = statement.speaker_confidence
        cards.append(
            MarginCard(
                key=statement.id,
                number=number,
                depth=min(depths[statement.id], MAX_INDENT),
                colour=colours.get(speaker, 0),
                speaker=identity.name if identity else names[statement.id],
                identity=identity.id if identity else None,
                role=roles.get(speaker, ""),
                details=" · ".join(cue_and_circumstances(statement)),
                content=statement.text,
                labels=(*labels(statement), *(["corrected"] if statement.id in corrected else [])),
                certainty=f"statement {round(statement.confidence * 100)} %"
                + ("" if confidence is None else f" · speaker {round(confidence * 100)} %"),
                is_unsure=not statement.shown or (confidence is not None and confidence < UNSURE),
                is_chosen=statement.id == chosen,
            )
        )
    return cards


def _paragraphs(record: Record, cards: Mapping[str, MarginCard]) -> Iterator[list[TextNode]]:
    """Yield the article's paragraphs, each statement's content as one node where nothing interrupts it."""
    depths, text = record.nesting_depths(), record.article.text
    starts = {statement.id: min(span.start for span in statement.content) for statement in record.statements}
    ends = {statement.id: max(span.end for span in statement.content) for statement in record.statements}

    def nodes(pieces: Sequence[MarkedPiece], depth: int) -> Iterator[TextNode]:
        """Yield the nodes of pieces that lie in the same ``depth`` statements."""

        def statement_at(piece: MarkedPiece) -> str | None:
            """Return the id of the statement at this depth in whose content a piece lies."""
            contents = [statement.id for role, statement in piece.roles if role == "content"]
            return contents[depth] if depth < len(contents) else None

        for statement_id, group in groupby(pieces, statement_at):
            inside = list(group)
            if statement_id is None:
                yield from (_stretch(piece, text, cards) for piece in inside)
                continue
            first, last = inside[0].start, inside[-1].end
            yield TextNode(
                card=cards[statement_id],
                children=list(nodes(inside, depth + 1)),
                is_first=first <= starts[statement_id],
                is_last=last >= ends[statement_id],
            )

    reach = [(statement, *_reach(statement)) for statement in record.statements]
    for start, end in record.article.paragraphs:
        inside = [statement for statement, first, last in reach if first < end and start < last]
        yield list(nodes(list(split_at_spans(start, end, inside, depths)), 0))


def _reach(statement: Statement) -> tuple[int, int]:
    """Return where the first of a statement's spans begins and the last ends."""
    spans = [span for _, span in spans_with_roles(statement)]
    return min(span.start for span in spans), max(span.end for span in spans)


def _stretch(piece: MarkedPiece, text: str, cards: Mapping[str, MarginCard]) -> TextNode:
    """Return a stretch of text with the classes of what it is beside content: cue, source and so on."""
    roles: list[tuple[str, Statement]] = [(role, statement) for role, statement in piece.roles if role != "content"]
    if not roles:
        return TextNode(text[piece.start : piece.end])
    card = cards[roles[-1][1].id]
    classes = list(dict.fromkeys(role for role, _ in roles))
    return TextNode(text[piece.start : piece.end], " ".join([*classes, f"voice{card.colour}"]))
