"""Adding the same sources again costs little: what is in the store is not read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import onrecord
from onrecord import Settings
from reliability import source_samples
from reliability.command_runs import command, ran

pytestmark = pytest.mark.usefixtures("shipped_model")
FASTER = 5


def test_again_is_five_times_faster(make_address: Callable[[], str], tmp_path: Path) -> None:
    """In one process, so that only the adding is timed, and not how long Python takes to begin."""
    (tmp_path / "many.jsonl").write_text("\n".join(source_samples.lines(24)), "utf-8")
    settings = Settings(workers=1)
    seconds, found = [], []
    with onrecord.open_store(make_address()) as store:
        onrecord.add(onrecord_page(tmp_path), store, settings=settings)  # loads the model
        for _ in range(4):
            begun = time.monotonic()
            found.append(onrecord.add(tmp_path / "many.jsonl", store, settings=settings))
            seconds.append(time.monotonic() - begun)
    again = min(seconds[1:])  # whatever else the machine does comes on top
    assert found[0].unchanged == 0
    assert found[1].unchanged == found[0].new + found[0].changed > 20
    print(f"first {seconds[0]:.2f} s, again {again:.2f} s: {seconds[0] / again:.0f} times faster")
    assert seconds[0] >= FASTER * again


def onrecord_page(tmp_path: Path) -> Path:
    page = tmp_path / "one.txt"
    page.write_text("Ann Lee, the mayor, said on Monday that the bridge would be shut for all of May.\n")
    return page


@pytest.mark.long
@pytest.mark.timeout(900)
def test_again_is_five_times_faster_as_a_command(make_address: Callable[[], str], tmp_path: Path) -> None:
    """A thousand articles, as a user adds them: with the time that Python and the model take to begin."""
    (tmp_path / "many.jsonl").write_text("\n".join(source_samples.lines(1000)), "utf-8")
    address, seconds = make_address(), []
    for turn in range(2):
        begun = time.monotonic()
        done = ran(command(address, [tmp_path / "many.jsonl"], workers=2), tmp_path / str(turn))
        seconds.append(time.monotonic() - begun)
        assert done.status == 1, done  # some of the lines are damaged
    print(f"first {seconds[0]:.2f} s, again {seconds[1]:.2f} s: {seconds[0] / seconds[1]:.0f} times faster")
    assert seconds[0] >= FASTER * seconds[1]
