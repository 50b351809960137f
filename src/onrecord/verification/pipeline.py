"""Verification as a whole: quotations from pages and lists, sources of any kind, and the verdicts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Literal, TypeAlias

from onrecord.errors import OnrecordError, PageError, TranscriptError
from onrecord.pages.formats.office_documents import is_document, open_document
from onrecord.records import CheckedQuotation, Page, Quotation, Skipped
from onrecord.settings import Settings
from onrecord.verification.drafts.draft_checker import DraftChecker
from onrecord.verification.drafts.load_sources import CheckSource, PageReader, PageSource, load_sources
from onrecord.verification.quotation_lists import is_quotation_list, read_quotation_list
from onrecord.verification.voice_names import name_voices

QuotationSource: TypeAlias = "PageSource | Quotation"


def verify_quotations(
    sources: Iterable[QuotationSource],
    against: Iterable[CheckSource],
    settings: Settings,
    read_pages: PageReader,
    speaker: str | None = None,
    voice_names: Mapping[str, str] | None = None,
) -> Iterator[CheckedQuotation | Skipped]:
    """Yield each quotation of the sources with its verdict, in order.

    Args:
        sources: Pages, lists of quotations, and quotations.
        against: Transcripts, records, and locations of transcripts and documents.
        settings: Limits for files and the network.
        read_pages: Makes the records of pages.
        speaker: If given, only quotations of this person are checked.
        voice_names: The names of labels that name nobody, such as ``{"SPEAKER_00": "Jane Roe"}``.

    Raises:
        TranscriptError: No transcript or document can be read.
    """
    originals, skipped = load_sources(against, settings, read_pages)
    yield from skipped
    if not originals:
        raise TranscriptError("no transcript could be read, so there is nothing to check against")
    if voice_names:
        originals = [name_voices(original, voice_names) for original in originals]
    checker = DraftChecker(originals, speaker)
    for kind, group in groupby(sources, key=_source_kind):
        if kind == "page":
            drafts = (_draft_page(source, settings) for source in group if not isinstance(source, Quotation))
            yield from _check_pages(checker, drafts, read_pages)
            continue
        for source in group:
            if isinstance(source, Quotation):
                yield from _contained(checker.check_quotation(source), source.id, "quotation")
            elif not isinstance(source, Page):
                for listed in read_quotation_list(os.fspath(source), settings.max_bytes):
                    if isinstance(listed, Skipped):
                        yield listed
                    else:
                        yield from _contained(checker.check_quotation(listed), listed.id, "quotation")


def _contained(
    outcomes: Iterator[CheckedQuotation | Skipped], location: str, kind: str
) -> Iterator[CheckedQuotation | Skipped]:
    """Yield the outcomes of one quotation or draft; a fault of this program ends only these, as a Skipped."""
    try:
        yield from outcomes
    except OnrecordError:
        raise
    except Exception as fault:
        yield Skipped.from_fault(fault, location, kind)


def _check_pages(
    checker: DraftChecker, drafts: Iterable[PageSource | Skipped], read_pages: PageReader
) -> Iterator[CheckedQuotation | Skipped]:
    """Yield the outcomes of drafts in order. Neighbouring pages are read together."""
    for are_skipped, group in groupby(drafts, key=lambda draft: isinstance(draft, Skipped)):
        if are_skipped:
            yield from (draft for draft in group if isinstance(draft, Skipped))
            continue
        for outcome in read_pages(draft for draft in group if not isinstance(draft, Skipped)):
            if isinstance(outcome, Skipped):
                yield outcome
            else:
                yield from _contained(checker.check_record(outcome), outcome.article.page.location, "draft")


def _draft_page(source: PageSource, settings: Settings) -> PageSource | Skipped:
    """Return the page of a Word or PDF file; other sources are opened where pages are read."""
    if isinstance(source, Page) or not is_document(os.fspath(source)):
        return source
    try:
        return open_document(os.fspath(source), settings.max_bytes)
    except PageError as error:
        return Skipped.from_error(error, os.fspath(source))


def _source_kind(source: QuotationSource) -> Literal["quotation", "list", "page"]:
    if isinstance(source, Quotation):
        return "quotation"
    return "list" if not isinstance(source, Page) and is_quotation_list(os.fspath(source)) else "page"
