"""The engine of a cluster: an actor of Ray Core for each worker, which holds the model for all of its units.

Actors and single calls, not Ray Data: there a stage that reads waits for ever where actors hold every core.
"""

from __future__ import annotations

import faulthandler
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any

from onrecord.bulk.unit_pool import UnitResult
from onrecord.bulk.unit_reader import OutputError, UnitReport, UnitTask, make_reader, read_unit
from onrecord.errors import BulkError, SettingsError
from onrecord.reader import Reader
from onrecord.settings import Settings
from onrecord.workers.page_limits import enforce_limits
from onrecord.workers.worker_process import GRACE_SECONDS

START_ATTEMPTS = 2  # to start Ray on this machine
MakeReader = Callable[[Settings], Reader]


def _join_cluster(ray: Any, worker_count: int, address: str | None) -> None:
    """Start Ray on this machine, or join the cluster at an address. A busy machine may need a second attempt."""
    if address is not None:
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise SettingsError(f"--address {address}: no Ray cluster answers ({error})") from None
        return
    reason = ""
    for _ in range(START_ATTEMPTS):
        try:
            ray.init(num_cpus=worker_count, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
            return
        except (OSError, RuntimeError, ValueError) as error:
            reason = " ".join(str(error).split())
            ray.shutdown()
    raise BulkError(f"Ray cannot start on this machine ({reason})")


class _UnitActor:
    """Reads units; a class of its own, so that Ray wraps it only when it is used."""

    def __init__(self, settings: Settings, make: MakeReader) -> None:
        self._no_trace = os.open(os.devnull, os.O_WRONLY)
        enforce_limits(self._end_when_silent)
        self._reader = make(settings)

    def _end_when_silent(self, seconds: float | None) -> None:
        """End this process if a page takes much longer than it may: the alarm does not reach code in C.

        faulthandler's timer is a thread of C, which also runs while that code holds Python's lock.
        """
        if seconds is None:
            faulthandler.cancel_dump_traceback_later()
        else:
            faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=self._no_trace)

    def read(self, task: UnitTask) -> UnitReport | str:
        """Return the unit's report, or what is wrong with the folder."""
        try:
            return read_unit(task, self._reader)
        except OutputError as error:
            return str(error)


class RayPool:
    """Reads units in actors of a Ray cluster; without an address, of this machine."""

    def __init__(
        self, settings: Settings, worker_count: int, address: str | None = None, make: MakeReader = make_reader
    ) -> None:
        """Join the cluster and start the actors; ``make`` makes the reader of each.

        Raises:
            BulkError: Ray cannot start on this machine.
            SettingsError: Ray is not installed, or no cluster answers at the address.
        """
        try:
            import ray
        except ModuleNotFoundError:
            raise SettingsError("Ray is not installed: pip install 'onrecord[bulk]'") from None
        self._ray: Any = ray
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # sends nothing home
        _join_cluster(ray, worker_count, address)
        self._settings, self._make = settings, make
        self._actor_class = ray.remote(num_cpus=1, max_restarts=0)(_UnitActor)
        self._idle = [self._start() for _ in range(worker_count)]
        self._running: dict[Any, tuple[Any, UnitTask]] = {}

    def _start(self) -> Any:
        return self._actor_class.remote(self._settings, self._make)

    @property
    def idle_count(self) -> int:
        """How many workers have no unit."""
        return len(self._idle)

    def submit(self, task: UnitTask) -> None:
        """Give a unit to an idle worker."""
        actor = self._idle.pop()
        self._running[actor.read.remote(task)] = actor, task

    def wait(self, seconds: float) -> Sequence[UnitResult]:
        """Return the results that there are, after waiting at most so long for one.

        Raises:
            BulkError: A worker cannot start, as where the cluster's nodes do not have this program.
        """
        ready, _ = self._ray.wait(list(self._running), num_returns=1, timeout=seconds)
        results = []
        for reference in ready:
            actor, task = self._running.pop(reference)
            try:
                answer = self._ray.get(reference)
            except self._ray.exceptions.RayActorError as error:
                if error.actor_init_failed:
                    reason = str(error).strip().splitlines()[-1]
                    raise BulkError(f"a worker of Ray cannot start: {reason}; install onrecord on each node") from None
                self._idle.append(self._start())
                results.append(UnitResult(task))
                continue
            self._idle.append(actor)
            is_error = isinstance(answer, str)
            results.append(UnitResult(task, output_error=answer) if is_error else UnitResult(task, report=answer))
        return results

    def close(self) -> None:
        """End the workers at once, and leave the cluster."""
        for actor in (*self._idle, *(actor for actor, _ in self._running.values())):
            self._ray.kill(actor)
        self._ray.shutdown()
