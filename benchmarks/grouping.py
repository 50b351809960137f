"""Statements cluster_all into utterances: groups to read, pairs that must be together, and the time as they grow.

``python3 dev.py bench grouping [--store ADDRESS] [--sample N] [--part groups|pairs|time]``. The store is that of the
924 articles of PolNeAR train and dev, read by the model that ships, some minutes; ``--store`` keeps it for next time.
Pairs: two quotations of ../shared/quotations in different outlets whose passages lie in one transcript and share at
least half of the longer passage, or only half of the shorter; clustered by the gold quotations' own words, and as
read.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import onrecord
from onrecord.comparison.cluster_store import fingerprint_of_row, update_clusters
from onrecord.comparison.clustering import cluster_all
from onrecord.comparison.compare_outlets import CompareQuery, compare_utterances, list_utterances, load_utterance
from onrecord.comparison.quote_fingerprint import QuoteFingerprint
from onrecord.comparison.quoted_words import SENTENCE_END, split_segments
from onrecord.store import Store, utterance_rows

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED, SAMPLE = 5, 50
COMPARED = 40  # utterances
SIZES = (10_000, 100_000)
YEARS, ROUNDS = 10 * 365, 3
Quote = dict[str, Any]
Made = tuple[int, tuple[tuple[str, ...], ...], str, int]  # number, words, speaker, day


def article(id_: str) -> tuple[str, str]:
    """Outlet and day of a PolNeAR article."""
    outlet, day, _ = id_.split("_", 2)
    return outlet, day


@contextmanager
def filled(address: str | None) -> Iterator[Store]:
    """The store with all articles of PolNeAR train and dev."""
    with tempfile.TemporaryDirectory() as folder, Store(address or str(Path(folder) / "polnear.db")) as store:
        if not store.counts()["articles"]:
            given = Path(folder) / "polnear.jsonl"
            with given.open("w", encoding="utf-8") as out:
                for line in lines():
                    out.write(json.dumps(line) + "\n")
            print("reading PolNeAR into a store …", flush=True)
            onrecord.add(str(given), store)
        yield store


def lines() -> Iterator[dict[str, str]]:
    for part in ("train", "dev"):
        with gzip.open(SHARED / "polnear" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                outlet, day = article(row["id"])
                url = f"https://{outlet}.example/{row['id']}"
                yield {"id": row["id"], "text": row["text"], "published": day, "url": url}


def groups(store: Store, sample: int) -> None:
    """Prints groups that several outlets report, to be read."""
    found = [number for number, _ in list_utterances(store)]
    chosen = random.Random(SEED).sample(found, min(sample, len(found)))
    print(f"{len(found)} groups in more than one outlet; {len(chosen)} to read:")
    for place, number in enumerate(chosen, 1):
        one = store.database.read(lambda c, n=number: load_utterance(c, n, include_related=False))
        assert one is not None
        print(f"\n{place:>3}. utterance {number}, {one.outlets} outlets")
        for version in one.versions:
            print(
                f"     {version.outlet.removesuffix('.example')} {version.published}, {version.speaker}: {version.text}"
            )


def pairs(quotes: list[Quote], *, shorter: bool) -> list[tuple[Quote, Quote]]:
    """Pairs in different outlets that share at least half of a passage: of the longer, or of the shorter only."""
    found = []
    for one, other in combinations([quote for quote in quotes if quote["transcript_id"]], 2):
        if (
            one["transcript_id"] != other["transcript_id"]
            or article(one["article_id"])[0] == article(other["article_id"])[0]
        ):
            continue
        first, second = one["passage_spans"], other["passage_spans"]
        common = sum(max(0, min(b, d) - max(a, c)) for a, b in first for c, d in second)
        sizes = sorted((sum(b - a for a, b in first), sum(b - a for a, b in second)))
        if common and 2 * common >= sizes[0 if shorter else 1]:
            found.append((one, other))
    return found


def together(store: Store) -> None:
    """How many pairs are in one group, by the gold quotations' words and as the model read them."""
    with (SHARED / "quotations" / "quotations.jsonl").open(encoding="utf-8") as rows:
        quotes: list[Quote] = [json.loads(row) for row in rows]
    sayings = [
        QuoteFingerprint.build(
            n, split_segments([one["quote"]]), one["true_speaker"], date.fromisoformat(one["date"]).toordinal()
        )
        for n, one in enumerate(quotes)
    ]
    whose = {quotes[n]["id"]: group for group, members in cluster_all(sayings).items() for n in members}
    read = as_read(store, quotes)
    for name, shorter in (("half of the longer", False), ("half of the shorter", True)):
        some = pairs(quotes, shorter=shorter)
        gold = [(a, b) for a, b in some if whose[a["id"]] == whose[b["id"]]]
        own = [(a, b) for a, b in some if read[a["id"]] & read[b["id"]]]
        print(
            f"pairs that share {name} passage: {len(some)}; together by the gold words {len(gold)}, as read {len(own)}"
        )
        for a, b in some:
            if (a, b) not in gold or (a, b) not in own:
                where = " and ".join(way for way, those in (("gold", gold), ("as read", own)) if (a, b) not in those)
                print(f"  apart ({where}): {a['id']} {a['quote'][:90]} | {b['id']} {b['quote'][:90]}")


