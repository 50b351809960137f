"""What other programs call: pages in, records out. The command line uses nothing else."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, overload

from onrecord.errors import SourceError
from onrecord.progress import Bar, Progress
from onrecord.records import CheckedQuotation, Page, Quotation, Record, Skipped, Transcript, Utterance
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.ingest.add_pages import Change as Change
    from onrecord.ingest.add_pages import Outcomes as Outcomes
    from onrecord.reader import Reader
    from onrecord.store import Found as Found
    from onrecord.store import Person as Person
    from onrecord.store import Portrait as Portrait
    from onrecord.store import Store as Store

# Importing onrecord costs next to nothing: what reads pages is imported when something is first read.

Source: TypeAlias = "str | os.PathLike[str] | Page"
Outcome = TypeVar("Outcome")
Spoken: TypeAlias = "str | os.PathLike[str] | Transcript"


def read(source: Source, *, settings: Settings | None = None) -> Record:
    """The record of one page: a URL, a file's path, ``-`` for standard input, or a Page.

    Raises PageError when the page cannot be had (SourceError, FetchError or DecodeError say why), ArticleError when
    it holds no article that can be read, and SourceError when the source holds several pages: ``read_many`` is for
    those.
    """
    settings = settings or Settings.load()
    if isinstance(source, Page):
        return _reader(settings).read(source)
    pages = _pages([source], settings)
    try:
        page = next(pages, None)
        if page is None:
            raise SourceError("holds no page", location=os.fspath(source))
        if isinstance(page, Skipped):
            raise page.to_error()
        if next(pages, None) is not None:
            raise SourceError("holds several pages; read them with read_many", location=os.fspath(source))
    finally:
        pages.close()
    return _reader(settings).read(page)


@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    progress: Literal[True] | Progress | None = None,
    skipped: None = None,
) -> Iterator[Record | Skipped]: ...


@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    progress: Literal[True] | Progress | None = None,
    skipped: Callable[[Skipped], object],
) -> Iterator[Record]: ...


def read_many(
    sources: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    progress: Literal[True] | Progress | None = None,
    skipped: Callable[[Skipped], object] | None = None,
) -> Iterator[Record | Skipped]:
    """One outcome for each page, in the order given: its Record, or Skipped with the reason in one line.

    A source may be a folder, a JSON Lines file or a web archive and hold many pages. They are read in batches of
    ``settings.batch``, which is faster than one by one, and no more than a batch is held in memory. With ``skipped``,
    what gave no record goes there, and only records come out. ``progress`` is called with how many pages are done and
    how many there are (None while that is unknown); True draws a bar on standard error.
    """
    if isinstance(sources, str | os.PathLike | Page):
        sources = [sources]
    settings = settings or Settings.load()
    outcomes = _reader(settings).read_many(_pages(sources, settings))
    if progress is not None:
        outcomes = _told(outcomes, Bar() if progress is True else progress, _count(sources))
    for outcome in outcomes:
        if skipped is not None and isinstance(outcome, Skipped):
            skipped(outcome)
        else:
            yield outcome


def open_store(address: str | None = None, *, settings: Settings | None = None, make: bool = True) -> Store:
    """The store at an address, by default the setting's: a SQLite file, made if need be, or ``postgresql://…``.

    Raises StoreError when it cannot be opened; with ``make=False`` also when a file is not there.
    """
    from onrecord.store import Store

    return Store((settings or Settings.load()).store if address is None else address, make=make)


def add(
    sources: Source | Iterable[Source],
    store: Store,
    *,
    settings: Settings | None = None,
    keep: bool = True,
    progress: Literal[True] | Progress | None = None,
    told: Callable[[str, Page | Skipped], object] | None = None,
    stop: threading.Event | None = None,
) -> Outcomes:
    """Reads pages into a store. What is there already is not read again; interrupted, the same call goes on.

    ``keep=False`` does not keep the pages' bytes: then they cannot be read again by a newer model. ``told`` hears of
    each page what became of it: new, changed, unchanged, skipped or failed. ``stop`` ends it within a second; what was
    not done by then is not counted.
    """
    from importlib.metadata import version

    from onrecord.inference import Model
    from onrecord.ingest.add_pages import harvest
    from onrecord.stop_event import Halt

    if isinstance(sources, str | os.PathLike | Page):
        sources = [sources]
    settings = settings or Settings.load()
    bar = Bar() if progress is True else progress
    halt = Halt(stop)  # the harvest sets it at its end, so that nothing waits for a site's turn any more
    try:
        return harvest(
            _listed(sources, store, settings, halt),
            store,
            settings,
            model=Model.load(settings).name,
            version=version("onrecord"),
            keep=keep,
            progress=bar,
            told=told,
            stop=halt,
        )
    finally:
        if isinstance(bar, Bar):
            bar.pause()


def watch(
    feeds: str | Iterable[str],
    store: Store,
    *,
    settings: Settings | None = None,
    keep: bool = True,
    stop: threading.Event | None = None,
    once: bool = False,
    told: Callable[[str, Outcomes], object] | None = None,
) -> None:
    """Adds what is new in feeds, again and again, as often as each wants to be asked, until ``stop`` is set.

    ``once`` looks at every feed that is due and returns. ``told`` hears of each look what it gave. ``stop`` is heeded
    within a second. Raises SourceError for what is no web address, and StoreError.
    """
    from importlib.metadata import version

    from onrecord.inference import Model
    from onrecord.ingest.feed_watcher import watch

    settings = settings or Settings.load()
    feeds = [feeds] if isinstance(feeds, str) else list(feeds)
    for feed in feeds:
        if not feed.lower().startswith(("http://", "https://")):
            raise SourceError(f"{feed!r} is no feed that can be watched; give an http or https address")
    watch(
        feeds,
        store,
        settings,
        model=Model.load(settings).name,
        version=version("onrecord"),
        stop=stop or threading.Event(),
        keep=keep,
        once=once,
        told=told,
    )


def reread(
    store: Store,
    *,
    settings: Settings | None = None,
    every: bool = False,
    progress: Progress | None = None,
    told: Callable[[Change], object] | None = None,
) -> Outcomes:
    """Reads with the present model what an older one read, from the pages that the store kept.

    What people decided about speakers is kept. ``told`` hears of each article what changed.
    """
    from onrecord.inference import Model
    from onrecord.ingest.add_pages import reread

    settings = settings or Settings.load()
    name = Model.load(settings).name
    return reread(store, settings, model=name, every=every, progress=progress, told=told)


def compare(
    store: Store,
    words: str = "",
    *,
    speaker: str | None = None,
    outlets: Iterable[str] = (),
    since: int | None = None,
    until: int | None = None,
    graves: bool = False,
    least: int = 2,
    attach: bool = True,
    limit: int = 20,
    progress: Literal[True] | Progress | None = None,
) -> list[Utterance]:
    """What at least so many outlets report, with how each has the words: best first, else by how many report it.

    ``words``, ``speaker``, ``outlets``, ``since`` and ``until`` (days such as 20250227) are those of ``Store.find``:
    an utterance is found when one of its quoted statements is. ``graves``: only those with a difference that turns the
    sense. ``attach=False`` leaves fragments and what is told indirectly out. Statements new in the store are gathered
    first, which takes a minute for a hundred thousand of them. Raises QueryError for what cannot be asked.
    """
    from onrecord.comparison.compare_outlets import Asked, compare

    asked = Asked(
        words=words,
        speaker=speaker,
        outlets=tuple(outlets),
        since=since,
        until=until,
        least=least,
        graves=graves,
        attach=attach,
        limit=limit,
    )
    bar = Bar("gathering") if progress is True else progress
    try:
        return compare(store, asked, bar)
    finally:
        if isinstance(bar, Bar):
            bar.pause()


def verify(
    sources: Source | Quotation | Iterable[Source | Quotation],
    against: Spoken | Iterable[Spoken],
    *,
    settings: Settings | None = None,
    speaker: str | None = None,
    progress: Literal[True] | Progress | None = None,
    skipped: Callable[[Skipped], object] | None = None,
) -> Iterator[CheckedQuotation | Skipped]:
    """Each quotation of the sources held against transcripts, in the order given, with its verdict.

    A source is what ``read_many`` takes, a JSON Lines file of ``{id, quote, speaker?, date?}``, or a Quotation; a
    transcript is a file, a folder, an address or a Transcript. With ``speaker`` only quotations of those who are named
    so are checked. What could not be read, and quotations of one or two words, come out as Skipped; with ``skipped``
    they go there. Raises TranscriptError when no transcript can be read at all.
    """
    from onrecord.verification.pipeline import verify_quotations

    settings = settings or Settings.load()
    outcomes = verify_quotations(
        _each(sources), _each(against), settings, partial(read_many, settings=settings), speaker
    )
    if progress is not None:
        outcomes = _told(outcomes, Bar("checking") if progress is True else progress, None)
    for outcome in outcomes:
        if skipped is not None and isinstance(outcome, Skipped):
            skipped(outcome)
        else:
            yield outcome


verify_many = verify


def to_json(record: Record, *, indent: int = 0) -> bytes:
    """The record in its public JSON shape: UTF-8, on one line, or with ``indent`` spaces a level."""
    from onrecord import record_json as schema

    return schema.to_json(record, indent=indent)


def from_json(data: bytes | str) -> Record:
    """The record that ``to_json`` wrote. Raises RecordError when ``data`` is no record of this version."""
    from onrecord import record_json as schema

    return schema.from_json(data)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    from onrecord import record_json as schema

    return schema.json_schema()


def to_html(*records: Record) -> str:
    """The records as one page that needs nothing else: no script, no font, no network."""
    from onrecord.exports import record_page as html

    return html.page(records)


def comparison_to_html(*utterances: Utterance) -> str:
    """What ``compare`` found as one page that needs nothing else: no script, no font, no network."""
    from onrecord.exports import comparison_page as comparison

    return comparison.page(utterances)


@lru_cache(maxsize=4)
def _reader(settings: Settings) -> Reader:
    from onrecord.inference import Model
    from onrecord.reader import Reader

    return Reader(Model.load(settings), settings)


def _each(given: Any) -> Iterable[Any]:
    """What was given, one or many, as many."""
    return [given] if isinstance(given, str | os.PathLike | Page | Quotation | Transcript) else given


def _pages(sources: Iterable[Source], settings: Settings) -> Generator[Page | Skipped, None, None]:
    """The sources' pages in order. Sources that stand together are opened together, so they share one HTTP client."""
    from onrecord.pages import open_pages

    for given, some in groupby(sources, key=lambda source: isinstance(source, Page)):
        if given:
            yield from (page for page in some if isinstance(page, Page))
        else:
            yield from open_pages([os.fspath(source) for source in some if not isinstance(source, Page)], settings)


