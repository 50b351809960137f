"""Sources that are no transcripts: articles, reports and records, of which the record says whose words are whose.

A source document is checked like a transcript. Its turns are the quotations that it prints and the words that it
reports, each with the speaker that its own record names; all other words are the document's own.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.records import Page, PageOrigin, Passage, Record, Speaker, Statement, Transcript, Turn
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.verification.speaker_match import speakers_agree

# A cue: no other sentence, and no “and” at its end, between “We will win,” (she said, or: she said.) “And soon.”
_CUE = re.compile(r"(?:[^\n.?!]|[.?!](?!\s+\w))*[,.:?!]\W*")
MAX_CUE = 120  # characters between two parts of a quotation of one speaker: “We will win,” she said. “And win big.”


@dataclass(frozen=True, slots=True)
class SourceDocument(Transcript):
    """A document with its record. ``quotations`` are the numbers of the turns' quotations; 0 is its own text."""

    record: Record | None = None
    quotations: tuple[int, ...] = ()

    def quotation_at(self, offset: int) -> int:
        """Return the number of the quotation at an offset; 0 where the document's own words are."""
        return self.quotations[max(0, bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1)]

    def has_own_words(self, passages: Sequence[Passage]) -> bool:
        """Whether no passage is from a quotation that the document prints."""
        return not any(self.quotation_at(passage.start) for passage in passages)


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A quotation of a document, without its marks: its number and its speaker."""

    start: int
    end: int
    number: int
    speaker: str | None


def document_of_record(record: Record, source_id: str | None = None) -> SourceDocument:
    """Return the document that a record describes; by default its id is the article's address."""
    article = record.article
    quoted = _quotations(record)
    reported = [
        (span.start, span.end, _name(record.speaker_of(statement)))
        for statement in _outermost_first(record)
        for span in statement.content
        if statement.kind != "direct"
    ]
    turns: list[Turn] = []
    numbers: list[int] = []
    for start, end, speaker, number in _pieces(len(article.text), quoted, reported):
        turns.append(Turn(start, end, speaker))
        numbers.append(number)
    location = article.url or article.page.location
    return SourceDocument(
        source_id or location,
        article.text,
        article.title,
        article.published,
        tuple(turns),
        location=location,
        record=record,
        quotations=tuple(numbers),
    )


def page_of_transcript(transcript: Transcript) -> Page:
    """Return the page to read for the record of a text without speakers, so that all offsets stay the same."""
    digest = hashlib.sha256(transcript.text.encode("utf-8", "surrogatepass")).hexdigest()
    origin = PageOrigin("file", transcript.location or transcript.id, None, digest)
    return Page(origin, "exact", transcript.text, title=transcript.event, published=transcript.date)


def _outermost_first(record: Record) -> list[Statement]:
    depths = record.nesting_depths()
    return sorted(record.statements, key=lambda statement: depths[statement.id])


def _name(speaker: Speaker | None) -> str | None:
    return speaker.name if speaker else None


def _quotations(record: Record) -> list[_Quoted]:
    """Return the outermost quotations of the text; parts of one around a cue have one number."""
    text = record.article.text
    speakers = list(_speakers_of_quotations(record, outermost_interiors(find_quotations(text))))
    quoted: list[_Quoted] = []
    for start, end, speaker in speakers:
        number = (quoted[-1].number if quoted else 0) + 1
        if quoted and quoted[-1].speaker == speaker and _continues(text[quoted[-1].end : start], speaker):
            number -= 1
        quoted.append(_Quoted(start, end, number, speaker))
    return quoted


def _continues(between: str, speaker: str | None) -> bool:
    """Whether the words between two quotations of one speaker are a cue or nothing at all."""
    if not any(map(str.isalnum, between)):
        return True
    return speaker is not None and len(between) <= MAX_CUE and _CUE.fullmatch(between) is not None