def as_read(store: Store, quotes: list[Quote]) -> dict[str, set[int]]:
    """The utterances of the statements that the model found where each gold quotation stands."""
    stood: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    with store.database.engine.connect() as connection:
        sql = """SELECT a.url, q.utterance_id, min(p.start), max(p."end") FROM quoted q
            JOIN statements s ON s.id = q.statement_id JOIN articles a ON a.id = s.article_id
            JOIN spans p ON p.statement_id = s.id AND p.part = 'content'
            GROUP BY q.statement_id, a.url, q.utterance_id"""
        for url, number, start, end in connection.exec_driver_sql(sql):
            stood[url.rsplit("/", 1)[1]].append((number, start, end))
    return {
        one["id"]: {
            number
            for number, start, end in stood[one["article_id"]]
            if min(end, one["quote_span"][1]) - max(start, one["quote_span"][0]) > 0
        }
        for one in quotes
    }


def made(count: int, real: list[QuoteFingerprint], rng: random.Random) -> Iterator[Made]:
    """Statements made of real ones: each utterance with half of its words exchanged and a day of its own in ten
    years, reported one to six times within a week with words left out, cut or changed."""
    words = [form for one in real for piece in one.segments for form in piece if form != SENTENCE_END]
    names = [f"{rng.choice(words)} {rng.choice(words)}" for _ in range(2_000)]
    number = 0
    while number < count:
        source = [form for piece in rng.choice(real).segments for form in piece if form != SENTENCE_END]
        forms = [rng.choice(words) if rng.random() < 0.5 else form for form in source]
        day, name = rng.randrange(YEARS), rng.choice(names)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
            number += 1
            some = edited(forms, words, rng)
            yield number, (tuple(some),), name, day + rng.randrange(7)


def edited(forms: list[str], words: list[str], rng: random.Random) -> list[str]:
    some = [rng.choice(words) if rng.random() < 0.03 else form for form in forms if rng.random() > 0.03]
    if len(some) > 12 and rng.random() < 0.3:
        start = rng.randrange(len(some) - 8)
        some = some[start : start + rng.randint(8, len(some))]
    return some


def timed(store: Store) -> None:
    """The time of grouping as statements grow tenfold."""
    with store.database.engine.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT statement_id FROM quoted").scalars().all()
        real = [
            one for row in utterance_rows.quoted_rows(connection, numbers) if (one := fingerprint_of_row(row)).segments
        ]
    taken = []
    for size in SIZES:
        some = list(made(size, real, random.Random(SEED)))
        gc.collect()
        gc.freeze()  # Python's collector need not look through what was made before, again and again
        times = []
        for _ in range(ROUNDS):
            begun = time.process_time()  # of this process, whatever else the machine does
            found = cluster_all(QuoteFingerprint.build(*one) for one in some)
            times.append(time.process_time() - begun)
        taken.append(min(times))
        gc.unfreeze()
        print(f"{size:>9,} statements: {len(found):,} groups in {taken[-1]:.2f} s", flush=True)
    print(f"ten times the statements take {taken[1] / taken[0]:.1f} times as long (at most 12)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="kept, and asked as it is when it is filled")
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--part", choices=("groups", "pairs", "time"))
    given = parser.parse_args()
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    with filled(given.store) as store:
        begun = time.perf_counter()
        placed = update_clusters(store)
        print(f"{placed:,} statements gathered in {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        shown = compare_utterances(store, CompareQuery(limit=COMPARED))
        print(f"{len(shown)} utterances compared in {time.perf_counter() - begun:.1f} s")
        if given.part in (None, "groups"):
            groups(store, given.sample)
        if given.part in (None, "pairs"):
            together(store)
        if given.part in (None, "time"):
            timed(store)


if __name__ == "__main__":
    main()
