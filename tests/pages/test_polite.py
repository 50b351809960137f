"""Good manners against a real server on loopback, with a clock of the test's own."""

from __future__ import annotations

import random
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from onrecord.errors import FetchError
from onrecord.pages.guard import Deadline
from onrecord.pages.listed import fetched, open_listed
from onrecord.pages.polite import LOST, MOST_HOSTS, Politeness, Shut, retry_after
from onrecord.pages.robots import DAY, Robots
from onrecord.pages.robots import Answer as Asked
from onrecord.pages.web import ACCEPT, UNMODIFIED, Client, NotModified
from onrecord.records import Page, Skipped
from pages.test_web import PAGE, Answer, Site, endless, reply, settings

FEED = {"Content_Type": "application/rss+xml"}


class Timer:
    """A clock that moves when someone waits, and what was waited."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds


class Kept(dict[str, tuple[str | None, str | None]]):
    """Validators as a store keeps them."""

    def validators(self, address: str) -> tuple[str | None, str | None]:
        return self.get(address, (None, None))


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jitter that changes nothing."""
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0)


def polite(timer: Timer, kept: Kept | None = None, **values: object) -> Client:
    given = settings(**{"delay": 1.0, "retries": 3} | values)
    manners = Politeness(given, validators=kept, clock=timer.clock, wait=timer.wait)
    return Client(given, polite=manners)


