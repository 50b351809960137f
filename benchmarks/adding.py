"""Adding to a store: how fast the writer is beside the reading, and how large the store is beside the pages.

``python3 dev.py bench adding``. Reading: the pages of ../shared/pages and the texts of PolNeAR dev, read by as many
processes as there are cores, in the same run as the writing of what they read.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import onrecord
from onrecord.records import Page, Record
from onrecord.settings import Settings
from onrecord.store import Pair, Store
from onrecord.workers import _begin, _cores, _work

SHARED = Path(__file__).resolve().parents[2] / "shared"
BATCH = 16


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


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    for name, some in sources():
        given = pages(some)
        batches = [given[n : n + BATCH] for n in range(0, len(given), BATCH)]
        settings = replace(Settings(), threads=1)
        with ProcessPoolExecutor(len(_cores()), get_context("spawn"), _begin, (settings, os.getpid())) as pool:
            list(pool.map(_work, batches[:2]))  # the processes have begun
            begun = time.perf_counter()
            read = [one for some in pool.map(_work, batches) for one in some]
            reading = time.perf_counter() - begun
        pairs = [Pair(one, page) for one, page in zip(read, given, strict=True) if isinstance(one, Record)]
        with tempfile.TemporaryDirectory() as folder, Store(str(Path(folder) / "s.db")) as store:
            writer = store.writer("benchmark", version=onrecord.__version__)
            begun = time.perf_counter()
            for n in range(0, len(pairs), BATCH):
                writer.add(pairs[n : n + BATCH])
            writing = time.perf_counter() - begun
            begun = time.perf_counter()
            store.catch_up()
            meaning = time.perf_counter() - begun
            with store.engine.connect() as connection:
                size = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                size *= connection.exec_driver_sql("PRAGMA page_size").scalar_one()
                kept = connection.exec_driver_sql("SELECT sum(length(raw)) FROM pages").scalar_one()
        count = len(pairs)
        print(f"{name}: {count} articles, {sum(len(p.record.statements) for p in pairs)} statements")
        print(f"  reading, {len(_cores())} processes   {count / reading:8.1f} articles a second")
        print(f"  writing                {count / writing:8.1f}, {reading / writing:.1f} times as fast (floor 8)")
        print(f"  vectors of meaning     {count / meaning:8.1f}")
        each = f"compressed pages {kept / count / 1000:.1f} kB"
        print(f"  store                  {size / count / 1000:8.1f} kB an article, {each}: {size / kept:.1f} times")


if __name__ == "__main__":
    main()
