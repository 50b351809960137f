"""Statements grouped into utterances: groups to read, pairs that must be together, and the time as they grow.

``python3 dev.py bench grouping [--store ADDRESS] [--sample N] [--part groups|pairs|time]``. The store is that of the
924 articles of PolNeAR train and dev, read by the model that ships, some minutes; ``--store`` keeps it for next time.
Pairs: two quotations of ../shared/quotations in different outlets whose passages lie in one transcript and share at
least half of the longer passage, or only half of the shorter; grouped by the words of the labelled quotations, and as
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
SyntheticQuote = tuple[int, tuple[tuple[str, ...], ...], str, int]  # number, segments, speaker, day


def outlet_and_day(id_: str) -> tuple[str, str]:
    """Outlet and day of a PolNeAR article."""
    outlet, day, _ = id_.split("_", 2)
    return outlet, day


@contextmanager
def polnear_store(address: str | None) -> Iterator[Store]:
    """The store with all articles of PolNeAR train and dev."""
    with tempfile.TemporaryDirectory() as folder, Store(address or str(Path(folder) / "polnear.db")) as store:
        if not store.counts()["articles"]:
            pages = Path(folder) / "polnear.jsonl"
            with pages.open("w", encoding="utf-8") as out:
                for line in page_lines():
                    out.write(json.dumps(line) + "\n")
            print("reading PolNeAR into a store …", flush=True)
            onrecord.add(str(pages), store)
        yield store


def page_lines() -> Iterator[dict[str, str]]:
    """Yield the articles as lines of a JSON Lines file."""
    for part in ("train", "dev"):
        with gzip.open(SHARED / "polnear" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                outlet, day = outlet_and_day(row["id"])
                url = f"https://{outlet}.example/{row['id']}"
                yield {"id": row["id"], "text": row["text"], "published": day, "url": url}


def print_groups(store: Store, sample: int) -> None:
    """Print groups that several outlets report, for a person to read."""
    numbers = [number for number, _ in list_utterances(store)]
    chosen = random.Random(SEED).sample(numbers, min(sample, len(numbers)))
    print(f"{len(numbers)} groups in more than one outlet; {len(chosen)} to read:")
    for place, number in enumerate(chosen, 1):
        utterance = store.database.read(lambda c, n=number: load_utterance(c, n, include_related=False))
        assert utterance is not None
        print(f"\n{place:>3}. utterance {number}, {utterance.outlets} outlets")
        for version in utterance.versions:
            print(
                f"     {version.outlet.removesuffix('.example')} {version.published}, {version.speaker}: {version.text}"
            )


def overlapping_pairs(quotes: list[Quote], *, shorter: bool) -> list[tuple[Quote, Quote]]:
    """Pairs in different outlets that share at least half of a passage: of the longer, or of the shorter only."""
    pairs = []
    for quote, other_quote in combinations([quote for quote in quotes if quote["transcript_id"]], 2):
        if (
            quote["transcript_id"] != other_quote["transcript_id"]
            or outlet_and_day(quote["article_id"])[0] == outlet_and_day(other_quote["article_id"])[0]
        ):
            continue
        first, second = quote["passage_spans"], other_quote["passage_spans"]
        common = sum(max(0, min(b, d) - max(a, c)) for a, b in first for c, d in second)
        sizes = sorted((sum(b - a for a, b in first), sum(b - a for a, b in second)))
        if common and 2 * common >= sizes[0 if shorter else 1]:
            pairs.append((quote, other_quote))
    return pairs


def print_pairs(store: Store) -> None:
    """Print how many pairs are in one group, by the labelled quotations' words and as the model read them."""
    with (SHARED / "quotations" / "quotations.jsonl").open(encoding="utf-8") as rows:
        quotes: list[Quote] = [json.loads(row) for row in rows]
    fingerprints = [
        QuoteFingerprint.build(
            n, split_segments([quote["quote"]]), quote["true_speaker"], date.fromisoformat(quote["date"]).toordinal()
        )
        for n, quote in enumerate(quotes)
    ]
    gold_group = {quotes[n]["id"]: group for group, members in cluster_all(fingerprints).items() for n in members}
    read_groups = groups_as_read(store, quotes)
    for name, shorter in (("half of the longer", False), ("half of the shorter", True)):
        pairs = overlapping_pairs(quotes, shorter=shorter)
        by_gold = [(a, b) for a, b in pairs if gold_group[a["id"]] == gold_group[b["id"]]]
        by_reading = [(a, b) for a, b in pairs if read_groups[a["id"]] & read_groups[b["id"]]]
        print(
            f"pairs that share {name} passage: {len(pairs)}; together by the gold words {len(by_gold)},"
            f" as read {len(by_reading)}"
        )
        for a, b in pairs:
            sources = [name for name, joined in (("gold", by_gold), ("as read", by_reading)) if (a, b) not in joined]
            if sources:
                where = " and ".join(sources)
                print(f"  apart ({where}): {a['id']} {a['quote'][:90]} | {b['id']} {b['quote'][:90]}")