def turns(*answers: Answer) -> Answer:
    """The answers one after another, and the last one from then on."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def cut(handler: BaseHTTPRequestHandler) -> None:
    """A server that closes in the middle of the page."""
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>half")


def closed(handler: BaseHTTPRequestHandler) -> None:
    """A server that closes without a word."""
    handler.close_connection = True


def refused(client: Client, address: str) -> str:
    with pytest.raises(FetchError) as caught:
        client.fetch(address)
    assert str(caught.value).startswith(f"{address}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


# The pause between two requests


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
        assert "stopped before its turn" in refused(client, f"{site.url}/a")
        assert time.monotonic() - begun < 2
        assert "stopped before its turn" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 1


def test_a_stop_ends_the_wait_for_another_try(site: Site) -> None:
    site.answers["/a"] = reply(b"", 429, Retry_After="60")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    with Client(given := settings(), polite=Politeness(given, stop=stop)) as client:
        assert "stopped before its turn" in refused(client, f"{site.url}/a")
    assert time.monotonic() - begun < 2


def test_a_delay_without_end_is_waited_in_parts() -> None:
    waits: list[float] = []
    stop = threading.Event()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        stop.set()

    manners = Politeness(settings(delay=float("inf")), stop=stop, wait=wait)
    manners.turn("a.example", None)
    with pytest.raises(FetchError, match="stopped"):
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


# Trying again


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.usefixtures("even")
def test_trouble_that_passes_is_waited_out_longer_each_time(site: Site, timer: Timer, status: int) -> None:
    site.answers["/a"] = turns(reply(b"", status), reply(b"", status), reply(b"", status), reply())
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert timer.waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("answer", [cut, closed], ids=["cut", "closed"])
def test_a_connection_that_breaks_is_made_again(site: Site, timer: Timer, answer: Answer) -> None:
    site.answers["/a"] = turns(answer, answer, reply())
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert len(timer.waits) == 2


def test_a_connection_that_always_breaks_is_told(site: Site, timer: Timer) -> None:
    site.answers["/a"] = cut
    with polite(timer, retries=1) as client:
        assert "without sending complete message body" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 2


def test_a_server_that_drips_is_asked_again(site: Site, timer: Timer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n"
    site.answers["/a"] = turns(endless(site, head), reply())
    with polite(timer, timeout=0.4) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE


def test_no_server_is_tried_again(timer: Timer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with polite(timer, robots=False) as client:
        assert "the connection failed" in refused(client, f"http://127.0.0.1:{port}/")
    assert len(timer.waits) == 3


def test_a_certificate_that_is_not_good_is_no_better_the_next_time(tmp_path: Path, timer: Timer) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "cert", "-subj", "/CN=news.example"]
    subprocess.run(["openssl", "req", "-x509", *made], cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def shake() -> None:
            with suppress(OSError):
                while True:
                    connection, address = server.accept()
                    asked.append(address)
                    with suppress(OSError), context.wrap_socket(connection, server_side=True):
                        pass

        thread = threading.Thread(target=shake)
        thread.start()
        with polite(timer, robots=False) as client:
            assert "CERTIFICATE_VERIFY_FAILED" in refused(client, f"https://127.0.0.1:{server.getsockname()[1]}/")
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert len(asked) == 1


@pytest.mark.parametrize(("code", "times"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 4)])
def test_a_name_service_that_is_away_is_asked_again(timer: Timer, code: int, times: int) -> None:
    asked: list[str] = []

    def away(host: str, port: int) -> list[str]:
        asked.append(host)
        raise socket.gaierror(code, "no")

    given = settings(robots=False)
    with Client(given, resolve=away, polite=Politeness(given, clock=timer.clock, wait=timer.wait)) as client:
        assert "no host named news.example" in refused(client, "http://news.example/")
    assert len(asked) == times


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_what_will_not_change_is_not_tried_again(site: Site, timer: Timer, status: int) -> None:
    site.answers["/a"] = reply(b"", status)
    with polite(timer) as client:
        assert f"answered {status}" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 1


def test_without_manners_nothing_is_tried_again(site: Site) -> None:
    site.answers["/a"] = reply(b"", 503, Retry_After="0")
    with Client(settings()) as client:
        assert "answered 503" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 1


@pytest.mark.usefixtures("even")
def test_trouble_without_end_ends(site: Site, timer: Timer) -> None:
    """After a few pages given up, one try for each, until the site answers: then as many as before."""
    site.answers |= {"/a": reply(b"", 503), "/b": reply()}
    with polite(timer) as client:
        for _ in range(LOST + 2):
            assert "answered 503 Service Unavailable" in refused(client, f"{site.url}/a")
        assert site.asked.count("/a") == LOST * 4 + 2
        client.fetch(f"{site.url}/b")
        refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == LOST * 4 + 2 + 4


@pytest.mark.usefixtures("even")
def test_another_try_waits_no_less_than_the_robots_ask(site: Site, timer: Timer) -> None:
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 20"), "/a": turns(reply(b"", 503), reply())}
    with polite(timer) as client:
        client.fetch(f"{site.url}/a")
    assert timer.waits == [20.0]


def test_pauses_are_not_the_same_for_all(timer: Timer) -> None:
    manners = Politeness(settings(delay=0.0), clock=timer.clock, wait=timer.wait)
    for number in range(50):
        assert manners.again(f"{number}.example", 0, FetchError("no"))
        manners.wait(f"{number}.example")
    assert len(set(timer.waits)) > 25
    assert 0.5 <= min(timer.waits) < max(timer.waits) <= 1.5


# Retry-After


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_is_left_alone_for_the_seconds_it_asks_for(site: Site, timer: Timer, status: int) -> None:
    site.answers["/a"] = turns(reply(b"", status, Retry_After="17"), reply())
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert timer.waits == [17.0]


def test_a_site_is_left_alone_until_the_date_it_names(site: Site, timer: Timer) -> None:
    """By its own clock, which may be years away from that of this machine."""
    site.answers["/a"] = turns(
        lambda handler: _dated(handler, datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, 0, 1, tzinfo=UTC)),
        reply(),
    )
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert timer.waits == [60.0]


def _dated(handler: BaseHTTPRequestHandler, now: datetime, then: datetime) -> None:
    handler.send_response_only(503)
    handler.send_header("Date", format_datetime(now, usegmt=True))
    handler.send_header("Retry-After", format_datetime(then, usegmt=True))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def test_the_whole_host_is_left_alone(site: Site, timer: Timer) -> None:
    site.answers |= {"/a": reply(b"", 429, Retry_After="50"), "/b": reply()}
    with polite(timer, retries=0) as client:
        refused(client, f"{site.url}/a")
        assert client.fetch(f"{site.url}/b").body == PAGE
    assert timer.waits == [50.0]


def test_the_host_that_refuses_is_left_alone_not_the_one_that_led_there(site: Site, timer: Timer) -> None:
    port = site.server.server_port
    site.answers |= {
        "/go": reply(b"", 302, Location=f"http://b.example:{port}/a"),
        "/a": turns(reply(b"", 429, Retry_After="50"), reply()),
        "/c": reply(),
    }
    given = settings(delay=0.0, retries=0)
    manners = Politeness(given, clock=timer.clock, wait=timer.wait)
    with Client(given, polite=manners, resolve=lambda host, port: ["127.0.0.1"]) as client:
        refused(client, f"http://a.example:{port}/go")
        client.fetch(f"http://a.example:{port}/c")
        assert timer.waits == []
        client.fetch(f"http://b.example:{port}/c")
    assert timer.waits == [50.0]


def test_too_much_patience_is_not_had_and_the_page_told_when(site: Site, timer: Timer) -> None:
    site.answers["/a"] = reply(b"", 429, Retry_After="7200")
    with polite(timer) as client, pytest.raises(FetchError) as caught:
        client.fetch(f"{site.url}/a")
    reason = str(caught.value)
    assert (caught.value.again, caught.value.after) == (True, 7_200.0)
    expected = f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%d}"
    assert "it asks to be left alone for 7,200 seconds, until 20" in reason
    assert expected in reason
    assert reason.endswith(" UTC")
    assert (site.asked.count("/a"), timer.waits) == (1, [])


def test_a_host_that_asks_it_twice_is_asked_for_nothing_until_then(site: Site, timer: Timer) -> None:
    site.answers |= {"/a": reply(b"", 429, Retry_After="7200"), "/b": reply()}
    with polite(timer) as client:
        refused(client, f"{site.url}/a")
        client.fetch(f"{site.url}/b")  # it was about one page only
        for _ in range(2):
            refused(client, f"{site.url}/a")
        reasons = {refused(client, f"{site.url}/b") for _ in range(3)}
        assert len(reasons) == 1
        assert "127.0.0.1 asks to be left alone until 20" in reasons.pop()
        assert site.asked.count("/b") == 1
        timer.now += 7_200
        assert client.fetch(f"{site.url}/b").body == PAGE


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", None, 120.0),
        (" 3 ", None, 3.0),
        ("0", None, 0.0),
        ("-4", None, 0.0),
        ("1.5", None, 1.5),
        ("9" * 400, None, None),
        ("9" * 30, None, 366 * 86_400.0),
        ("nan", None, None),
        ("inf", None, None),
        ("", None, None),
        (None, None, None),
        ("soon", None, None),
        ("x" * 50_000, None, None),
        ("Wed, 21 Oct 2015 07:28:30 GMT", "Wed, 21 Oct 2015 07:28:00 GMT", 30.0),
        ("Wed, 21 Oct 2015 07:28:30 -0000", "Wed, 21 Oct 2015 09:28:00 +0200", 30.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:30 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", "rubbish", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None, 366 * 86_400.0),
        ("Fri, 31 Dec 99999999999 23:59:59 GMT", None, None),
        ("Fri, 31 Dec 2026 23:59:59 +99999999999999999999", None, None),
        ("Fri, 99 Dec 2026 23:59:59 GMT", None, None),
    ],
)
def test_what_retry_after_says(value: str | None, date: str | None, seconds: float | None) -> None:
    assert retry_after(value, date) == seconds


# Only what is new


def conditional(etag: str | None = None, modified: str | None = None) -> Answer:
    """A server that knows its validators, and gives the page to those who do not."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = (etag is not None and handler.headers["If-None-Match"] == etag) or (
            modified is not None and handler.headers["If-Modified-Since"] == modified
        )
        headers = {"ETag": etag, "Last_Modified": modified}
        reply(b"" if same else PAGE.encode(), 304 if same else 200, **{k: v for k, v in headers.items() if v})(handler)

    return answer


