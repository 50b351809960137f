"""Search by meaning: statements embedded a second, and the nearest of a million vectors.

``python3 dev.py bench meaning [--engine sqlite|postgresql] [--vectors N]``. Texts: statements of PolNeAR train. The
million lies around their vectors by a seeded generator; searched are vectors of sentences that are not among them.
Recall is against the exact cosines of the float32 vectors. PostgreSQL is a server of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.store import Store
from onrecord.store import tables as t
from onrecord.store.search.embedder import Embedder
from onrecord.store.search.vectors import BLOCK, VectorIndex, block_row, quantize

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "store"))
from postgres_server import temporary_address  # noqa: E402 - beside the store's tests

SHARED = ROOT.parent / "shared"
SEARCHES, NEAREST, SPREAD = 100, 50, 0.035
BATCH = 10 * BLOCK  # vectors written in a transaction

Floats = npt.NDArray[np.float32]


def statement_texts() -> list[str]:
    """The content of every statement of PolNeAR train."""
    with gzip.open(SHARED / "polnear" / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    return [
        " ".join(document["text"][start:end] for start, end in attribution["content"])
        for document in documents
        for attribution in document["attributions"]
    ]


def vectors_around(vectors: Floats, count: int, rng: np.random.Generator) -> Floats:
    """So many vectors, each near one that is drawn by chance."""
    drawn = vectors[rng.integers(0, len(vectors), count)]
    drawn = drawn + rng.normal(0, SPREAD, drawn.shape).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def true_nearest(searched: Floats, batches: list[Floats]) -> list[set[int]]:
    """The ids of the nearest of each search, by float32 cosines; ids begin at 1."""
    scores = np.concatenate([batch @ searched.T for batch in batches])
    return [set((np.argpartition(-column, NEAREST)[:NEAREST] + 1).tolist()) for column in scores.T]


def resident_memory() -> float:
    """MB of memory that this process holds now."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def summary(times: list[float]) -> str:
    """Median and 99th percentile of times in milliseconds."""
    return f"median {statistics.median(times):5.1f} ms, 99th percentile {np.percentile(times, 99):5.1f} ms"


def measure_embedding(texts: list[str]) -> Floats:
    """Embed the texts and print how many are embedded in a second."""
    embedder = Embedder.load()
    embedder.embed(texts[:10])
    started = time.perf_counter()
    vectors = embedder.embed(texts)
    rate = len(texts) / (time.perf_counter() - started)
    print(f"embedding        {rate:,.0f} statements/s    floor 4,000")
    return vectors


def write_vectors(store: Store, first_id: int, vectors: Floats) -> None:
    """Write vectors of the statements from a row number on, in one transaction."""
    rows = []
    for start in range(0, len(vectors), BLOCK):
        values = quantize(vectors[start : start + BLOCK])
        ids = np.arange(first_id + start, first_id + start + len(values), dtype="<i8")
        rows.append(block_row(ids, values))
    store.database.write(lambda connection: connection.execute(t.vectors.insert(), rows))


def measure_search(store: Store, vectors: Floats, count: int) -> None:
    """Fill the store's table with vectors; print how long writing, loading and searching take, and the recall."""
    rng = np.random.default_rng(0)
    searched = vectors[:SEARCHES]
    batches = [vectors_around(vectors[SEARCHES:], min(BATCH, count - start), rng) for start in range(0, count, BATCH)]
    started = time.perf_counter()
    for number, batch in enumerate(batches):
        write_vectors(store, 1 + number * BATCH, batch)
    seconds = time.perf_counter() - started
    print(f"writing          {count:,} in {seconds:.1f} s, {count / seconds:,.0f} a second, {BATCH:,} a transaction")
    before, index = resident_memory(), VectorIndex(vectors.shape[1])
    loading = milliseconds(lambda: store.database.read(index.refresh))
    print(f"loading          {loading:,.0f} ms, {resident_memory() - before:,.0f} MB of memory")
    refreshing = [milliseconds(lambda: store.database.read(index.refresh)) for _ in range(20)]
    print(f"nothing new      {summary(refreshing)}")
    times = [milliseconds(lambda vector=vector: index.search(vector, NEAREST)) for vector in searched]
    print(f"search           {summary(times)}    floor 40")
    allowed = index.ids[index.ids % 1000 == 0]
    times = [milliseconds(lambda vector=vector: index.search(vector, NEAREST, allowed)) for vector in searched]
    print(f"one in 1,000     {summary(times)}")
    hits = [
        len({statement_id for statement_id, _ in index.search(vector, NEAREST)} & nearest) / NEAREST
        for vector, nearest in zip(searched, true_nearest(searched, batches), strict=True)
    ]
    print(f"recall           {100 * statistics.mean(hits):.1f} % of the true {NEAREST} nearest")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--vectors", type=int, default=1_000_000)
    options = parser.parse_args()
    vectors = measure_embedding(statement_texts())
    with temporary_address(options.engine) as address, Store(address) as store:
        measure_search(store, vectors, options.vectors)


if __name__ == "__main__":
    main()
