"""Good manners against a real server on loopback, with a clock of the test's own: the pause between two requests."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.errors import FetchError, RetryLaterError
from onrecord.pages.feeds.crawl import open_listed
from onrecord.pages.http.client import UNMODIFIED, Client
from onrecord.pages.http.rate_limit import MOST_HOSTS, Politeness
from onrecord.pages.http.ssrf_guard import Deadline
from onrecord.records import Page, Skipped, SkipReason
from onrecord.stop_event import StopRequested
from pages.answers import PAGE, Site, reply, settings
from pages.manners import Kept, Timer, polite, refused

FEED = {"Content_Type": "application/rss+xml"}


def test_one_page_waits_for_nothing(site: Site, timer: Timer) -> None:
    site.answers["/a"] = reply()
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert timer.waits == []


def test_the_pages_of_one_host_are_asked_for_one_delay_apart(site: Site, timer: Timer) -> None:
    site.answers["/a"] = reply()
    with polite(timer, delay=1.5) as client:
        for _ in range(3):
            client.fetch(f"{site.url}/a")
        assert timer.waits == [1.5, 1.5]
        timer.now += 1.0
        client.fetch(f"{site.url}/a")
    assert timer.waits[2:] == [0.5]


def test_another_host_does_not_wait(site: Site, timer: Timer) -> None:
    site.answers["/a"] = reply()
    given = settings(delay=9.0)
    manners = Politeness(given, clock=timer.clock, wait=timer.wait)
    with Client(given, polite=manners, resolve=lambda host, port: ["127.0.0.1"]) as client:
        for host in ("a.example", "b.example", "c.example", "a.example"):
            client.fetch(f"http://{host}:{site.server.server_port}/a")
    assert timer.waits == [9.0]


@pytest.mark.parametrize(
    ("robots", "pause"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: onrecord\nCrawl-delay: 4\n\nUser-agent: *\nCrawl-delay: 40", 4.0),
        ("User-agent: *\nCrawl-delay: 0.2", 1.0),
        ("User-agent: *\nCrawl-delay: 9999", 30.0),
        ("User-agent: *\nRequest-rate: 1/12", 12.0),
        ("User-agent: *\nRequest-rate: 4/60s\nCrawl-delay: 3", 15.0),
        ("User-agent: *\nRequest-rate: 1/1d", 30.0),
        ("User-agent: *\nRequest-rate: 1/" + "9" * 4_000, 30.0),
        ("User-agent: *\nRequest-rate: " + "9" * 4_000 + "/1", 1.0),
        ("User-agent: *\nRequest-rate: " + "9" * 4_000 + "/9d", 1.0),
        ("User-agent: *\nRequest-rate: 0/1", 1.0),
        ("User-agent: *\nCrawl-delay: nan", 1.0),
        ("User-agent: *\nCrawl-delay: -8", 1.0),
        ("User-agent: *\nCrawl-delay: soon", 1.0),
    ],
    ids=lambda value: value[14:50] if isinstance(value, str) else None,
)
def test_robots_say_how_long_to_wait_up_to_the_setting(site: Site, timer: Timer, robots: str, pause: float) -> None:
    site.answers |= {"/robots.txt": reply(robots.encode()), "/a": reply()}
    with polite(timer, crawl_delay=30.0) as client:
        client.fetch(f"{site.url}/a")
        client.fetch(f"{site.url}/a")
    assert timer.waits == [pause]


def test_every_hop_of_a_redirect_has_its_turn(site: Site, timer: Timer) -> None:
    site.answers |= {"/1": reply(b"", 302, Location="/2"), "/2": reply(b"", 302, Location="/3"), "/3": reply()}
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/1").url == f"{site.url}/3"
    assert timer.waits == [1.0, 1.0]


def test_what_is_waited_is_not_taken_from_the_time_of_the_page(site: Site) -> None:
    site.answers["/a"] = reply()
    with Client(given := settings(timeout=0.5, delay=0.8), polite=Politeness(given)) as client:
        client.fetch(f"{site.url}/a")
        begun = time.monotonic()
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert time.monotonic() - begun > 0.6


def test_redirects_do_not_lengthen_the_time_of_a_page(site: Site) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        site.stopping.wait(0.25)
        reply(b"", 302, Location=f"{handler.path}1")(handler)

    site.answers |= {"/" + "1" * count: slow for count in range(1, 6)}
    begun = time.monotonic()
    with Client(given := settings(timeout=0.6, delay=0.0, retries=0), polite=Politeness(given)) as client:
        assert "within 0.6 seconds" in refused(client, f"{site.url}/1")
    assert time.monotonic() - begun < 1.2


def test_a_stop_ends_a_wait_at_once(site: Site) -> None:
    site.answers["/a"] = reply()
    stop = threading.Event()
    with Client(given := settings(delay=60.0), polite=Politeness(given, stop=stop)) as client:
        client.fetch(f"{site.url}/a")
        threading.Timer(0.2, stop.set).start()
        begun = time.monotonic()
        for _ in range(2):
            with pytest.raises(StopRequested):
                client.fetch(f"{site.url}/a")
            assert time.monotonic() - begun < 2
    assert site.asked.count("/a") == 1


def test_a_stop_ends_the_wait_for_another_try(site: Site) -> None:
    site.answers["/a"] = reply(b"", 429, Retry_After="60")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    with Client(given := settings(), polite=Politeness(given, stop=stop)) as client, pytest.raises(StopRequested):
        client.fetch(f"{site.url}/a")
    assert time.monotonic() - begun < 2


def test_a_delay_without_end_is_waited_in_parts() -> None:
    waits: list[float] = []
    stop = threading.Event()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        stop.set()

    manners = Politeness(settings(delay=float("inf")), stop=stop, wait=wait)
    manners.turn("a.example", None)
    with pytest.raises(StopRequested):
        manners.turn("a.example", None)
    assert waits == [3_600.0]


def test_hosts_met_long_ago_are_forgotten(timer: Timer) -> None:
    manners = Politeness(settings(delay=1.0), clock=timer.clock, wait=timer.wait)
    for number in range(2 * MOST_HOSTS + 5):
        manners.turn(f"{number}.example", None)
        timer.now += 0.5
    assert len(manners._hosts) <= MOST_HOSTS
    manners.turn(f"{number}.example", None)
    assert timer.waits == [0.5]


def test_a_pause_takes_nothing_of_the_deadline() -> None:
    deadline = Deadline(0.3)
    with deadline.paused():
        time.sleep(0.4)
    assert deadline.left() > 0.1
    time.sleep(0.35)
    with pytest.raises(FetchError, match="within"):
        deadline.left()


def test_a_further_page_of_a_feed_that_has_not_changed_is_no_failure(site: Site) -> None:
    feed = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/a'/></entry><link rel='next' href='/2'/></feed>"
    )
    site.answers |= {"/1": reply(feed, **FEED), "/2": reply(b"", 304), "/a": reply()}
    kept = Kept({f"{site.url}/2": ('"v1"', None)})
    given = settings(delay=0.0)
    page, further = open_listed([f"{site.url}/1"], given, Politeness(given, validators=kept))
    assert isinstance(page, Page)
    assert further == Skipped(f"{site.url}/2", SkipReason.NOT_MODIFIED, UNMODIFIED)


def test_listed_pages_end_with_a_stop_and_none_is_an_outcome(site: Site) -> None:
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 60\n"), "/a": reply(), "/b": reply()}
    stop = threading.Event()
    given = settings(crawl_delay=60.0)
    pages = open_listed([f"{site.url}/a", f"{site.url}/b"], given, Politeness(given, stop=stop))
    assert isinstance(next(pages), Page)
    threading.Timer(0.2, stop.set).start()
    begun = time.monotonic()
    assert list(pages) == []
    assert time.monotonic() - begun < 2


def test_a_host_that_is_left_alone_says_for_how_long_and_its_robots_txt_is_asked_again_then(
    site: Site, timer: Timer
) -> None:
    site.answers |= {"/a": reply(b"", 429, Retry_After="7200"), "/b": reply()}
    with polite(timer) as client:
        for _ in range(2):
            refused(client, f"{site.url}/a")
        with pytest.raises(FetchError) as caught:
            client.fetch(f"{site.url}/b")
        assert (type(caught.value), caught.value.retry_after) == (RetryLaterError, pytest.approx(7_200, abs=5))
        assert str(caught.value).count("Retry-After") == 1
        timer.now += 7_201
        assert client.fetch(f"{site.url}/b").body == PAGE
