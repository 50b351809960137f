"""The public functions: pages in, records out; the store; comparison and verification.

``import onrecord`` exports them. Heavy modules are imported inside the functions that need them, so that importing
this module stays cheap.
"""

from __future__ import annotations

import datetime
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from onrecord.errors import SourceError
from onrecord.open_sources import Source, as_sources, count_pages, divert_skipped, open_all, open_all_listed
from onrecord.progress import ProgressOption, open_progress, report_each
from onrecord.records import CheckedQuotation, Page, Quotation, Record, Skipped, Transcript, Utterance
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.ingest.outcomes import Outcomes
    from onrecord.ingest.reread_articles import Change
    from onrecord.reader import Reader
    from onrecord.store import Store
    from onrecord.store.check_store import StoreProblem

CheckSource: TypeAlias = "str | os.PathLike[str] | Transcript | Record | Store"


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
    workers: int = 1,
    progress: ProgressOption = None,
    on_skip: None = None,
) -> Iterator[Record | Skipped]: ...


@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    workers: int = 1,
    progress: ProgressOption = None,
    on_skip: Callable[[Skipped], object],
) -> Iterator[Record]: ...


def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    workers: int = 1,
    progress: ProgressOption = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[Record | Skipped]:
    """Read pages in batches and yield one outcome for each, in order: its Record, or Skipped with the reason.

    At most ``settings.batch`` pages are held in memory, or a few times as many for each worker.

    Args:
        sources: One source or several. A folder, a JSON Lines file or a WARC file may hold many pages.
        settings: Without them, ``Settings.load()`` reads the environment.
        workers: Processes that read; 0: one for each core. With one, this process reads. A script that asks for
            more keeps its own code under ``if __name__ == "__main__":``, since each process imports the script.
        progress: Called with the number of pages done and the total (None if unknown); True draws a progress bar.
        on_skip: Called with each Skipped; then only records are yielded.
    """
    sources = as_sources(sources)
    settings = settings or Settings.load()
    pages = open_all(sources, settings)
    if workers == 1:
        outcomes = _reader(settings).read_many(pages)
    else:
        from onrecord.ingest.read_ahead import read_in_processes

        outcomes = read_in_processes(pages, replace(settings, workers=workers))
    total = None if progress is None else count_pages(sources)
    reported = report_each(outcomes, progress, "reading", total)
    yield from divert_skipped(reported, on_skip)


def open_store(address: str | None = None, *, settings: Settings | None = None, create: bool = True) -> Store:
    """Open a store; use it as a context manager.

    Args:
        address: A SQLite file or ``postgresql://…``; without it ``settings.store``.
        settings: Without them, ``Settings.load()`` reads the environment.
        create: Create a SQLite file that does not exist.

    Raises:
        StoreError: The store cannot be opened, or does not exist and ``create`` is False.
    """
    from onrecord.store import Store

    return Store((settings or Settings.load()).store if address is None else address, create=create)


def check(address: str | None = None, *, settings: Settings | None = None) -> Iterator[StoreProblem]:
    """Yield what is damaged in a store, and what can be saved; nothing is changed.

    Args:
        address: A SQLite file or ``postgresql://…``; without it ``settings.store``.
        settings: Without them, ``Settings.load()`` reads the environment.

    Raises:
        StoreError: The store cannot be opened at all.
    """
    from onrecord.store.check_store import check_store

    return check_store((settings or Settings.load()).store if address is None else address)


