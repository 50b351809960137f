"""Verification as a whole: quotations from pages and lists, transcripts from any source, and the verdicts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Literal, TypeAlias

from onrecord.errors import TranscriptError
from onrecord.records import CheckedQuotation, Page, Quotation, Record, Skipped, Transcript
from onrecord.settings import Settings
from onrecord.verification.checker import QuotationChecker
from onrecord.verification.draft_quotations import DraftQuotation, is_attributed_to, quotations_of_record
from onrecord.verification.quotation_lists import is_quotation_list, read_quotation_list
from onrecord.verification.transcripts import load_transcripts

PageSource: TypeAlias = "str | os.PathLike[str] | Page"
QuotationSource: TypeAlias = "PageSource | Quotation"
TranscriptSource: TypeAlias = "str | os.PathLike[str] | Transcript"
PageReader: TypeAlias = Callable[[Iterable[PageSource]], Iterator[Record | Skipped]]


def verify_quotations(
    sources: Iterable[QuotationSource],
    against: Iterable[TranscriptSource],
    settings: Settings,
    read_pages: PageReader,
    speaker: str | None = None,
) -> Iterator[CheckedQuotation | Skipped]:
    """Yield each quotation of the sources with its verdict, in order.

    Args:
        sources: Pages, lists of quotations, and quotations.
        against: Transcripts, and locations of transcripts.
        settings: Limits for files and the network.
        read_pages: Makes the records of pages.
        speaker: If given, only quotations of this person are checked.

    Raises:
        TranscriptError: No transcript can be read.
    """
    transcripts, skipped = load_transcripts(against, settings)
    yield from skipped
    if not transcripts:
        raise TranscriptError("no transcript could be read, so there is nothing to check against")
    checker = QuotationChecker(transcripts)
    transcripts_by_id = {transcript.id: transcript for transcript in transcripts}
    for draft_quotation in _draft_quotations(sources, settings, read_pages):
        if isinstance(draft_quotation, Skipped):
            yield draft_quotation
        elif speaker is None or is_attributed_to(draft_quotation.quotation.speaker, speaker):
            verdict = checker.check(draft_quotation.quotation)
            transcript = transcripts_by_id.get(verdict.transcript_id or "")
            yield CheckedQuotation(verdict, transcript, draft_quotation.article, draft_quotation.spans)


def _draft_quotations(
    sources: Iterable[QuotationSource], settings: Settings, read_pages: PageReader
) -> Iterator[DraftQuotation | Skipped]:
    """Yield the quotations of the sources in order. Neighbouring pages are read together."""
    for kind, group in groupby(sources, key=_source_kind):
        if kind == "page":
            for outcome in read_pages(source for source in group if not isinstance(source, Quotation)):
                if isinstance(outcome, Skipped):
                    yield outcome
                else:
                    yield from quotations_of_record(outcome)
            continue
        for source in group:
            if isinstance(source, Quotation):
                yield DraftQuotation(source)
            elif not isinstance(source, Page):
                for listed in read_quotation_list(os.fspath(source), settings.max_bytes):
                    yield listed if isinstance(listed, Skipped) else DraftQuotation(listed)


def _source_kind(source: QuotationSource) -> Literal["quotation", "list", "page"]:
    if isinstance(source, Quotation):
        return "quotation"
    return "list" if not isinstance(source, Page) and is_quotation_list(os.fspath(source)) else "page"
