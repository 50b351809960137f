"""Hostile and failing robots.txt."""

from __future__ import annotations

import time

import httpx
import pytest

from onrecord.errors import FetchError
from onrecord.pages.http.client import Client
from onrecord.pages.http.rate_limit import Politeness
from onrecord.pages.http.robots import DAY, Robots
from onrecord.pages.http.robots import Answer as Asked
from pages.answers import PAGE, Site, endless, reply, settings
from pages.manners import Timer, cut, polite, refused, turns


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
