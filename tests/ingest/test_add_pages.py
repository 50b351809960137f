"""Adding to a store: the same records by every way in, politely, again for free, and after being killed."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

import onrecord
from news_site import NewsSite, serve_site
from onrecord import Settings
from onrecord.ingest.outcomes import Outcomes
from onrecord.ingest.reread_articles import Change
from onrecord.records import Page, Skipped
from onrecord.store import Store
from onrecord.store.tables import metadata
from pages.warc_samples import compress_records, warc_response

pytestmark = pytest.mark.usefixtures("shipped_model")
ROOT = Path(__file__).parents[2]
QUICK = Settings(allow_private=True, delay=0.0, workers=1)


def html() -> dict[str, bytes]:
    """Pages by their path on a site: the examples, and a page of the golden ones."""
    found = {f"/{path.name}": path.read_bytes() for path in sorted((ROOT / "examples").glob("*.html"))}
    beer = ROOT / "tests" / "golden" / "pages" / "beer-duty.html.gz"
    return found | {"/beer-duty.html": gzip.decompress(beer.read_bytes())}


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site(NewsSite(html())) as made:
        yield made


def opened(path: Path) -> Store:
    return onrecord.open_store(str(path))


def said(store: Store) -> list[Any]:
    """What the store's records say, wherever their pages came from."""
    found = []
    for one in store.records():
        names = {speaker.id: speaker.name for speaker in one.speakers}
        found.append((one.article.title, one.article.text, [(names.get(s.speaker or ""), s) for s in one.statements]))
    return sorted(found, key=lambda each: each[1])


def test_the_same_records_by_every_way_in(tmp_path: Path, site: NewsSite) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for path, body in html().items():
        (folder / path.lstrip("/")).write_bytes(body)
    lines = [json.dumps({"html": body.decode(), "url": f"{site.address}{path}"}) for path, body in html().items()]
    (tmp_path / "pages.jsonl").write_text("\n".join(lines))
    archive = [warc_response(f"{site.address}{path}", body) for path, body in html().items()]
    (tmp_path / "pages.warc.gz").write_bytes(compress_records(*archive))
    (tmp_path / "addresses.txt").write_text("\n".join(f"{site.address}{path}" for path in html()))
    (tmp_path / "feed.xml").write_bytes(site.feed())
    site.refusals["/tribunal.html"] = 1
    site.robots += f"Sitemap: {site.address}/sitemap.xml\n".encode()
    site.moved["/old.html"] = "/bridge-toll.html"
    ways: dict[str, list[str]] = {
        "folder": [str(folder)],
        "json lines": [str(tmp_path / "pages.jsonl")],
        "archive": [str(tmp_path / "pages.warc.gz")],
        "feed": [f"{site.address}/feed"],
        "sitemap": [f"{site.address}/sitemap.xml"],
        "robots.txt": [f"{site.address}/robots.txt"],
        "list": [str(tmp_path / "addresses.txt")],
        "feed in a file": [str(tmp_path / "feed.xml")],
        "addresses": [f"{site.address}{path}" for path in ("/old.html", "/tribunal.html", "/beer-duty.html")],
    }
    first: list[Any] = []
    for way, sources in ways.items():
        with opened(tmp_path / f"{way}.db") as store:
            outcomes = onrecord.add(sources, store, settings=QUICK)
            assert (outcomes.new, outcomes.failed.total()) == (len(html()), 0), way
            first = first or said(store)
            assert said(store) == first, way
    assert site.statuses[429] == 1


def test_again_is_free_and_asks_only_for_news(tmp_path: Path, site: NewsSite) -> None:
    with opened(tmp_path / "s.db") as store:
        assert onrecord.add(f"{site.address}/feed", store, settings=QUICK).new == 3
        again = onrecord.add([f"{site.address}/feed", f"{site.address}/sitemap.xml"], store, settings=QUICK)
        assert (again.unchanged, again.pages) == (6, 6)
        assert site.statuses[304] == 6
        site.pages["/tribunal.html"] = site.pages["/tribunal.html"].replace(b"Loaf", b"Crust")
        assert onrecord.add(f"{site.address}/feed", store, settings=QUICK).changed == 1
        assert len(list(store.records())) == 3
        assert len(list(store.records(current=False))) == 4


def test_a_page_changed_at_its_address_is_read_again_from_a_file(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    with opened(tmp_path / "s.db") as store:
        page.write_text("The mayor, Ann Lee, said on Monday that the bridge would be shut for the whole of May.\n")
        assert onrecord.add(str(page), store, settings=QUICK).new == 1
        assert onrecord.add(str(page), store, settings=QUICK).unchanged == 1
        page.write_text("The mayor, Ann Lee, said on Monday that the bridge would be shut for the whole of June.\n")
        assert onrecord.add(str(page), store, settings=QUICK).changed == 1


def test_robots_and_refusals_are_told_with_their_reasons(tmp_path: Path, site: NewsSite) -> None:
    site.pages["/private/a.html"] = b"<p>secret</p>"
    site.refusals["/beer-duty.html"] = 99
    site.retry_after = "7200"
    told: list[tuple[str, str]] = []

    def hear(what: str, one: Page | Skipped) -> None:
        told.append((what, one.detail if isinstance(one, Skipped) else ""))

    with opened(tmp_path / "s.db") as store:
        outcomes = onrecord.add(f"{site.address}/feed", store, settings=QUICK, on_page=hear)
    reasons = " ".join(outcomes.failed)
    assert (outcomes.new, outcomes.pages, len(told)) == (2, 4, 4)
    assert "robots.txt" in reasons
    assert "left alone for 7,200 seconds" in reasons
    assert site.requests["/private/a.html"] == 0
    assert site.requests["/beer-duty.html"] == 1


def test_a_site_is_asked_no_faster_than_it_wants(tmp_path: Path, site: NewsSite) -> None:
    site.robots = b"User-agent: *\nCrawl-delay: 0.5\n"
    begun = time.monotonic()
    with opened(tmp_path / "s.db") as store:
        onrecord.add(f"{site.address}/feed", store, settings=QUICK)
    assert time.monotonic() - begun >= 1.0  # the feed's robots.txt is asked first; then three pages


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"n{n}", "text": f"Ann Lee said that number {n} was late."}) for n in range(50)]
    (tmp_path / "many.jsonl").write_text("\n".join([*lines, "no json", json.dumps({"id": "empty", "text": " "})]))
    found = []
    for workers in (1, 2):
        with opened(tmp_path / f"{workers}.db") as store:
            settings = Settings(workers=workers, batch=8)
            outcomes = onrecord.add(str(tmp_path / "many.jsonl"), store, settings=settings)
            assert (outcomes.new, outcomes.failed.total(), outcomes.pages) == (50, 2, 52)
            found.append(dump(store))
    assert found[0] == found[1]


