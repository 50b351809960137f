# ruff: noqa: E501 - rows are easier to read in one line
"""Finding in a store of a million statements: median and 99th percentile, with words and two filters.

``python3 dev.py bench store [--engine sqlite|postgresql] [--statements N] [--store ADDRESS] [--read FILE]``. The statements
are those of PolNeAR train as read (or of the records in FILE, as ``onrecord read --format jsonl`` writes them), a quarter
of their words exchanged by a seeded generator, of 50,000 speakers in 200 outlets over ten years. PostgreSQL is a server of
its own in a temporary folder, with the settings it comes with. ``--store`` keeps the store; a filled one is searched as it is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import onrecord
from onrecord.records import Page, PageOrigin
from onrecord.store import Store
from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number
from onrecord.store.search import index_terms

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "store"))
from postgres_server import temporary_address  # noqa: E402 - beside the store's tests

SHARED = ROOT.parent / "shared"
SEED, STATEMENTS_PER_ARTICLE, SPEAKERS_PER_ARTICLE = 20, 25, 5
PEOPLE, OUTLETS, YEARS, QUERIES = 50_000, 200, range(2016, 2026), 1_000
BATCH = 20_000  # statements written in a transaction
KINDS = (("direct", "indirect", "mixed"), (3, 6, 1))
ACTS = (("assert", "think", "ask", "promise", "accuse", "deny"), (60, 20, 5, 5, 4, 2))
TONES = (("neutral", "doubting", "endorsing", "charged"), (85, 6, 5, 4))
PROFILE = '{"names":[],"aliases":[],"roles":[],"company":[],"outlets":[],"founder":null,"first":null,"last":null}'
Row = dict[str, Any]


def statement_texts(records_file: str | None) -> list[str]:
    """The content of every statement of PolNeAR train, or of records read before."""
    if records_file:
        records = [onrecord.from_json(line) for line in Path(records_file).read_text("utf-8").splitlines()]
    else:
        origin = PageOrigin("jsonl", "", None, "0" * 64)
        with gzip.open(SHARED / "polnear" / "train.jsonl.gz", "rt") as lines:
            pages = [Page(origin, "exact", json.loads(line)["text"]) for line in lines]
        records = [record for record in onrecord.read_many(pages) if isinstance(record, onrecord.Record)]
    return [" ".join(span.text for span in statement.content) for record in records for statement in record.statements]


def identity_rows(rng: random.Random) -> Iterator[Row]:
    """The people who speak, as rows of ``identities``."""
    first_names = [
        f"{a}{b}"
        for a in ("An", "Bo", "Car", "Da", "El", "Fi", "Gre", "Ha", "Jo", "Ka")
        for b in ("na", "rik", "lo", "mir")
    ]
    last_names = [
        f"{a}{b}"
        for a in ("Har", "Lind", "Mor", "Quil", "Rod", "Sten", "Tal", "Wes")
        for b in ("bour", "ley", "ten", "wood", "ane")
    ]
    for number in range(1, PEOPLE + 1):
        name = f"{rng.choice(first_names)} {rng.choice(last_names)}{number % 50 or ''}"
        yield {"id": number, "slug": f"p{number}", "name": name, "folded": name.lower(),
               "family": name.lower().split()[-1], "renamed": None, "kind": "person", "wikidata": None,
               "profile": PROFILE, "appearances": PEOPLE // number}  # fmt: skip


def article_rows(
    count: int, texts: list[str], rng: random.Random
) -> Iterator[tuple[Row, Row, list[Row], list[Row], list[Row]]]:
    """Rows of pages, articles, speakers, statements and spans, an article at a time."""
    words = [word for text in texts for word in text.split()]
    frequencies = [1 / rank for rank in range(1, PEOPLE + 1)]
    identities = iter(rng.choices(range(1, PEOPLE + 1), frequencies, k=2 * count))
    for number in range(1, count // STATEMENTS_PER_ARTICLE + 1):
        day = date(rng.choice(YEARS), rng.randint(1, 12), rng.randint(1, 28)) if rng.random() < 0.99 else None
        outlet = min(OUTLETS, int(rng.paretovariate(0.7)))
        speakers = [{"id": number * SPEAKERS_PER_ARTICLE + n, "article_id": number, "key": f"s{n}", "name": "x", "kind": "person",
                     "aliases": "[]", "mentions": "[]", "identity_id": next(identities), "how": "merged"} for n in range(SPEAKERS_PER_ARTICLE)]  # fmt: skip
        lines, statements, spans, offset = [], [], [], 0
        for n in range(STATEMENTS_PER_ARTICLE):
            text_words = rng.choice(texts).split()
            for _ in range(len(text_words) // 4):
                text_words[rng.randrange(len(text_words))] = rng.choice(words)
            line, speaker = " ".join(text_words) or "yes", rng.choice(speakers)
            kind, act, tone = (rng.choices(*weighted)[0] for weighted in (KINDS, ACTS, TONES))
            terms = [index_terms.kind_term(kind), index_terms.act_term(act), index_terms.tone_term(tone), index_terms.outlet_term(outlet),
                     index_terms.identity_term(speaker["identity_id"]), *index_terms.day_terms(day)]  # fmt: skip
            terms += [index_terms.about_term(next(identities))] if rng.random() < 0.2 else []
            statement_id = (number - 1) * STATEMENTS_PER_ARTICLE + n + 1
            statements.append({"id": statement_id, "article_id": number, "key": f"t{n}", "kind": kind, "act": act, "tone": tone,
                               "uncued": False, "confidence": 0.9, "parent_id": None, "speaker_id": speaker["id"],
                               "addressee_speaker_id": None, "day": day_number(day) if day else None, "text": line, "filters": " ".join(terms)})  # fmt: skip
            spans.append({"statement_id": statement_id, "part": "content", "start": offset, "end": offset + len(line)})
            lines.append(line)
            offset += len(line) + 2
        page = {"id": number, "sha256": f"{number:064}", "kind": "file", "location": f"{number}.html", "retrieved": None,
                "media": "html", "charset": None, "url": None, "raw": None}  # fmt: skip
        article = {"id": number, "record": f"r{number}", "page_id": number, "address": f"a{number}", "version": 1, "current": True,
                   "digest": f"{number:064}", "outlet_id": outlet, "title": f"Article {number}", "url": None, "authors": "[]",
                   "published": None, "modified": None, "day": day_number(day) if day else None, "language": "en", "image": None, "section": None,
                   "text": "\n\n".join(lines), "paragraphs": "[]", "boilerplate": "[]", "model": "benchmark"}  # fmt: skip
        yield page, article, speakers, statements, spans


def fill(store: Store, count: int, texts: list[str]) -> None:
    """Fill an empty store."""
    rng = random.Random(SEED)
    tables = (t.pages, t.articles, t.speakers, t.statements, t.spans)
    batches: list[list[Row]] = [[] for _ in tables]

    def write_fixed(connection: Any) -> None:
        if connection.dialect.name == "postgresql":  # created again at the end
            connection.exec_driver_sql("DROP INDEX ix_statements_search")
        insert(connection, t.identities, list(identity_rows(rng)))
        insert(connection, t.outlets, [{"id": n, "name": f"Outlet {n}"} for n in range(1, OUTLETS + 1)])

    def write_batches(connection: Any) -> None:
        for table, rows in zip(tables, batches, strict=True):
            insert(connection, table, rows)
            rows.clear()

    store.database.write(write_fixed)
    for article in article_rows(count, texts, rng):
        for batch, rows in zip(batches, article, strict=True):
            batch += rows if isinstance(rows, list) else [rows]
        if len(batches[3]) >= BATCH:
            store.database.write(write_batches)
    store.database.write(write_batches)


def insert(connection: Any, table: Any, rows: list[Row]) -> None:
    """Insert rows in bulk: by COPY where there is one."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(table.insert(), rows)
        return
    columns = list(rows[0])
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.connection.driver_connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in columns])


