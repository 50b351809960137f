"""Good limiter against a real server on loopback, with a clock of the test's own: the pause between two requests."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.articles.extract import extract_article
from onrecord.errors import FetchError, RetryLaterError
from onrecord.pages.feeds.crawl import open_listed_pages
from onrecord.pages.http.client import Client
from onrecord.pages.http.rate_limit import MAX_HOSTS, RateLimiter
from onrecord.pages.http.ssrf_guard import Deadline
from onrecord.records import Page, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.stop_event import StopRequested
from pages.http_servers import PAGE, ScriptedSite, reply, settings
from pages.rate_limit_clients import FakeClock, StoredValidators, fetch_refusal, rate_limited_client, real_time_client

FEED = {"Content_Type": "application/rss+xml"}


def test_one_page_waits_for_nothing(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers["/a"] = reply()
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert clock.waits == []


def test_the_pages_of_one_host_are_asked_for_one_delay_apart(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers["/a"] = reply()
    with rate_limited_client(clock, delay=1.5) as client:
        for _ in range(3):
            client.fetch(f"{site.url}/a")
        assert clock.waits == [1.5, 1.5]
        clock.now += 1.0
        client.fetch(f"{site.url}/a")
    assert clock.waits[2:] == [0.5]


def test_another_host_does_not_wait(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers["/a"] = reply()
    client_settings = settings(delay=9.0)
    limiter = RateLimiter(client_settings, clock=clock.clock, wait=clock.wait)
    with Client(client_settings, rate_limiter=limiter, resolver=lambda host, port: ["127.0.0.1"]) as client:
        for host in ("a.example", "b.example", "c.example", "a.example"):
            client.fetch(f"http://{host}:{site.server.server_port}/a")
    assert clock.waits == [9.0]


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
def test_robots_say_how_long_to_wait_up_to_the_setting(
    site: ScriptedSite, clock: FakeClock, robots: str, pause: float
) -> None:
    site.answers |= {"/robots.txt": reply(robots.encode()), "/a": reply()}
    with rate_limited_client(clock, crawl_delay=30.0) as client:
        client.fetch(f"{site.url}/a")
        client.fetch(f"{site.url}/a")
    assert clock.waits == [pause]


def test_every_hop_of_a_redirect_has_its_turn(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {"/1": reply(b"", 302, Location="/2"), "/2": reply(b"", 302, Location="/3"), "/3": reply()}
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/1").url == f"{site.url}/3"
    assert clock.waits == [1.0, 1.0]


def test_what_is_waited_is_not_taken_from_the_time_of_the_page(site: ScriptedSite) -> None:
    site.answers["/a"] = reply()
    with real_time_client(timeout=0.5, delay=0.8) as client:
        client.fetch(f"{site.url}/a")
        start = time.monotonic()
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert time.monotonic() - start > 0.6


def test_redirects_do_not_lengthen_the_time_of_a_page(site: ScriptedSite) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        site.stopping.wait(0.25)
        reply(b"", 302, Location=f"{handler.path}1")(handler)

    site.answers |= {"/" + "1" * count: slow for count in range(1, 6)}
    with real_time_client(timeout=0.6, delay=0.0, retries=0) as client:
        assert "within 0.6 seconds" in fetch_refusal(client, f"{site.url}/1")


def test_a_stop_ends_a_wait_at_once(site: ScriptedSite) -> None:
    site.answers["/a"] = reply()
    stop = threading.Event()
    with Client(
        client_settings := settings(delay=60.0), rate_limiter=RateLimiter(client_settings, stop=stop)
    ) as client:
        client.fetch(f"{site.url}/a")
        threading.Timer(0.2, stop.set).start()
        start = time.monotonic()
        for _ in range(2):
            with pytest.raises(StopRequested):
                client.fetch(f"{site.url}/a")
            assert time.monotonic() - start < 30
    assert site.requests.count("/a") == 1


def test_a_stop_ends_the_wait_for_another_try(site: ScriptedSite) -> None:
    site.answers["/a"] = reply(b"", 429, Retry_After="60")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    start = time.monotonic()
    with (
        real_time_client(stop) as client,
        pytest.raises(StopRequested),
    ):
        client.fetch(f"{site.url}/a")
    assert time.monotonic() - start < 30


def test_the_longest_delay_is_waited_in_parts() -> None:
    waits: list[float] = []
    stop = threading.Event()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        stop.set()

    limiter = RateLimiter(settings(delay=1_000_000), stop=stop, wait=wait)
    limiter.take_turn("a.example", None)
    with pytest.raises(StopRequested):
        limiter.take_turn("a.example", None)
    assert waits == [3_600.0]


def test_hosts_met_long_ago_are_forgotten(clock: FakeClock) -> None:
    limiter = RateLimiter(settings(delay=1.0), clock=clock.clock, wait=clock.wait)
    for number in range(2 * MAX_HOSTS + 5):
        limiter.take_turn(f"{number}.example", None)
        clock.now += 0.5
    assert len(limiter._hosts) <= MAX_HOSTS
    limiter.take_turn(f"{number}.example", None)
    assert clock.waits == [0.5]


def test_a_pause_takes_nothing_of_the_deadline() -> None:
    deadline = Deadline(0.3)
    with deadline.paused():
        time.sleep(0.4)
    assert deadline.remaining() > 0.1
    time.sleep(0.35)
    with pytest.raises(FetchError, match="within"):
        deadline.remaining()


def test_a_further_page_of_a_feed_that_has_not_changed_is_no_failure(site: ScriptedSite) -> None:
    feed = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/a'/></entry><link rel='next' href='/2'/></feed>"
    )
    site.answers |= {"/1": reply(feed, **FEED), "/2": reply(b"", 304), "/a": reply()}
    stored = StoredValidators({f"{site.url}/2": ('"v1"', None)})
    client_settings = settings(delay=0.0)
    page, further = open_listed_pages(
        [f"{site.url}/1"], client_settings, RateLimiter(client_settings, validators=stored)
    )
    assert isinstance(page, Page)
    assert further == Skipped(f"{site.url}/2", SkipReason.NOT_MODIFIED, "not modified since it was last fetched")


def test_a_page_without_title_and_date_has_those_that_the_feed_states(site: ScriptedSite) -> None:
    item = "<item><link>/{0}</link><title>Bell {0}</title><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>"
    feed = f"<rss><channel>{item.format('a')}{item.format('b')}</channel></rss>".encode()
    paragraph = b"<p>The bell of the old mill was rung on Sunday by nobody, said its keeper, Ines Prado.</p>"
    meta = b"<meta property='article:published_time' content='2024-04-30'>"
    site.answers |= {
        "/1": reply(feed, **FEED),
        "/a": reply(b"<html><body><article>" + paragraph + b"</article></body></html>"),
        "/b": reply(
            b"<html><head><title>Rung again</title>"
            + meta
            + b"</head><body><article><h1>Rung again</h1>"
            + paragraph
            + b"</article></body>"
        ),
    }
    pages = list(open_listed_pages([f"{site.url}/1"], settings(delay=0.0), RateLimiter(settings(delay=0.0))))
    articles = [extract_article(page, Settings()) for page in pages if isinstance(page, Page)]
    assert [(article.title, article.published) for article in articles] == [
        ("Bell a", "2024-05-01T10:00:00+00:00"), ("Rung again", "2024-04-30")
    ]  # fmt: skip


def test_listed_pages_end_with_a_stop_and_none_is_an_outcome(site: ScriptedSite) -> None:
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 60\n"), "/a": reply(), "/b": reply()}
    stop = threading.Event()
    client_settings = settings(crawl_delay=60.0)
    pages = open_listed_pages(
        [f"{site.url}/a", f"{site.url}/b"], client_settings, RateLimiter(client_settings, stop=stop)
    )
    assert isinstance(next(pages), Page)
    threading.Timer(0.2, stop.set).start()
    start = time.monotonic()
    assert list(pages) == []
    assert time.monotonic() - start < 30


def test_a_host_that_is_left_alone_says_for_how_long_and_its_robots_txt_is_asked_again_then(
    site: ScriptedSite, clock: FakeClock
) -> None:
    site.answers |= {"/a": reply(b"", 429, Retry_After="7200"), "/b": reply()}
    with rate_limited_client(clock) as client:
        for _ in range(2):
            fetch_refusal(client, f"{site.url}/a")
        with pytest.raises(FetchError) as caught:
            client.fetch(f"{site.url}/b")
        assert (type(caught.value), caught.value.retry_after) == (RetryLaterError, pytest.approx(7_200, abs=5))
        assert str(caught.value).count("Retry-After") == 1
        clock.now += 7_201
        assert client.fetch(f"{site.url}/b").body == PAGE
