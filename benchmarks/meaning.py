"""Search by meaning: statements embedded a second, and the nearest of a million vectors.

``python3 dev.py bench meaning [--vectors N]``. Texts: statements of PolNeAR train. The million lies around their
vectors by a seeded generator; what is asked are vectors of sentences that are not among them. Recall is against the
exact cosines of the float32 vectors.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.store.search.embedder import Embedder
from onrecord.store.search.vectors import Vectors

SHARED = Path(__file__).resolve().parents[2] / "shared"
ASKED, K, SAVED, SPREAD = 100, 50, 10_000, 0.035

Floats = npt.NDArray[np.float32]


def contents() -> list[str]:
    with gzip.open(SHARED / "polnear" / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    return [" ".join(d["text"][s:e] for s, e in one["content"]) for d in documents for one in d["attributions"]]


def around(vectors: Floats, count: int, rng: np.random.Generator) -> Floats:
    """So many vectors near some drawn by chance."""
    made = vectors[rng.integers(0, len(vectors), count)]
    made = made + rng.normal(0, SPREAD, made.shape).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def exact(asked: Floats, given: list[Floats]) -> list[set[int]]:
    """The K nearest of each asked, by float32 cosines."""
    scores = np.concatenate([part @ asked.T for part in given])
    return [set(np.argpartition(-column, K)[:K].tolist()) for column in scores.T]


def resident() -> float:
    """MB of memory that this process holds now."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - started)


def quick(times: list[float]) -> str:
    return f"median {statistics.median(times):5.1f} ms, 99th percentile {np.percentile(times, 99):5.1f} ms"


def embedding(texts: list[str]) -> Floats:
    embedder = Embedder.load()
    embedder.embed(texts[:10])
    started = time.perf_counter()
    made = embedder.embed(texts)
    rate = len(texts) / (time.perf_counter() - started)
    print(f"embedding        {rate:,.0f} statements/s    floor 4,000")
    return made


def searching(vectors: Floats, count: int, path: Path) -> None:
    rng = np.random.default_rng(0)
    embedder = Embedder.load()
    kept, asked = vectors[ASKED:], vectors[:ASKED]
    parts = [around(kept, min(SAVED, count - n), rng) for n in range(0, count, SAVED)]
    index = Vectors(path / "vectors", embedder.model, embedder.size)
    started = time.perf_counter()
    for n, part in enumerate(parts):
        index.add(np.arange(n * SAVED, n * SAVED + len(part)), part)
        index.save()
    taken = time.perf_counter() - started
    print(f"adding           {count:,} in {taken:.1f} s, {count / taken:,.0f} a second, saved each {SAVED:,}")
    print(f"file             {index.path.stat().st_size / 1e6:,.0f} MB")
    before, index = resident(), Vectors(index.path, embedder.model, embedder.size)
    opened = timed(lambda: index.search(asked[0], K))
    print(f"memory           {resident() - before:,.0f} MB; opened and searched once in {opened:.0f} ms")
    print(f"search           {quick([timed(lambda one=one: index.search(one, K)) for one in asked])}    floor 40")
    some = quick([timed(lambda one=one: index.search(one, K, lambda ids: ids % 1000 == 0)) for one in asked])
    print(f"one in 1,000     {some}")
    true = exact(asked, parts)
    hits = [len({n for n, _ in index.search(one, K)} & best) / K for one, best in zip(asked, true, strict=True)]
    print(f"recall           {100 * statistics.mean(hits):.1f} % of the true {K} nearest")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    count = parser.parse_args().vectors
    vectors = embedding(contents())
    with tempfile.TemporaryDirectory() as folder:
        searching(vectors, count, Path(folder))


if __name__ == "__main__":
    main()
