"""Ctrl-C and SIGTERM: ``add`` ends soon with the status that says so and no traceback, and the store is whole."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reliability.command_runs import (
    Dump,
    command,
    counted,
    differing,
    dump,
    ended,
    nothing_lives,
    ran,
    sound,
    started,
    until,
)

pytestmark = pytest.mark.usefixtures("shipped_model")
SOON = 10.0  # seconds: half a second to leave what is in hand, and the end of a process on a busy machine
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}
Whole = Callable[[int], tuple[Dump, float]]


def stopped(address: Path, pages: Path, workers: int, name: signal.Signals, whole_group: bool, pause: float) -> None:
    """A run that has begun its store is told to end a moment later."""
    output = address.parent / "stopped"
    process = started(command(address, [pages], workers=workers), output)
    until(address.exists, 60)
    time.sleep(pause)
    begun = time.monotonic()
    (os.killpg if whole_group else os.kill)(process.pid, name)  # a terminal tells the group, `kill` the process
    done = ended(process, output, 60)
    took = time.monotonic() - begun
    late = {1, -name} if done.out else set()  # it had said what it did; the signal came too late, or into Python's end
    assert done.status in {STATUS[name]} | late, done
    assert "Traceback" not in done.err, done
    assert all("/pages/" in line for line in done.err.splitlines()), done
    assert took < SOON, f"{took:.1f} seconds"
    nothing_lives(process.pid)


def again(address: Path, pages: Path, expected: Dump) -> None:
    sound(address)
    ran(command(address, [pages]), address.parent / "again")
    assert differing(expected, dump(address)) == []


@pytest.mark.parametrize("name", list(STATUS), ids=lambda name: name.name)
def test_a_signal_ends_the_run(pages: Path, tmp_path: Path, whole: Whole, name: signal.Signals) -> None:
    address = tmp_path / "store.db"
    stopped(address, pages, 2, name, whole_group=name == signal.SIGINT, pause=0.5)
    assert counted(address) < len(whole(1)[0]["articles"])
    again(address, pages, whole(1)[0])


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", list(STATUS), ids=lambda name: name.name)
def test_a_signal_ends_the_run_at_many_moments(pages: Path, tmp_path: Path, whole: Whole, name: signal.Signals) -> None:
    rng = random.Random(name)
    for turn in range(16):
        (tmp_path / str(turn)).mkdir()
        address = tmp_path / str(turn) / "store.db"
        stopped(address, pages, 1 + turn % 2, name, whole_group=turn % 4 < 2, pause=rng.uniform(0, whole(1)[1]))
        again(address, pages, whole(1)[0])
