"""Verification as a whole: quotations from pages and lists, transcripts from wherever they are, and the verdicts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Literal, TypeAlias

from onrecord.errors import TranscriptError
from onrecord.records import CheckedQuotation, Page, Quotation, Record, Skipped, Transcript
from onrecord.settings import Settings
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.verification import Checker
from onrecord.verification.draft_quotations import Printed, is_by, is_list, open_list, quotations_of
from onrecord.verification.transcripts import gathered

Pages: TypeAlias = "str | os.PathLike[str] | Page"
Asked: TypeAlias = "Pages | Quotation"
Spoken: TypeAlias = "str | os.PathLike[str] | Transcript"
Read: TypeAlias = Callable[[Iterable[Pages]], Iterator[Record | Skipped]]


def verified(
    sources: Iterable[Asked], against: Iterable[Spoken], settings: Settings, read: Read, speaker: str | None = None
) -> Iterator[CheckedQuotation | Skipped]:
    """Each quotation of the sources with its verdict, in order; ``read`` makes records of pages.

    Raises TranscriptError when no transcript can be read.
    """
    transcripts, faults = gathered(against, settings)
    yield from faults
    if not transcripts:
        raise TranscriptError("no transcript could be read, so there is nothing to check against")
    checker, known = Checker(transcripts), {transcript.id: transcript for transcript in transcripts}
    for one in _quotations(sources, settings, read):
        if isinstance(one, Skipped):
            yield one
        elif speaker is None or is_by(one.quotation.speaker, speaker):
            verdict = checker.check(one.quotation)
            yield CheckedQuotation(verdict, known.get(verdict.transcript_id or ""), one.article, one.pieces)


def _quotations(sources: Iterable[Asked], settings: Settings, read: Read) -> Iterator[Printed | Skipped]:
    """The quotations of the sources, in order. Pages that stand together are read together."""
    for kind, some in groupby(sources, key=_kind):
        if kind == "page":
            for outcome in read(one for one in some if not isinstance(one, Quotation)):
                if isinstance(outcome, Skipped):
                    yield outcome
                else:
                    yield from quotations_of(outcome, _insides)
            continue
        for one in some:
            if isinstance(one, Quotation):
                yield Printed(one)
            elif not isinstance(one, Page):
                yield from open_list(os.fspath(one), settings.max_bytes)


def _kind(source: Asked) -> Literal["quotation", "list", "page"]:
    if isinstance(source, Quotation):
        return "quotation"
    return "list" if not isinstance(source, Page) and is_list(os.fspath(source)) else "page"


def _insides(text: str) -> tuple[tuple[int, int], ...]:
    return outermost_interiors(find_quotations(text))
