"""The verdict on a quotation: found where, with what edits, and whether the right speaker said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from onrecord.diff import PrintedText
from onrecord.diff.alignment import UNMATCHED
from onrecord.records import Quotation, Transcript, Verdict, VerdictKind
from onrecord.verification import explanations as explain
from onrecord.verification.passage_alignment import Fit, Laid, fitted, laid
from onrecord.verification.speaker_match import agrees, families, named, only_asks
from onrecord.verification.transcription_errors import without_slips
from onrecord.verification.trigram_index import Candidate, Index

FOUND = 0.5  # of the score that the same words would have, at least
HELD = 14  # days before an article in which nearly all that it quotes was said
NEAR = 7  # days before an article in which most of it was
SCATTERED = 0.15  # share of a quotation's words that an alignment may find without three in a row
SAME = 0.01  # of the score: as good a wording
EARLY = 1  # days that an article may be dated before the transcript of what it quotes: time zones


class Checker:
    """Holds quotations against transcripts. The index is made once; each question takes milliseconds."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self._transcripts = tuple(transcripts)
        self._index = Index(self._transcripts)
        self._days = np.array([_day(transcript.date) or 0 for transcript in self._transcripts], np.int64)
        self._families = [families(transcript) for transcript in self._transcripts]

    def check(self, quotation: Quotation) -> Verdict:
        """The verdict on one quotation. It never says whether what was said is true."""
        printed = PrintedText.parse(quotation.text)
        day = _day(quotation.date)
        allowed = self._days <= day + EARLY if day else None
        near = allowed & (self._days > day - NEAR) if day and allowed is not None else None
        best: Laid | None = None
        held: dict[int, Candidate] = {}
        for candidate in self._index.candidates(quotation.text, allowed, near):
            held[candidate.number] = candidate
            if best is None or candidate.covered + SCATTERED > best.score:
                one = laid(printed, self._transcripts[candidate.number], candidate)
                best = one if best is None else max(best, one, key=lambda way: self._rank(way, day))
        if best is None or best.score < FOUND:
            return self._missing(quotation, day, best.score if best else 0.0)
        fit = fitted(printed, self._transcripts[best.number], best)
        if False in self._agreed(quotation, fit):
            fit = self._own(quotation, printed, held[best.number], best) or fit
        return self._found(quotation, fit)

    def _own(self, quotation: Quotation, printed: PrintedText, candidate: Candidate, best: Laid) -> Fit | None:
        """The fit within a turn of the speaker's own, if the words are those as well: a host may say them again."""
        transcript = self._transcripts[best.number]
        own = {voice for voice in {turn.speaker for turn in transcript.turns} if agrees(quotation.speaker, voice)}
        stretches = tuple(
            (max(first, turn.start), min(last, turn.end))
            for first, last in candidate.stretches
            for turn in transcript.turns
            if turn.speaker in own and turn.start < last and first < turn.end
        )
        way = laid(printed, transcript, replace(candidate, stretches=stretches))
        places = [int(place) for place in way.way if place != UNMATCHED]
        if not places or way.score < best.score - SAME:
            return None
        apart = any(min(places) < number <= max(places) for number in way.other.breaks)
        return None if apart else fitted(printed, transcript, way)

    def _agreed(self, quotation: Quotation, fit: Fit) -> list[bool | None]:
        """Of each passage, whether the one who speaks there is the speaker."""
        name, known = named(quotation.speaker), self._families[fit.number]
        there = name is not None and name.family in known  # by name, and so not as "QUESTION"
        voices = [passage.speaker for passage in fit.passages]
        return [False if there and only_asks(voice) else agrees(quotation.speaker, voice) for voice in voices]

    def _rank(self, way: Laid, day: int | None) -> tuple[float, float]:
        """The better wording first; of those about equal the transcript nearest before the article."""
        dated = int(self._days[way.number])
        return round(way.score, 2), -abs(day - dated) if day and dated else -1e6

    def _found(self, quotation: Quotation, fit: Fit) -> Verdict:
        fit = replace(fit, edits=without_slips(fit.edits, quotation.text, self._index, fit.number))
        kind = judged(fit)
        voices = [passage.speaker for passage in fit.passages]
        agreed = self._agreed(quotation, fit)
        agree = False if False in agreed else True if all(agreed) else None
        why = explain.reason(kind, fit.edits, fit.passages)
        if agree is False:
            why = f"{why[:-1]}. It is {voices[agreed.index(False)]} who says so, not {quotation.speaker}."
        return Verdict(
            quotation,
            kind,
            self._transcripts[fit.number].id,
            fit.passages,
            voices[agreed.index(False)] if agree is False else voices[0],
            agree,
            fit.edits,
            any(edit.meaning_changed for edit in fit.edits),
            covered=True,
            confidence=sureness(kind, fit),
            explanation=why,
        )

    def _missing(self, quotation: Quotation, day: int | None, score: float) -> Verdict:
        about = self._holding(quotation, day)
        why = explain.missing(quotation, about > 0, about, score)
        sure = 0.97 if score < 0.35 else 0.85
        return Verdict(quotation, "not found", None, (), None, None, (), False, about > 0, sure, why)

    def _holding(self, quotation: Quotation, day: int | None) -> int:
        """How many transcripts could hold a quotation: of the days before it, with its speaker or without names."""
        name = named(quotation.speaker)
        held = np.ones(len(self._transcripts), bool)
        if day:
            held = (self._days == 0) | ((self._days <= day + EARLY) & (self._days > day - HELD))
        return sum(
            not name or not self._families[number] or name.family in self._families[number]
            for number in np.flatnonzero(held).tolist()
        )


def judged(fit: Fit) -> VerdictKind:
    """The verdict of the edits: the worst of them counts."""
    kinds = {edit.kind for edit in fit.edits if not edit.minor}
    if "joined" in kinds:
        return "spliced"
    if kinds & {"added", "changed", "moved"}:
        return "altered"
    if "dropped" in kinds:
        return "trimmed"
    return "minor" if fit.edits else "verbatim"


def sureness(kind: VerdictKind, fit: Fit) -> float:
    """How likely the verdict is a careful reader's; the shares are those of `benchmarks/verify.py`, by hand rounded."""
    if kind == "verbatim":
        return 0.99
    if kind == "minor":
        return 0.96
    if kind == "altered" and sum(not edit.minor for edit in fit.edits) == 1:
        return 0.75
    return 0.9 if fit.score > 0.6 else 0.75


def _day(stated: str | None) -> int | None:
    """The number of a date's day, or None where there is none."""
    try:
        return date.fromisoformat((stated or "")[:10]).toordinal()
    except ValueError:
        return None
