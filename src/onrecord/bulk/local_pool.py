"""The engine of one machine: a process for each worker, which is replaced when it dies or stands still."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from onrecord.bulk.unit_pool import UnitResult
from onrecord.bulk.unit_reader import OutputError, UnitReport, UnitTask, journal_path, make_reader, read_unit
from onrecord.reader import Reader
from onrecord.settings import Settings

STILL_SECONDS = 30.0  # beside ten times a page's limit, after which a worker that notes no page stands still
CLOSE_SECONDS = 5.0
WorkerMain = Callable[[Connection, Settings, int], None]


class _Worker:
    """One process, its pipe and its unit."""

    def __init__(self, settings: Settings, work: WorkerMain) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other_end = context.Pipe()
        self.process: SpawnProcess = context.Process(target=work, args=(other_end, settings, os.getpid()), daemon=True)
        self.process.start()
        other_end.close()
        self.task: UnitTask | None = None
        self.started = 0.0

    def submit(self, task: UnitTask) -> None:
        """Send the unit. A worker that is dead is noticed by ``result``."""
        self.task, self.started = task, time.time()
        with suppress(OSError):
            self.pipe.send(task)

    def result(self) -> UnitResult | None:
        """Return what became of the unit; None if it is still being read."""
        assert self.task is not None
        answer: UnitReport | str | None = None
        try:
            if not self.pipe.poll():
                if self.process.is_alive():
                    return None
            else:
                answer = self.pipe.recv()
        except (OSError, EOFError):
            answer = None
        if isinstance(answer, str):
            return UnitResult(self.task, output_error=answer)
        return UnitResult(self.task, report=answer)

    def stands_still(self) -> bool:
        """Return whether the worker has noted no new page for much longer than a page may take."""
        if self.task is None or self.task.page_seconds <= 0:
            return False
        with suppress(OSError):
            noted = journal_path(Path(self.task.folder), self.task.unit.key).stat().st_mtime
            return time.time() - max(noted, self.started) > STILL_SECONDS + 10 * self.task.page_seconds
        return False

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join(CLOSE_SECONDS)
        self.pipe.close()


class LocalPool:
    """Reads units in processes of this machine."""

    def __init__(self, settings: Settings, worker_count: int, work: WorkerMain | None = None) -> None:
        """Start the workers; ``work`` is what each of them runs, ``work_in_process`` if it is not given."""
        self._settings, self._work = settings, work or work_in_process
        self._workers = [_Worker(settings, self._work) for _ in range(worker_count)]

    @property
    def process_ids(self) -> list[int]:
        """The ids of the processes."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    @property
    def idle_count(self) -> int:
        """How many workers have no unit."""
        return sum(worker.task is None for worker in self._workers)

    def submit(self, task: UnitTask) -> None:
        """Give a unit to an idle worker."""
        next(worker for worker in self._workers if worker.task is None).submit(task)

    def wait(self, seconds: float) -> Sequence[UnitResult]:
        """Return the results that there are, after waiting at most so long for one."""
        busy = [worker for worker in self._workers if worker.task is not None]
        waited_for = [handle for worker in busy for handle in (worker.pipe, worker.process.sentinel)]
        wait(waited_for, seconds)
        results = []
        for worker in busy:
            if worker.stands_still():
                worker.process.kill()
                worker.process.join(CLOSE_SECONDS)
            if (result := worker.result()) is None:
                continue
            results.append(result)
            worker.task = None
            if result.report is None and not result.output_error:
                worker.kill()
                self._workers[self._workers.index(worker)] = _Worker(self._settings, self._work)
        return results

    def close(self) -> None:
        """End the workers at once."""
        for worker in self._workers:
            worker.kill()


def work_in_process(pipe: Connection, settings: Settings, parent: int, reader: Reader | None = None) -> None:
    """Read the units that come through a pipe, until the driver, process ``parent``, is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver stops its workers itself
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    reader = reader or make_reader(settings)
    with suppress(EOFError):
        while True:
            task = pipe.recv()
            try:
                pipe.send(read_unit(task, reader))
            except OutputError as error:
                pipe.send(str(error))


def _end_with(parent: int) -> None:
    """End this process when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
