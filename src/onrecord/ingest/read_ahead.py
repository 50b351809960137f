"""Pages read ahead, batch by batch, while earlier batches are written or printed.

Bounded at every step: no more than a few batches are in memory, however many pages there are.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from onrecord.ingest.page_outcome import PageOutcome
from onrecord.ingest.worker_pool import WorkerPool
from onrecord.records import Page, Record, Skipped
from onrecord.settings import Settings

if TYPE_CHECKING:  # reading without a store does without its libraries
    from onrecord.store import Store

T = TypeVar("T")
BATCHES_PER_WORKER = 3  # that are read or wait to be written
POLL_SECONDS = 0.2  # between two looks at whether to stop
FILL_SECONDS = 2.0  # that a batch waits to be filled
GRACE_SECONDS = 0.5  # after an order to stop, in which batches in progress may still be finished


@dataclass(frozen=True, slots=True)
class _PendingBatch:
    """A batch that is being read.

    Attributes:
        items: in order, the pages to read and the outcomes that are known already.
        futures: give, one after the other, the outcomes of the pages to read.
    """

    items: Sequence[Page | PageOutcome]
    futures: Sequence[Future[list[Record | Skipped]]]

    def outcomes(self) -> list[PageOutcome]:
        """Return the outcomes of all items, when they are there."""
        remaining = (outcome for future in self.futures for outcome in future.result())
        return [PageOutcome(item, next(remaining)) if isinstance(item, Page) else item for item in self.items]


def read_in_processes(pages: Iterable[Page | Skipped], settings: Settings) -> Iterator[Record | Skipped]:
    """Give one outcome for each page, in order; ``settings.workers`` processes read them.

    A few batches of pages are held in memory for each process.
    """
    pool, stop = WorkerPool(settings), threading.Event()
    pool.start()  # while the first page is opened
    try:
        for batch in read_ahead(pages, None, settings, pool, stop):
            yield from (outcome.result for outcome in batch if outcome.result is not None)
    finally:
        stop.set()
        pool.close()


def read_ahead(
    pages: Iterable[Page | Skipped], store: Store | None, settings: Settings, pool: WorkerPool, stop: threading.Event
) -> Iterator[list[PageOutcome]]:
    """Give the outcomes of the pages in their order, in batches that the pool's workers read ahead.

    Pages that the store has, if there is one, are not read. After an order to stop, batches count only while the
    grace period lasts.
    """
    pending: queue.Queue[_PendingBatch | BaseException | None]
    pending = queue.Queue(maxsize=BATCHES_PER_WORKER * pool.worker_count)

    def submit_batches() -> None:
        """Submit batches to the workers until the pages end or a stop is requested."""
        try:
            for batch in _make_batches(pages, max(1, settings.batch), stop):
                items = _without_stored(batch, store)
                new_pages = [item for item in items if isinstance(item, Page)]
                _put(pending, _PendingBatch(items, pool.submit(new_pages)), stop)
                if stop.is_set():
                    break
            _put(pending, None, stop)
        except BaseException as error:
            _put(pending, error, stop)

    threading.Thread(target=submit_batches, name="onrecord-pages", daemon=True).start()
    grace_is_over = _grace_period(stop)
    while (batch := _get(pending, grace_is_over)) is not None:
        if isinstance(batch, BaseException):
            raise batch
        while futures.wait(batch.futures, timeout=POLL_SECONDS).not_done:
            if grace_is_over():
                return
        yield batch.outcomes()


def _without_stored(batch: Sequence[Page | Skipped], store: Store | None) -> list[Page | PageOutcome]:
    """Return the batch with the outcomes of what needs no reading: what was skipped, and what the store has."""
    new_pages = [page for page in batch if isinstance(page, Page)]
    are_stored = iter(store.articles.contains(new_pages) if store else [False] * len(new_pages))
    items: list[Page | PageOutcome] = []
    for page in batch:
        if isinstance(page, Skipped):
            items.append(PageOutcome(None, page))
        else:
            items.append(PageOutcome(page, None) if next(are_stored) else page)
    return items


def _grace_period(stop: threading.Event) -> Callable[[], bool]:
    """Return a function that says whether there was an order to stop and the grace period after it is over."""
    stop_time: float | None = None

    def is_over() -> bool:
        """Return whether the time allowed after a stop request has passed."""
        nonlocal stop_time
        if stop_time is None and stop.is_set():
            stop_time = time.monotonic()
        return stop_time is not None and time.monotonic() - stop_time > GRACE_SECONDS

    return is_over


def _get(pending: queue.Queue[T], grace_is_over: Callable[[], bool]) -> T | None:
    """Return the next item; None if there is none when the grace period is over."""
    while True:
        try:
            return pending.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if grace_is_over():
                return None


def _put(pending: queue.Queue[T], item: T, stop: threading.Event) -> None:
    """Wait for room and add the item, unless there is an order to stop meanwhile."""
    while True:
        try:
            pending.put(item, timeout=POLL_SECONDS)
            return
        except queue.Full:
            if stop.is_set():
                return


def _make_batches(pages: Iterable[Page | Skipped], size: int, stop: threading.Event) -> Iterator[list[Page | Skipped]]:
    """Give the pages in batches; a batch that fills slowly is given as it is."""
    batch: list[Page | Skipped] = []
    batch_start = time.monotonic()
    for page in pages:
        if not batch:
            batch_start = time.monotonic()
        batch.append(page)
        if len(batch) >= size or time.monotonic() - batch_start > FILL_SECONDS:
            yield batch
            batch = []
        if stop.is_set():
            return
    if batch:
        yield batch
