"""Jobs: what visitors asked for that takes a while, done one after the other, with progress to look at."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.errors import OnrecordError
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


@dataclass(slots=True)
class Job:
    """A task with its progress and, at the end, its result or problem."""

    id: str
    kind: str
    title: str
    task: Task
    state: JobState = JobState.WAITING
    done: int = 0
    total: int | None = None
    activity: str = ""
    result: TaskResult | None = None
    problem: Problem | None = None
    started: float = field(default_factory=time.monotonic)
    version: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether the job is done or failed."""
        return self.state in {JobState.DONE, JobState.FAILED}


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
        self._waiting: queue.Queue[Job | None] = queue.Queue(MAX_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def submit(self, kind: str, title: str, task: Task) -> Job:
        """Add a job and return it.

        Raises:
            ProblemError: Too many jobs are waiting.
        """
        job = Job(secrets.token_urlsafe(16), kind, title, task)
        with self._lock:
            try:
                self._waiting.put_nowait(job)
            except queue.Full:
                raise ProblemError(429, "Busy", "Too much is waiting to be read; try again in a minute.") from None
            self._jobs[job.id] = job
            while len(self._jobs) > MAX_REMEMBERED:
                self._jobs.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
        return job

    def find(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            ProblemError: There is none of this id, or it is long over.
        """
        with self._lock:
            if job_id not in self._jobs:
                raise ProblemError(404, "No such job", "It may be over for long; start it again.")
            return self._jobs[job_id]

    @property
    def waiting(self) -> int:
        """The number of jobs that wait for their turn."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Stop at once; what a job has not committed by then is not done."""
        self._is_closed = True
        self._process.close()

    def _work(self) -> None:
        while not self._is_closed:
            job = self._waiting.get()
            if job is not None:
                self._run(job)

    def _run(self, job: Job) -> None:
        job.state = JobState.RUNNING
        job.version += 1

        def report(done: int, total: int | None, activity: str) -> None:
            """Note how far the job is."""
            job.done, job.total, job.activity = done, total, activity
            job.version += 1

        try:
            job.result = self._process.run(job.task, report)
            job.state = JobState.DONE
        except OnrecordError as error:
            self._fail(job, problem_of(error))
        except JobTimeoutError:
            seconds = f"{self._process.seconds:g}"
            self._fail(job, Problem(504, "Too slow", f"It took longer than {seconds} seconds and was stopped."))
        except JobCrashError:
            self._fail(job, Problem(500, "Something went wrong", "The server's log says what."))
        except Exception as error:  # a job must end, whatever happens
            self._fail(job, problem_of(error))
        self._on_end()
        job.version += 1
        job.ended.set()

    def _fail(self, job: Job, problem: Problem) -> None:
        job.problem, job.state = problem, JobState.FAILED
