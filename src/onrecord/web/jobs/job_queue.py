"""Jobs: what visitors asked for that takes a while, done one after the other, with progress to look at."""

from __future__ import annotations

import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from onrecord.settings import Settings
from onrecord.web.jobs.job_process import JobCrashError, JobProcess, JobTimeoutError
from onrecord.web.jobs.tasks import Task, TaskResult
from onrecord.web.problems import Problem, ProblemError, problem_of

MAX_WAITING, MAX_REMEMBERED = 20, 200


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """How far a task is and, at the end, its result or problem; ``version`` grows with every change."""

    id: str
    kind: str
    title: str
    state: JobState = JobState.WAITING
    done: int = 0
    total: int | None = None
    activity: str = ""
    result: TaskResult | None = None
    problem: Problem | None = None
    version: int = 0

    @property
    def is_over(self) -> bool:
        """Whether the job is done or failed."""
        return self.state in {JobState.DONE, JobState.FAILED}


class Jobs(Protocol):
    """Where jobs are given and looked up: the queue itself, or the way to it from another process."""

    def submit(self, kind: str, title: str, task: Task) -> Job:
        """Add a job and return it. Raises ProblemError if too many wait."""

    def find(self, job_id: str) -> Job:
        """Return a job as it is now. Raises ProblemError if there is none of this id."""

    def wait(self, job_id: str, seconds: float) -> Job:
        """Return a job when it is over, or as it is after so many seconds."""

    def count_waiting(self) -> int:
        """Return the number of jobs that wait for their turn."""

    def close(self) -> None:
        """Stop at once; what a job has not committed by then is not done."""


class JobQueue:
    """Does jobs in the order in which they came. The last 200 are remembered.

    Args:
        settings: The settings of reading.
        seconds: The longest time that one job may take.
        on_end: Called when a job is over.
    """

    def __init__(self, settings: Settings, seconds: float, on_end: Callable[[], object] = lambda: None) -> None:
        self._on_end = on_end
        self._process = JobProcess(settings, seconds)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._tasks: dict[str, Task] = {}  # of the jobs that wait
        self._waiting: queue.Queue[str] = queue.Queue(MAX_WAITING)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def submit(self, kind: str, title: str, task: Task) -> Job:
        """Add a job and return it.

        Raises:
            ProblemError: Too many jobs are waiting.
        """
        job = Job(secrets.token_urlsafe(16), kind, title)
        with self._changed:
            if self._waiting.full():
                raise ProblemError(429, "Busy", "Too much is waiting to be read; try again in a minute.")
            self._jobs[job.id], self._tasks[job.id] = job, task
            self._waiting.put_nowait(job.id)
            while len(self._jobs) > MAX_REMEMBERED:
                self._jobs.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
        return job

    def find(self, job_id: str) -> Job:
        """Return a job as it is now.

        Raises:
            ProblemError: There is none of this id, or it is long over.
        """
        with self._changed:
            if job_id not in self._jobs:
                raise ProblemError(404, "No such job", "It may be over for long; start it again.")
            return self._jobs[job_id]

    def wait(self, job_id: str, seconds: float) -> Job:
        """Return a job when it is over, or as it is after so many seconds.

        Raises:
            ProblemError: There is none of this id, or it is long over.
        """
        with self._changed:
            self._changed.wait_for(lambda: job_id not in self._jobs or self._jobs[job_id].is_over, seconds)
        return self.find(job_id)

    def count_waiting(self) -> int:
        """Return the number of jobs that wait for their turn."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Stop at once; what a job has not committed by then is not done."""
        self._is_closed = True
        self._process.close()

    def _work(self) -> None:
        while not self._is_closed:
            job_id = self._waiting.get()
            self._run(job_id, self._tasks.pop(job_id))

    def _run(self, job_id: str, task: Task) -> None:
        self._update(job_id, state=JobState.RUNNING)

        def report(done: int, total: int | None, activity: str) -> None:
            """Note how far the job is."""
            self._update(job_id, done=done, total=total, activity=activity)

        problem, result = None, None
        try:
            result = self._process.run(task, report)
        except JobTimeoutError:
            seconds = f"{self._process.seconds:g}"
            problem = Problem(504, "Too slow", f"It took longer than {seconds} seconds and was stopped.")
        except JobCrashError:
            problem = Problem(500, "Something went wrong", "The server's log says what.")
        except Exception as error:  # a job must end, whatever happens
            problem = problem_of(error)
        self._on_end()
        self._update(job_id, state=JobState.FAILED if problem else JobState.DONE, result=result, problem=problem)

    def _update(self, job_id: str, **changes: Any) -> None:
        with self._changed:
            if job_id in self._jobs:
                self._jobs[job_id] = replace(self._jobs[job_id], version=self._jobs[job_id].version + 1, **changes)
                self._changed.notify_all()
