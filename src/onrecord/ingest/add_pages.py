"""Sources into the store: pages are fetched or opened, read by several processes, and written by one.

Bounded at every step: no more than a few batches are held, however many pages there are. What is written is written in
the order in which the pages came, so that a run that was killed and begun again ends in the same store.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TypeVar

from onrecord.errors import PageError
from onrecord.ingest.worker_pool import Workers
from onrecord.progress import Progress
from onrecord.records import Page, Record, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.store import PageRecord, Store, StoredPage, StoreWriter

T = TypeVar("T")
AHEAD = 3  # batches for each worker that are read or wait to be written
POLL = 0.2  # seconds between two looks at whether to stop
PATIENCE = 2.0  # seconds that a batch waits to be filled
GRACE = 0.5  # seconds after an order to stop in which what is in hand may still come to its end


@dataclass(slots=True)
class Outcomes:
    """What became of the pages: it adds up to ``pages``. The reasons are counted."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def pages(self) -> int:
        return self.new + self.changed + self.unchanged + self.skipped.total() + self.failed.total()

    def count(self, what: str, reason: str = "") -> None:
        """Counts one page."""
        if what in ("skipped", "failed"):
            getattr(self, what)[reason] += 1
        else:
            setattr(self, what, getattr(self, what) + 1)


Told = Callable[[str, "Page | Skipped"], object]


def harvest(
    pages: Iterable[Page | Skipped],
    store: Store,
    settings: Settings,
    *,
    model: str,
    version: str,
    verb: str = "add",
    keep: bool = True,
    progress: Progress | None = None,
    told: Told | None = None,
    stop: threading.Event | None = None,
) -> Outcomes:
    """Adds pages to the store; ``told`` hears of each what became of it. ``stop`` ends it within a second: what was
    not written by then is not counted, and is done the next time.

    Raises StoreError when the store can no longer be written; what was committed is there.
    """
    outcomes = Outcomes()
    stop = stop or threading.Event()
    workers = Workers(settings)
    writer = store.writer(model, verb=verb, version=version, keep_pages=keep)
    try:
        for batch in _read(pages, store, settings, workers, stop):
            _write(writer, batch, outcomes, told)
            if progress is not None:
                progress(outcomes.pages, None)
        writer.finish()
        if not stop.is_set():
            store.update_vectors()
    finally:
        stop.set()
        workers.close()
    return outcomes


Batch = list[tuple["Page | Skipped", "Record | Skipped | None"]]  # None: it is in the store already


def _write(writer: StoreWriter, batch: Batch, outcomes: Outcomes, told: Told | None) -> None:
    """One batch in one transaction, and what became of each page."""
    new = [(page, found) for page, found in batch if found is not None]
    new = [(page, found) for page, found in new if not _is_old(found)]
    results = iter(
        writer.add([found if isinstance(found, Skipped) else PageRecord(found, _page(page)) for page, found in new])
        if new
        else []
    )
    for page, found in batch:
        what = "unchanged" if found is None or _is_old(found) else next(results)
        reason = found.detail if isinstance(found, Skipped) and what != "unchanged" else ""
        outcomes.count(what, reason)
        if told is not None:
            told(what, found if isinstance(found, Skipped) else page)


def _is_old(found: Record | Skipped) -> bool:
    """Whether a server said that what was kept of a page is what it still has."""
    return isinstance(found, Skipped) and found.reason is SkipReason.NOT_MODIFIED


def _page(page: Page | Skipped) -> Page:
    assert isinstance(page, Page)
    return page


def _read(
    pages: Iterable[Page | Skipped], store: Store, settings: Settings, workers: Workers, stop: threading.Event
) -> Iterator[Batch]:
    """The pages in their order, batch by batch, read ahead by the workers; none that comes long after a stop."""
    waiting: queue.Queue[tuple[list[Page | Skipped], list[bool], Future[list[Record | Skipped]]] | BaseException | None]
    waiting = queue.Queue(maxsize=AHEAD * workers.count)

    def feed() -> None:
        try:
            for some in _batches(pages, max(1, settings.batch), stop):
                known = iter(store.articles.contains([page for page in some if isinstance(page, Page)]))
                read = [isinstance(page, Page) and not next(known) for page in some]
                fresh = [page for page, wanted in zip(some, read, strict=True) if wanted and isinstance(page, Page)]
                _put(waiting, (some, read, workers.read(fresh)), stop)
                if stop.is_set():
                    break
            _put(waiting, None, stop)
        except BaseException as error:
            _put(waiting, error, stop)

    thread = threading.Thread(target=feed, name="onrecord-pages", daemon=True)
    thread.start()
    late = _late(stop)
    while (item := _taken(waiting, late)) is not None:
        if isinstance(item, BaseException):
            raise item
        some, read, future = item
        while not futures.wait([future], timeout=POLL).done:
            if late():
                return
        found = iter(workers.result(future, [p for p, w in zip(some, read, strict=True) if w and isinstance(p, Page)]))
        yield [(page, next(found) if wanted else _known(page)) for page, wanted in zip(some, read, strict=True)]


