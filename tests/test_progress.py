"""The progress bar: only for long work, only on terminals, and removed before other output."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time

import pytest

from onrecord import progress
from onrecord.progress import Bar


def test_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar()
    for done in range(100):
        bar(done, 100)
    bar.pause()
    assert capsys.readouterr() == ("", "")


def test_no_terminal_shows_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY_SECONDS", 0.01)
    bar = Bar()
    bar(1, 2)
    time.sleep(0.3)
    bar.pause()
    assert capsys.readouterr() == ("", "")


PROGRAM = """
import time
from onrecord import progress
progress.DELAY_SECONDS = 0.05
bar = progress.Bar()
bar(3, 7)
time.sleep(0.6)
bar.pause()
print("out")
bar(4, 7)
time.sleep(0.4)
bar.pause()
"""


def test_long_work_shows_a_bar_on_the_terminal_and_clears_it() -> None:
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    run = subprocess.Popen([sys.executable, "-c", PROGRAM], stderr=child, stdout=subprocess.PIPE, env=environment)
    os.close(child)
    shown = b""
    while True:
        try:
            data = os.read(parent, 65536)
        except OSError:  # how a terminal says that no one holds its other end
            break
        if not data:
            break
        shown += data
    os.close(parent)
    output, _ = run.communicate(timeout=30)
    assert run.returncode == 0
    assert output == b"out\n"
    assert b"3/7" in shown
    assert b"4/7" in shown
    assert shown.endswith((b"\x1b[2K", b"\x1b[?25h", b"\r\x1b[1A\x1b[2K"))
