"""What drafts are checked against: transcripts, and documents such as articles and reports with their records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TypeAlias

from onrecord.pages.formats.office_documents import is_document, open_document
from onrecord.pages.sources import WEB_SCHEMES
from onrecord.records import Page, Record, Skipped, Transcript
from onrecord.settings import Settings
from onrecord.verification.drafts.source_documents import document_of_record, page_of_transcript
from onrecord.verification.transcripts import load_transcripts, unique_transcripts

PageSource: TypeAlias = "str | os.PathLike[str] | Page"
CheckSource: TypeAlias = "str | os.PathLike[str] | Transcript | Record"
PageReader: TypeAlias = Callable[[Iterable[PageSource]], Iterator[Record | Skipped]]

_PAGE_OPENING = 60  # characters by which the beginning of a page is found again
_TEXT_ENDINGS = (".txt", ".text", ".md")  # files whose lines are those of the text
_ARTICLE_ENDINGS = (*_TEXT_ENDINGS, ".html", ".htm", ".xhtml", ".pdf", ".docx", ".warc")


def load_sources(
    sources: Iterable[CheckSource], settings: Settings, read_pages: PageReader
) -> tuple[list[Transcript], list[Skipped]]:
    """Return every transcript and document, each with a unique id, and what could not be read.

    A page, a text, a Word or PDF file in which no speaker has a label is a document: the speakers of its record are
    those of its words.
    """
    transcripts: list[Transcript] = []
    skipped: list[Skipped] = []
    for are_records, group in groupby(sources, key=lambda source: isinstance(source, Record)):
        if are_records:
            transcripts += [document_of_record(record) for record in group if isinstance(record, Record)]
        else:
            loaded, failed = load_transcripts(group, settings)  # type: ignore[arg-type]
            transcripts += loaded
            skipped += failed
    return unique_transcripts(_with_records(transcripts, settings, read_pages)), skipped


def _with_records(
    transcripts: Iterable[Transcript], settings: Settings, read_pages: PageReader
) -> Iterator[Transcript]:
    """Yield the transcripts; in place of an article or report the document with its record."""
    for are_articles, group in groupby(transcripts, key=_may_be_article):
        if not are_articles:
            yield from group
            continue
        articles = list(group)
        outcomes = read_pages(_page(article, settings) for article in articles)
        for article, outcome in zip(articles, outcomes, strict=True):
            if isinstance(outcome, Skipped):  # too long to be read as an article: it is checked without speakers
                yield article
            else:
                document = document_of_record(outcome, article.id)
                has_lines = document.text == article.text and _has_ending(article, _TEXT_ENDINGS)
                yield replace(
                    document,
                    location=article.location,
                    lines=article.lines if has_lines else (),
                    pages=tuple(_pages_in(document.text, article)),
                )


def _pages_in(text: str, article: Transcript) -> Iterator[tuple[int, int]]:
    """Yield where the pages of a file begin in its text as it was read: a paragraph may go on on the next page."""
    start = 0
    for offset, number in article.pages:
        first_words = article.text[offset : offset + _PAGE_OPENING].split()[:-1]
        place = re.search(r"\s+".join(map(re.escape, first_words)), text[start:]) if first_words else None
        if place:
            start += place.start()
            yield start, number


def _page(article: Transcript, settings: Settings) -> Page:
    """Return the page to read for the record of an article; of a file of lines, with whole paragraphs."""
    if article.location and is_document(article.location):
        return open_document(article.location, settings.max_bytes)
    return page_of_transcript(article)


def _may_be_article(transcript: Transcript) -> bool:
    """Whether a transcript is of a form that articles have, and no speaker or voice in it has a label."""
    is_web_page = (transcript.location or "").lower().startswith(WEB_SCHEMES)
    has_form = is_web_page or _has_ending(transcript, _ARTICLE_ENDINGS)
    return has_form and not any(turn.speaker or turn.voice for turn in transcript.turns)


def _has_ending(transcript: Transcript, endings: tuple[str, ...]) -> bool:
    """Whether a transcript is from a file with one of several endings."""
    location = (transcript.location or "").lower()
    return not location.startswith(WEB_SCHEMES) and location.removesuffix(".gz").endswith(endings)
