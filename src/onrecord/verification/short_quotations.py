"""Quotations of a few words, placed beside the other quotations of the same article.

Anyone may have said one or two words, so they are looked for only where the article's other quotations are, or, in a
document, where they are the whole of a quotation of the same speaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onrecord.diff import PrintedText, Wording
from onrecord.records import Passage, Quotation, Transcript
from onrecord.verification.drafts.source_documents import SourceDocument
from onrecord.verification.passage_alignment import spoken_words
from onrecord.verification.places import passage_at
from onrecord.verification.speaker_match import speakers_agree

NEAR = 2_000  # characters, some two minutes of speech, before and after another quotation of the article
TOO_SHORT = "too short to place: anyone may have said one or two words"


def place_short_quotation(
    quotation: Quotation, transcript: Transcript, neighbours: Sequence[Passage]
) -> Passage | None:
    """Return the passage of one transcript that has a quotation's words, near its neighbours; None if there is none.

    Args:
        quotation: The words; every one of them has to be in the passage, in order.
        transcript: Where they are looked for.
        neighbours: The passages of the article's other quotations in this transcript.
    """
    printed = PrintedText.parse(quotation.text)
    if not printed.words or printed.ellipses:
        return None
    regions = _merge((passage.start - NEAR, passage.end + NEAR) for passage in neighbours)
    places = [
        passage
        for passage in _places(printed, transcript, regions)
        if speakers_agree(quotation.speaker, passage.speaker) is not False
    ]
    if not places and isinstance(transcript, SourceDocument):
        places = list(_whole_quotations(printed, quotation, transcript))
    if not neighbours:
        return places[0] if len(places) == 1 else None
    return min(
        places, key=lambda place: min(abs(place.start - neighbour.start) for neighbour in neighbours), default=None
    )


def _merge(regions: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), end) for start, end in regions):
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


def _places(printed: PrintedText, transcript: Transcript, regions: Sequence[tuple[int, int]]) -> Iterator[Passage]:
    """Yield the passages of the regions that have the printed words in a row, of one voice."""
    clipped = [(start, min(end, len(transcript.text))) for start, end in regions if start < len(transcript.text)]
    spoken = spoken_words(transcript, clipped)
    for first in _occurrences([word.form for word in printed.words], spoken):
        last = first + len(printed.words) - 1
        yield passage_at(transcript, spoken.words[first].start, spoken.words[last].end)


def _occurrences(forms: Sequence[str], spoken: Wording) -> Iterator[int]:
    spoken_forms = [word.form for word in spoken.words]
    size = len(forms)
    for first in range(len(spoken_forms) - size + 1):
        if spoken_forms[first] != forms[0] or spoken_forms[first : first + size] != forms:
            continue
        one_voice = len({spoken.voice_of(number) for number in range(first, first + size)}) == 1
        if one_voice and not any(first < number < first + size for number in spoken.breaks):
            yield first


def _whole_quotations(printed: PrintedText, quotation: Quotation, document: SourceDocument) -> Iterator[Passage]:
    """Yield the quotations of a document that are these words and no others, and of the same speaker."""
    forms = [word.form for word in printed.words]
    for turn, number in zip(document.turns, document.quotations, strict=True):
        if number and speakers_agree(quotation.speaker, turn.speaker):
            quoted = PrintedText.parse(document.text[turn.start : turn.end])
            if [word.form for word in quoted.words] == forms:
                yield passage_at(document, turn.start, turn.end)
