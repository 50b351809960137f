# ruff: noqa: E501 - rows are easier to read in one line
"""Finding in a store of a million statements: median and 99th percentile, with words and two filters.

``python3 dev.py bench store [--statements N] [--store ADDRESS]``. The statements are those of PolNeAR dev as read, their
words mixed by a seeded generator, of 50,000 speakers in 200 outlets over ten years. Without ``--store`` a SQLite file
in a temporary folder; an empty PostgreSQL database by its address.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onrecord
from onrecord.records import Page, PageOrigin
from onrecord.store import Store, filters
from onrecord.store import schema as t

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED, EACH, PEOPLE, OUTLETS, YEARS, QUESTIONS = 20, 25, 50_000, 200, range(2016, 2026), 300
PART = 20_000
Row = dict[str, Any]


def texts() -> list[str]:
    """The content of every statement of PolNeAR dev."""
    origin = PageOrigin("jsonl", "", None, "0" * 64)
    with gzip.open(SHARED / "polnear" / "dev.jsonl.gz", "rt") as rows:
        pages = [Page(origin, "exact", json.loads(row)["text"]) for row in rows]
    found = []
    for record in onrecord.read_many(pages, skipped=print):
        found += [" ".join(span.text for span in one.content) for one in record.statements]
    return found


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
        name = f"{rng.choice(first)} {rng.choice(last)}{number // 40 or ''}"
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
    who = iter(rng.choices(range(1, PEOPLE + 1), ranks, k=count + 5 * EACH))
    for number in range(1, count // EACH + 1):
        day = rng.choice(YEARS) * 10_000 + rng.randint(1, 12) * 100 + rng.randint(1, 28)
        outlet = min(OUTLETS, int(rng.paretovariate(0.7)))
        speakers = [{"id": number * 5 + n, "article_id": number, "key": f"s{n}", "name": "x", "kind": "person", "aliases": "[]",
                     "mentions": "[]", "identity_id": next(who), "how": "merged"} for n in range(5)]  # fmt: skip
        lines, statements, spans, at = [], [], [], 0
        for n in range(EACH):
            one = rng.choice(said).split()
            for _ in range(len(one) // 4):
                one[rng.randrange(len(one))] = rng.choice(words)
            line, speaker = " ".join(one) or "yes", rng.choice(speakers)
            kind, act = (
                rng.choice(("direct", "indirect", "indirect", "mixed")),
                rng.choices(("assert", "deny", "ask"), (30, 1, 2))[0],
            )
            keys = [filters.kind(kind), filters.act(act), filters.tone("neutral"), filters.outlet(outlet),
                    filters.month(day), filters.year(day), filters.identity(speaker["identity_id"])]  # fmt: skip
            id_ = (number - 1) * EACH + n + 1
            statements.append({"id": id_, "article_id": number, "key": f"t{n}", "kind": kind, "act": act, "tone": "neutral",
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


def questions(said: list[str], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Words of every frequency, with two filters."""
    words = [word for one in said for word in one.lower().split() if word.isalpha()]
    for _ in range(QUESTIONS):
        some = rng.sample(words, rng.choice((1, 1, 2, 2, 3)))
        text = " ".join(some) if rng.random() < 0.8 else " OR ".join(some)
        year = rng.choice(YEARS)
        choices: list[dict[str, Any]] = [
            {"speaker": f"p{int(rng.paretovariate(0.5)) % PEOPLE + 1}"}, {"outlets": (f"Outlet {rng.randint(1, 20)}",)},
            {"kinds": ("direct",)}, {"acts": ("deny",)}, {"since": year * 10_000 + 101, "until": year * 10_000 + 1231},
            {"since": year * 10_000 + 315}, {"tones": ("neutral",)},
        ]  # fmt: skip
        first, second = rng.sample(choices, 2)
        yield {"words": text, **first, **second}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--store")
    given = parser.parse_args()
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    said = texts()
    with tempfile.TemporaryDirectory() as folder, Store(given.store or str(Path(folder) / "s.db")) as store:
        begun = time.perf_counter()
        filled(store, given.statements, said)
        with store.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        print(
            f"{store.engine.dialect.name}: {store.counts()['statements']:,} statements in {time.perf_counter() - begun:.0f} s"
        )
        rng = random.Random(SEED)
        taken: list[tuple[float, int, dict[str, Any]]] = []
        for question in questions(said, rng):
            begun = time.perf_counter()
            found = store.find(**question)
            taken.append((1000 * (time.perf_counter() - begun), len(found), question))
        times = sorted(one[0] for one in taken)
        print(f"find, {len(times)} questions, {sum(n > 0 for _, n, _ in taken)} with something found")
        print(
            f"  median {statistics.median(times):6.1f} ms (floor 30)   99th percentile {times[int(len(times) * 0.99)]:6.1f} ms (floor 150)"
        )
        for slow, count, question in sorted(taken, key=lambda one: -one[0])[:5]:
            print(f"  {slow:7.1f} ms  {count:3} found  {question}")
        begun = time.perf_counter()
        store.catch_up()
        print(f"vectors of meaning for all in {time.perf_counter() - begun:.0f} s")
        times = []
        for one in rng.sample(said, 60):
            begun = time.perf_counter()
            store.find(like=one)
            times.append(1000 * (time.perf_counter() - begun))
        print(f"find --like  median {statistics.median(times):6.1f} ms, slowest {max(times):.1f} ms (floor 100)")


if __name__ == "__main__":
    main()
