"""What many pages take, from measured rates; and a run with 200 workers and failures, simulated with the real driver.

``python3 dev.py bench bulk_scale [--units N] [--workers N] [--deaths N]``. Units take as long as their pages at the
rate that docs/performance.md measured. Workers die at random and lose the unit that they read; one unit in a thousand
kills every worker. Printed: the hours that it takes, against those of the same work without a failure.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.unit_pool import UnitResult
from onrecord.bulk.unit_reader import FAILED, READ, UnitReport, UnitTask
from onrecord.parquet.folder_storage import open_storage
from onrecord.settings import Settings

SECONDS_PER_PAGE = 0.365  # of one core: `bench pages` on a quiet machine, all cores at work, and 5 ms to write
SECONDS_PER_DROPPED_PAGE = 0.0045  # unpacked, decoded, and looked at by the filter
PAGE_BYTES, WRITTEN_BYTES = 70_000, 14_000  # compressed, in the archive and in the tables
DOLLARS_PER_CORE_HOUR = 0.04
PLANS = (  # what, pages read, pages dropped, hours if they are given, cores if they are given
    ("10 million pages a day", 10_000_000, 0, 24.0, None),
    ("a year: 400 million pages, 160 million of them read", 160_000_000, 240_000_000, None, 200),
)
PAGES_PER_UNIT = (12_000, 28_000)  # articles in a file of CC-NEWS, about
HOUR = 3600.0


class SimulatedPool:
    """Workers with a clock of their own, which jumps to the next event."""

    def __init__(self, worker_count: int, deaths_per_worker_hour: float, pages: dict[str, int], seed: int) -> None:
        self.now = self.busy_seconds = self.lost_seconds = 0.0
        self.death_count = 0
        self._idle, self._pages = worker_count, pages
        self._rate, self._random = deaths_per_worker_hour / HOUR, random.Random(seed)
        self._events: list[tuple[float, int, float, UnitTask, bool]] = []
        self._number = 0

    @property
    def idle_count(self) -> int:
        """How many workers have no unit."""
        return self._idle

    def submit(self, task: UnitTask) -> None:
        """Draw whether the worker ends the unit or dies before, and when."""
        seconds = self._pages[task.unit.location] * SECONDS_PER_PAGE
        death = self._random.expovariate(self._rate) if self._rate else float("inf")
        if "deadly" in task.unit.location:
            death = min(death, seconds * self._random.random())
        self._idle -= 1
        self._number += 1
        taken = min(seconds, death)
        heapq.heappush(self._events, (self.now + taken, self._number, taken, task, death < seconds))

    def wait(self, seconds: float) -> Sequence[UnitResult]:
        """Let time pass until the next worker is done or dead."""
        self.now, _, taken, task, died = heapq.heappop(self._events)
        self._idle += 1
        if died:
            self.death_count += 1
            self.lost_seconds += taken
            return [UnitResult(task)]
        self.busy_seconds += taken
        outcomes = {READ: self._pages[task.unit.location]}
        # not "done": there are no files whose near-duplicates could be looked for
        report = UnitReport(task.unit.key, task.unit.location, task.unit.size, FAILED, seconds=taken, outcomes=outcomes)
        report.save(open_storage(task.folder))
        return [UnitResult(task, report)]

    def close(self) -> None:
        """Do nothing."""


def _given(pool: SimulatedPool, settings: Settings, worker_count: int) -> SimulatedPool:
    return pool


def make_units(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Write a file for each unit, and return how many pages each stands for."""
    generator = random.Random(seed)
    pages = {}
    for number in range(count):
        path = folder / f"unit{number:05}{'-deadly' if number % 1_000 == 500 else ''}.warc.gz"
        path.write_text(str(number))
        pages[str(path)] = generator.randint(*PAGES_PER_UNIT)
    return pages


def print_plans() -> None:
    """Print the cores, hours, bytes and dollars of each plan."""
    for what, read, dropped, hours, cores in PLANS:
        core_hours = (read * SECONDS_PER_PAGE + dropped * SECONDS_PER_DROPPED_PAGE) / HOUR
        core_count = cores or math.ceil(core_hours / (hours or 1.0))
        wall_hours = hours or core_hours / core_count
        print(
            f"{what}: {core_hours:,.0f} core hours, {core_count} cores for {wall_hours:.0f} hours; "
            f"{(read + dropped) * PAGE_BYTES / 1e12:.1f} TB read, {read * WRITTEN_BYTES / 1e12:.2f} TB written; "
            f"{core_hours * DOLLARS_PER_CORE_HOUR:,.0f} dollars"
        )


def main() -> None:
    """Print the plans, then simulate the run without failures and with them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=4_000)
    parser.add_argument("--workers", type=int, default=200)
    parser.add_argument("--deaths", type=float, default=0.05, help="of each worker in an hour")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print_plans()
    for deaths in (0.0, arguments.deaths):
        with tempfile.TemporaryDirectory() as name:
            pages = make_units(Path(name), arguments.units, arguments.seed)
            pool = SimulatedPool(arguments.workers, deaths, pages, arguments.seed)
            started = time.process_time()
            options = BulkOptions(arguments.workers)
            outcome = run_bulk(list(pages), Path(name) / "out", Settings(), options, partial(_given, pool))
            driver_seconds = time.process_time() - started
        work_hours, lost_hours = pool.busy_seconds / HOUR, pool.lost_seconds / HOUR
        print(
            f"{arguments.units:,} units, {sum(pages.values()):,} pages, {arguments.workers} workers, {deaths} deaths a "
            f"worker and hour: {pool.now / HOUR:.1f} hours; {work_hours:,.0f} worker hours of work, {lost_hours:,.0f} "
            f"lost in {pool.death_count:,} deaths; {outcome.units['set aside']} units set aside, {outcome.left} left; "
            f"the driver took {driver_seconds:.1f} s"
        )


if __name__ == "__main__":
    main()
