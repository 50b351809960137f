"""Feeds watched on a real server: asked as they and their sites want to be, and ended at once when told to."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import onrecord
from news_site import NewsSite, serve_site
from onrecord import Settings
from onrecord.errors import SourceError
from onrecord.ingest.feed_watcher import watch_feeds
from onrecord.ingest.outcomes import Outcomes
from onrecord.records import Page, Skipped
from onrecord.stop_event import StopEvent
from onrecord.store import Store

pytestmark = pytest.mark.usefixtures("shipped_model")
FAST = Settings(allow_private=True, delay=0.0, workers=1, poll=300.0)
SOON = 10.0  # seconds in which a watch ends on a busy machine; without the stop it would wait for 60


def news(n: int) -> bytes:
    return (
        f"<html><head><title>Bridge {n}</title></head><body><article><h1>Bridge {n}</h1><p>Ann Lee, the mayor, said on "
        f"Monday that bridge number {n} would be shut until May, and that nobody would be sold a ticket before.</p>"
        "</article></body></html>"
    ).encode()


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site(NewsSite({"/1.html": news(1)})) as made:
        yield made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with onrecord.open_store(str(tmp_path / "s.db")) as made:
        yield made


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **much: float) -> None:
        self.moment += timedelta(**much)


class Looks:
    """A watch of a site's feed whose every look is heard; after each, ``then`` is called with its number, from 1."""

    def __init__(self, site: NewsSite, store: Store, settings: Settings = FAST, clock: Clock | None = None) -> None:
        self.site, self.store, self.settings, self.clock = site, store, settings, clock or Clock()
        self.outcomes: list[Outcomes] = []
        self.stop = threading.Event()

    def watch(self, then: Callable[[int], object] = lambda n: None, most: int = 100, once: bool = False) -> None:
        def told(feed: str, outcomes: Outcomes) -> None:
            self.outcomes.append(outcomes)
            then(len(self.outcomes))
            if len(self.outcomes) >= most:
                self.stop.set()

        watch_feeds(
            [f"{self.site.address}/feed"], self.store, self.settings, model="m", version="0",
            stop=self.stop, once=once, on_feed=told, clock=self.clock,
        )  # fmt: skip

    def pause(self) -> float:
        """The seconds until the feed is asked again."""
        known = self.store.fetches.next_poll(f"{self.site.address}/feed")
        assert known
        return (known - self.clock()).total_seconds()


