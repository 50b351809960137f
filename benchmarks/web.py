"""The web pages under load: 16 clients on loopback, each with one request after the other, on a large store.

``python3 dev.py bench web [--engine sqlite|postgresql] [--statements N] [--clients N] [--seconds N] [--workers N]
[--store ADDRESS]``.

The statements are sentences of PolNeAR train, changed and spread as by ``bench store``. The clients are in this
process, and share the machine's processors with those of the server. After each search a client asks for what it can
be narrowed by, as a browser does. Half of the speakers' pages are those of the ten most quoted. Prints the median, the
95th and the 99th percentile by kind of page, errors, the processor time of the server, of a PostgreSQL on this machine
and of the clients for each request, and the server's memory; with chromium also the first paint of an article page.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import bindparam, select

from onrecord.store import Store
from onrecord.store import tables as t

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tests" / "store"), str(ROOT / "benchmarks")]
from postgres_server import temporary_address  # noqa: E402 - beside the store's tests

import store as store_benchmark  # noqa: E402 - beside this file

SEED, PORT = 20, 8699
FIRST_PAINT = """new Promise(done => new PerformanceObserver(list => {
    const page = performance.getEntriesByType('navigation')[0];
    const files = performance.getEntriesByType('resource').filter(file => file.renderBlockingStatus === 'blocking');
    const styled = Math.max(...files.map(file => file.responseEnd));
    done([page.responseStart - page.requestStart, page.responseEnd, styled, list.getEntries()[0].startTime]);
}).observe({type: 'paint', buffered: true}))"""
KINDS = ("search", "speaker", "article")


def sentences() -> list[str]:
    """Sentences of PolNeAR train, as they stand."""
    with gzip.open(ROOT.parent / "shared" / "polnear" / "train.jsonl.gz", "rt") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    found = [sentence for text in texts for sentence in re.split(r"(?<=[.!?”])\s+", text)]
    return [sentence for sentence in found if 20 < len(sentence) < 400]


def fill(store: Store, count: int, texts: list[str]) -> None:
    """Fill an empty store, and give its articles the paragraphs that their pages show."""
    if store.counts()["statements"]:
        return
    store_benchmark.prepare(store, count, texts)

    def set_paragraphs(connection: object) -> None:
        articles = connection.execute(select(t.articles.c.id, t.articles.c.text)).all()  # type: ignore[attr-defined]
        changes = []
        for article_id, text in articles:
            spans = [match.span() for match in re.finditer(r"[^\n]+", text)]
            changes.append({"article": article_id, "spans": json.dumps(spans)})
        update = t.articles.update().where(t.articles.c.id == bindparam("article"))
        connection.execute(update.values(paragraphs=bindparam("spans")), changes)  # type: ignore[attr-defined]

    store.database.write(set_paragraphs)


def paths(kind: str, texts: list[str], articles: int, rng: random.Random) -> str:
    """An address of a kind of page."""
    if kind == "article":
        return f"/articles/r{rng.randint(1, articles)}"
    if kind == "speaker":
        return f"/speakers/p{min(store_benchmark.PEOPLE, int(rng.paretovariate(0.3)))}"
    words = [word for word in rng.choice(texts).split() if word.isalpha()] or ["people"]
    outlet = f"&outlet=Outlet+{rng.randint(1, 200)}" if rng.random() < 0.3 else ""
    return f"/search?words={quote(' '.join(rng.sample(words, min(len(words), rng.choice((1, 2, 2))))))}{outlet}"


async def request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, int]:
    """Send one request on an open connection; return the status and the size of the body."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(re.findall(r"content-length: (\d+)", head)[0])
    await reader.readexactly(length)
    return int(head.split()[1]), length


async def client(number: int, seconds: float, texts: list[str], articles: int, measured: dict[str, list[float]]) -> int:
    """Ask for one page after the other; return how many answers were not 200."""
    rng, errors = random.Random(SEED + number), 0
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=2**20)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        kind = rng.choice(KINDS)
        path = paths(kind, texts, articles, rng)
        wanted = [(kind, path)] + [("narrowing", path.replace("?", "/narrow?"))] * (kind == "search")
        for part, part_path in wanted:
            started = time.perf_counter()
            status, _ = await request(reader, writer, part_path)
            measured[part].append(1000 * (time.perf_counter() - started))
            if status != 200 and not (part == "speaker" and status == 404):  # not everybody was drawn
                errors += 1
                print(f"  {status} {part_path}")
    writer.close()
    return errors


