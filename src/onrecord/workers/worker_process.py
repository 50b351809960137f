"""A process that works for this one and can be ended: what it is asked and what it answers go through pipes.

The process is a new Python that runs this module, and not ``multiprocessing``: that imports the caller's script again
in each process, so a script without ``if __name__ == "__main__":`` would start itself. The messages are pickles between
two processes of the same program.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

_log = logging.getLogger(__name__)
CLEANUP_SECONDS = 2.0
POLL_SECONDS = 1.0  # between two looks at whether a process is overdue
COLLECT_AFTER = 20_000  # objects: nearly all of a page's hundred thousand are freed by their counts
GRACE_SECONDS = 5.0  # beyond the limit that a process has announced, after which it is killed


class WorkerEndedError(Exception):
    """The process has ended, by itself or because it was silent for longer than it had announced."""


class WorkerStuckError(WorkerEndedError):
    """The process was silent for longer than it had announced, and was killed."""


@dataclass(frozen=True, slots=True)
class _Silence:
    """An announcement: how many seconds the process may be silent; None when it is over."""

    seconds: float | None


class _End:
    """Stands for the end of the answers."""


class Channel:
    """A worker's end of the pipes."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests, self._answers = requests, answers

    def receive(self) -> Any:
        """Return the next request. Raises EOFError when there will be none."""
        return pickle.load(self._requests)

    def send(self, answer: object) -> None:
        """Send an answer. When nobody is there to take it the process ends: what it did further would be an error."""
        data = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)  # whole, before its first byte is sent
        try:
            self._answers.write(data)
            self._answers.flush()
        except OSError:
            os._exit(1)

    def announce_silence(self, seconds: float | None) -> None:
        """Tell how long this process may be silent from now on, for ``enforce_limits``."""
        self.send(_Silence(seconds))


WorkerMain = Callable[..., None]  # gets a Channel and the arguments that the process was started with


class WorkerProcess:
    """A process that runs a function of a module with a Channel; it ends when this process does.

    Args:
        run: The function.
        arguments: What it gets besides the channel.
        on_answer: Called, in a thread, after each answer and at the end of them.
    """

    def __init__(self, run: WorkerMain, *arguments: object, on_answer: Callable[[], object] = lambda: None) -> None:
        with _interrupts_blocked():  # a new process inherits that, until it ignores Ctrl-C by itself
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
            )
        self._on_answer = on_answer
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._deadline: float | None = None
        self._sending = threading.Lock()
        self.pid = self._process.pid
        threading.Thread(target=self._collect_answers, name=f"answers-of-{self.pid}", daemon=True).start()
        with suppress(WorkerEndedError):  # the caller learns it with the first request
            self.send((os.getpid(), _log.isEnabledFor(logging.DEBUG), run, arguments))

    def send(self, request: object) -> None:
        """Send a request.

        Raises:
            WorkerEndedError: The process has ended.
        """
        assert self._process.stdin is not None
        try:
            with self._sending:
                self._process.stdin.write(pickle.dumps(request, pickle.HIGHEST_PROTOCOL))
                self._process.stdin.flush()
        except (OSError, ValueError):
            raise WorkerEndedError("the process has ended") from None

    def receive(self, timeout: float | None = None) -> Any:
        """Return the next answer.

        Args:
            timeout: How many seconds to wait for it; None: as long as the process may be silent.

        Raises:
            TimeoutError: There is none yet.
            WorkerStuckError: The process was silent for longer than it had announced; it is killed.
            WorkerEndedError: The process has ended.
        """
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            try:
                answer = self._answers.get(timeout=max(0.0, min(POLL_SECONDS, end - time.monotonic())))
            except queue.Empty:
                if self.is_overdue:
                    self.kill()
                    raise WorkerStuckError("the process was silent for too long") from None
                if time.monotonic() >= end:
                    raise TimeoutError from None
                continue
            if isinstance(answer, _End):
                self._answers.put(answer)  # for the next call
                raise WorkerEndedError("the process has ended")
            return answer

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def is_overdue(self) -> bool:
        """Whether the process has been silent for longer than it had announced."""
        deadline = self._deadline
        return deadline is not None and time.monotonic() > deadline

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(CLEANUP_SECONDS)

    def _collect_answers(self) -> None:
        """Put the answers in the queue until there are no more."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(EOFError, OSError, ValueError, pickle.UnpicklingError):
            while True:
                answer = pickle.load(self._process.stdout)
                if isinstance(answer, _Silence):
                    seconds = answer.seconds
                    self._deadline = None if seconds is None else time.monotonic() + seconds + GRACE_SECONDS
                else:
                    self._answers.put(answer)
                    self._on_answer()
        self._answers.put(_End())
        self._on_answer()
        self._process.stdout.close()
        self._process.wait()
        with suppress(OSError, ValueError):
            self._process.stdin.close()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C in the block: a terminal sends it to a whole group, also to a process that is only starting."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signal_mask)


def print_log() -> None:
    """Print the log of this package, with its tracebacks, on the standard error stream; also in new processes."""
    logger = logging.getLogger("onrecord")
    logger.setLevel(logging.DEBUG)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        logger.addHandler(handler)


def work() -> None:
    """Run the function that the parent process names, until there are no more requests.

    The streams of the pipes are not those that code prints to: standard input is empty, and standard output goes to
    the standard error stream.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # left to the parent
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    channel = Channel(requests, answers)
    with suppress(EOFError):
        parent_id, is_verbose, run, arguments = channel.receive()
        threading.Thread(target=end_with, args=(parent_id,), daemon=True).start()
        logging.getLogger().addHandler(logging.NullHandler())  # log messages of libraries are not shown
        if is_verbose:
            print_log()
        try:
            run(channel, *arguments)
        except Exception as error:
            _log.debug("a worker process met a fault of this program", exc_info=error)


def end_with(parent_id: int) -> None:
    """End this process when the one that started it is gone."""
    while os.getppid() == parent_id:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    from onrecord.workers import worker_process  # the same module under its own name, as its pickles are

    worker_process.work()
    os._exit(0)
