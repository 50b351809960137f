"""What the processes of one server share."""

from __future__ import annotations

import multiprocessing
import secrets
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized

from onrecord.web.jobs.job_queue import JobQueue, Jobs
from onrecord.web.serve_options import ServeOptions


class ChangeCount:
    """The number of changes that were made through the server's pages, in shared memory."""

    def __init__(self) -> None:
        self._count: Synchronized[int] = multiprocessing.get_context("spawn").Value("Q", 0)

    def add(self) -> None:
        """Count one more."""
        with self._count.get_lock():
            self._count.value += 1

    @property
    def value(self) -> int:
        """The number so far."""
        return self._count.value


@dataclass(frozen=True, slots=True)
class SharedParts:
    """What all processes of a server have in common.

    Attributes:
        jobs: The jobs, done by one of the processes.
        changes: What was changed through the pages.
        csrf_secret: The key of the tokens in forms.
    """

    jobs: Jobs
    changes: ChangeCount
    csrf_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @classmethod
    def of_one_process(cls, options: ServeOptions) -> SharedParts:
        """Return the parts of a server that is one process."""
        changes = ChangeCount()
        return cls(JobQueue(options.settings, options.job_seconds, on_end=changes.add), changes)
