"""Bulk reading: Ray against local processes, two workers against one, and what two cores can give at most.

``python3 dev.py bench bulk [--pages N] [--rounds N]``. The web archives have the pages of ../shared, again and again, a
little different each time. Each round runs ``onrecord bulk`` over the same archives once for each row; the median
counts. Starting is measured apart, by a run over one page for each worker.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pages import cpu_seconds, user_environment

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
UNIT_PAGES = 2  # in an archive: so few that it does not decide which worker reads the last one
ROWS = {"local, 2 workers": ("local", 2), "Ray, 2 workers": ("ray", 2), "local, 1 worker": ("local", 1)}
MIN_RAY, MIN_TWO = 0.85, 1.8
CORE_SECONDS = 3.0
POLL_SECONDS = 0.25
MAX_WORKERS = 2
CORE_TEST = """
import sys, time
from onrecord.inference import Model
from onrecord.settings import Settings
import numpy as np
model = Model.load(Settings(threads=1))
ids = np.random.default_rng(0).integers(1_000, 20_000, 130)
window = ids, np.ones(130, np.int64), np.zeros(130, np.int64)
model.run_windows([window], 0.25)
print("ready", flush=True)
sys.stdin.readline()
started, count = time.perf_counter(), 0
while time.perf_counter() - started < {seconds}:
    model.run_windows([window], 0.25)
    count += 1
print(count / (time.perf_counter() - started), flush=True)
"""


def write_archive(path: Path, pages: Iterable[tuple[int, bytes]]) -> str:
    """Write the HTML of numbered pages into a compressed web archive, and return its path."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        for number, html in pages:
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
                "WARC-Date: 2026-05-01T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            file.write(head.encode() + http + b"\r\n\r\n")
    return str(path)


def write_archives(folder: Path, page_count: int, size: int = UNIT_PAGES) -> list[str]:
    """Write the pages of ../shared into archives of so many, again and again, and return their paths."""
    folder.mkdir()
    pages = []
    for path in sorted((SHARED / "pages" / "html").glob("*.html.gz")):
        with gzip.open(path) as file:
            pages.append(file.read())

    def page(number: int) -> bytes:
        """A page that differs a little from the same one of another round."""
        return pages[number % len(pages)].replace(b"</p>", b" %d.</p>" % (number // len(pages)), 1)

    return [
        write_archive(folder / f"unit{first:03}.warc.gz", ((n, page(n)) for n in range(first, last)))
        for first, last in ((first, min(first + size, page_count)) for first in range(0, page_count, size))
    ]


@dataclass(frozen=True)
class RunTimes:
    """What a command took: seconds on the clock, and processor seconds of all its processes."""

    wall: float
    processor: float


def time_run(archives: list[str], out: Path, engine: str, workers: int) -> RunTimes:
    """Run the command over the archives, and return what it took."""
    command = [sys.executable, "-m", "onrecord", "bulk", *archives, "--out", str(out)]
    command += ["--engine", engine, "--workers", str(workers)]
    environment = user_environment(ROOT)
    processor = 0.0
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        while process.poll() is None:
            processor = max(processor, cpu_seconds(process.pid))  # less again when the workers have ended
            time.sleep(POLL_SECONDS)
        wall = time.perf_counter() - started
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"bulk with {workers} workers of {engine} failed: {said.read()[-2_000:]}")
    return RunTimes(wall, processor)


def core_rates(process_count: int) -> list[float]:
    """Return the windows a second that each of so many processes, of one thread each, runs at the same time."""
    environment = user_environment(ROOT)
    code = CORE_TEST.format(seconds=CORE_SECONDS)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(process_count)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    answers = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        answers.append(float(process.communicate()[0]))
    return answers


def print_cores(rounds: int) -> None:
    """Print how much more two processes that share nothing do than one: the most that a second worker can give."""
    alone = statistics.median(core_rates(1)[0] for _ in range(rounds))
    together = statistics.median(sum(core_rates(2)) for _ in range(rounds))
    print(
        f"the model alone, windows a second: {alone:.1f} in one process, {together:.1f} in two that share nothing: "
        f"{together / alone:.2f} times"
    )


def _median(runs: list[RunTimes]) -> RunTimes:
    return RunTimes(statistics.median(run.wall for run in runs), statistics.median(run.processor for run in runs))


def print_rates(runs: dict[str, list[RunTimes]], starts: dict[str, list[RunTimes]], page_count: int) -> None:
    """Print each row's pages a second without the start, its processor time a page, and the ratios of the rows."""
    seconds_per_page = []
    for row, (_, workers) in ROWS.items():
        whole, start, pages = _median(runs[row]), _median(starts[row]), page_count - workers
        seconds_per_page.append(max(whole.wall - start.wall, 1e-3) / pages)
        print(
            f"{row:17} {whole.wall:6.1f} s for {page_count} pages, {start.wall:5.1f} s for one page a worker; "
            f"without the start {1 / seconds_per_page[-1]:5.2f} pages/s, "
            f"{1000 * (whole.processor - start.processor) / pages:4.0f} ms of processor time a page"
        )
    local, ray, one = seconds_per_page
    print(f"Ray against local: {local / ray:.2f} times the pages a second ({MIN_RAY} wanted)")
    print(f"two workers against one: {one / local:.2f} times the pages a second ({MIN_TWO} wanted)")


def main() -> None:
    """Run each row, and print the rates and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=114)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cores", action="store_true", help="only what two processes that share nothing give")
    arguments = parser.parse_args()
    print_cores(max(3, arguments.rounds))
    if arguments.cores:
        return
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    runs: dict[str, list[RunTimes]] = {name: [] for name in ROWS}
    starts: dict[str, list[RunTimes]] = {name: [] for name in ROWS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archives = write_archives(folder / "all", arguments.pages)
        singles = write_archives(folder / "single", MAX_WORKERS, 1)
        for number in range(arguments.rounds):
            for row, (engine, workers) in ROWS.items():
                place = f"{engine}{workers}-{number}"
                starts[row].append(time_run(singles[:workers], folder / f"{place}-single", engine, workers))
                runs[row].append(time_run(archives, folder / place, engine, workers))
    print_rates(runs, starts, arguments.pages)


if __name__ == "__main__":
    main()
