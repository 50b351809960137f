# ruff: noqa: E501 - rows are easier to read in one line
"""Finding in a store of a million statements: median and 99th percentile, with words and two filters.

``python3 dev.py bench store [--engine sqlite|postgresql] [--statements N] [--store ADDRESS] [--read FILE]``. The statements
are those of PolNeAR train as read (or of the records in FILE, as ``onrecord read --format jsonl`` writes them), a quarter
of their words exchanged by a seeded generator, of 50,000 speakers in 200 outlets over ten years. PostgreSQL is a server of
its own in a temporary folder, with the settings it comes with. ``--store`` keeps the store; a filled one is asked as it is.
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
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import onrecord
from onrecord.records import Page, PageOrigin
from onrecord.store import Store
from onrecord.store import tables as t
from onrecord.store.search import index_terms as filters

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SEED, EACH, PEOPLE, OUTLETS, YEARS, QUESTIONS = 20, 25, 50_000, 200, range(2016, 2026), 1_000
PART = 20_000
KINDS = (("direct", "indirect", "mixed"), (3, 6, 1))
ACTS = (("assert", "think", "ask", "promise", "accuse", "deny"), (60, 20, 5, 5, 4, 2))
TONES = (("neutral", "doubting", "endorsing", "charged"), (85, 6, 5, 4))
Row = dict[str, Any]


def texts(read: str | None) -> list[str]:
    """The content of every statement of PolNeAR train, or of records read before."""
    if read:
        records = [onrecord.from_json(line) for line in Path(read).read_text("utf-8").splitlines()]
    else:
        origin = PageOrigin("jsonl", "", None, "0" * 64)
        with gzip.open(SHARED / "polnear" / "train.jsonl.gz", "rt") as rows:
            pages = [Page(origin, "exact", json.loads(row)["text"]) for row in rows]
        records = list(onrecord.read_many(pages, on_skip=print))
    return [" ".join(span.text for span in one.content) for record in records for one in record.statements]


def people(rng: random.Random) -> Iterator[Row]:
    first = [
        f"{a}{b}"
        for a in ("An", "Bo", "Car", "Da", "El", "Fi", "Gre", "Ha", "Jo", "Ka")
        for b in ("na", "rik", "lo", "mir")
    ]
    last = [
        f"{a}{b}"
        for a in ("Har", "Lind", "Mor", "Quil", "Rod", "Sten", "Tal", "Wes")
        for b in ("bour", "ley", "ten", "wood", "ane")
    ]
    for number in range(1, PEOPLE + 1):
        name = f"{rng.choice(first)} {rng.choice(last)}{number % 50 or ''}"
        profile = (
            '{"names":[],"aliases":[],"roles":[],"company":[],"outlets":[],"founder":null,"first":null,"last":null}'
        )
        yield {"id": number, "slug": f"p{number}", "name": name, "folded": name.lower(),
               "family": name.lower().split()[-1], "renamed": None, "kind": "person", "wikidata": None,
               "profile": profile, "appearances": PEOPLE // number}  # fmt: skip


def made(count: int, said: list[str], rng: random.Random) -> Iterator[tuple[Row, Row, list[Row], list[Row], list[Row]]]:
    """Pages, articles, speakers, statements and spans, an article at a time."""
    words = [word for one in said for word in one.split()]
    ranks = [1 / n for n in range(1, PEOPLE + 1)]
    who = iter(rng.choices(range(1, PEOPLE + 1), ranks, k=2 * count))
    for number in range(1, count // EACH + 1):
        day = (
            rng.choice(YEARS) * 10_000 + rng.randint(1, 12) * 100 + rng.randint(1, 28) if rng.random() < 0.99 else None
        )
        outlet = min(OUTLETS, int(rng.paretovariate(0.7)))
        speakers = [{"id": number * 5 + n, "article_id": number, "key": f"s{n}", "name": "x", "kind": "person", "aliases": "[]",
                     "mentions": "[]", "identity_id": next(who), "how": "merged"} for n in range(5)]  # fmt: skip
        lines, statements, spans, at = [], [], [], 0
        for n in range(EACH):
            one = rng.choice(said).split()
            for _ in range(len(one) // 4):
                one[rng.randrange(len(one))] = rng.choice(words)
            line, speaker = " ".join(one) or "yes", rng.choice(speakers)
            kind, act, tone = (rng.choices(*some)[0] for some in (KINDS, ACTS, TONES))
            keys = [filters.kind(kind), filters.act(act), filters.tone(tone), filters.outlet(outlet),
                    filters.day(day), filters.identity(speaker["identity_id"])]  # fmt: skip
            keys += [filters.month(day), filters.year(day)] if day else []
            keys += [filters.about(next(who))] if rng.random() < 0.2 else []
            id_ = (number - 1) * EACH + n + 1
            statements.append({"id": id_, "article_id": number, "key": f"t{n}", "kind": kind, "act": act, "tone": tone,
                               "floating": False, "confidence": 0.9, "parent_id": None, "speaker_id": speaker["id"],
                               "addressed_id": None, "day": day, "text": line, "filters": " ".join(keys)})  # fmt: skip
            spans.append({"statement_id": id_, "part": "content", "start": at, "end": at + len(line)})
            lines.append(line)
            at += len(line) + 2
        page = {"id": number, "sha256": f"{number:064}", "kind": "file", "location": f"{number}.html", "retrieved": None,
                "media": "html", "charset": None, "url": None, "raw": None}  # fmt: skip
        article = {"id": number, "record": f"r{number}", "page_id": number, "address": f"a{number}", "version": 1, "current": True,
                   "digest": f"{number:064}", "outlet_id": outlet, "title": f"Article {number}", "url": None, "authors": "[]",
                   "published": None, "modified": None, "day": day, "language": "en", "image": None, "section": None,
                   "text": "\n\n".join(lines), "paragraphs": "[]", "furniture": "[]", "model": "made"}  # fmt: skip
        yield page, article, speakers, statements, spans


def filled(store: Store, count: int, said: list[str]) -> None:
    rng = random.Random(SEED)
    tables = (t.pages, t.articles, t.speakers, t.statements, t.spans)
    held: list[list[Row]] = [[] for _ in tables]

    def write() -> None:
        with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
            for table, some in zip(tables, held, strict=True):
                put(connection, table, some)
                some.clear()

    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":  # made anew at the end
            connection.exec_driver_sql("DROP INDEX ix_statements_search")
        put(connection, t.identities, list(people(rng)))
        put(connection, t.outlets, [{"id": n, "name": f"Outlet {n}"} for n in range(1, OUTLETS + 1)])
    for rows in made(count, said, rng):
        for some, more in zip(held, rows, strict=True):
            some += more if isinstance(more, list) else [more]
        if len(held[3]) >= PART:
            write()
    write()


def put(connection: Any, table: Any, some: list[Row]) -> None:
    """Rows in bulk: by COPY where there is one."""
    if not some:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(table.insert(), some)
        return
    columns = list(some[0])
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.connection.driver_connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in some:
            copy.write_row([row[name] for name in columns])


def questions(said: list[str], rng: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Words of every frequency with two filters, each with the name of its shape."""
    words = [word for one in said for word in one.lower().split() if word.isalpha()]
    common = [word for word, _ in Counter(words).most_common(40)]
    rare = [word for word, count in Counter(words).items() if count <= 3]

    def phrase() -> str:
        one = [word for word in rng.choice(said).split() if word.isalpha()] + ["the", "people"]
        at = rng.randrange(len(one) - 1)
        return f'"{one[at]} {one[at + 1]}"'

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
    for _ in range(QUESTIONS):
        shape = rng.choices(list(shapes), (8, 3, 2, 2, 2, 1, 1, 1, 1))[0]
        yield shape, {"words": shapes[shape](), **chosen(rng), "order": rng.choice(("relevance", "relevance", "date"))}


