"""A server of several processes: each answers requests, one of them has the jobs."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from multiprocessing.process import BaseProcess
from typing import Any

from onrecord.store import Store
from onrecord.web.connection_dealer import ConnectionDealer, DealtServer
from onrecord.web.jobs.job_queue import Job, JobQueue
from onrecord.web.jobs.tasks import Task
from onrecord.web.measurements import SHARED_FOLDER
from onrecord.web.serve_options import ServeOptions
from onrecord.web.shared_parts import ChangeCount, SharedParts
from onrecord.workers.worker_process import end_with

WATCH_SECONDS = 0.5  # between two looks whether all processes run
SWITCH_SECONDS = 0.001  # that a thread computes while another waits, as the one that takes and sends does
END_SECONDS = 10  # that a process has to answer what it was asked, before it is killed


class _JobManager(BaseManager):
    """Connects the processes with the jobs."""


class _JobClient(BaseManager):
    """The other end of it."""


_JobClient.register("jobs")


class RemoteJobs:
    """The jobs of another process, reached through a socket that only this server's processes know."""

    def __init__(self, address: str, key: bytes) -> None:
        self._address, self._key = address, key
        self._of_thread = threading.local()

    def _jobs(self) -> Any:
        if not hasattr(self._of_thread, "jobs"):
            client = _JobClient(self._address, authkey=self._key)
            client.connect()
            self._of_thread.jobs = client.jobs()  # type: ignore[attr-defined]  # registered above
        return self._of_thread.jobs

    def submit(self, kind: str, title: str, task: Task) -> Job:
        """Add a job and return it. Raises ProblemError if too many wait."""
        job: Job = self._jobs().submit(kind, title, task)
        return job

    def find(self, job_id: str) -> Job:
        """Return a job as it is now. Raises ProblemError if there is none of this id."""
        job: Job = self._jobs().find(job_id)
        return job

    def wait(self, job_id: str, seconds: float) -> Job:
        """Return a job when it is over, or as it is after so many seconds."""
        job: Job = self._jobs().wait(job_id, seconds)
        return job

    def count_waiting(self) -> int:
        """Return the number of jobs that wait for their turn."""
        return int(self._jobs().count_waiting())

    def close(self) -> None:
        """Do nothing: the process that has the jobs ends them."""

    def __reduce__(self) -> tuple[Any, ...]:
        return RemoteJobs, (self._address, self._key)


def answer_requests(options: ServeOptions, shared: SharedParts, channel: socket.socket, parent_id: int) -> None:
    """Answer requests in a process of its own, with a store of its own, until asked to end.

    Args:
        options: What visitors may do.
        shared: What the processes of the server share.
        channel: Where the connections come from.
        parent_id: The number of the first process; this one ends with it.
    """
    from onrecord.web.app import create_app
    from onrecord.web.server import uvicorn_config

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes; the first of them ends the others
    threading.Thread(target=end_with, args=(parent_id,), daemon=True).start()
    with Store(options.settings.store, create=False) as store:
        gc.freeze()  # what is imported is never garbage: a collection need not look at it
        sys.setswitchinterval(SWITCH_SECONDS)
        DealtServer(uvicorn_config(create_app(options, store, shared)), channel).run()


@contextmanager
def _served_jobs(options: ServeOptions, changes: ChangeCount) -> Iterator[RemoteJobs]:
    """Do jobs in this process, and give the way to them."""
    queue = JobQueue(options.settings, options.job_seconds, on_end=changes.add)
    _JobManager.register("jobs", callable=lambda: queue, exposed=("submit", "find", "wait", "count_waiting"))
    key = os.urandom(32)
    server = _JobManager(authkey=key).get_server()
    threading.Thread(target=server.serve_forever, name="jobs for all processes", daemon=True).start()
    try:
        yield RemoteJobs(str(server.address), key)
    finally:
        queue.close()


def run_workers(options: ServeOptions, listener: socket.socket) -> None:
    """Serve with several processes until interrupted; one that ends is replaced.

    Args:
        options: The options; ``workers`` is the number of processes.
        listener: The socket whose connections are dealt to them.
    """
    stop, changes = threading.Event(), ChangeCount()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as stack:
        jobs = stack.enter_context(_served_jobs(options, changes))
        os.environ[SHARED_FOLDER] = stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-metrics-"))
        stack.callback(os.environ.pop, SHARED_FOLDER)
        shared = SharedParts(jobs, changes)
        workers: list[BaseProcess] = []
        stack.callback(_end, workers)
        dealer = ConnectionDealer(listener)
        threading.Thread(target=dealer.run, name="deals connections", daemon=True).start()
        stack.callback(dealer.end)
        while not stop.wait(WATCH_SECONDS if len(workers) == options.workers else 0):
            workers[:] = [worker for worker in workers if worker.is_alive()]
            if len(workers) < options.workers:
                with dealer.add_process() as channel:
                    arguments = (options, shared, channel, os.getpid())
                    worker = get_context("spawn").Process(target=answer_requests, args=arguments, daemon=False)
                    worker.start()
                workers.append(worker)


def _end(workers: Sequence[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(END_SECONDS)
        worker.kill()