def add(
    sources: Source | Iterable[Source],
    store: Store,
    *,
    settings: Settings | None = None,
    keep_pages: bool = True,
    people: str | None = None,
    progress: ProgressOption = None,
    on_page: Callable[[str, Page | Skipped], object] | None = None,
    stop: threading.Event | None = None,
) -> Outcomes:
    """Add pages to a store and return the count of each outcome.

    A page that the store has is not read again; after an interruption the same call continues.

    Args:
        sources: One source or several: as for ``read_many``, and feeds, sitemaps, lists of addresses, and folders
            of a bulk run.
        store: An open store.
        settings: Without them, ``Settings.load()`` reads the environment.
        keep_pages: Keep the bytes of the pages, so that ``reread`` can read them with a newer model.
        people: A CSV file of people to know, as for ``Store.add_people``.
        progress: Called with the number of pages done and the total (None if unknown); True draws a progress bar.
        on_page: Called with each page and its outcome: new, changed, unchanged, skipped or failed.
        stop: Set it to stop within a second; pages not added by then are not counted.

    Raises:
        StoreError: The store can no longer be written; committed pages are in it.
    """
    from onrecord.ingest.add_pages import add_pages
    from onrecord.ingest.add_parquet import add_parquet_folder
    from onrecord.parquet.parquet_folder import divert_parquet_folders
    from onrecord.stop_event import StopEvent

    settings = settings or Settings.load()
    if people is not None:
        store.add_people(people)
    folders: list[Path] = []
    pages_sources = divert_parquet_folders(as_sources(sources), folders)
    stop = StopEvent(stop)  # set when adding ends, so that nothing waits for a site's rate limit any more
    total = None if progress is None else count_pages(as_sources(sources), addresses=False)
    try:
        with open_progress(progress, "adding") as report:
            outcomes = add_pages(
                open_all_listed(pages_sources, store, settings, stop),
                store,
                settings,
                model=_model_name(settings),
                version=_version(),
                keep_pages=keep_pages,
                progress=None if report is None else (lambda done, _: report(done, total)),
                on_page=on_page,
                stop=StopEvent(stop),
            )
            for folder in folders:
                add_parquet_folder(
                    folder, store, outcomes, version=_version(), progress=report, on_page=on_page, stop=stop
                )
        return outcomes
    finally:
        stop.set()


def watch(
    feeds: str | Iterable[str],
    store: Store,
    *,
    settings: Settings | None = None,
    keep_pages: bool = True,
    stop: threading.Event | None = None,
    once: bool = False,
    on_feed: Callable[[str, Outcomes], object] | None = None,
) -> None:
    """Poll feeds and add new pages to a store until ``stop`` is set.

    Args:
        feeds: The http or https address of one feed or several.
        store: An open store. It also keeps the time of each poll.
        settings: Without them, ``Settings.load()`` reads the environment.
        keep_pages: Keep the bytes of the pages.
        stop: Set it to stop within a second.
        once: Poll each feed that is due once, and return.
        on_feed: Called after each poll with the feed's address and its outcomes.

    Raises:
        SourceError: A feed is not an http or https address.
        StoreError: The store can no longer be written.
    """
    from onrecord.ingest.feed_watcher import watch_feeds

    settings = settings or Settings.load()
    addresses = [feeds] if isinstance(feeds, str) else list(feeds)
    for address in addresses:
        if not address.lower().startswith(("http://", "https://")):
            raise SourceError(f"{address!r} is not the address of a feed; give an http or https address")
    watch_feeds(
        addresses,
        store,
        settings,
        model=_model_name(settings),
        version=_version(),
        stop=stop or threading.Event(),
        keep_pages=keep_pages,
        once=once,
        on_feed=on_feed,
    )


def reread(
    store: Store,
    *,
    settings: Settings | None = None,
    all_articles: bool = False,
    people: str | None = None,
    progress: ProgressOption = None,
    on_change: Callable[[Change], object] | None = None,
) -> Outcomes:
    """Read the pages that the store kept again with the installed model, and return the count of each outcome.

    Decisions about identities (rename, merge, split) are kept.

    Args:
        store: An open store.
        settings: Without them, ``Settings.load()`` reads the environment.
        all_articles: Also read articles that the installed model has read already, and link all speakers again.
        people: A CSV file of people to know, as for ``Store.add_people``.
        progress: Called with the number of articles done and the total; True draws a progress bar.
        on_change: Called with what changed in an article.

    Raises:
        StoreError: The store can no longer be written.
    """
    from onrecord.ingest.reread_articles import reread_articles

    settings = settings or Settings.load()
    if people is not None:
        store.add_people(people)
    with open_progress(progress, "reading again") as report:
        return reread_articles(
            store,
            settings,
            model=_model_name(settings),
            all_articles=all_articles,
            progress=report,
            on_change=on_change,
        )