def _listed(
    sources: Iterable[Source], store: Store, settings: Settings, stop: threading.Event
) -> Iterator[Page | Skipped]:
    """The sources' pages, with those that feeds and sitemaps list, fetched politely and only when they changed."""
    from onrecord.pages.feeds.crawl import open_listed
    from onrecord.pages.http.rate_limit import Politeness

    polite = Politeness(settings, validators=store, stop=stop)
    for given, some in groupby(sources, key=lambda source: isinstance(source, Page)):
        if given:
            yield from (page for page in some if isinstance(page, Page))
        else:
            yield from open_listed([os.fspath(one) for one in some if not isinstance(one, Page)], settings, polite)


def _told(outcomes: Iterator[Outcome], progress: Progress, total: int | None) -> Iterator[Outcome]:
    """The outcomes; ``progress`` hears of each one after it was dealt with."""
    progress(0, total)
    try:
        for done, outcome in enumerate(outcomes, 1):
            yield outcome
            progress(done, total)
    finally:
        if isinstance(progress, Bar):
            progress.pause()


def _count(sources: Iterable[Source]) -> int | None:
    """How many pages the sources hold, when that is plain without opening them."""
    if not isinstance(sources, Sequence):
        return None
    return len(sources) if all(_is_one(source) for source in sources) else None


def _is_one(source: Source) -> bool:
    if isinstance(source, Page):
        return True
    name = os.fspath(source).lower().removesuffix(".gz")
    return name.startswith(("http://", "https://")) or name.endswith((".html", ".htm", ".txt", ".md"))
