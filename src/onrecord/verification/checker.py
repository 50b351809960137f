"""The verdict on a quotation: where its words were spoken, how they were edited, and whether the speaker is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from onrecord.diff import PrintedText
from onrecord.diff.alignment import UNMATCHED
from onrecord.records import Edit, EditReason, Passage, Quotation, Transcript, Verdict, VerdictKind
from onrecord.verification import explanations
from onrecord.verification.drafts.source_documents import SourceDocument, person_speaks_for
from onrecord.verification.passage_alignment import (
    QuotationMatch,
    TranscriptAlignment,
    align_with_transcript,
    match_of_alignment,
)
from onrecord.verification.short_quotations import place_short_quotation
from onrecord.verification.speaker_match import (
    family_names,
    full_names,
    is_questioner,
    parse_speaker_name,
    speakers_agree,
    speakers_agree_among,
)
from onrecord.verification.transcription_errors import excuse_transcription_errors
from onrecord.verification.trigram_index import CandidateTranscript, TrigramIndex

MAX_SHORT_WORDS = 5  # of a quotation that needs its speaker or date to be placed if its words differ
MAX_SCANNED_WORDS = 9  # of a quotation that is looked for word by word if none of its trigrams is anywhere
MIN_SCORE = 0.5  # of a match, where the same words have 1
COVERAGE_DAYS = 14  # nearly all quotations of an article were spoken in the days before it
PREFERRED_DAYS = 7  # and most of them in these
SCATTERED_SHARE = 0.15  # share of a quotation's words that an alignment may add to those in shared trigrams
EQUAL_SCORE = 0.01  # difference below which two matches are equally good
Neighbours = Sequence[tuple[str, Passage]]  # passages, each with its transcript's id
TIME_ZONE_DAYS = 1  # an article may be dated this long before the transcript of what it quotes


class QuotationChecker:
    """Checks quotations against transcripts. The index is built once; each quotation takes milliseconds."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self._transcripts = tuple(transcripts)
        self._index = TrigramIndex(self._transcripts)
        self._days = np.array([_day_number(transcript.date) or 0 for transcript in self._transcripts], np.int64)
        self._family_names = [family_names(transcript) for transcript in self._transcripts]
        self._full_names = [full_names(transcript) for transcript in self._transcripts]

    def check(self, quotation: Quotation, neighbours: Neighbours = ()) -> Verdict:
        """Return the verdict on one quotation. It never says whether the words are true.

        Args:
            quotation: The quotation.
            neighbours: The passages of other quotations of the same article, each with its transcript's id: of several
                places that have a few words, the one beside them is the right one.
        """
        printed = PrintedText.parse(quotation.text)
        day = _day_number(quotation.date)
        candidates = self._candidates(quotation.text, day)
        alignment = self._best_alignment(printed, candidates, day)
        is_short = len(printed.words) <= MAX_SHORT_WORDS
        if is_short and neighbours and (verdict := self._beside_neighbours(quotation, neighbours)):
            return verdict
        if is_short and (alignment is None or alignment.score < 1):
            candidates += self._index.short_candidates(quotation.text, self._allowed(day))
            alignment = self._best_alignment(printed, candidates, day, quotation.speaker)
        elif alignment is None and len(printed.words) <= MAX_SCANNED_WORDS:
            candidates = self._index.short_candidates(quotation.text, self._allowed(day), missing=2)
            alignment = self._best_alignment(printed, candidates, day, quotation.speaker)
        if alignment is None or alignment.score < MIN_SCORE:
            return self._not_found(quotation, day, alignment.score if alignment else 0.0)
        match = match_of_alignment(printed, self._transcripts[alignment.transcript_index], alignment)
        if False in self._speaker_agreements(quotation, match):
            candidate = next(
                candidate for candidate in candidates if candidate.transcript_index == match.transcript_index
            )
            match = self._match_in_own_turns(quotation, printed, candidate, alignment) or match
        if is_short and any(not edit.minor for edit in match.edits):
            is_neighbour = self._transcripts[match.transcript_index].id in {source_id for source_id, _ in neighbours}
            if not is_neighbour and not self._is_placed(quotation, match, day):
                return self._not_found(quotation, day, alignment.score)
        return self._in_documents_words(quotation, match) or self._verdict(quotation, match)

    def _beside_neighbours(self, quotation: Quotation, neighbours: Neighbours) -> Verdict | None:
        """Return the verdict on a few words that stand, unchanged, near other quotations of the same article."""
        for index, transcript in enumerate(self._transcripts):
            passages = [passage for source_id, passage in neighbours if source_id == transcript.id]
            if passages and (passage := place_short_quotation(quotation, transcript, passages)):
                return self._verdict(quotation, QuotationMatch(index, 1.0, (passage,), ()))
        return None

    def _in_documents_words(self, quotation: Quotation, match: QuotationMatch) -> Verdict | None:
        """Return the verdict on words that run from a quotation in a document into its own words.

        They are quoted from the document itself, unless the draft names the speaker of one of the two.
        """
        document = self._transcripts[match.transcript_index]
        is_mixed = any(edit.reason is EditReason.OTHER_VOICE for edit in match.edits)
        if not is_mixed or not isinstance(document, SourceDocument):
            return None
        if any(self._speaker_agreements(quotation, match)):
            return None
        full_text = Transcript(document.id, document.text, document.event, document.date, location=document.location)
        verdict = QuotationChecker([full_text]).check(quotation)
        return verdict if verdict.verdict in ("verbatim", "minor", "abridged") else None

    def _is_placed(self, quotation: Quotation, match: QuotationMatch, day: int | None) -> bool:
        """Whether speaker or date tie a few words to a transcript: without them, other words of it are another's.

        A single transcript is taken for the right one unless speaker or date say otherwise.
        """
        agreements = self._speaker_agreements(quotation, match)
        if all(agreements):
            return True
        if False in agreements:
            return False
        transcript_day = int(self._days[match.transcript_index])
        if not day or not transcript_day:
            return len(self._transcripts) == 1
        return day - COVERAGE_DAYS < transcript_day <= day + TIME_ZONE_DAYS

    def _allowed(self, day: int | None) -> NDArray[np.bool_] | None:
        """Return for each transcript whether an article of a day can quote it."""
        return self._days <= day + TIME_ZONE_DAYS if day else None

    def _candidates(self, text: str, day: int | None) -> list[CandidateTranscript]:
        """Return the transcripts that may hold a text: not those dated later, and some of the days just before."""
        allowed = self._allowed(day)
        if not day or allowed is None:
            return self._index.candidates(text)
        return self._index.candidates(text, allowed, allowed & (self._days > day - PREFERRED_DAYS))

    def _best_alignment(
        self,
        printed: PrintedText,
        candidates: Sequence[CandidateTranscript],
        day: int | None,
        speaker: str | None = None,
    ) -> TranscriptAlignment | None:
        """Return the best alignment; of a short quotation, one in a transcript with its speaker where there is one."""
        name = parse_speaker_name(speaker)
        if name is not None:
            of_speaker = [
                candidate for candidate in candidates if name.family in self._family_names[candidate.transcript_index]
            ]
            if alignment := self._best_alignment(printed, of_speaker, day):
                return alignment
        best: TranscriptAlignment | None = None
        for candidate in candidates:
            if best is None or candidate.coverage + SCATTERED_SHARE > best.score:
                alignment = align_with_transcript(printed, self._transcripts[candidate.transcript_index], candidate)
                best = max(best or alignment, alignment, key=lambda either: self._rank(either, day))
        return best

    def _rank(self, alignment: TranscriptAlignment, day: int | None) -> tuple[float, float]:
        """Sort better matches last; of equally good ones the transcript dated nearest before the article last."""
        transcript_day = int(self._days[alignment.transcript_index])
        return round(alignment.score, 2), -abs(day - transcript_day) if day and transcript_day else -1e6

    def _match_in_own_turns(
        self, quotation: Quotation, printed: PrintedText, candidate: CandidateTranscript, best: TranscriptAlignment
    ) -> QuotationMatch | None:
        """Return the match within one turn of the claimed speaker, if it is equally good.

        A host may say a speaker's words again.
        """
        transcript = self._transcripts[best.transcript_index]
        speakers = {turn.speaker for turn in transcript.turns}
        own_labels = {speaker for speaker in speakers if speakers_agree(quotation.speaker, speaker)}
        regions = tuple(
            (max(start, turn.start), min(end, turn.end))
            for start, end in candidate.regions
            for turn in transcript.turns
            if turn.speaker in own_labels and turn.start < end and start < turn.end
        )
        alignment = align_with_transcript(printed, transcript, replace(candidate, regions=regions))
        matched_words = [int(word) for word in alignment.word_matches if word != UNMATCHED]
        if not matched_words or alignment.score < best.score - EQUAL_SCORE:
            return None
        if any(min(matched_words) < word <= max(matched_words) for word in alignment.spoken.breaks):
            return None
        return match_of_alignment(printed, transcript, alignment)

    def _speaker_agreements(self, quotation: Quotation, match: QuotationMatch) -> list[bool | None]:
        """Return for each passage whether its speaker is the claimed one; None where one of them is not named."""
        name = parse_speaker_name(quotation.speaker)
        is_labelled_by_name = name is not None and name.family in self._family_names[match.transcript_index]
        document = self._transcripts[match.transcript_index]
        agreements: list[bool | None] = []
        for passage in match.passages:
            if is_labelled_by_name and is_questioner(passage.speaker):
                agreements.append(False)
                continue
            agrees = speakers_agree_among(quotation.speaker, passage.speaker, self._full_names[match.transcript_index])
            if not agrees and name is not None and isinstance(document, SourceDocument):
                agrees = person_speaks_for(document, quotation.speaker or "", passage.speaker, agrees)
            agreements.append(agrees)
        return agreements

    def _verdict(self, quotation: Quotation, match: QuotationMatch) -> Verdict:
        edits = excuse_transcription_errors(
            match.edits,
            quotation.text,
            self._transcripts[match.transcript_index].text,
            self._index,
            match.transcript_index,
        )
        if isinstance(self._transcripts[match.transcript_index], SourceDocument):
            edits = _own_voice(edits, match.passages)
        match = replace(match, edits=edits)
        kind = verdict_kind(match)
        agreements = self._speaker_agreements(quotation, match)
        speaker_agrees = False if False in agreements else True if all(agreements) else None
        speaker = match.passages[agreements.index(False) if speaker_agrees is False else 0].speaker
        document = self._transcripts[match.transcript_index]
        is_document = isinstance(document, SourceDocument)
        explanation = explanations.explain_match(kind, match.edits, match.passages, is_document=is_document)
        if isinstance(document, SourceDocument) and document.has_own_words(match.passages):
            explanation = f"{explanation} {explanations.explain_own_words()}"
        if speaker_agrees is False:
            explanation = f"{explanation} {explanations.explain_wrong_speaker(quotation, speaker)}"
        return Verdict(
            quotation,
            kind,
            self._transcripts[match.transcript_index].id,
            match.passages,
            speaker,
            speaker_agrees,
            match.edits,
            any(edit.meaning_changed for edit in match.edits),
            covered=True,
            confidence=verdict_confidence(kind, match),
            explanation=explanation,
        )

    def _not_found(self, quotation: Quotation, day: int | None, score: float) -> Verdict:
        transcript_count = self._count_possible_transcripts(quotation, day)
        has_documents = any(isinstance(transcript, SourceDocument) for transcript in self._transcripts)
        explanation = explanations.explain_not_found(quotation, transcript_count, score, is_document=has_documents)
        confidence = 0.97 if score < 0.35 else 0.85
        covered = transcript_count > 0
        return Verdict(quotation, "not found", None, (), None, None, (), False, covered, confidence, explanation)

    def _count_possible_transcripts(self, quotation: Quotation, day: int | None) -> int:
        """Return how many transcripts of the days before a quotation name its speaker, or nobody."""
        name = parse_speaker_name(quotation.speaker)
        is_near = np.ones(len(self._transcripts), bool)
        if day:
            is_recent = (self._days <= day + TIME_ZONE_DAYS) & (self._days > day - COVERAGE_DAYS)
            is_near = (self._days == 0) | is_recent
        return sum(
            not name or not self._family_names[number] or name.family in self._family_names[number]
            for number in np.flatnonzero(is_near).tolist()
        )


