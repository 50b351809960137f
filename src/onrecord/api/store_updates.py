"""Open a store, check it, and put pages into it: once, from feeds, or read again with a newer model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.errors import SourceError
from onrecord.open_sources import Source, as_sources, count_pages, open_all_listed
from onrecord.progress import ProgressOption, open_progress
from onrecord.records import Page, Skipped
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.ingest.outcomes import Outcomes
    from onrecord.ingest.reread_articles import Change
    from onrecord.store import Store
    from onrecord.store.check_store import StoreProblem


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
    from onrecord.parquet.folder_storage import FolderLocation
    from onrecord.parquet.parquet_folder import divert_parquet_folders
    from onrecord.stop_event import StopEvent

    settings = settings or Settings.load()
    if people is not None:
        store.add_people(people)
    folders: list[FolderLocation] = []
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


def _model_name(settings: Settings) -> str:
    from onrecord.inference import Model

    return Model.load(settings).name


def _version() -> str:
    from importlib.metadata import version

    return version("onrecord")
