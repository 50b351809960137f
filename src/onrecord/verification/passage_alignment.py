"""A quotation aligned with a transcript: the passage, or passages, that its words are from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.diff import PrintedText, Word, Wording, align_words, diff_aligned, split_words
from onrecord.diff.alignment import UNMATCHED, WordAlignment
from onrecord.diff.gaps import find_gaps
from onrecord.diff.minor_edits import BRACKETED_REMARK
from onrecord.diff.word_similarity import match_score, same_word
from onrecord.records import Edit, Passage, Transcript
from onrecord.verification.drafts.source_documents import SourceDocument
from onrecord.verification.places import passage_at
from onrecord.verification.speaker_match import speakers_agree
from onrecord.verification.trigram_index import CandidateTranscript

REORDERING_REFUND = 5.0  # score given back for each step back within one passage: none of its words are missing
_COMPLETE_SHARE = 0.85  # share of the words that must be matched before a reordering is refunded
_MAX_SPOKEN_WORDS = 6_000  # of a transcript with which one quotation is aligned
_STAGE_DIRECTION = re.compile(
    r"[^a-z]+|(?i:inaudible|applause|laughter|crosstalk|ph|sic|cheers?|cheering|boos?|booing|music)\W*"
)


@dataclass(frozen=True, slots=True)
class TranscriptAlignment:
    """A quotation aligned with the candidate regions of a transcript.

    ``score`` is the alignment's score divided by the score of the same words, so 1 is a perfect match.
    """

    transcript_index: int
    score: float
    spoken: Wording
    word_matches: WordAlignment


@dataclass(frozen=True, slots=True)
class QuotationMatch:
    """The passages that a quotation is from, in the quotation's order, and how it differs from them."""

    transcript_index: int
    score: float
    passages: tuple[Passage, ...]
    edits: tuple[Edit, ...]


def align_with_transcript(
    printed: PrintedText, transcript: Transcript, candidate: CandidateTranscript
) -> TranscriptAlignment:
    """Return the best alignment of a quotation with a candidate's regions."""
    spoken = spoken_words(transcript, candidate.regions)
    score, word_matches = align_words(
        printed.words,
        spoken.words,
        spoken.breaks,
        printed.words_after_ellipses(),
        printed.words_beginning_sentences(),
    )
    full_score = sum(match_score(word.form) for word in printed.words) or 1.0
    matched_score = sum(
        match_score(printed.words[printed_index].form)
        for printed_index, _ in _equal_pairs(printed.words, spoken, word_matches)
    )
    if matched_score / full_score > _COMPLETE_SHARE:
        score += REORDERING_REFUND * sum(gap.back for gap in find_gaps(printed, spoken, word_matches))
    return TranscriptAlignment(candidate.transcript_index, score / full_score, spoken, word_matches)


def match_of_alignment(printed: PrintedText, transcript: Transcript, alignment: TranscriptAlignment) -> QuotationMatch:
    """Return the passages and the edits of an alignment."""
    edits = tuple(diff_aligned(printed, alignment.spoken, alignment.word_matches))
    pairs = _equal_pairs(printed.words, alignment.spoken, alignment.word_matches)
    passages = tuple(_passages(pairs, edits, printed.words, alignment.spoken, transcript))
    return QuotationMatch(alignment.transcript_index, alignment.score, passages, edits)


def spoken_words(transcript: Transcript, regions: Sequence[tuple[int, int]]) -> Wording:
    """Return the words spoken in regions of a transcript, without stage directions and speaker labels."""
    spoken: list[Word] = []
    breaks: list[int] = []
    voices: list[int] = []
    voice_numbers: dict[tuple[str | None, str | None], int] = {}  # "TRUMP" and "DONALD TRUMP" are one voice
    for region_start, region_end in regions:
        if spoken:
            breaks.append(len(spoken))
        for start, end, speaker, unnamed_voice in _turn_parts(transcript, region_start, region_end):
            turn_words = _words_without_directions(transcript.text, start, end)
            spoken += turn_words
            if (speaker, unnamed_voice) not in voice_numbers:
                same_voice = (number for (name, _), number in voice_numbers.items() if speakers_agree(speaker, name))
                voice_numbers[speaker, unnamed_voice] = next(same_voice, len(voice_numbers))
            voices += [voice_numbers[speaker, unnamed_voice]] * len(turn_words)
        if len(spoken) > _MAX_SPOKEN_WORDS:
            break
    breaks = [number for number in breaks if number < len(spoken)]  # the last regions may have no words
    if isinstance(transcript, SourceDocument):
        voices = [transcript.quotation_at(word.start) for word in spoken]
    return Wording(transcript.text, tuple(spoken), tuple(breaks), tuple(voices))


def _turn_parts(transcript: Transcript, start: int, end: int) -> Iterator[tuple[int, int, str | None, str | None]]:
    """Yield the parts of the turns in a region, with speaker and voice; the whole region if there are no turns."""
    turns = transcript.turns
    if not turns:
        yield start, end, None, None
        return
    first_turn = max(0, bisect_right(turns, start, key=lambda turn: turn.start) - 1)
    for turn in turns[first_turn:]:
        if turn.start >= end:
            return
        if turn.end > start:
            yield max(start, turn.start), min(end, turn.end), turn.speaker, turn.voice


def _words_without_directions(text: str, start: int, end: int) -> list[Word]:
    """Return the words of ``text[start:end]`` that are not in a stage direction such as (APPLAUSE)."""
    turn_words = list(split_words(text, start, end))
    directions = [
        match.span()
        for match in BRACKETED_REMARK.finditer(text, start, end)
        if _STAGE_DIRECTION.fullmatch(match.group()[1:-1])
    ]
    if not directions:
        return turn_words
    return [word for word in turn_words if not any(first <= word.start < last for first, last in directions)]


def _equal_pairs(printed: Sequence[Word], spoken: Wording, word_matches: WordAlignment) -> list[tuple[int, int]]:
    """Return the indexes of the printed and the spoken word of each match in which both are the same word."""
    return [
        (printed_index, int(spoken_index))
        for printed_index, spoken_index in enumerate(word_matches)
        if spoken_index != UNMATCHED and same_word(printed[printed_index].form, spoken.words[spoken_index].form)
    ]


def _passages(
    pairs: Sequence[tuple[int, int]],
    edits: Sequence[Edit],
    printed: Sequence[Word],
    spoken: Wording,
    transcript: Transcript,
) -> Iterator[Passage]:
    """Yield the passages: the quotation is divided where passages are joined or an ellipsis leaves words out."""
    joint_offsets = [edit.start for edit in edits if edit.kind == "joined" or (edit.kind == "dropped" and edit.marked)]
    groups: list[list[int]] = [[]]
    for printed_index, spoken_index in pairs:
        while joint_offsets and printed[printed_index].start >= joint_offsets[0]:
            joint_offsets.pop(0)
            groups.append([])
        groups[-1].append(spoken_index)
    for group in groups:
        if group:
            start, end = spoken.words[min(group)].start, spoken.words[max(group)].end
            yield passage_at(transcript, start, end)