def processes(pid: int) -> list[int]:
    """The numbers of a process and of those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(number for child in children for number in processes(int(child)))]


def resident(pid: int) -> float:
    """The memory of a process and those that it started, in MB."""
    status = [Path(f"/proc/{number}/status").read_text() for number in processes(pid)]
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) for text in status) / 1000


def processor_seconds(pid: int) -> float:
    """The processor time that a process and those that it started have used; nothing of those that do not run."""
    fields = [stat_fields(number) for number in processes(pid)] if pid else []
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def stat_fields(pid: int) -> list[str]:
    """What the system says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def database_server(store: Store) -> int:
    """The number of the process that started a PostgreSQL server's others; 0 for SQLite, or on another machine."""
    if store.database.engine.dialect.name == "sqlite":
        return 0
    pid = store.database.read(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    is_here = Path(f"/proc/{pid}/comm").exists() and Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    return int(stat_fields(pid)[1]) if is_here else 0


async def load(clients: int, seconds: float, texts: list[str], articles: int, server: int, database: int) -> None:
    """Run the clients, and print what they measured."""
    for label, duration in (("warm-up", min(10.0, seconds)), ("measured", seconds)):
        measured: dict[str, list[float]] = defaultdict(list)
        memory, own = resident(server), time.process_time()
        theirs, stored = processor_seconds(server), processor_seconds(database)
        tasks = [client(number, duration, texts, articles, measured) for number in range(clients)]
        errors = sum(await asyncio.gather(*tasks))
        if label == "warm-up":
            continue
        total = sum(map(len, measured.values()))
        own, theirs = time.process_time() - own, processor_seconds(server) - theirs
        stored = processor_seconds(database) - stored
        print(f"{clients} clients, {total} requests in {seconds:g} s ({total / seconds:.0f} a second), {errors} errors")
        server_ms, database_ms, clients_ms = (1000 * used / total for used in (theirs, stored, own))
        print(
            f"processor time a request: server {server_ms:.1f} ms, database {database_ms:.1f} ms (0: within the server"
            f" or elsewhere), clients {clients_ms:.1f} ms"
        )
        print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
        print(f"memory of the server {memory:.0f} MB before, {resident(server):.0f} MB after")
        print("             median   95th   99th percentile (ms; the 95th should be under 150)")
        for kind in (*KINDS, "narrowing"):
            times = sorted(measured[kind])
            p95, p99 = (times[int(len(times) * share)] for share in (0.95, 0.99))
            print(f"  {kind:9}  {statistics.median(times):6.1f} {p95:6.1f} {p99:6.1f}  {len(times)} requests")


def first_paint(path: str) -> None:
    """Print the weight of a page and the time until something is painted, in a fresh browser; the median of five."""
    program = shutil.which("chromium")
    if program is None:
        print("chromium is missing, so nothing is painted")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        paints, sizes = [], [0]
        for _ in range(5):
            page, sizes = browser.new_context().new_page(), []
            page.on("requestfinished", lambda sent, sizes=sizes: sizes.append(sent.sizes()["responseBodySize"]))
            page.goto(f"http://127.0.0.1:{PORT}{path}", wait_until="networkidle")
            paints.append(page.evaluate(FIRST_PAINT))
            page.context.close()
        browser.close()
    served, received, styled, painted = (statistics.median(times) for times in zip(*paints, strict=True))
    print(
        f"article page: {sum(sizes) / 1000:.0f} kB at the first visit, first paint after {painted:.0f} ms: the server"
    )
    print(f"took {served:.0f}, the page was there after {received:.0f}, its style sheets after {styled:.0f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--store", help="keep the store here, or use the one that is here")
    options = parser.parse_args()
    texts = sentences()
    with ExitStack() as stack:
        address = options.store or stack.enter_context(temporary_address(options.engine))
        with Store(address) as store:
            fill(store, options.statements, texts)
            articles, database = store.counts()["articles"], database_server(store)
        command = [sys.executable, "-m", "onrecord", "serve", "--store", address, "--port", str(PORT)]
        command += ["--workers", str(options.workers)]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            assert server.stderr is not None
            server.stderr.readline()  # where it listens
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=60):
                pass
            asyncio.run(load(options.clients, options.seconds, texts, articles, server.pid, database))
            first_paint("/articles/r1")
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