@contextmanager
def timed(most: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < most


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


# What sites ask for


def test_what_a_site_asks_for_holds_from_one_look_to_the_next(site: NewsSite, store: Store) -> None:
    site.robots = b"User-agent: *\nCrawl-delay: 2.5\n"
    looks = Looks(site, store)
    looks.watch(lambda n: looks.clock.on(hours=1), most=3)
    times = [moment for path, moment in site.times if path != "/robots.txt"]
    assert site.requests["/robots.txt"] == 1
    assert len(times) == 4
    assert min(after - before for before, after in itertools.pairwise(times)) > 2.4


def test_a_feed_that_answered_retry_after_is_not_asked_before_then(site: NewsSite, store: Store) -> None:
    site.refusals["/feed"], site.retry_after = 1, "7200"
    looks = Looks(site, store)
    looks.watch(once=True)
    assert looks.outcomes[0].failed.total() == 1
    assert looks.pause() == 7_200
    looks.clock.on(seconds=7_000)
    looks.watch(once=True)
    assert site.requests["/feed"] == 1
    looks.clock.on(seconds=201)
    looks.watch(once=True)
    assert site.requests["/feed"] == 2
    assert looks.outcomes[-1].new == 1


def test_a_page_that_answered_retry_after_is_not_asked_before_then(site: NewsSite, store: Store) -> None:
    site.refusals["/1.html"], site.retry_after = 1, "7200"
    site.pages["/2.html"] = news(2)
    asked: list[int] = []

    def then(n: int) -> None:
        asked.append(site.requests["/1.html"])
        looks.clock.on(seconds=3_000)

    looks = Looks(site, store)
    looks.watch(then, most=4)
    assert asked == [1, 1, 1, 2]
    assert [one.new for one in looks.outcomes] == [1, 0, 0, 1]


def test_a_page_without_an_article_is_not_asked_for_each_time_that_its_feed_changes(
    site: NewsSite, store: Store
) -> None:
    site.pages["/empty.html"] = b"<html><body><video src='a.mp4'></video></body></html>"

    def then(n: int) -> None:
        site.pages[f"/more{n}.html"] = news(n + 1)
        looks.clock.on(seconds=301)

    looks = Looks(site, store)
    looks.watch(then, most=3)
    assert [one.new for one in looks.outcomes] == [1, 1, 1]
    assert site.requests["/empty.html"] == 2  # after 0, 600 and 1,800 seconds


@pytest.mark.parametrize(
    ("channel", "headers", "pause"),
    [
        ("", {}, 300),
        ("<ttl>60</ttl>", {}, 3_600),
        ("<ttl>1</ttl>", {}, 300),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", {}, 1_800),
        ("", {"Cache-Control": "public, max-age=900"}, 900),
        ("", {"Cache-Control": "max-age=900", "Age": "200"}, 700),
        ("", {"Cache-Control": "no-cache, max-age=900"}, 300),
        ("", {"Cache-Control": "max-age=soon, max-stale, =, ,"}, 300),
        ("", {"Cache-Control": "max-age=99999999"}, 86_400),
        ("<ttl>20</ttl>", {"Cache-Control": "max-age=900"}, 1_200),
        ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", {}, 7_200),
        ("<skipDays><day>Monday</day></skipDays>", {}, 12 * 3_600),
    ],
)
def test_a_feed_is_asked_as_often_as_it_wants(
    site: NewsSite, store: Store, channel: str, headers: dict[str, str], pause: int
) -> None:
    site.channel, site.headers["/feed"] = channel, headers
    looks = Looks(site, store)
    looks.watch(once=True)
    assert looks.pause() == pause


def test_what_a_feed_asks_for_outlives_the_answer_that_nothing_is_new(site: NewsSite, store: Store) -> None:
    site.channel = "<ttl>60</ttl>"
    pauses: list[float] = []

    def then(n: int) -> None:
        pauses.append(looks.pause())
        looks.clock.on(seconds=3_601)

    looks = Looks(site, store)
    looks.watch(then, most=3)
    assert (pauses, site.statuses[304]) == ([3_600] * 3, 2)
    again = Looks(site, store, clock=looks.clock)  # a program begun anew asks once for the whole feed, which says so
    again.watch(once=True)
    assert (again.pause(), site.statuses[304]) == (3_600, 2)


def test_a_page_in_the_store_is_no_feed(site: NewsSite, store: Store) -> None:
    onrecord.add(f"{site.address}/1.html", store, settings=FAST)
    told: list[Outcomes] = []
    onrecord.watch(
        f"{site.address}/1.html", store, settings=FAST, once=True, on_feed=lambda feed, one: told.append(one)
    )
    assert list(told[0].failed) == ["no feed but an HTML page; give the address of an RSS, Atom or JSON feed"]
    with pytest.raises(SourceError, match="give an http or https address"):
        onrecord.watch(["feed.xml"], store)


def test_a_watched_feed_is_added_with_its_further_pages(site: NewsSite, store: Store) -> None:
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{}'/></entry>{}</feed>"
    site.pages["/first"] = atom.format("/1.html", "<link rel='next' href='/second'/>").encode()
    site.pages["/second"] = atom.format("/2.html", "").encode()
    site.pages["/2.html"] = news(2)
    onrecord.watch(f"{site.address}/first", store, settings=FAST, once=True)
    assert store.counts()["articles"] == 1
    added = onrecord.add(f"{site.address}/first", store, settings=FAST)
    assert (added.new, added.unchanged, added.pages) == (1, 1, 2)


def test_links_that_redirect_to_what_is_no_page_cost_only_themselves(site: NewsSite, store: Store) -> None:
    targets = ("mailto:a@b.example", "javascript:1", r"HTTP:\\x", "http://xn--a/", "/loop", "//", "/" + "x" * 70_000)
    site.moved = {f"/to{number}.html": target for number, target in enumerate(targets)} | {"/loop": "/loop"}
    site.pages = {**dict.fromkeys(site.moved, b""), **site.pages}
    settings = replace(FAST, retries=0)
    added = onrecord.add(f"{site.address}/feed", store, settings=settings)
    assert (added.new, added.failed.total()) == (1, len(site.moved))
    site.pages["/2.html"] = news(2)
    looks = Looks(site, store, settings)
    looks.watch(once=True)
    assert looks.outcomes[0].new == 1
    assert store.counts()["articles"] == 2


def test_the_network_may_be_gone_for_a_while(store: Store) -> None:
    site = NewsSite({"/1.html": news(1)})
    looks = Looks(site, store, replace(FAST, retries=0))
    with ExitStack() as first, ExitStack() as second:
        first.enter_context(serve_site(site))
        port = int(site.address.rpartition(":")[2])

        def then(n: int) -> None:
            looks.clock.on(hours=7)
            if n == 1:
                first.close()
            if n == 3:
                site.pages["/2.html"] = news(2)
                second.enter_context(serve_site(site, port))

        looks.watch(then, most=4)
    assert [(one.new, one.failed.total()) for one in looks.outcomes] == [(1, 0), (0, 1), (0, 1), (1, 0)]


# Ended at once


def test_a_watch_that_waits_for_a_sites_turn_ends_at_once(site: NewsSite, store: Store) -> None:
    site.robots = b"User-agent: *\nCrawl-delay: 60\n"
    site.pages["/2.html"] = news(2)
    looks = Looks(site, store)
    thread = threading.Thread(target=looks.watch)
    thread.start()
    until(lambda: site.requests["/feed"] == 1)
    time.sleep(0.3)
    with timed(SOON):
        looks.stop.set()
        thread.join(20)
    assert site.requests["/1.html"] == 0
    assert [(one.pages, one.failed) for one in looks.outcomes] == [(0, {})]
    assert store.fetches.validators(f"{site.address}/feed", feed=True) == (
        None,
        None,
    )  # so that its pages are not passed over


def test_a_watch_that_waits_for_an_answer_ends_at_once(site: NewsSite, store: Store) -> None:
    site.slow["/2.html"] = 60.0
    site.pages["/2.html"] = news(2)
    looks = Looks(site, store)
    thread = threading.Thread(target=looks.watch)
    thread.start()
    until(lambda: site.requests["/2.html"] == 1)
    with timed(SOON):
        looks.stop.set()
        thread.join(20)
    site.slow.clear()
    looks.stop.clear()
    looks.clock.on(hours=1)
    looks.watch(once=True)
    assert store.counts()["articles"] == 2


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM], ids=lambda name: name.name)
@pytest.mark.parametrize("verb", ["watch", "add"])
def test_a_signal_ends_the_command_in_a_pause(site: NewsSite, tmp_path: Path, verb: str, name: signal.Signals) -> None:
    site.robots = b"User-agent: *\nCrawl-delay: 60\n"
    environment = os.environ | {"ONRECORD_ALLOW_PRIVATE": "1"}
    program = subprocess.Popen(
        [sys.executable, "-m", "onrecord", verb, "-s", str(tmp_path / "s.db"), f"{site.address}/feed"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: site.requests["/feed"] == 1)
    time.sleep(0.5)
    with timed(SOON):  # a busy machine ends a program in its own time
        program.send_signal(name)
        out, error = program.communicate(timeout=20)
    assert program.returncode == {"watch": 0, "add": {signal.SIGINT: 130, signal.SIGTERM: 143}[name]}[verb]
    assert (error, "failed" in out) == ("", False)


def test_what_was_not_fetched_because_of_a_stop_is_not_counted(site: NewsSite, store: Store) -> None:
    site.robots = b"User-agent: *\nCrawl-delay: 60\n"
    settings = replace(FAST, crawl_delay=60.0)
    stop = threading.Event()
    heard: list[Page | Skipped] = []
    found: list[Outcomes] = []

    def add() -> None:
        source = [f"{site.address}/feed", f"{site.address}/sitemap.xml"]
        found.append(
            onrecord.add(source, store, settings=settings, stop=stop, on_page=lambda what, one: heard.append(one))
        )

    thread = threading.Thread(target=add)
    thread.start()
    until(lambda: site.requests["/feed"] == 1)
    time.sleep(0.3)
    with timed(SOON):
        stop.set()
        thread.join(20)
    assert (found[0].pages, heard) == (0, [])
    until(lambda: not any(one.name == "onrecord-pages" for one in threading.enumerate()), 5)
    site.robots = b""
    assert onrecord.add(f"{site.address}/feed", store, settings=FAST).new == 1


def test_a_halt_follows_another_event_and_never_sets_it() -> None:
    outer = threading.Event()
    inner = StopEvent(outer)
    assert not inner.wait(0.01)
    inner.set()
    assert (inner.is_set(), outer.is_set(), inner.wait()) == (True, False, True)
    inner.clear()
    outer.set()
    assert (inner.is_set(), StopEvent(inner).wait(10)) == (True, True)
