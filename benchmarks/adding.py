"""Adding to a store: how fast the writer is beside the reading, and how large the store is beside the pages.

``python3 dev.py bench adding [--engine sqlite|postgresql]``. Reading: the pages of ../shared/pages and the texts of
PolNeAR dev, read by as many processes as there are cores, in the same run as the writing of what they read; the
median of five turns of each. PostgreSQL is a server of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import onrecord
from onrecord.ingest.worker_pool import WorkerPool, usable_cores
from onrecord.records import Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.store import PageRecord, Store

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "store"))
from postgres_server import temporary_address  # noqa: E402 - beside the store's tests

SHARED = ROOT.parent / "shared"
BATCH, TURNS = 16, 5


def sources() -> Iterator[tuple[str, list[str]]]:
    """Names of what is read, with the sources."""
    yield "../shared/pages (HTML)", [str(SHARED / "pages")]
    folder = Path(tempfile.mkdtemp())
    with gzip.open(SHARED / "polnear" / "dev.jsonl.gz", "rt") as lines, (folder / "dev.jsonl").open("w") as out:
        for document in map(json.loads, lines):
            out.write(json.dumps({"id": document["id"], "text": document["text"]}) + "\n")
    yield "PolNeAR dev (plain text)", [str(folder / "dev.jsonl")]


def open_all(locations: list[str]) -> list[Page]:
    """The pages of sources."""
    from onrecord.pages import open_pages

    return [page for page in open_pages(locations, Settings()) if isinstance(page, Page)]


def store_sizes(store: Store) -> tuple[int, int]:
    """The bytes that a store takes, and of them its compressed pages."""
    with store.database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            size = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            size *= connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        else:
            size = connection.exec_driver_sql(_TABLE_SIZES).scalar_one()
        return size, connection.exec_driver_sql("SELECT sum(length(raw)) FROM pages").scalar_one()


_TABLE_SIZES = """SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""


def read_batches(batches: list[list[Page]], settings: Settings) -> tuple[list[Record | Skipped], float]:
    """The outcomes of reading, and the seconds that it took, the median of several turns."""
    times = []
    pool = WorkerPool(settings)
    for batch in [pool.submit(batch) for batch in batches[:2]]:
        batch.result()  # the processes have started
    for _ in range(TURNS):
        started = time.perf_counter()
        outcomes = [outcome for batch in [pool.submit(batch) for batch in batches] for outcome in batch.result()]
        times.append(time.perf_counter() - started)
    pool.close()
    return outcomes, statistics.median(times)


def write_all(engine: str, records: list[PageRecord]) -> tuple[float, float, int, int]:
    """Seconds for writing and for the vectors of meaning, bytes of the store, and of the compressed pages in it."""
    with temporary_address(engine) as address, Store(address) as store:
        writer = store.writer("benchmark", version=onrecord.__version__)
        started = time.perf_counter()
        for start in range(0, len(records), BATCH):
            writer.add(records[start : start + BATCH])
        writing = time.perf_counter() - started
        sizes = store_sizes(store)
        started = time.perf_counter()
        store.update_vectors()
        return writing, time.perf_counter() - started, *sizes


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    engine = parser.parse_args().engine
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    for name, locations in sources():
        pages = open_all(locations)
        batches = [pages[start : start + BATCH] for start in range(0, len(pages), BATCH)]
        outcomes, reading = read_batches(batches, replace(Settings(), threads=1))
        records = [
            PageRecord(outcome, page)
            for outcome, page in zip(outcomes, pages, strict=True)
            if isinstance(outcome, Record)
        ]
        turns = [write_all(engine, records) for _ in range(TURNS)]
        writing, vectors = (statistics.median(turn[column] for turn in turns) for column in (0, 1))
        store_size, pages_size = turns[0][2:]
        count = len(records)
        print(f"{name}: {count} articles, {sum(len(added.record.statements) for added in records)} statements")
        print(f"  reading, {len(usable_cores())} processes   {count / reading:8.1f} articles a second")
        print(f"  writing                {count / writing:8.1f}, {reading / writing:.1f} times as fast (floor 8)")
        print(f"  vectors of meaning     {count / vectors:8.1f}")
        pages_each = f"compressed pages {pages_size / count / 1000:.1f} kB"
        times = store_size / pages_size
        print(
            f"  store                  {store_size / count / 1000:8.1f} kB an article, {pages_each}: {times:.1f} times"
        )


if __name__ == "__main__":
    main()
