"""The process that does the jobs: it holds the model, and is killed when a job takes too long."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from onrecord.errors import OnrecordError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.web.jobs.tasks import Task, TaskResult

KILL_SECONDS = 2.0
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
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def run(self, task: Task, report: Report) -> TaskResult:
        """Do a task and return its result.

        Raises:
            OnrecordError: The task cannot be done, for a reason that the visitor should be told.
            JobTimeoutError: It took too long.
            JobCrashError: The process ended.
        """
        connection = self._start()
        try:
            connection.send(task)
            deadline = time.monotonic() + self.seconds
            while True:
                remaining = deadline - time.monotonic()
                if remaining <= 0 or not connection.poll(remaining):
                    self.close()
                    raise JobTimeoutError
                kind, value = connection.recv()
                if kind == "progress":
                    report(*value)
                elif kind == "error":
                    raise value
                elif kind == "crash":
                    raise JobCrashError(value)
                else:
                    result: TaskResult = value
                    return result
        except (EOFError, OSError) as error:
            self.close()
            raise JobCrashError(str(error)) from None

    def _start(self) -> Connection:
        """Start the process if it does not run, and return the connection to it once it is ready."""
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self.settings, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self._connection = ours
        try:
            ours.recv()  # "ready"
        except EOFError:
            self.close()
            raise JobCrashError("the process for reading did not start") from None
        return ours

    def close(self) -> None:
        """Kill the process."""
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join(KILL_SECONDS)
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def work(connection: Connection, settings: Settings, parent_id: int) -> None:
    """Do the tasks that come through a connection until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_watch_parent, args=(parent_id,), daemon=True).start()
    from onrecord.web.jobs.tasks import run_task

    connection.send(("ready", None))

    def report(done: int, total: int | None, activity: str) -> None:
        """Tell how far the task is."""
        connection.send(("progress", (done, total, activity)))

    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            answer: tuple[str, object] = ("result", run_task(task, settings, report))
        except OnrecordError as error:
            answer = ("error", error.at(error.location or ""))
        except Exception:
            traceback.print_exc()
            answer = ("crash", "an unexpected error")
        connection.send(answer)


def _watch_parent(parent_id: int) -> None:
    """End this process when the server is gone."""
    while os.getppid() == parent_id:
        time.sleep(1)
    os._exit(1)
