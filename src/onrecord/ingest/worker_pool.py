"""The worker pool: processes that read pages and may be ended.

A page that hangs the code that reads it, or crashes it, costs only itself: its process is killed, and the pages that
were read together with it are read again, each by itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from onrecord.errors import OnrecordError
from onrecord.records import Page, Record, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.workers.page_limits import enforce_limits, too_slow
from onrecord.workers.worker_process import Channel, WorkerEndedError, WorkerProcess, WorkerStuckError

CRASHED = "the worker process crashed while reading this page"
PART_PAGES = 4  # that a process gets at a time: the others wait for so few at the end, and more are read no faster


class WorkerPool:
    """Reads pages in processes, which are started when there are pages for them."""

    _spare: ClassVar[list[WorkerProcess] | None] = None  # processes of pools that were closed

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker_count = max(1, settings.workers or len(usable_cores()))
        self._threads = ThreadPoolExecutor(self.worker_count, "onrecord-worker")  # each waits for a process
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._lock = threading.Lock()
        self._submitted_parts = 0
        self._is_closed = False
        if WorkerPool._spare:
            self._idle, WorkerPool._spare = WorkerPool._spare, []

    @classmethod
    def keep_processes(cls) -> None:
        """Keep processes in this program when a pool is closed, for the next pool."""
        cls._spare = cls._spare or []

    def start(self) -> None:
        """Start the first process, before there is a page for it."""
        if not self._idle:
            self._idle.append(WorkerProcess(read_batches))

    def submit(self, pages: Sequence[Page]) -> list[Future[list[Record | Skipped]]]:
        """Start reading pages, a few in each process.

        The results of the futures, one after the other, are an outcome for each page, in order. A future raises what
        makes all reading impossible.
        """
        parts = [list(pages[start : start + PART_PAGES]) for start in range(0, len(pages), PART_PAGES)]
        return [self._threads.submit(self._read, part, self._settings_of_next_part()) for part in parts]

    def _settings_of_next_part(self) -> Settings:
        """Return the settings for one thread; for all cores if it is the first part, which may well be the only one."""
        self._submitted_parts += 1
        is_alone = self.worker_count == 1 or self._submitted_parts == 1
        return self.settings if is_alone else replace(self.settings, threads=1)

    def close(self) -> None:
        """Kill the processes."""
        with self._lock:
            self._is_closed = True
            if WorkerPool._spare is not None:
                WorkerPool._spare += self._idle
                self._idle = []
            processes = [*self._idle, *self._busy]
        for process in processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)

    def _read(self, pages: list[Page], settings: Settings) -> list[Record | Skipped]:
        """Return the outcomes of the pages; if they ended their process, each is read again by itself."""
        process = self._take_process()
        try:
            process.send((pages, settings))
            outcomes = process.receive()
        except WorkerEndedError as error:
            process.kill()  # it may still be ending
            if self._is_closed:
                return []
            if len(pages) == 1:
                return [self._ended_by(pages[0], error)]
            return [outcome for page in pages for outcome in self._read([page], settings)]
        finally:
            self._give_back(process)
        if isinstance(outcomes, OnrecordError):
            raise outcomes
        return list(outcomes)

    def _ended_by(self, page: Page, error: WorkerEndedError) -> Skipped:
        if isinstance(error, WorkerStuckError):
            return too_slow(page.origin.location, self.settings)
        return Skipped(page.origin.location, SkipReason.WORKER_CRASHED, CRASHED)

    def _take_process(self) -> WorkerProcess:
        with self._lock:
            process = self._idle.pop() if self._idle else WorkerProcess(read_batches)
            self._busy.add(process)
            if self._is_closed:
                process.kill()
        return process

    def _give_back(self, process: WorkerProcess) -> None:
        with self._lock:
            self._busy.discard(process)
            if process.is_alive and not self._is_closed:
                self._idle.append(process)


def usable_cores() -> Sequence[int]:
    """Return the cores that this process may run on."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)


def read_batches(channel: Channel) -> None:
    """Read the batches of pages that come through a channel: what a process of the pool runs."""
    enforce_limits(channel.announce_silence)
    from onrecord.inference import Model
    from onrecord.reader import Reader

    reader = Reader(Model.load(Settings()), Settings())
    with suppress(OnrecordError):  # each batch answers with it
        reader.model.load_files()
    while True:
        pages, reader.settings = channel.receive()
        reader.model.threads = reader.settings.threads
        try:
            channel.send(list(reader.read_many(pages)))
        except OnrecordError as error:
            channel.send(error)