def groups_as_read(store: Store, quotes: list[Quote]) -> dict[str, set[int]]:
    """The utterances of the statements that the model read at the place of each labelled quotation."""
    statements: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    with store.database.engine.connect() as connection:
        sql = """SELECT a.url, q.utterance_id, min(p.start), max(p."end") FROM quoted q
            JOIN statements s ON s.id = q.statement_id JOIN articles a ON a.id = s.article_id
            JOIN spans p ON p.statement_id = s.id AND p.part = 'content'
            GROUP BY q.statement_id, a.url, q.utterance_id"""
        for url, number, start, end in connection.exec_driver_sql(sql):
            statements[url.rsplit("/", 1)[1]].append((number, start, end))
    return {
        quote["id"]: {
            number
            for number, start, end in statements[quote["article_id"]]
            if min(end, quote["quote_span"][1]) - max(start, quote["quote_span"][0]) > 0
        }
        for quote in quotes
    }


def synthetic_quotes(count: int, real: list[QuoteFingerprint], rng: random.Random) -> Iterator[SyntheticQuote]:
    """Yield quotations derived from real ones.

    Each utterance has half of its words exchanged and a day of its own in ten years. It is reported one to six times
    within a week, with words left out, cut off or changed.
    """
    words = [form for quote in real for segment in quote.segments for form in segment if form != SENTENCE_END]
    names = [f"{rng.choice(words)} {rng.choice(words)}" for _ in range(2_000)]
    number = 0
    while number < count:
        source = [form for segment in rng.choice(real).segments for form in segment if form != SENTENCE_END]
        forms = [rng.choice(words) if rng.random() < 0.5 else form for form in source]
        day, name = rng.randrange(YEARS), rng.choice(names)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
            number += 1
            yield number, (tuple(edited(forms, words, rng)),), name, day + rng.randrange(7)


def edited(forms: list[str], words: list[str], rng: random.Random) -> list[str]:
    """The words with some left out, changed or cut off."""
    reported = [rng.choice(words) if rng.random() < 0.03 else form for form in forms if rng.random() > 0.03]
    if len(reported) > 12 and rng.random() < 0.3:
        start = rng.randrange(len(reported) - 8)
        reported = reported[start : start + rng.randint(8, len(reported))]
    return reported


def print_growth(store: Store) -> None:
    """Print the time of grouping for tenfold statements."""
    with store.database.engine.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT statement_id FROM quoted").scalars().all()
        real = [
            quote
            for row in utterance_rows.quoted_rows(connection, numbers)
            if (quote := fingerprint_of_row(row)).segments
        ]
    durations = []
    for size in SIZES:
        quotes = list(synthetic_quotes(size, real, random.Random(SEED)))
        gc.collect()
        gc.freeze()  # Python's collector does not look through them again and again
        times = []
        for _ in range(ROUNDS):
            start = time.process_time()  # of this process, whatever else the machine does
            clusters = cluster_all(QuoteFingerprint.build(*quote) for quote in quotes)
            times.append(time.process_time() - start)
        durations.append(min(times))
        gc.unfreeze()
        print(f"{size:>9,} statements: {len(clusters):,} groups in {durations[-1]:.2f} s", flush=True)
    print(f"ten times the statements take {durations[1] / durations[0]:.1f} times as long (at most 12)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="a store that is kept; read again only if it is empty")
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--part", choices=("groups", "pairs", "time"))
    options = parser.parse_args()
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    with polnear_store(options.store) as store:
        start = time.perf_counter()
        clustered = update_clusters(store)
        print(f"{clustered:,} statements gathered in {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        utterances = compare_utterances(store, CompareQuery(limit=COMPARED))
        print(f"{len(utterances)} utterances compared in {time.perf_counter() - start:.1f} s")
        if options.part in (None, "groups"):
            print_groups(store, options.sample)
        if options.part in (None, "pairs"):
            print_pairs(store)
        if options.part in (None, "time"):
            print_growth(store)


if __name__ == "__main__":
    main()
