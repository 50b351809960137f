"""The progress bar: only for long work, only on terminals, and removed before other output."""

from __future__ import annotations

import gzip
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord import progress
from onrecord.open_sources import count_pages
from onrecord.progress import ProgressBar


def test_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    bar = ProgressBar()
    for done in range(100):
        bar(done, 100)
    bar.pause()
    assert capsys.readouterr() == ("", "")


def test_no_terminal_shows_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY_SECONDS", 0.01)
    bar = ProgressBar()
    bar(1, 2)
    time.sleep(0.3)
    bar.pause()
    assert capsys.readouterr() == ("", "")


PROGRAM = """
import time
from onrecord import progress
progress.DELAY_SECONDS = 0.05
bar = progress.ProgressBar()
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


def test_the_lines_of_files_are_counted_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n" * 3 + b"{}")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 5, mtime=0))
    (tmp_path / "c.txt").write_bytes(b"A\nB\n")
    names = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl.gz", "c.txt")]
    assert count_pages(names) == 4 + 5 + 1
    assert count_pages([*names, str(tmp_path)]) is None
    assert count_pages([*names, str(tmp_path / "none.jsonl")]) is None
    assert count_pages([*names, "https://a.example/"]) == 11
    assert count_pages([*names, "https://a.example/"], addresses=False) is None
