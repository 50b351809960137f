"""Sources into the store: pages are fetched or opened, read by several processes, and written by one.

Pages are written in the order in which they came, so a run that was killed and started again ends in the same store.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

from onrecord.ingest.outcomes import Outcomes
from onrecord.ingest.page_outcome import PageOutcome
from onrecord.ingest.read_ahead import read_ahead
from onrecord.ingest.worker_pool import WorkerPool
from onrecord.progress import Progress
from onrecord.records import Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.store import PageRecord, Store, StoreWriter, WriteOutcome

OnPage = Callable[[WriteOutcome, "Page | Skipped"], object]


def add_pages(
    pages: Iterable[Page | Skipped],
    store: Store,
    settings: Settings,
    *,
    model: str,
    version: str,
    verb: str = "add",
    keep_pages: bool = True,
    progress: Progress | None = None,
    on_page: OnPage | None = None,
    stop: threading.Event | None = None,
) -> Outcomes:
    """Add pages to the store and return the counts of what became of them.

    Args:
        pages: the pages, in the order in which they are written.
        store: an open store.
        settings: the number of workers and the size of a batch.
        model: the name of the model.
        version: the version of this package.
        verb: the command that adds them.
        keep_pages: whether the pages' bytes are kept, so that a newer model can read them again.
        progress: called with the number of pages done after each batch.
        on_page: called with what became of each page, and the page or why there is none.
        stop: ends it within a second; pages that are not written by then are not counted, and are added the next time.

    Raises:
        StoreError: the store can no longer be written; the committed pages are in it.
    """
    outcomes = Outcomes()
    stop = stop or threading.Event()
    pool = WorkerPool(settings)
    writer = store.writer(model, verb=verb, version=version, keep_pages=keep_pages)
    try:
        for batch in read_ahead(pages, store, settings, pool, stop):
            _write_batch(writer, batch, outcomes, on_page)
            if progress is not None:
                progress(outcomes.pages, None)
        writer.finish()
        if not stop.is_set():
            store.update_vectors()
    finally:
        stop.set()
        pool.close()
    return outcomes


def _write_batch(writer: StoreWriter, batch: Sequence[PageOutcome], outcomes: Outcomes, on_page: OnPage | None) -> None:
    """Write one batch in one transaction, and count what became of each page."""
    unwritten = [_storable(outcome) for outcome in batch if not outcome.is_stored]
    statuses = iter(writer.add(unwritten) if unwritten else [])
    for outcome in batch:
        status = WriteOutcome.UNCHANGED if outcome.is_stored else next(statuses)
        outcomes.count(status, outcome.result.detail if isinstance(outcome.result, Skipped) else "")
        if on_page is not None:
            on_page(status, outcome.shown)


def _storable(outcome: PageOutcome) -> PageRecord | Skipped:
    if isinstance(outcome.result, Skipped):
        return outcome.result
    assert isinstance(outcome.result, Record)
    assert outcome.page is not None
    return PageRecord(outcome.result, outcome.page)