def chosen(rng: random.Random) -> dict[str, Any]:
    """Two filters: few or many statements pass them, or none."""
    year, number = rng.choice(YEARS), min(PEOPLE, int(rng.paretovariate(0.3)))
    first = year * 10_000 + rng.randint(1, 12) * 100 + rng.randint(1, 28)
    named = next(islice(people(random.Random(SEED)), min(number, 500) - 1, None))["name"]
    choices: list[dict[str, Any]] = [
        {"speaker": f"p{number}"}, {"speaker": named.split()[-1]}, {"about": named},
        {"outlets": (f"Outlet {rng.randint(1, 200)}",)}, {"outlets": ("Outlet 1", "Outlet 2")},
        {"kinds": (rng.choice(KINDS[0]),)}, {"acts": (rng.choice(ACTS[0]),)}, {"tones": (rng.choice(TONES[0]),)},
        {"since": first, "until": first + rng.choice((2, 100, 10_000, 50_000))}, {"since": first}, {"until": first},
    ]  # fmt: skip
    one, other = rng.sample(choices, 2)
    return one | other


def asked(store: Store, said: list[str], again: int) -> None:
    rng = random.Random(SEED)
    taken: list[tuple[float, int, str, dict[str, Any]]] = []
    for shape, question in questions(said, rng):
        times = []
        for _ in range(again):
            begun = time.perf_counter()
            found = store.find(**question)
            times.append(1000 * (time.perf_counter() - begun))
        taken.append((min(times), len(found), shape, question))
    how = f", the fastest of {again} askings of each" if again > 1 else ""
    print(f"find, {len(taken)} questions, {sum(n > 0 for _, n, _, _ in taken)} with something found{how}")
    print("                            median   99th percentile   slowest (ms; floors 30, 150)")
    for name in ["all", *sorted({one[2] for one in taken})]:
        times = sorted(one[0] for one in taken if name in ("all", one[2]))
        last = times[min(len(times) - 1, int(len(times) * 0.99))]
        print(f"  {name:24}  {statistics.median(times):6.1f}   {last:15.1f}   {times[-1]:7.1f}")
    for slow, count, _, question in sorted(taken, key=lambda one: -one[0])[:8]:
        print(f"  {slow:7.1f} ms  {count:3} found  {question}")


