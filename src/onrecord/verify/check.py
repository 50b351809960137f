"""The verdict on a quotation: found where, with what edits, and whether the right speaker said it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from onrecord.records import Quotation, Transcript, Verdict, VerdictKind
from onrecord.verify.align import Fit, fitted
from onrecord.verify.index import Index
from onrecord.wording import Printed

FOUND = 0.5  # of the score that the same words would have, at least
NEAR = 7  # days before an article in which most of what it quotes was said
SCATTERED = 0.2  # share of a quotation's words that an alignment may find without three in a row
EARLY = 1  # days that an article may be dated before the transcript of what it quotes: time zones


class Checker:
    """Holds quotations against transcripts. The index is made once; each question takes milliseconds."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self._transcripts = tuple(transcripts)
        self._index = Index(self._transcripts)
        self._days = np.array([_day(transcript.date) or 0 for transcript in self._transcripts], np.int64)

    def check(self, quotation: Quotation) -> Verdict:
        """The verdict on one quotation. It never says whether what was said is true."""
        printed = Printed.of(quotation.text)
        day = _day(quotation.date)
        allowed = self._days <= day + EARLY if day else None
        near = allowed & (self._days > day - NEAR) if day and allowed is not None else None
        best: Fit | None = None
        for candidate in self._index.candidates(quotation.text, allowed, near):
            if best is None or candidate.covered + SCATTERED > best.score:
                fit = fitted(printed, self._transcripts[candidate.number], candidate)
                best = fit if best is None else max(best, fit, key=lambda fit: self._rank(fit, day))
        if best is None or best.score < FOUND:
            return self._missing(quotation, best)
        return self._verdict(quotation, best)

    def _rank(self, fit: Fit, day: int | None) -> tuple[float, float]:
        """The better wording first; of those about equal the transcript nearest before the article."""
        dated = int(self._days[fit.number])
        return round(fit.score, 2), -abs(day - dated) if day and dated else -1e6

    def _missing(self, quotation: Quotation, best: Fit | None) -> Verdict:
        return Verdict(quotation, "not found", None, (), None, None, (), False, True, best.score if best else 0, "…")

    def _verdict(self, quotation: Quotation, fit: Fit) -> Verdict:
        transcript = self._transcripts[fit.number]
        kind = judged(fit)
        speaker = fit.passages[0].speaker if fit.passages else None
        return Verdict(
            quotation,
            kind,
            transcript.id,
            fit.passages,
            speaker,
            None,
            fit.edits,
            any(edit.grave for edit in fit.edits),
            True,
            fit.score,
            "",
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


def _day(stated: str | None) -> int | None:
    """The number of a date's day, or None where there is none."""
    try:
        return date.fromisoformat((stated or "")[:10]).toordinal()
    except ValueError:
        return None
