"""Finding in a store of a million statements, this checkout and an earlier one in turn, the same searches.

``python3 dev.py bench find_against CHECKOUT STORE EARLIER [--searches N] [--rounds N] [--read FILE]``. STORE and
EARLIER are addresses that ``bench store --store ADDRESS`` has filled, each with the benchmark of its own checkout. Each
search is made by both checkouts right after each other, in processes of their own; the fastest of the rounds counts.
Printed: medians and 99th percentiles of the time on the clock and of the processor time of the process that asks, and
the processor time of PostgreSQL's. On a machine that does other work, the processor time is what can be compared.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import store as store_benchmark

ROOT = Path(__file__).resolve().parents[1]
EARLIER_NAMES = {"outlet": "outlets", "kind": "kinds", "act": "acts", "tone": "tones"}  # at commit 1f8406e
ASKING = """
import json, sys, time
from pathlib import Path
from onrecord.store import Store
store = Store(sys.argv[1])
engine = store.engine if hasattr(store, "engine") else store.database.engine
server = None
if engine.dialect.name == "postgresql":
    with engine.connect() as connection:
        server = Path(f"/proc/{connection.exec_driver_sql('SELECT pg_backend_pid()').scalar()}/stat")
for line in sys.stdin:
    query = eval(line)
    wall, processor = time.perf_counter(), time.process_time()
    hits = store.find(**query)
    times = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor)
    ticks = server.read_text().rpartition(")")[2].split()[11:13] if server else (0, 0)
    print(json.dumps([*times, len(hits), 10 * sum(map(int, ticks))]), flush=True)
"""


def earlier_query(query: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a search as the store at commit 1f8406e has them."""
    renamed: dict[str, Any] = {}
    for name, value in query.items():
        if isinstance(value, date):
            renamed[name] = value.year * 10_000 + value.month * 100 + value.day
        elif name == "order":
            renamed[name] = {"best": "relevance", "newest": "date"}[value]
        elif name in EARLIER_NAMES:
            renamed[EARLIER_NAMES[name]] = value if isinstance(value, tuple) else (value,)
        else:
            renamed[name] = value
    return renamed


class Asker:
    """A process that searches a store with the sources of a checkout."""

    def __init__(self, checkout: Path, address: str) -> None:
        self.is_earlier = (checkout / "src" / "onrecord" / "store" / "schema.py").exists()
        sources = f"import datetime, sys; sys.path.insert(0, {str(checkout / 'src')!r})"
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{sources}\n{ASKING}", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def ask(self, query: dict[str, Any]) -> tuple[float, float, int, int]:
        """Milliseconds on the clock and of the processor, hits, and the server's milliseconds since its start."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(repr(earlier_query(query) if self.is_earlier else query), file=self.process.stdin, flush=True)
        wall, processor, hits, server = json.loads(self.process.stdout.readline())
        return wall, processor, hits, server


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("store")
    parser.add_argument("earlier")
    parser.add_argument("--searches", type=int, default=store_benchmark.QUERIES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--read")
    options = parser.parse_args()
    texts = store_benchmark.statement_texts(options.read)
    askers = {"now": Asker(ROOT, options.store), "earlier": Asker(options.checkout.resolve(), options.earlier)}
    queries = list(store_benchmark.queries(texts, random.Random(store_benchmark.SEED)))[: options.searches]
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in askers}
    server, different = dict.fromkeys(askers, 0), 0
    for number, (_, query) in enumerate(queries):
        rounds = []
        for turn in range(options.rounds):
            names = sorted(askers, reverse=(number + turn) % 2 == 0)
            rounds.append({name: askers[name].ask(query) for name in names})
        for name in askers:
            measured[name].append((min(one[name][0] for one in rounds), min(one[name][1] for one in rounds)))
            server[name] = rounds[-1][name][3]
        different += rounds[-1]["now"][2] != rounds[-1]["earlier"][2]
    print(f"{len(queries)} searches, the fastest of {options.rounds}; {different} with another number of results")
    for name, times in measured.items():
        for title, values in zip(("on the clock", "of the processor"), zip(*times, strict=True), strict=True):
            ordered = sorted(values)
            last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
            print(f"  {name:8} {title:17} median {statistics.median(ordered):6.1f} ms, 99th percentile {last:6.1f} ms")
        if server[name]:
            mean = server[name] / len(queries) / options.rounds
            print(f"  {name:8} PostgreSQL        mean   {mean:6.1f} ms of the processor")


if __name__ == "__main__":
    main()