def _speakers_of_quotations(
    record: Record, interiors: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, str | None]]:
    """Yield each quotation with the speaker of the outermost statement that quotes most of it."""
    quoting = [statement for statement in _outermost_first(record) if statement.kind != "indirect"]
    spans = [(span.start, span.end, statement) for statement in quoting for span in statement.content]
    for start, end in interiors:
        shared = [
            (min(end, span_end) - max(start, span_start), statement)
            for span_start, span_end, statement in spans
            if span_start < end and start < span_end
        ]
        longest = max(shared, key=lambda overlap: overlap[0], default=None)
        yield start, end, _name(record.speaker_of(longest[1])) if longest else None


def _pieces(
    length: int, quoted: Sequence[_Quoted], reported: Iterable[tuple[int, int, str | None]]
) -> Iterator[tuple[int, int, str | None, int]]:
    """Yield the text in pieces: start, end, speaker, number of the quotation. Cues within quotations are left out."""
    position = 0
    all_reported = list(reported)
    for before, after in pairwise([None, *quoted, None]):
        end = after.start if after else length
        is_cue = before is not None and after is not None and before.number == after.number
        if not is_cue:
            yield from _own_pieces(position, end, all_reported)
        if after:
            yield after.start, after.end, after.speaker, after.number
            position = after.end


def _own_pieces(
    start: int, end: int, reported: Sequence[tuple[int, int, str | None]]
) -> Iterator[tuple[int, int, str | None, int]]:
    """Yield a stretch outside quotation marks in pieces; of what is reported in a report, the inner speaker counts."""
    inside = [span for span in reported if span[0] < end and start < span[1]]
    places = sorted(
        {start, end, *(place for span in inside for place in span[:2] if start < place < end)},
    )
    for piece_start, piece_end in pairwise(places):
        speakers = [name for first, last, name in inside if first <= piece_start and piece_end <= last]
        yield piece_start, piece_end, speakers[-1] if speakers else None, 0


def person_speaks_for(
    document: SourceDocument, person: str, speaker: str | None, agreement: bool | None
) -> bool | None:
    """Whether a person said what a document gives to an organization: no, unless the record ties the two together.

    ``agreement`` is that of their names, which stands where the document's speaker is no organization. None where the
    organization may be the person's own.
    """
    record = document.record
    if record is None or speaker is None or not speaker[:1].isupper():
        return agreement
    if not any(
        record_speaker.name == speaker and record_speaker.kind == "organization" for record_speaker in record.speakers
    ):
        return agreement
    organization = speaker.casefold()
    if " " in person and person.casefold() in organization:
        return None  # "The Rachel Maddow Show": whoever speaks there may be she
    for record_speaker in record.speakers:
        if record_speaker.kind == "person" and speakers_agree(person, record_speaker.name):
            described = " ".join(span.text for span in (*record_speaker.roles, *record_speaker.affiliations)).casefold()
            if organization in described or any(
                span.text.casefold() in organization for span in record_speaker.affiliations
            ):
                return None
    return False


def organization_speaks(document: SourceDocument, organization: str, speaker: str | None) -> bool | None:
    """Whether a document's speaker speaks for an organization; None if that cannot be told.

    A spokesperson is named in a paragraph with the organization, or belongs to it; the critic of a company usually is
    not, but may be.
    """
    record = document.record
    if speaker is None or record is None or not speaker[:1].isupper():
        return None
    name = organization.casefold()
    if name in speaker.casefold() or speaker.casefold() in name:
        return True
    entity = next((record_speaker for record_speaker in record.speakers if record_speaker.name == speaker), None)
    if entity is None:
        return None
    if name in " ".join(span.text for span in (*entity.roles, *entity.affiliations)).casefold():
        return True
    text = record.article.text.casefold()
    for start, end in record.article.paragraphs:
        if name in text[start:end] and any(start <= mention.start < end for mention in entity.mentions):
            return None
    return False