@pytest.mark.parametrize(
    ("etag", "modified"),
    [('"v1"', None), ('W/"v1"', None), (None, "Wed, 21 Oct 2015 07:28:00 GMT"), ('"v1"', "yesterday, it seems")],
)
def test_what_has_not_changed_is_not_fetched_again(
    site: Site, timer: Timer, etag: str | None, modified: str | None
) -> None:
    site.answers["/a"] = conditional(etag, modified)
    kept = Kept()
    with polite(timer, kept) as client:
        page = fetched(client, f"{site.url}/a")
        assert isinstance(page, Page)
        assert page.validators == (etag, modified)
        kept[f"{site.url}/a"] = page.validators
        again = fetched(client, f"{site.url}/a")
        assert again == Skipped(f"{site.url}/a", UNMODIFIED, failed=False)
        site.answers["/a"] = conditional('"v2"', "Thu, 22 Oct 2015 07:28:00 GMT")
        assert isinstance(fetched(client, f"{site.url}/a"), Page)


def test_validators_are_those_of_the_address_in_the_end(site: Site, timer: Timer) -> None:
    site.answers |= {"/old": reply(b"", 301, Location="/new#part"), "/new": conditional('"v1"')}
    with polite(timer, Kept({f"{site.url}/new": ('"v1"', None)})) as client:
        assert fetched(client, f"{site.url}/old") == Skipped(f"{site.url}/old", UNMODIFIED, failed=False)