def alike(store: Store, said: list[str]) -> None:
    begun = time.perf_counter()
    store.catch_up()
    print(f"vectors of meaning for all in {time.perf_counter() - begun:.0f} s")
    times = []
    for one in random.Random(SEED).sample(said, 60):
        begun = time.perf_counter()
        store.find(like=one)
        times.append(1000 * (time.perf_counter() - begun))
    print(f"find --like  median {statistics.median(times):6.1f} ms, slowest {max(times):.1f} ms (floor 100)")


def ready(store: Store, count: int, said: list[str]) -> None:
    """Fills an empty store, and says how large it is."""
    if not store.counts()["statements"]:
        begun = time.perf_counter()
        filled(store, count, said)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if store.engine.dialect.name == "postgresql":
                connection.exec_driver_sql("CREATE INDEX ix_statements_search ON statements USING gin (search)")
                connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("ANALYZE")
        print(f"filled in {time.perf_counter() - begun:.0f} s")
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        else:
            size = os.path.getsize(str(store.engine.url.database))
            version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    many = store.counts()["statements"]
    print(f"{store.engine.dialect.name} {version}, {os.cpu_count()} cores {platform.machine()}: {many:,} statements, "
          f"{size / many:.0f} bytes each")  # fmt: skip


@contextmanager
def place(engine: str, address: str | None) -> Iterator[str]:
    """Where the store is."""
    if address:
        yield address
    elif engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "s.db")
    else:
        sys.path.append(str(ROOT / "tests" / "store"))
        from postgres import Server

        server = Server()
        try:
            yield server.made("benchmark")
        finally:
            server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--store")
    parser.add_argument("--read")
    parser.add_argument("--again", type=int, default=1, help="for a machine that does other work meanwhile")
    parser.add_argument("--no-like", action="store_true")
    given = parser.parse_args()
    if not SHARED.exists() and not given.read:
        print("skipped: ../shared is not here")
        return
    said = texts(given.read)
    with place(given.engine, given.store) as address, Store(address) as store:
        ready(store, given.statements, said)
        asked(store, said, given.again)
        if not given.no_like:
            alike(store, said)


if __name__ == "__main__":
    main()
