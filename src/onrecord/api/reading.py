"""Read pages: one, a text in memory, or many in batches."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from onrecord.errors import SourceError
from onrecord.open_sources import Source, as_sources, count_pages, divert_skipped, open_all
from onrecord.progress import ProgressOption, report_each
from onrecord.records import Page, Record, Skipped
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reader import Reader


def read(source: Source, *, settings: Settings | None = None) -> Record:
    """Read one page and return its record.

    Args:
        source: A web address, a path, ``-`` for standard input, or a Page. For a text in memory use ``read_text``.
        settings: Without them, ``Settings.load()`` reads the environment.

    Raises:
        SourceError: The source does not exist, or holds several pages; for those use ``read_many``.
        FetchError: The web server did not send the page.
        DecodeError: The page is not text.
        ArticleError: The page has no article that can be read.
    """
    settings = settings or Settings.load()
    if isinstance(source, Page):
        return _reader(settings).read(source)
    if isinstance(source, str) and "\n" in source.strip():
        raise SourceError("the source is a text of several lines, not an address or a path; read it with read_text")
    pages = open_all([source], settings)
    try:
        page = next(pages, None)
        if page is None:
            raise SourceError("there is no page in it", location=os.fspath(source))
        if isinstance(page, Skipped):
            raise page.to_error()
        if next(pages, None) is not None:
            raise SourceError("holds several pages; read them with read_many", location=os.fspath(source))
    finally:
        pages.close()
    return _reader(settings).read(page)


def read_text(
    text: str | bytes,
    *,
    url: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    published: str | datetime.date | None = None,
    html: bool | None = None,
    settings: Settings | None = None,
) -> Record:
    """Read an article that is in memory, as HTML or as plain text, and return its record.

    Plain text is taken as the article itself, unchanged: offsets in the record are offsets into ``text``. For HTML
    the article is extracted first.

    Args:
        text: The text. Bytes are decoded by their byte order mark, ``<meta charset>`` or content.
        url: Address of the article, if known.
        title: Headline, if known; in HTML the page states it.
        outlet: Publisher, if known; replaces what the page states.
        published: Date of publication, if known: a date, a datetime or ISO 8601.
        html: Whether the text is HTML; without it, the first characters decide.
        settings: Without them, ``Settings.load()`` reads the environment.

    Raises:
        SourceError: The text is empty, or has unpaired surrogates.
        DecodeError: The bytes are not text.
        ArticleError: There is no article that can be read.
    """
    from onrecord.pages.in_memory import page_from_text

    stated = published.isoformat() if isinstance(published, datetime.date) else published
    page = page_from_text(text, html=html, url=url, title=title, published=stated)
    record = read(page, settings=settings)
    return record if outlet is None else replace(record, article=replace(record.article, outlet=outlet))


@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    progress: ProgressOption = None,
    on_skip: None = None,
) -> Iterator[Record | Skipped]: ...


@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    progress: ProgressOption = None,
    on_skip: Callable[[Skipped], object],
) -> Iterator[Record]: ...


def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    progress: ProgressOption = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[Record | Skipped]:
    """Read pages in batches and yield one outcome for each, in order: its Record, or Skipped with the reason.

    At most ``settings.batch`` pages are held in memory, or a few times as many for each worker.

    Args:
        sources: One source or several. A folder, a JSON Lines file or a WARC file may hold many pages.
        settings: Without them, ``Settings.load()`` reads the environment.
        workers: Processes that read, each page within the limits of the settings; 0: one for each core. Without it
            this process reads, with no limit on what a page may take.
        progress: Called with the number of pages done and the total (None if unknown); True draws a progress bar.
        on_skip: Called with each Skipped; then only records are yielded.
    """
    sources = as_sources(sources)
    settings = settings or Settings.load()
    pages = open_all(sources, settings)
    if workers is None:
        outcomes = _reader(settings).read_many(pages)
    else:
        from onrecord.ingest.read_ahead import read_in_processes

        outcomes = read_in_processes(pages, replace(settings, workers=workers))
    total = None if progress is None else count_pages(sources)
    reported = report_each(outcomes, progress, "reading", total)
    yield from divert_skipped(reported, on_skip)


@lru_cache(maxsize=4)
def _reader(settings: Settings) -> Reader:
    from onrecord.inference import Model
    from onrecord.reader import Reader

    return Reader(Model.load(settings), settings)