@pytest.mark.parametrize("manners", [True, False])
def test_a_304_that_no_one_asked_for_is_no_page_kept(site: Site, timer: Timer, manners: bool) -> None:
    site.answers["/a"] = reply(b"", 304)
    with polite(timer) if manners else Client(settings()) as client:
        with pytest.raises(FetchError) as caught:
            client.fetch(f"{site.url}/a")
        outcome = fetched(client, f"{site.url}/a")
    assert not isinstance(caught.value, NotModified)
    assert isinstance(outcome, Skipped)
    assert outcome.failed


@pytest.mark.parametrize("etag", ['"é"', '"€"', '"a\nb"', '"a\x00b"', '"' + "x" * 5_000 + '"', ""])
def test_validators_that_no_request_can_hold_are_left_out(site: Site, timer: Timer, etag: str) -> None:
    sent: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        sent.append(handler.headers["If-None-Match"])
        reply()(handler)

    site.answers["/a"] = answer
    with polite(timer, Kept({f"{site.url}/a": (etag, None)})) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert sent == [None]


def test_a_served_etag_of_any_bytes_harms_no_second_fetch(site: Site, timer: Timer) -> None:
    site.answers["/a"] = reply(ETag='"é\xff"')
    kept = Kept()
    with polite(timer, kept) as client:
        for _ in range(2):
            page = client.fetch(f"{site.url}/a")
            kept[f"{site.url}/a"] = page.validators
    assert site.asked.count("/a") == 2


# Feeds and sitemaps


def test_bytes_of_any_kind_are_fetched_where_they_are_asked_for(site: Site, timer: Timer) -> None:
    site.answers |= {
        "/feed": turns(reply(b"", 503), reply(b"<rss/>", **FEED)),
        "/go": reply(b"", 302, Location="/feed"),
    }
    with polite(timer) as client:
        found = client.fetch_bytes(f"{site.url}/go")
        assert (found.data, found.url, found.address) == (b"<rss/>", f"{site.url}/feed", f"{site.url}/go")
        assert found.headers["Content-Type"] == "application/rss+xml"
        with pytest.raises(FetchError, match="this is application/rss"):
            client.fetch_bytes(f"{site.url}/feed", accept=ACCEPT)


def test_bytes_are_fetched_within_the_same_bounds(site: Site, timer: Timer) -> None:
    site.answers |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /no"),
        "/no": reply(b"<rss/>", **FEED),
        "/wide": reply(b"x" * 2_001, **FEED),
    }
    with polite(timer, max_bytes=2_000) as client:
        for path, reason in (("/no", "asks not to fetch"), ("/wide", "larger than 2,000 bytes")):
            with pytest.raises(FetchError, match=reason):
                client.fetch_bytes(site.url + path)
    assert "/no" not in site.asked
    with Client(settings(allow_private=False), polite=Politeness(settings())) as client, pytest.raises(FetchError):
        client.fetch_bytes(f"{site.url}/feed")