def compare(
    store: Store,
    words: str = "",
    *,
    speaker: str | None = None,
    outlets: Iterable[str] = (),
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    meaning_changed: bool = False,
    min_outlets: int = 2,
    include_related: bool = True,
    include_hidden: bool = False,
    limit: int = 20,
    group_new: bool = True,
    progress: ProgressOption = None,
) -> list[Utterance]:
    """Return utterances that several outlets report, with how each words them.

    With ``words`` the best match comes first, else the utterance that most outlets report. Statements that are new
    in the store are grouped first: about a minute for 100,000 of them.

    Args:
        store: An open store.
        words: A query as for ``Store.find``; one of the utterance's quoted statements must match.
        speaker: Name or identity of the speaker.
        outlets: Names of outlets; one of them must report the utterance.
        since: First day of publication.
        until: Last day of publication.
        meaning_changed: Only utterances of which some version changes the meaning.
        min_outlets: How many outlets must report the utterance.
        include_related: Also show fragments and indirect reports that match by speaker and time.
        include_hidden: Also versions that are not shown by default.
        limit: The maximum number of utterances.
        group_new: Group the statements that are new; without it nothing is written to the store.
        progress: Called with the number of statements grouped and the total; True draws a progress bar.

    Raises:
        QueryError: The query cannot be understood, or ``since`` is after ``until``.
    """
    from onrecord.comparison.compare_outlets import CompareQuery, compare_utterances

    query = CompareQuery(
        words=words,
        speaker=speaker,
        outlets=tuple(outlets),
        since=since,
        until=until,
        min_outlets=min_outlets,
        meaning_changed=meaning_changed,
        include_related=include_related,
        include_hidden=include_hidden,
        limit=limit,
        group_new=group_new,
    )
    with open_progress(progress, "grouping") as report:
        return compare_utterances(store, query, report)


def verify(
    sources: Source | Quotation | Iterable[Source | Quotation],
    against: CheckSource | Iterable[CheckSource],
    *,
    settings: Settings | None = None,
    speaker: str | None = None,
    voice_names: dict[str, str] | Iterable[str] | None = None,
    progress: ProgressOption = None,
    on_skip: Callable[[Skipped], object] | None = None,
) -> Iterator[CheckedQuotation | Skipped]:
    """Check quotations against transcripts or other sources and yield each with its verdict, in order.

    What could not be read is yielded as Skipped; what could not be checked word for word is yielded as Unchecked, a
    kind of Skipped: one or two words that cannot be placed, and a draft's indirect claims about a source document.

    Args:
        sources: Pages as for ``read_many``, Word or PDF files, a JSON Lines file of ``{id, quote, speaker?, date?}``,
            or Quotations.
        against: Transcripts, articles and reports: files, folders, addresses, Transcripts, Records or a Store.
        settings: Without them, ``Settings.load()`` reads the environment.
        speaker: Only check quotations of this speaker.
        voice_names: Names for labels of transcripts that name nobody: ``{"SPEAKER_00": "Jane Roe"}``, or entries
            ``SPEAKER_00=Jane Roe`` and files of them.
        progress: Called with the number of quotations checked and None; True draws a progress bar.
        on_skip: Called with each Skipped; then only checked quotations are yielded.

    Raises:
        TranscriptError: No transcript can be read.
    """
    from onrecord.verification.pipeline import verify_quotations
    from onrecord.verification.voice_names import parse_voice_names

    settings = settings or Settings.load()
    read_pages = partial(read_many, settings=settings)
    originals = _as_originals([against] if hasattr(against, "records") else _as_iterable(against))
    names = voice_names if isinstance(voice_names, dict) else parse_voice_names(voice_names or ())
    outcomes = verify_quotations(_as_iterable(sources), originals, settings, read_pages, speaker, names)
    yield from divert_skipped(report_each(outcomes, progress, "checking", None), on_skip)


@lru_cache(maxsize=4)
def _reader(settings: Settings) -> Reader:
    from onrecord.inference import Model
    from onrecord.reader import Reader

    return Reader(Model.load(settings), settings)


def _model_name(settings: Settings) -> str:
    from onrecord.inference import Model

    return Model.load(settings).name


def _version() -> str:
    from importlib.metadata import version

    return version("onrecord")


def _as_originals(against: Iterable[Any]) -> Iterator[Any]:
    """Yield what quotations are checked against; in place of a store all its records."""
    for original in against:
        if hasattr(original, "records"):
            yield from original.records()
        else:
            yield original


def _as_iterable(sources: Any) -> Iterable[Any]:
    single = isinstance(sources, str | os.PathLike | Page | Quotation | Transcript | Record)
    return [sources] if single else sources
