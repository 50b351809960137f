"""The engine of one machine: a process for each worker, which is replaced when it dies or stands still."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from contextlib import suppress

from onrecord.bulk.unit_pool import UnitResult
from onrecord.bulk.unit_reader import OutputError, UnitReport, UnitTask, make_reader, read_unit
from onrecord.reader import Reader
from onrecord.settings import Settings
from onrecord.workers.page_limits import enforce_limits
from onrecord.workers.worker_process import Channel, WorkerEndedError, WorkerMain, WorkerProcess


class _UnitWorker:
    """One process and its unit."""

    def __init__(self, settings: Settings, work: WorkerMain, news: queue.SimpleQueue[None]) -> None:
        self.process = WorkerProcess(work, settings, on_answer=lambda: news.put(None))
        self.task: UnitTask | None = None

    def submit(self, task: UnitTask) -> None:
        """Send the unit. A worker that is dead is noticed by ``result``."""
        self.task = task
        with suppress(WorkerEndedError):
            self.process.send(task)

    def result(self) -> UnitResult | None:
        """Return what became of the unit; None if it is still being read."""
        assert self.task is not None
        try:
            answer: UnitReport | str = self.process.receive(0)
        except TimeoutError:
            return None
        except WorkerEndedError:
            return UnitResult(self.task)
        if isinstance(answer, str):
            return UnitResult(self.task, output_error=answer)
        return UnitResult(self.task, report=answer)


class LocalPool:
    """Reads units in processes of this machine."""

    def __init__(self, settings: Settings, worker_count: int, work: WorkerMain | None = None) -> None:
        """Start the workers; ``work`` is what each of them runs, ``read_units`` if it is not given."""
        self._settings, self._work = settings, work or read_units
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()  # an item for each answer of a worker
        self._workers = [self._start() for _ in range(worker_count)]

    def _start(self) -> _UnitWorker:
        return _UnitWorker(self._settings, self._work, self._news)

    @property
    def process_ids(self) -> list[int]:
        """The ids of the processes."""
        return [worker.process.pid for worker in self._workers]

    @property
    def idle_count(self) -> int:
        """How many workers have no unit."""
        return sum(worker.task is None for worker in self._workers)

    def submit(self, task: UnitTask) -> None:
        """Give a unit to an idle worker."""
        next(worker for worker in self._workers if worker.task is None).submit(task)

    def wait(self, seconds: float) -> Sequence[UnitResult]:
        """Return the results that there are, after waiting at most so long for one."""
        with suppress(queue.Empty):
            self._news.get(timeout=seconds)
        results = []
        for number, worker in enumerate(self._workers):
            if worker.task is None or (result := worker.result()) is None:
                continue
            results.append(result)
            worker.task = None
            if result.report is None and not result.output_error:
                worker.process.kill()
                self._workers[number] = self._start()
        return results

    def close(self) -> None:
        """End the workers at once."""
        for worker in self._workers:
            worker.process.kill()


def read_units(channel: Channel, settings: Settings, reader: Reader | None = None) -> None:
    """Read the units that come through a channel: what a process of the pool runs."""
    enforce_limits(channel.announce_silence)
    reader = reader or make_reader(settings)
    while True:
        task = channel.receive()
        try:
            channel.send(read_unit(task, reader))
        except OutputError as error:
            channel.send(str(error))
