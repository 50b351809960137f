"""Hostile and failing robots.txt."""

from __future__ import annotations

import httpx
import pytest

from onrecord.errors import FetchError
from onrecord.pages.http.robots import CACHE_SECONDS, RobotsCache, RobotsResponse
from pages.http_servers import PAGE, ScriptedSite, drip_forever, reply
from pages.rate_limit_clients import FakeClock, cut_off, fetch_refusal, in_turn, rate_limited_client, real_time_client


def test_robots_that_fail_once_are_asked_again(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {
        "/robots.txt": in_turn(reply(b"", 503), cut_off, reply(b"User-agent: *\nDisallow: /no")),
        "/a": reply(),
    }
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
        assert "asks not to fetch" in fetch_refusal(client, f"{site.url}/no")
    assert site.requests == ["/robots.txt"] * 3 + ["/a"]


@pytest.mark.parametrize("status", [429, 503])
def test_robots_may_ask_for_patience(site: ScriptedSite, clock: FakeClock, status: int) -> None:
    site.answers |= {"/robots.txt": in_turn(reply(b"", status, Retry_After="33"), reply(b"", 404)), "/a": reply()}
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert clock.waits == [33.0]


def test_robots_that_never_come_are_a_no_for_now(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {"/robots.txt": reply(b"", 500), "/a": reply()}
    with rate_limited_client(clock, retries=1) as client:
        assert "robots.txt could not be fetched: the server answered 500" in fetch_refusal(client, f"{site.url}/a")
        assert "/a" not in site.requests
        site.answers["/robots.txt"] = reply(b"", 404)
        assert client.fetch(f"{site.url}/a").body == PAGE


def test_robots_are_asked_anew_the_next_day() -> None:
    now = [0.0]
    asked: list[str] = []

    def get(url: httpx.URL) -> RobotsResponse:
        asked.append(str(url))
        return RobotsResponse(200, b"User-agent: *\nDisallow: /" if len(asked) > 1 else b"")

    robots = RobotsCache("onrecord/1", get, clock=lambda: now[0])
    page = httpx.URL("https://news.example/a")
    robots.check(page)
    now[0] = CACHE_SECONDS - 1
    robots.check(page)
    now[0] = CACHE_SECONDS + 1
    with pytest.raises(FetchError, match="asks not to fetch"):
        robots.check(page)
    assert asked == ["https://news.example/robots.txt"] * 2


def test_slow_robots_end(site: ScriptedSite) -> None:
    site.answers |= {
        "/robots.txt": drip_forever(site, b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nUser-agent: *\n"),
        "/a": reply(),
    }
    with real_time_client(timeout=0.4, retries=1, delay=0.0) as client:
        assert "robots.txt could not be fetched: gave no page within 0.4 seconds" in fetch_refusal(
            client, f"{site.url}/a"
        )
    assert site.requests == ["/robots.txt"] * 2


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
def test_hostile_robots_cost_little(site: ScriptedSite, clock: FakeClock, robots: bytes) -> None:
    site.answers |= {"/robots.txt": reply(robots), f"/{'a' * 300}": reply()}
    with rate_limited_client(clock) as client:
        for _ in range(3):
            assert client.fetch(f"{site.url}/{'a' * 300}").body == PAGE
