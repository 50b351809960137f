"""Sites that say for how long to leave them alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.errors import FetchError
from onrecord.pages.http.client import Client
from onrecord.pages.http.rate_limit import RateLimiter, parse_retry_after
from pages.http_servers import PAGE, ScriptedSite, reply, settings
from pages.rate_limit_clients import FakeClock, fetch_refusal, in_turn, rate_limited_client


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_is_left_alone_for_the_seconds_it_asks_for(site: ScriptedSite, clock: FakeClock, status: int) -> None:
    site.answers["/a"] = in_turn(reply(b"", status, Retry_After="17"), reply())
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert clock.waits == [17.0]


def test_a_site_is_left_alone_until_the_date_it_names(site: ScriptedSite, clock: FakeClock) -> None:
    """By its own clock, which may be years away from that of this machine."""
    site.answers["/a"] = in_turn(
        lambda handler: _dated(handler, datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, 0, 1, tzinfo=UTC)),
        reply(),
    )
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert clock.waits == [60.0]


def _dated(handler: BaseHTTPRequestHandler, now: datetime, then: datetime) -> None:
    handler.send_response_only(503)
    handler.send_header("Date", format_datetime(now, usegmt=True))
    handler.send_header("Retry-After", format_datetime(then, usegmt=True))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def test_the_whole_host_is_left_alone(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {"/a": reply(b"", 429, Retry_After="50"), "/b": reply()}
    with rate_limited_client(clock, retries=0) as client:
        fetch_refusal(client, f"{site.url}/a")
        assert client.fetch(f"{site.url}/b").body == PAGE
    assert clock.waits == [50.0]


def test_the_host_that_refuses_is_left_alone_not_the_one_that_led_there(site: ScriptedSite, clock: FakeClock) -> None:
    port = site.server.server_port
    site.answers |= {
        "/go": reply(b"", 302, Location=f"http://b.example:{port}/a"),
        "/a": in_turn(reply(b"", 429, Retry_After="50"), reply()),
        "/c": reply(),
    }
    client_settings = settings(delay=0.0, retries=0)
    limiter = RateLimiter(client_settings, clock=clock.clock, wait=clock.wait)
    with Client(client_settings, rate_limiter=limiter, resolver=lambda host, port: ["127.0.0.1"]) as client:
        fetch_refusal(client, f"http://a.example:{port}/go")
        client.fetch(f"http://a.example:{port}/c")
        assert clock.waits == []
        client.fetch(f"http://b.example:{port}/c")
    assert clock.waits == [50.0]


def test_too_much_patience_is_not_had_and_the_page_told_when(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers["/a"] = reply(b"", 429, Retry_After="7200")
    with rate_limited_client(clock) as client, pytest.raises(FetchError) as caught:
        client.fetch(f"{site.url}/a")
    reason = str(caught.value)
    assert (caught.value.retryable, caught.value.retry_after) == (True, 7_200.0)
    expected = f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%d}"
    assert "it asks to be left alone for 7,200 seconds, until 20" in reason
    assert expected in reason
    assert reason.endswith(" UTC")
    assert (site.requests.count("/a"), clock.waits) == (1, [])


def test_a_host_that_asks_it_twice_is_asked_for_nothing_until_then(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {"/a": reply(b"", 429, Retry_After="7200"), "/b": reply()}
    with rate_limited_client(clock) as client:
        fetch_refusal(client, f"{site.url}/a")
        client.fetch(f"{site.url}/b")  # it was about one page only
        for _ in range(2):
            fetch_refusal(client, f"{site.url}/a")
        reasons = {fetch_refusal(client, f"{site.url}/b") for _ in range(3)}
        assert len(reasons) == 1
        assert "127.0.0.1 sent Retry-After until 20" in reasons.pop()
        assert site.requests.count("/b") == 1
        clock.now += 7_200
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
    assert parse_retry_after(value, date) == seconds
