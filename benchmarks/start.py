"""From command to first record, and the memory that it takes: ``onrecord read`` on one example, warm disk.

``python3 dev.py bench start``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "bridge-toll.html"
RUNS = 7


def once() -> tuple[float, float]:
    """Seconds and MB (largest resident set) of one reading."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "onrecord", "read", str(EXAMPLE)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    taken = time.perf_counter() - started
    if status:
        raise SystemExit(f"onrecord read ended with status {os.waitstatus_to_exitcode(status)}")
    return taken, used.ru_maxrss / 1024


def main() -> None:
    once()
    runs = [once() for _ in range(RUNS)]
    seconds, megabytes = (statistics.median(values) for values in zip(*runs, strict=True))
    print(f"start to record  {seconds:5.2f} s    floor 2.0, aim 1.0")
    print(f"memory           {megabytes:5.0f} MB   floor 400, aim 250")


if __name__ == "__main__":
    main()