def dump(store: Store) -> dict[str, list[Any]]:
    with store.database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in metadata.tables.items()
            if name not in ("runs", "skips")
        }


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_and_begun_again_the_store_is_the_same(tmp_path: Path, workers: int) -> None:
    source = tmp_path / "many.jsonl"
    lines = [
        json.dumps({"id": f"n{n}", "text": f"Ann Lee said that number {n} was late. Tom Ray {n} denied it."})
        for n in range(60)
    ]
    source.write_text("\n".join(lines))
    whole = run(tmp_path / "whole.db", source, workers)
    rng = random.Random(workers)
    for turn in range(3):
        path = tmp_path / f"killed{turn}.db"
        started = run(path, source, workers, wait=False)
        time.sleep(rng.uniform(0.3, 3.0))
        os.killpg(started.pid, signal.SIGKILL)
        started.wait(10)
        run(path, source, workers)
        with opened(path) as store, opened(tmp_path / "whole.db") as expected:
            assert dump(store) == dump(expected)
            with store.database.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert whole.returncode == 0


def run(path: Path, source: Path, workers: int, *, wait: bool = True) -> subprocess.Popen[bytes]:
    """``onrecord add``, in a group of its own."""
    environment = os.environ | {"ONRECORD_BATCH": "4"}
    command = [sys.executable, "-m", "onrecord", "add", "-s", str(path), "--workers", str(workers), str(source)]
    started = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    if wait:
        _, error = started.communicate(timeout=120)
        assert started.returncode == 0, error.decode()
    elif started.stderr:
        started.stderr.close()
    return started


def _lose_a_third(connection: Connection) -> None:
    """Make the articles look as an older model had read them, with a third of the statements missing."""
    for statement in (
        "UPDATE articles SET model = 'older'",
        "DELETE FROM spans WHERE statement_id % 3 = 0",
        "UPDATE statements SET parent_id = NULL",
        "DELETE FROM statements WHERE id % 3 = 0",
    ):
        connection.exec_driver_sql(statement)


def test_reading_again_gives_what_reading_anew_gives(tmp_path: Path) -> None:
    sources = [str(ROOT / "examples")]
    with opened(tmp_path / "old.db") as old, opened(tmp_path / "new.db") as new:
        onrecord.add(sources, old, settings=QUICK)
        onrecord.add(sources, new, settings=QUICK)
        old.database.write(_lose_a_third)
        changes: list[Change] = []
        outcomes = onrecord.reread(old, settings=QUICK, on_change=changes.append)
        assert outcomes.changed == len(changes) > 0
        assert any(change.gained for change in changes)
        assert said(old) == said(new)
        assert [(p.id, p.statements) for p in old.speakers()] == [(p.id, p.statements) for p in new.speakers()]
        assert onrecord.reread(old, settings=QUICK).pages == 0


def test_what_was_not_kept_cannot_be_read_again(tmp_path: Path) -> None:
    with opened(tmp_path / "s.db") as store:
        onrecord.add(str(ROOT / "examples" / "bridge-toll.html"), store, settings=QUICK, keep_pages=False)
        outcomes = onrecord.reread(store, settings=QUICK, all_articles=True)
    assert dict(outcomes.skipped) == {"its page was not kept": 1}


def test_a_feed_is_watched(tmp_path: Path, site: NewsSite) -> None:
    fast = Settings(allow_private=True, delay=0.0, workers=1, poll=0.2)
    stop = threading.Event()
    new: list[int] = []

    def told(feed: str, outcomes: Outcomes) -> None:
        new.append(outcomes.new)
        if len(new) == 1:
            site.pages["/goalkeeper.html"] = (
                b"<html><head><title>Late</title></head><body><article><h1>Late</h1><p>Ann Lee, the manager, said on "
                b"Monday that the goalkeeper would be back in May, and that nobody would be sold before.</p></article>"
            )
        if len(new) >= 3:
            stop.set()

    with opened(tmp_path / "s.db") as store:
        thread = threading.Thread(
            target=onrecord.watch, args=([f"{site.address}/feed", f"{site.address}/none"], store),
            kwargs={"settings": fast, "stop": stop, "on_feed": told},
        )  # fmt: skip
        thread.start()
        deadline = time.monotonic() + 30
        while sum(new) < 4 and time.monotonic() < deadline:
            if stop.is_set():
                stop.clear()
            time.sleep(0.1)
        stop.set()
        thread.join(20)
        assert not thread.is_alive()
        assert sum(new) == 4
        assert store.counts()["articles"] == 4
