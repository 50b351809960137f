"""The process that does the jobs: it holds the model, and is killed when a job takes too long."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.errors import OnrecordError
from onrecord.settings import Settings
from onrecord.workers.page_limits import enforce_limits
from onrecord.workers.worker_process import Channel, WorkerEndedError, WorkerProcess, WorkerStuckError

if TYPE_CHECKING:
    from onrecord.web.jobs.tasks import Task, TaskResult

_log = logging.getLogger(__name__)
Report = Callable[[int, "int | None", str], None]


class JobTimeoutError(Exception):
    """A job took longer than it may; its process was killed."""


class JobCrashError(Exception):
    """The process ended in the middle of a job."""


class JobProcess:
    """Does tasks one after the other in a process of its own, which is started when it is first needed.

    Args:
        settings: The settings of reading.
        seconds: The longest time that a task may take; the start of the process not counted.
    """

    def __init__(self, settings: Settings, seconds: float) -> None:
        self.settings = replace(settings, workers=1)
        self.seconds = seconds
        self._process: WorkerProcess | None = None

    def run(self, task: Task, report: Report) -> TaskResult:
        """Do a task and return its result.

        Raises:
            OnrecordError: The task cannot be done, for a reason that the visitor should be told.
            JobTimeoutError: It took too long.
            JobCrashError: The process ended.
        """
        try:
            process = self._start()
            process.send(task)
            deadline = time.monotonic() + self.seconds
            while True:
                kind, value = process.receive(max(0.0, deadline - time.monotonic()))
                if kind == "progress":
                    report(*value)
                elif kind == "error":
                    raise value
                elif kind == "crash":
                    raise JobCrashError(value)
                else:
                    result: TaskResult = value
                    return result
        except (TimeoutError, WorkerStuckError):
            self.close()
            raise JobTimeoutError from None
        except WorkerEndedError as error:
            self.close()
            raise JobCrashError(str(error)) from None

    def _start(self) -> WorkerProcess:
        """Start the process if it does not run, and return it once it is ready."""
        if self._process is None or not self._process.is_alive:
            self._process = WorkerProcess(do_tasks, self.settings)
            self._process.receive()  # "ready"
        return self._process

    def close(self) -> None:
        """Kill the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None


def do_tasks(channel: Channel, settings: Settings) -> None:
    """Do the tasks that come through a channel."""
    enforce_limits(channel.announce_silence)
    from onrecord.ingest.worker_pool import WorkerPool
    from onrecord.web.jobs.tasks import run_task

    WorkerPool.keep_processes()  # so that the next task does not load the model again
    channel.send(("ready", None))

    def report(done: int, total: int | None, activity: str) -> None:
        """Tell how far the task is."""
        channel.send(("progress", (done, total, activity)))

    while True:
        task = channel.receive()
        try:
            answer: tuple[str, object] = ("result", run_task(task, settings, report))
        except OnrecordError as error:
            answer = ("error", error.at(error.location or ""))
        except Exception:
            _log.exception("a job met a fault of this program")
            answer = ("crash", "an unexpected error")
        channel.send(answer)
