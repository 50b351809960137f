"""Time from command to first record, and peak memory: ``onrecord read`` on one example, from a warm disk.

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


def measure_run() -> tuple[float, float]:
    """Return the seconds and the MB (peak resident set) of one run."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "onrecord", "read", str(EXAMPLE)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"onrecord read exited with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Print the medians."""
    measure_run()
    runs = [measure_run() for _ in range(RUNS)]
    seconds, megabytes = (statistics.median(values) for values in zip(*runs, strict=True))
    print(f"start to record  {seconds:5.2f} s    floor 2.0, aim 1.0")
    print(f"memory           {megabytes:5.0f} MB   floor 400, aim 250")


if __name__ == "__main__":
    main()
