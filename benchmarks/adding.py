"""Adding to a store: how fast the writer is beside the reading, and how large the store is beside the pages.

``python3 dev.py bench adding [--engine sqlite|postgresql]``. Reading: the pages of ../shared/pages and the texts of
PolNeAR dev, read by as many processes as there are cores, in the same run as the writing of what they read; the
median of five turns of each. PostgreSQL is a server of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import onrecord
from onrecord.ingest.worker_pool import _begin, _cores, _work
from onrecord.records import Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.store import Pair, Store

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BATCH, TURNS = 16, 5


def sources() -> Iterator[tuple[str, list[str]]]:
    yield "../shared/pages (HTML)", [str(SHARED / "pages")]
    folder = Path(tempfile.mkdtemp())
    with gzip.open(SHARED / "polnear" / "dev.jsonl.gz", "rt") as rows, (folder / "dev.jsonl").open("w") as out:
        for row in map(json.loads, rows):
            out.write(json.dumps({"id": row["id"], "text": row["text"]}) + "\n")
    yield "PolNeAR dev (plain text)", [str(folder / "dev.jsonl")]


def pages(some: list[str]) -> list[Page]:
    from onrecord.pages import open_pages

    return [page for page in open_pages(some, Settings()) if isinstance(page, Page)]


@contextmanager
def made(engine: str) -> Iterator[Store]:
    """An empty store."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder, Store(str(Path(folder) / "s.db")) as store:
            yield store
        return
    sys.path.append(str(ROOT / "tests" / "store"))
    from postgres import Server

    server = Server()
    try:
        with Store(server.made("benchmark")) as store:
            yield store
    finally:
        server.close()


def sizes(store: Store) -> tuple[int, int]:
    """The bytes that a store takes, and of them its packed pages."""
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "sqlite":
            size = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            size *= connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        else:
            size = connection.exec_driver_sql(_TABLES).scalar_one()
        return size, connection.exec_driver_sql("SELECT sum(length(raw)) FROM pages").scalar_one()


_TABLES = """SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""


def reads(batches: list[list[Page]], settings: Settings) -> tuple[list[Record | Skipped], float]:
    """What was read, and the seconds that it took, the median of several turns."""
    taken = []
    with ProcessPoolExecutor(len(_cores()), get_context("spawn"), _begin, (settings, os.getpid())) as pool:
        list(pool.map(_work, batches[:2]))  # the processes have begun
        for _ in range(TURNS):
            begun = time.perf_counter()
            read = [one for some in pool.map(_work, batches) for one in some]
            taken.append(time.perf_counter() - begun)
    return read, statistics.median(taken)


def written(engine: str, pairs: list[Pair]) -> tuple[float, float, int, int]:
    """Seconds that writing and the vectors of meaning take, bytes of the store, and of the packed pages in it."""
    with made(engine) as store:
        writer = store.writer("benchmark", version=onrecord.__version__)
        begun = time.perf_counter()
        for n in range(0, len(pairs), BATCH):
            writer.add(pairs[n : n + BATCH])
        writing = time.perf_counter() - begun
        begun = time.perf_counter()
        store.catch_up()
        return writing, time.perf_counter() - begun, *sizes(store)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    engine = parser.parse_args().engine
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    for name, some in sources():
        given = pages(some)
        batches = [given[n : n + BATCH] for n in range(0, len(given), BATCH)]
        settings = replace(Settings(), threads=1)
        read, reading = reads(batches, settings)
        pairs = [Pair(one, page) for one, page in zip(read, given, strict=True) if isinstance(one, Record)]
        turns = [written(engine, pairs) for _ in range(TURNS)]
        writing, meaning = (statistics.median(turn[n] for turn in turns) for n in (0, 1))
        size, kept = turns[0][2:]
        count = len(pairs)
        print(f"{name}: {count} articles, {sum(len(p.record.statements) for p in pairs)} statements")
        print(f"  reading, {len(_cores())} processes   {count / reading:8.1f} articles a second")
        print(f"  writing                {count / writing:8.1f}, {reading / writing:.1f} times as fast (floor 8)")
        print(f"  vectors of meaning     {count / meaning:8.1f}")
        each = f"compressed pages {kept / count / 1000:.1f} kB"
        print(f"  store                  {size / count / 1000:8.1f} kB an article, {each}: {size / kept:.1f} times")


if __name__ == "__main__":
    main()