def queries(texts: list[str], rng: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Searches for words of every frequency with two filters, each with the name of its shape."""
    words = [word for text in texts for word in text.lower().split() if word.isalpha()]
    common = [word for word, _ in Counter(words).most_common(40)]
    rare = [word for word, count in Counter(words).items() if count <= 3]

    def phrase() -> str:
        text_words = [word for word in rng.choice(texts).split() if word.isalpha()] + ["the", "people"]
        first = rng.randrange(len(text_words) - 1)
        return f'"{text_words[first]} {text_words[first + 1]}"'

    shapes = {
        "words as they come": lambda: " ".join(rng.sample(words, rng.choice((1, 1, 2, 2, 3)))),
        "very common words": lambda: " ".join(rng.sample(common, rng.choice((1, 2, 3)))),
        "rare words": lambda: rng.choice(rare),
        "either of words": lambda: " OR ".join([rng.choice(words), rng.choice(common), rng.choice(words)]),
        "phrase": phrase,
        "phrase of common words": lambda: f'"{rng.choice(common)} {rng.choice(common)}"',
        "beginning": lambda: rng.choice([word for word in rng.sample(words, 50) if len(word) > 4] + ["th"])[:4] + "*",
        "without a word": lambda: f"{rng.choice(words)} -{rng.choice(common)}",
        "filters alone": lambda: "",
    }
    for _ in range(QUERIES):
        shape = rng.choices(list(shapes), (8, 3, 2, 2, 2, 1, 1, 1, 1))[0]
        yield (
            shape,
            {"words": shapes[shape](), **two_filters(rng), "order": rng.choice(("best", "best", "newest"))},
        )


def two_filters(rng: random.Random) -> dict[str, Any]:
    """Two filters: few or many statements pass them, or none."""
    year, number = rng.choice(YEARS), min(PEOPLE, int(rng.paretovariate(0.3)))
    first = date(year, rng.randint(1, 12), rng.randint(1, 28))
    name = next(islice(identity_rows(random.Random(SEED)), min(number, 500) - 1, None))["name"]
    choices: list[dict[str, Any]] = [
        {"speaker": f"p{number}"}, {"speaker": name.split()[-1]}, {"about": name},
        {"outlet": (f"Outlet {rng.randint(1, 200)}",)}, {"outlet": ("Outlet 1", "Outlet 2")},
        {"kind": rng.choice(KINDS[0])}, {"act": rng.choice(ACTS[0])}, {"tone": rng.choice(TONES[0])},
        {"since": first, "until": first + timedelta(days=rng.choice((2, 31, 365, 1826)))}, {"since": first}, {"until": first},
    ]  # fmt: skip
    first_filter, second_filter = rng.sample(choices, 2)
    return first_filter | second_filter


def measure_find(store: Store, texts: list[str], repeats: int) -> None:
    """Print how long searches take, by their shape, and the slowest."""
    measured: list[tuple[float, int, str, dict[str, Any]]] = []
    for shape, query in queries(texts, random.Random(SEED)):
        times = []
        for _ in range(repeats):
            started = time.perf_counter()
            hits = store.find(**query)
            times.append(1000 * (time.perf_counter() - started))
        measured.append((min(times), len(hits), shape, query))
    fastest = f", the fastest of {repeats} searches of each" if repeats > 1 else ""
    print(f"find, {len(measured)} searches, {sum(count > 0 for _, count, _, _ in measured)} with a result{fastest}")
    print("                            median   99th percentile   slowest (ms; floors 30, 150)")
    for name in ["all", *sorted({shape for _, _, shape, _ in measured})]:
        times = sorted(time_taken for time_taken, _, shape, _ in measured if name in ("all", shape))
        percentile = times[min(len(times) - 1, int(len(times) * 0.99))]
        print(f"  {name:24}  {statistics.median(times):6.1f}   {percentile:15.1f}   {times[-1]:7.1f}")
    for time_taken, count, _, query in sorted(measured, key=lambda search: -search[0])[:8]:
        print(f"  {time_taken:7.1f} ms  {count:3} found  {query}")


def measure_similar(address: str, store: Store, texts: list[str]) -> None:
    """Print how long vectors take to compute and to load, and searches by meaning."""
    started = time.perf_counter()
    store.update_vectors()
    print(f"vectors of meaning for all in {time.perf_counter() - started:.0f} s")
    times = []
    with Store(address) as fresh:
        for text in random.Random(SEED).sample(texts, 61):
            started = time.perf_counter()
            fresh.find(similar=text)
            times.append(1000 * (time.perf_counter() - started))
    print(f"find --similar  first, which loads the vectors, {times[0]:.0f} ms; then median {statistics.median(times[1:]):6.1f} ms, "
          f"slowest {max(times[1:]):.1f} ms (floor 100)")  # fmt: skip


def prepare(store: Store, count: int, texts: list[str]) -> None:
    """Fill an empty store, and print how large it is."""
    if not store.counts()["statements"]:
        started = time.perf_counter()
        fill(store, count, texts)
        with store.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("CREATE INDEX ix_statements_search ON statements USING gin (search)")
                connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("ANALYZE")
        print(f"filled in {time.perf_counter() - started:.0f} s")
    engine = store.database.engine
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        else:
            size = os.path.getsize(str(engine.url.database))
            version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    statements = store.counts()["statements"]
    print(f"{engine.dialect.name} {version}, {os.cpu_count()} cores {platform.machine()}: {statements:,} statements, "
          f"{size / statements:.0f} bytes each")  # fmt: skip


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--store")
    parser.add_argument("--read")
    parser.add_argument(
        "--again", type=int, default=1, help="repeat each search, for a machine that does other work meanwhile"
    )
    parser.add_argument("--no-similar", action="store_true")
    options = parser.parse_args()
    if not SHARED.exists() and not options.read:
        print("skipped: ../shared is not here")
        return
    texts = statement_texts(options.read)
    place = nullcontext(options.store) if options.store else temporary_address(options.engine)
    with place as address, Store(address) as store:
        prepare(store, options.statements, texts)
        measure_find(store, texts, options.again)
        if not options.no_similar:
            measure_similar(address, store, texts)


if __name__ == "__main__":
    main()
