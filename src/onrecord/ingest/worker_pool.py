"""The worker pool: processes that read pages, and do not outlive the process that started them.

Few imports here, on purpose: a worker imports this module first and must watch its parent from then on; what reads
pages takes seconds to import on a busy machine.
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

CLEANUP_SECONDS = 2.0
RETRY_SECONDS = 300.0  # that a page may take which was in a batch that crashed a worker
CRASHED = "the worker process crashed while reading this page"


class WorkerPool:
    """Reads pages in several processes. With one core, or one worker, this process reads them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker_count = max(1, settings.workers or len(usable_cores()))
        self._executor: ProcessPoolExecutor | None = None
        self._reader: Reader | None = None
        self._submitted_batches = 0
        self._lock = threading.Lock()

    def submit(self, pages: Sequence[Page]) -> Future[list[Record | Skipped]]:
        """Start reading pages; the future gives an outcome for each."""
        self._submitted_batches += 1
        # The first batch is read while the processes start, and may well be the only one.
        if self.worker_count == 1 or not pages or self._submitted_batches == 1:
            return _completed(lambda: list(self._own_reader().read_many(pages)) if pages else [])
        with self._lock:
            if self._executor is None:
                self._executor = _start_executor(self.settings, self.worker_count)
            try:
                return _submit(self._executor, pages)
            except BrokenProcessPool:
                self._executor = _start_executor(self.settings, self.worker_count)
                return _submit(self._executor, pages)

    def results(self, future: Future[list[Record | Skipped]], pages: Sequence[Page]) -> list[Record | Skipped]:
        """Return the outcomes of the pages; if they crashed a worker, each is read again by itself."""
        try:
            return future.result()
        except BrokenProcessPool:
            with self._lock:
                self._executor = None
            return [self._read_alone(page) for page in pages]

    def _read_alone(self, page: Page) -> Record | Skipped:
        executor = _start_executor(self.settings, 1)
        try:
            return _submit(executor, [page]).result(RETRY_SECONDS)[0]
        except (BrokenProcessPool, TimeoutError):
            return Skipped(page.origin.location, SkipReason.WORKER_CRASHED, CRASHED)
        finally:
            _kill_workers(executor)

    def _own_reader(self) -> Reader:
        if self._reader is None:
            self._reader = _make_reader(self.settings)
        return self._reader

    def close(self) -> None:
        """Kill the processes."""
        with self._lock:
            if self._executor is not None:
                _kill_workers(self._executor)
                self._executor = None


def _kill_workers(executor: ProcessPoolExecutor) -> None:
    """Kill an executor's processes.

    Otherwise the program would wait at its end for what they read, which may be a page that is never finished.
    """
    if hasattr(executor, "kill_workers"):  # from Python 3.14 on; before it, there are only private attributes
        executor.kill_workers()
        return
    processes, manager = list((executor._processes or {}).values()), executor._executor_manager_thread
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    if manager is not None:  # it sees the processes end, and releases the executor's semaphores
        manager.join(CLEANUP_SECONDS)  # type: ignore[attr-defined]  # typeshed takes it for another


def usable_cores() -> Sequence[int]:
    """Return the cores that this process may run on."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)


def _completed(read: Callable[[], list[Record | Skipped]]) -> Future[list[Record | Skipped]]:
    future: Future[list[Record | Skipped]] = Future()
    try:
        future.set_result(read())
    except Exception as error:
        future.set_exception(error)
    return future


def _make_reader(settings: Settings) -> Reader:
    from onrecord.inference import Model
    from onrecord.reader import Reader

    return Reader(Model.load(settings), settings)


def _start_executor(settings: Settings, worker_count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(worker_count, context, _start_worker, (replace(settings, threads=1), os.getpid()))


def _submit(executor: ProcessPoolExecutor, pages: Sequence[Page]) -> Future[list[Record | Skipped]]:
    """Submit pages with Ctrl-C blocked: a process that this starts inherits the blocked signals.

    A terminal sends Ctrl-C to the whole group, and a new process would get it before it ignores it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return executor.submit(_read_in_worker, list(pages))
    signal_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return executor.submit(_read_in_worker, list(pages))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signal_mask)


_reader: Reader  # of a worker process, once it has started


def _start_worker(settings: Settings, parent_id: int) -> None:
    """Start a worker: it leaves Ctrl-C to its parent, and does not outlive it."""
    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch_parent() -> None:
        """End this worker when the parent process is gone."""
        while os.getppid() == parent_id:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch_parent, daemon=True).start()
    _reader = _make_reader(settings)


def _read_in_worker(pages: list[Page]) -> list[Record | Skipped]:
    return list(_reader.read_many(pages))