# Hostile and failing robots.txt


def test_robots_that_fail_once_are_asked_again(site: Site, timer: Timer) -> None:
    site.answers |= {"/robots.txt": turns(reply(b"", 503), cut, reply(b"User-agent: *\nDisallow: /no")), "/a": reply()}
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
        assert "asks not to fetch" in refused(client, f"{site.url}/no")
    assert site.asked == ["/robots.txt"] * 3 + ["/a"]


@pytest.mark.parametrize("status", [429, 503])
def test_robots_may_ask_for_patience(site: Site, timer: Timer, status: int) -> None:
    site.answers |= {"/robots.txt": turns(reply(b"", status, Retry_After="33"), reply(b"", 404)), "/a": reply()}
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert timer.waits == [33.0]


def test_robots_that_never_come_are_a_no_for_now(site: Site, timer: Timer) -> None:
    site.answers |= {"/robots.txt": reply(b"", 500), "/a": reply()}
    with polite(timer, retries=1) as client:
        assert "robots.txt could not be had: the server answered 500" in refused(client, f"{site.url}/a")
        assert "/a" not in site.asked
        site.answers["/robots.txt"] = reply(b"", 404)
        assert client.fetch(f"{site.url}/a").body == PAGE


def test_robots_are_asked_anew_the_next_day() -> None:
    now = [0.0]
    asked: list[str] = []

    def get(url: httpx.URL) -> Asked:
        asked.append(str(url))
        return Asked(200, b"User-agent: *\nDisallow: /" if len(asked) > 1 else b"")

    robots = Robots("onrecord/1", get, clock=lambda: now[0])
    page = httpx.URL("https://news.example/a")
    robots.check(page)
    now[0] = DAY - 1
    robots.check(page)
    now[0] = DAY + 1
    with pytest.raises(FetchError, match="asks not to fetch"):
        robots.check(page)
    assert asked == ["https://news.example/robots.txt"] * 2


def test_slow_robots_end(site: Site) -> None:
    site.answers |= {
        "/robots.txt": endless(site, b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nUser-agent: *\n"),
        "/a": reply(),
    }
    begun = time.monotonic()
    with Client(given := settings(timeout=0.4, retries=1, delay=0.0), polite=Politeness(given)) as client:
        assert "robots.txt could not be had: gave no page within 0.4 seconds" in refused(client, f"{site.url}/a")
    assert time.monotonic() - begun < 4
    assert site.asked == ["/robots.txt"] * 2


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 30 + b"*b$\n",
        b"User-agent: *\n" + b"Disallow: /*a*b*c\n" * 25_000,
        b"".join(b"User-agent: a%d\nDisallow: /\n" % number for number in range(18_000)),
        b"User-agent: *\nDisallow: /" + b"%41" * 170_000,
        b"x" * 5_000_000,
        bytes(range(256)) * 2_000,
        b"User-agent: *\n" + b"Allow: /\n" * 2_000_000,
    ],
    ids=["stars", "many stars", "agents", "long", "no lines", "bytes", "beyond the limit"],
)
def test_hostile_robots_cost_little(site: Site, timer: Timer, robots: bytes) -> None:
    site.answers |= {"/robots.txt": reply(robots), f"/{'a' * 300}": reply()}
    with polite(timer) as client:
        begun = time.monotonic()
        for _ in range(3):
            assert client.fetch(f"{site.url}/{'a' * 300}").body == PAGE
    assert time.monotonic() - begun < 5


# The time of a page


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
    assert further == Skipped(f"{site.url}/2", UNMODIFIED, failed=False)


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
        assert (type(caught.value), caught.value.after) == (Shut, pytest.approx(7_200, abs=5))
        assert str(caught.value).count("left alone") == 1
        timer.now += 7_201
        assert client.fetch(f"{site.url}/b").body == PAGE