def _own_voice(edits: tuple[Edit, ...], passages: Sequence[Passage]) -> tuple[Edit, ...]:
    """Return the edits; quotations of one speaker that are put together mix no other speaker's words in."""
    if passages[0].speaker is None or len({passage.speaker for passage in passages}) > 1:
        return edits
    return tuple(
        replace(edit, meaning_changed=False, reason=None) if edit.reason is EditReason.OTHER_VOICE else edit
        for edit in edits
    )


def verdict_kind(match: QuotationMatch) -> VerdictKind:
    """Return the verdict that the worst of the edits gives."""
    major_edits = [edit for edit in match.edits if not edit.minor]
    edit_kinds = {edit.kind for edit in major_edits}
    if "joined" in edit_kinds:
        return "spliced"
    if edit_kinds & {"added", "changed", "moved"}:
        return "altered"
    if major_edits:  # only words left out
        return "abridged" if all(edit.marked for edit in major_edits) else "trimmed"
    return "minor" if match.edits else "verbatim"


def verdict_confidence(kind: VerdictKind, match: QuotationMatch) -> float:
    """Return how likely a careful reader gives the same verdict: rounded shares of ``benchmarks/verify.py``."""
    if kind == "verbatim":
        return 0.99
    if kind == "minor":
        return 0.96
    if kind == "altered" and sum(not edit.minor for edit in match.edits) == 1:
        return 0.75
    return 0.9 if match.score > 0.6 else 0.75


def _day_number(iso_date: str | None) -> int | None:
    """Return the proleptic ordinal of a date's day, or None if there is no date."""
    try:
        return date.fromisoformat((iso_date or "")[:10]).toordinal()
    except ValueError:
        return None
