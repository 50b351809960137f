"""Only what is new is fetched: pages, feeds and sitemaps."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.errors import FetchError
from onrecord.pages.feeds.crawl import fetched
from onrecord.pages.http.client import ACCEPT, UNMODIFIED, Client
from onrecord.pages.http.rate_limit import Politeness
from onrecord.records import Page, Skipped, SkipReason
from pages.answers import PAGE, Answer, Site, reply, settings
from pages.manners import Kept, Timer, polite, turns

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
        assert again == Skipped(f"{site.url}/a", SkipReason.NOT_MODIFIED, UNMODIFIED)
        site.answers["/a"] = conditional('"v2"', "Thu, 22 Oct 2015 07:28:00 GMT")
        assert isinstance(fetched(client, f"{site.url}/a"), Page)


def test_validators_are_those_of_the_address_in_the_end(site: Site, timer: Timer) -> None:
    site.answers |= {"/old": reply(b"", 301, Location="/new#part"), "/new": conditional('"v1"')}
    with polite(timer, Kept({f"{site.url}/new": ('"v1"', None)})) as client:
        assert fetched(client, f"{site.url}/old") == Skipped(f"{site.url}/old", SkipReason.NOT_MODIFIED, UNMODIFIED)


@pytest.mark.parametrize("manners", [True, False])
def test_a_304_that_no_one_asked_for_is_no_page_kept(site: Site, timer: Timer, manners: bool) -> None:
    site.answers["/a"] = reply(b"", 304)
    with polite(timer) if manners else Client(settings()) as client:
        with pytest.raises(FetchError):
            client.fetch(f"{site.url}/a")
        outcome = fetched(client, f"{site.url}/a")
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
