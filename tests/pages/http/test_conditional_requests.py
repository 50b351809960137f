"""Only what is new is fetched: pages, feeds and sitemaps."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.errors import FetchError
from onrecord.pages.http.client import ACCEPT_PAGES, Client
from onrecord.pages.http.rate_limit import RateLimiter
from onrecord.records import Page, Skipped, SkipReason
from pages.http_servers import PAGE, Answer, ScriptedSite, reply, settings
from pages.rate_limit_clients import FakeClock, StoredValidators, in_turn, rate_limited_client

FEED = {"Content_Type": "application/rss+xml"}


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
    site: ScriptedSite, clock: FakeClock, etag: str | None, modified: str | None
) -> None:
    site.answers["/a"] = conditional(etag, modified)
    stored = StoredValidators()
    with rate_limited_client(clock, stored) as client:
        page = client.fetch_outcome(f"{site.url}/a")
        assert isinstance(page, Page)
        assert page.validators == (etag, modified)
        stored[f"{site.url}/a"] = page.validators
        again = client.fetch_outcome(f"{site.url}/a")
        assert again == Skipped(f"{site.url}/a", SkipReason.NOT_MODIFIED, "not modified since it was last fetched")
        site.answers["/a"] = conditional('"v2"', "Thu, 22 Oct 2015 07:28:00 GMT")
        assert isinstance(client.fetch_outcome(f"{site.url}/a"), Page)


def test_validators_are_those_of_the_address_in_the_end(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {"/old": reply(b"", 301, Location="/new#part"), "/new": conditional('"v1"')}
    with rate_limited_client(clock, StoredValidators({f"{site.url}/new": ('"v1"', None)})) as client:
        assert client.fetch_outcome(f"{site.url}/old") == Skipped(
            f"{site.url}/old", SkipReason.NOT_MODIFIED, "not modified since it was last fetched"
        )


@pytest.mark.parametrize("limiter", [True, False])
def test_a_304_that_no_one_asked_for_is_no_page_kept(site: ScriptedSite, clock: FakeClock, limiter: bool) -> None:
    site.answers["/a"] = reply(b"", 304)
    with rate_limited_client(clock) if limiter else Client(settings()) as client:
        with pytest.raises(FetchError):
            client.fetch(f"{site.url}/a")
        outcome = client.fetch_outcome(f"{site.url}/a")
    assert isinstance(outcome, Skipped)
    assert outcome.failed


@pytest.mark.parametrize("etag", ['"é"', '"€"', '"a\nb"', '"a\x00b"', '"' + "x" * 5_000 + '"', ""])
def test_validators_that_no_request_can_hold_are_left_out(site: ScriptedSite, clock: FakeClock, etag: str) -> None:
    sent: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        sent.append(handler.headers["If-None-Match"])
        reply()(handler)

    site.answers["/a"] = answer
    with rate_limited_client(clock, StoredValidators({f"{site.url}/a": (etag, None)})) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert sent == [None]


def test_a_served_etag_of_any_bytes_harms_no_second_fetch(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers["/a"] = reply(ETag='"é\xff"')
    stored = StoredValidators()
    with rate_limited_client(clock, stored) as client:
        for _ in range(2):
            page = client.fetch(f"{site.url}/a")
            stored[f"{site.url}/a"] = page.validators
    assert site.requests.count("/a") == 2


def test_bytes_of_any_kind_are_fetched_where_they_are_asked_for(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {
        "/feed": in_turn(reply(b"", 503), reply(b"<rss/>", **FEED)),
        "/go": reply(b"", 302, Location="/feed"),
    }
    with rate_limited_client(clock) as client:
        found = client.fetch_bytes(f"{site.url}/go")
        assert (found.data, found.url, found.address) == (b"<rss/>", f"{site.url}/feed", f"{site.url}/go")
        assert found.headers["Content-Type"] == "application/rss+xml"
        with pytest.raises(FetchError, match="this is application/rss"):
            client.fetch_bytes(f"{site.url}/feed", accept=ACCEPT_PAGES)


def test_bytes_are_fetched_within_the_same_bounds(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /no"),
        "/no": reply(b"<rss/>", **FEED),
        "/wide": reply(b"x" * 2_001, **FEED),
    }
    with rate_limited_client(clock, max_bytes=2_000) as client:
        for path, reason in (("/no", "asks not to fetch"), ("/wide", "larger than 2,000 bytes")):
            with pytest.raises(FetchError, match=reason):
                client.fetch_bytes(site.url + path)
    assert "/no" not in site.requests
    with (
        Client(settings(allow_private=False), rate_limiter=RateLimiter(settings())) as client,
        pytest.raises(FetchError),
    ):
        client.fetch_bytes(f"{site.url}/feed")


def test_what_a_page_says_of_its_use_is_kept(site: ScriptedSite, clock: FakeClock) -> None:
    licence = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    headers = {"TDM_Reservation": "1", "TDM_Policy": "https://a.example/tdm", "X_Robots_Tag": "noai", "Link": licence}
    site.answers["/a"] = reply(PAGE.encode(), 200, **headers)
    with rate_limited_client(clock) as client:
        page = client.fetch(f"{site.url}/a")
    assert dict(page.rights) == {name.replace("_", "-"): value for name, value in headers.items()}
    assert page.robots in {"allowed", "ignored"}


def test_what_was_forgotten_is_not_asked_for(site: ScriptedSite, clock: FakeClock) -> None:
    stored = StoredValidators()
    stored.forgotten = frozenset([f"{site.url}/a"])
    with rate_limited_client(clock, stored) as client:
        outcome = client.fetch_outcome(f"{site.url}/a")
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, outcome.failed) == (SkipReason.FORGOTTEN, False)
    assert site.requests == []
