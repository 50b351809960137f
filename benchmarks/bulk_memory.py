"""The memory of the workers of a bulk run over many pages: does it stay the same?

``python3 dev.py bench bulk_memory [--pages N] [--workers N] [--unit-pages N]``. The pages are short articles of made-up
people and places, all different, and each goes the whole way: article, model, speakers, Parquet. Printed while it runs:
the resident memory of each worker, and at the end that of the first and the last tenth of the run.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
import time
from pathlib import Path

from bulk import write_archive
from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.bulk_status import bulk_status
from onrecord.bulk.local_pool import LocalPool
from onrecord.parquet.folder_storage import open_storage
from onrecord.parquet.parquet_folder import unit_reports
from onrecord.settings import Settings

MEGABYTE = 1 << 20
MAX_WORKER_MEGABYTES = 900
MAX_GROWTH = 1.1  # of a worker's memory from the second tenth of the run to the last that still counts as flat
SYLLABLES = [
    "ba",
    "bel",
    "cor",
    "dan",
    "del",
    "fen",
    "gar",
    "hol",
    "in",
    "ka",
    "lin",
    "lor",
    "mar",
    "nev",
    "or",
    "pel",
    "quin",
    "ras",
    "sel",
    "tor",
    "ul",
    "van",
    "wes",
    "yor",
    "zan",
]
ROLES = ("mayor", "harbour master", "head teacher", "chief engineer", "union leader", "coach", "surgeon", "minister")
THINGS = ("ferry", "school", "bridge", "hospital", "budget", "dam", "railway", "museum", "harvest", "library")
CUES = ("said", "told reporters", "added", "warned", "argued", "told the council", "insisted", "wrote in a letter")


def made_up_word(generator: random.Random) -> str:
    """Return a word that is probably in no other page."""
    return "".join(generator.choice(SYLLABLES) for _ in range(generator.randint(2, 4))).capitalize()


def short_page(number: int) -> bytes:
    """Return the HTML of an article of about forty-five words, in which two people speak."""
    generator = random.Random(number)
    first, second, place, other_place = (made_up_word(generator) for _ in range(4))
    role, thing, other = generator.choice(ROLES), generator.choice(THINGS), generator.choice(THINGS)
    count = generator.randint(2, 9_000)
    paragraphs = (
        f"“We have asked {count} families about the {thing} and the {other},” {made_up_word(generator)} {first}, the "
        f"{role} of {place}, {generator.choice(CUES)}.",
        f"{made_up_word(generator)} {second} {generator.choice(CUES)} that the {other} could wait until the people of "
        f"{other_place} have voted on the {thing} and its {generator.randint(2, 90)} rooms.",
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = f"{place} counts the cost of its {thing}"
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    return page.encode()


def write_units(folder: Path, pages: int, unit_pages: int) -> list[str]:
    """Write the pages into web archives of so many each, and return their paths."""
    return [
        write_archive(
            folder / f"unit{unit:05}.warc.gz",
            ((number, short_page(number)) for number in range(start, min(pages, start + unit_pages))),
        )
        for unit, start in enumerate(range(0, pages, unit_pages))
    ]


def resident_megabytes(process: int) -> float:
    """Return the resident memory of a process; 0 if it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    except (OSError, IndexError):
        return 0.0


class MemoryWatch:
    """Notes the memory of a pool's workers at intervals, in a thread."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.pool: LocalPool | None = None
        self.samples: list[tuple[int, list[float]]] = []
        self._folder, self._seconds = folder, seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def make_pool(self, settings: Settings, worker_count: int) -> LocalPool:
        """Start the workers that are watched."""
        self.pool = LocalPool(settings, worker_count)
        return self.pool

    def _watch(self) -> None:
        started = time.monotonic()
        while not self._stop.wait(self._seconds):
            if self.pool is not None:
                self.note(started)

    def note(self, started: float) -> None:
        """Take a sample now, and print it."""
        assert self.pool is not None
        pages = sum(sum(report["outcomes"].values()) for report in unit_reports(open_storage(self._folder)))
        pages += sum(_pages_begun(journal) for journal in (self._folder / "work").glob("*.journal"))
        megabytes = [resident_megabytes(process) for process in self.pool.process_ids]
        self.samples.append((pages, megabytes))
        listed = ", ".join(f"{size:.0f}" for size in megabytes)
        print(f"{time.monotonic() - started:7.0f} s  {pages:>9,} pages  {listed} MB", flush=True)

    def close(self) -> None:
        """Stop noting."""
        self._stop.set()
        self._thread.join()


def _pages_begun(journal: Path) -> int:
    """The pages of a unit that come before those that are read at this moment."""
    try:
        return int(journal.read_text().split()[0])
    except (OSError, IndexError):
        return 0


def print_growth(samples: list[tuple[int, list[float]]]) -> None:
    """Print the most memory that a worker had in each tenth of the run, and whether that is flat."""
    if not samples:
        print("the run was too short to be watched")
        return
    last_page = samples[-1][0] or 1
    tenths = [0.0] * 10
    for pages, megabytes in samples:
        tenth = min(9, 10 * pages // (last_page + 1))
        tenths[tenth] = max(tenths[tenth], *megabytes)
    print("most of a worker in each tenth of the pages:", ", ".join(f"{size:.0f}" for size in tenths), "MB")
    known = [size for size in tenths[1:] if size]
    growth = known[-1] / known[0] if known else 1.0
    verdict = "flat" if growth <= MAX_GROWTH and max(tenths) < MAX_WORKER_MEGABYTES else "NOT flat"
    print(f"from the second tenth to the last: {growth:.2f} times; {verdict} (under {MAX_WORKER_MEGABYTES} MB)")


def main() -> None:
    """Write the pages, read them, and print the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--unit-pages", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=float, default=60.0, help="seconds between two looks")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archives = write_units(folder, arguments.pages, arguments.unit_pages)
        out = folder / "out"
        watch = MemoryWatch(out, arguments.every)
        outcome = run_bulk(archives, out, Settings.load(), BulkOptions(arguments.workers), watch.make_pool)
        watch.close()
        print(f"{outcome.units.total()} units; pages: {dict(outcome.pages)}; {outcome.statements:,} statements")
        print(f"{len(bulk_status(out).problems)} units with problems; {outcome.duplicates} near-duplicates")
    print_growth(watch.samples)


if __name__ == "__main__":
    main()
