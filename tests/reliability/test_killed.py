"""kill -9 at any moment, the same command again: the store is that of an uninterrupted run, row for row.

On PostgreSQL too it must equal what an uninterrupted run gives on SQLite: one schema, one behaviour.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reliability.command_runs import (
    Dump,
    command,
    differing,
    dump,
    ended,
    kill,
    nothing_lives,
    ran,
    sound,
    started,
    vectors,
)

pytestmark = pytest.mark.usefixtures("shipped_model")
EARLY = 0.2  # seconds: a tenth of the kills come before, while Python itself begins
SOONER = 0.7  # of the moment of a kill that came after the end is that of the next attempt
AGAIN = 0.3  # of the runs that go on are killed as well
Make = Callable[[], str]
Whole = Callable[[int], tuple[Dump, float]]  # of so many workers: what there is after, and the seconds it took


@dataclass
class Trial:
    """Kills spread over a run by a seed, and what an uninterrupted run gives."""

    pages: Path
    make: Make
    scratch: Path
    whole: Whole
    rng: random.Random
    in_time: int = 0

    def moment(self, share: float, workers: int) -> float:
        """When to kill: the first tenth of the kills in the first 200 ms, the others evenly over the run."""
        if share < 0.1:
            return share * 10 * EARLY
        return EARLY + (share - 0.1) / 0.9 * (self.whole(workers)[1] - EARLY)

    def kill_once(self, address: str, moment: float, workers: int, whole_group: bool) -> bool:
        """Kill a run at a moment, and return whether it had not ended by then."""
        output = self.scratch / "killed"
        process = started(command(address, [self.pages], workers=workers), output)
        time.sleep(moment)
        if whole_group:
            kill(process.pid)
        else:
            os.kill(process.pid, signal.SIGKILL)
        is_in_time = ended(process, output).status == -signal.SIGKILL
        nothing_lives(process.pid)
        self.in_time += is_in_time
        return is_in_time

    def check(self, share: float, workers: int, whole_group: bool) -> None:
        """One run killed, perhaps twice, then left to end: the store must be the expected one."""
        address, moments = self.make(), [self.moment(share, workers)]
        while not self.kill_once(address, moments[0], workers, whole_group) and moments[0] > EARLY:
            address, moments = self.make(), [moments[0] * SOONER]  # the run that was timed had less of the machine
        if self.rng.random() < AGAIN:
            moments.append(self.rng.uniform(0, self.whole(workers)[1]))
            self.kill_once(address, moments[1], workers, whole_group)
        last = ran(command(address, [self.pages], workers=workers), self.scratch / "last")
        where = f"killed after {moments} seconds with {workers} workers; {last}"
        assert last.status == 1, where  # the damaged pages are a failure, as in the uninterrupted run
        assert "Traceback" not in last.err, where
        sound(address)
        found = dump(address)
        assert differing(self.whole(workers)[0], found) == [], where
        assert vectors(address) == [row[0] for row in found["statements"]], where


def killed(pages: Path, make: Make, scratch: Path, whole: Whole, times: int) -> None:
    rng = random.Random(times)
    trial = Trial(pages, make, scratch, whole, rng)
    for turn in range(times):
        trial.check((turn + rng.random()) / times, workers=1 + turn % 2, whole_group=turn % 4 < 2)
        print(f"killed and begun again {turn + 1} of {times}: equal ({trial.in_time} kills in time)", flush=True)
    assert trial.in_time >= times * 0.8, "too few of the kills came before the end"


def test_killed_at_a_few_moments(pages: Path, make_address: Make, tmp_path: Path, whole: Whole) -> None:
    killed(pages, make_address, tmp_path, whole, times=3)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_at_fifty_moments(pages: Path, make_address: Make, tmp_path: Path, whole: Whole) -> None:
    assert differing(whole(1)[0], whole(2)[0]) == []
    killed(pages, make_address, tmp_path, whole, times=50)