def _known(page: Page | Skipped) -> Skipped | None:
    return page if isinstance(page, Skipped) else None


def _late(stop: threading.Event) -> Callable[[], bool]:
    """Whether there was an order to stop, and time since to end what was in hand."""
    heard: list[float] = []

    def late() -> bool:
        if stop.is_set() and not heard:
            heard.append(time.monotonic())
        return bool(heard) and time.monotonic() - heard[0] > GRACE

    return late


def _taken(waiting: queue.Queue[T], late: Callable[[], bool]) -> T | None:
    """What comes next; None when it is late and there is nothing."""
    while True:
        try:
            return waiting.get(timeout=POLL)
        except queue.Empty:
            if late():
                return None


def _put(waiting: queue.Queue, item: object, stop: threading.Event) -> None:  # type: ignore[type-arg]
    """Waits for room, unless the reading has stopped meanwhile."""
    while True:
        try:
            waiting.put(item, timeout=POLL)
            return
        except queue.Full:
            if stop.is_set():
                return


def _batches(pages: Iterable[Page | Skipped], size: int, stop: threading.Event) -> Iterator[list[Page | Skipped]]:
    """The pages in batches; one that fills slowly is given on as it is."""
    some: list[Page | Skipped] = []
    begun = time.monotonic()
    for page in pages:
        if not some:
            begun = time.monotonic()
        some.append(page)
        if len(some) >= size or time.monotonic() - begun > PATIENCE:
            yield some
            some = []
        if stop.is_set():
            return
    if some:
        yield some


@dataclass(frozen=True, slots=True)
class Change:
    """What reading an article again changed: statements found no more, and found for the first time; and, of those
    in both, the words of each whose speaker is another now, with the names before and after."""

    record: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    speakers: tuple[tuple[str, str | None, str | None], ...]


def reread(
    store: Store,
    settings: Settings,
    *,
    model: str,
    every: bool = False,
    progress: Progress | None = None,
    told: Callable[[Change], object] | None = None,
) -> Outcomes:
    """Reads what another model read again from the pages that were kept, and places all speakers anew.

    Killed and begun again it goes on. ``every`` reads articles of this model too.
    """
    outcomes = Outcomes()
    workers = Workers(settings)
    numbers = store.articles.ids_not_read_by("" if every else model)
    size = max(1, settings.batch)
    try:
        for begin in range(0, len(numbers), size):
            some = [(number, *store.articles.load(number)) for number in numbers[begin : begin + size]]
            _again(store, workers, some, model, outcomes, told)
            if progress is not None:
                progress(outcomes.pages, len(numbers))
        if store.articles.need_relinking():
            store.articles.relink_speakers()
    finally:
        workers.close()
    return outcomes


def _again(
    store: Store,
    workers: Workers,
    some: Sequence[tuple[int, Record, StoredPage]],
    model: str,
    outcomes: Outcomes,
    told: Callable[[Change], object] | None,
) -> None:
    """One batch read again and put in place of what was there."""
    pages = [(number, old, _restored(kept)) for number, old, kept in some]
    given = [page for _, _, page in pages if isinstance(page, Page)]
    found = iter(workers.result(workers.read(given), given))
    new: list[tuple[int, Record | None]] = []
    for number, old, page in pages:
        result = next(found) if isinstance(page, Page) else page
        if isinstance(result, Skipped):
            outcomes.count("failed" if result.failed else "skipped", result.detail)
            continue
        same = (result.statements, result.speakers) == (old.statements, old.speakers)
        new.append((number, None if same else replace(result, id=old.id)))
        change = _change(old, result)
        outcomes.count("changed" if change else "unchanged")
        if change and told is not None:
            told(change)
    store.articles.replace(new, model)


def _restored(kept: StoredPage) -> Page | Skipped:
    from onrecord.pages.stored_page import restored

    if kept.raw is None:
        return Skipped(kept.origin.location, SkipReason.PAGE_NOT_KEPT, "its page was not kept")
    try:
        return restored(kept.origin, kept.media, kept.raw, kept.charset, kept.url)
    except PageError as error:
        return Skipped.from_error(error, kept.origin.location)


def _change(old: Record, new: Record) -> Change | None:
    """What differs between two readings of one article; None where nothing does."""

    def said(record: Record) -> dict[tuple[tuple[int, int], ...], tuple[str, str | None]]:
        names = {speaker.id: speaker.name for speaker in record.speakers}
        return {
            tuple((span.start, span.end) for span in one.content): (
                " … ".join(span.text for span in one.content),
                names.get(one.speaker or ""),
            )
            for one in record.statements
        }

    before, after = said(old), said(new)
    lost = tuple(before[at][0] for at in before if at not in after)
    gained = tuple(after[at][0] for at in after if at not in before)
    others = tuple(
        (before[at][0], before[at][1], after[at][1]) for at in before if at in after and before[at][1] != after[at][1]
    )
    return Change(old.id, lost, gained, others) if lost or gained or others else None
