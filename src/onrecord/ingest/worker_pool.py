"""Processes that read pages, and do not outlive whoever began them.

Little is imported here on purpose: a process that reads imports this module first, and must look after its parent from
then on; what reads pages takes seconds to import on a busy machine.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.records import Page, Record, Skipped, SkipReason
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reader import Reader

LETTING_GO = 2.0  # seconds
ALONE = 300.0  # seconds that one page may take which has ended a worker before
FATAL = "reading it ended the program that read it"


class Workers:
    """Processes that read. With one core, or one worker asked for, reading is done in this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.count = max(1, settings.workers or len(_cores()))
        self._pool: ProcessPoolExecutor | None = None
        self._reader: Reader | None = None
        self._begun = 0
        self._lock = threading.Lock()

    def read(self, pages: Sequence[Page]) -> Future[list[Record | Skipped]]:
        """The outcomes of pages, to come."""
        self._begun += 1
        alone = self.count == 1 or not pages or self._begun == 1
        if alone:  # the first batch is read while the processes begin, and may well be all there is
            return _done(lambda: list(self._here().read_many(pages)) if pages else [])
        with self._lock:
            if self._pool is None:
                self._pool = _pool(self.settings, self.count)
            try:
                return _submitted(self._pool, pages)
            except BrokenProcessPool:
                self._pool = _pool(self.settings, self.count)
                return _submitted(self._pool, pages)

    def result(self, future: Future[list[Record | Skipped]], pages: Sequence[Page]) -> list[Record | Skipped]:
        """The outcomes; of pages that ended the process which read them, one by one."""
        try:
            return future.result()
        except BrokenProcessPool:
            with self._lock:
                self._pool = None
            return [self._one(page) for page in pages]

    def _one(self, page: Page) -> Record | Skipped:
        pool = _pool(self.settings, 1)
        try:
            return _submitted(pool, [page]).result(ALONE)[0]
        except (BrokenProcessPool, TimeoutError):
            return Skipped(page.origin.location, SkipReason.WORKER_CRASHED, FATAL)
        finally:
            _end(pool)

    def _here(self) -> Reader:
        if self._reader is None:
            self._reader = _made(self.settings)
        return self._reader

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                _end(self._pool)
                self._pool = None


def _end(pool: ProcessPoolExecutor) -> None:
    """Ends a pool's processes now. Left to itself, a pool has the program wait at its end for what they have in hand,
    which may be a page that is never read to its end."""
    processes, manager = list((pool._processes or {}).values()), pool._executor_manager_thread
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:  # Python 3.14 has kill_workers for this
        process.kill()
    if manager is not None:  # it sees them end, and lets go of the pool's semaphores
        manager.join(LETTING_GO)  # type: ignore[attr-defined]  # typeshed takes it for another


def _cores() -> Sequence[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)


def _done(work: Callable[[], list[Record | Skipped]]) -> Future[list[Record | Skipped]]:
    future: Future[list[Record | Skipped]] = Future()
    try:
        future.set_result(work())
    except Exception as error:
        future.set_exception(error)
    return future


def _made(settings: Settings) -> Reader:
    from onrecord.inference import Model
    from onrecord.reader import Reader

    return Reader(Model.load(settings), settings)


def _pool(settings: Settings, count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, context, _begin, (replace(settings, threads=1), os.getpid()))


def _submitted(pool: ProcessPoolExecutor, pages: Sequence[Page]) -> Future[list[Record | Skipped]]:
    """To submit may begin a process, which takes over what signals are blocked: Ctrl-C is told to a terminal's whole
    group, and would find it before it has come as far as to leave that to its parent."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(_work, list(pages))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_work, list(pages))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_reader: Reader  # of a worker process, once begun


def _begin(settings: Settings, parent: int) -> None:
    """A worker's beginning: interruptions are its parent's business, and it does not outlive that."""
    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    _reader = _made(settings)


def _work(pages: list[Page]) -> list[Record | Skipped]:
    return list(_reader.read_many(pages))
