"""Feeds that mean harm, that are none, and that are very long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import time_growth
from onrecord.errors import DecodeError
from onrecord.pages.feeds.feed_parser import Feed, FeedEntry, is_feed, parse_feed
from pages.feed_samples import ADDRESS, items, urls

LINEAR_GROWTH = 10  # of the time for four times the data: 4 if it is linear, 16 if it is quadratic


def outcome(data: bytes) -> tuple[FeedEntry, ...] | None:
    """The entries; None for a refusal, which is one line that says where."""
    message = ""
    try:
        return parse_feed(data, ADDRESS).entries
    except DecodeError as error:
        message = str(error)
    assert message.startswith(ADDRESS)
    assert "\n" not in message
    return None


BOMB = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    ("dtd", "text", "title"),
    [
        (f'<!DOCTYPE r [<!ENTITY l0 "lol">{BOMB}]>', "&l9;", "&l9;"),
        (f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>', "&a;" * 50_000, ("&a;" * 334)[:1000]),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;", "&x;"),
        ('<!DOCTYPE r [<!-- ]> --><!ENTITY x ">]"> <!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>', "&x;", "&x;"),
        ('<!DOCTYPE a><!DOCTYPE r [<!ENTITY x "boom">]>', "&x;", "&x;"),
        ("junk from a server<br>", "<!DOCTYPE r [<!ENTITY x 'boom'>]>&x;", "<!DOCTYPE r [<!ENTITY x 'boom'>]>&x;"),
    ],
)
def test_no_entity_is_ever_defined(dtd: str, text: str, title: str) -> None:
    body = f"<channel><title>{text}</title><item><link>/1</link></item></channel>"
    feed = parse_feed(f"<?xml version='1.0'?>{dtd}<rss>{body}</rss>".encode(), ADDRESS)
    assert urls(feed) == ["https://news.example/1"]
    assert feed.title == title


@pytest.mark.parametrize(
    ("start", "repeated", "end", "count"),
    [
        (b"<rss>", b"<a>", b"", 200_000),
        (b"<rss>", b"<![CDATA[", b"", 200_000),
        (b"<rss>", b"<!--", b"", 200_000),
        (b"<!DOCTYPE r [", b"<!--", b"", 200_000),
        (b"<!DOCTYPE r [", b"\"'", b"", 200_000),
        (b"<rss>", b"&", b"", 500_000),
        (b"<rss>", b"<", b"", 500_000),
        (b"<rss ", b"a='1' ", b"/>", 100_000),
        (b"<rss>", b"<item>", b"", 100_000),
        (b"<rss><channel>", b"<title>", b"", 100_000),
        (b"<rss>", b"<?x ", b"", 200_000),
        (b"<rss><channel><title>", b"x", b"</title></channel></rss>", 12_000_000),
        (b"<rss><item><title>", b"&lt;b ", b"</title></item></rss>", 200_000),
        (b"", b"{", b"", 500_000),
        (b'{"items": [', b"[", b"", 200_000),
        (b'{"items": [', b"{}", b"", 100_000),
        (b'{"items": [{"id": ', b"9", b"}]}", 100_000),
    ],
    ids=repr,
)
def test_the_time_for_hostile_data_grows_with_its_size(start: bytes, repeated: bytes, end: bytes, count: int) -> None:
    small, large = (start + repeated * repetitions + end for repetitions in (count // 4, count))
    assert outcome(large) in {None, ()}
    assert time_growth(outcome, small, large) < LINEAR_GROWTH


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.sampled_from([b"<rss>", b"<feed>", b"{", b""])
)
@settings(max_examples=300, deadline=None)
def test_anything_gives_a_feed_or_one_line(data: bytes, before: bytes) -> None:
    outcome(before + data)
    is_feed(before + data, None)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><head><title>404</title></head><body>rss</body></html>", "an HTML page"),
        (b"<html><rss></rss></html>", "an HTML page"),
        (b"Service unavailable", "plain text"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "XML of another kind (<urlset>)"),
        (b'{"error": "no"}', "no list of items"),
        (b"[1, 2]", "no list of items"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a PNG image"),
    ],
)
def test_what_is_no_feed(data: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match="^" + ADDRESS) as caught:
        parse_feed(data, ADDRESS)
    assert says in str(caught.value)
    assert not is_feed(data, "application/xml")


def test_a_feed_behind_a_warning_of_its_server() -> None:
    data = b"<br />\n<b>Warning</b>: mysql is gone in <b>/srv/x.php</b>\n" + items("<link>/1</link>")
    assert urls(parse_feed(data, ADDRESS)) == ["https://news.example/1"]


def test_an_empty_feed_is_a_feed() -> None:
    assert parse_feed(b"<rss/>", ADDRESS) == Feed(None, ())


def long_feed(entry_count: int) -> bytes:
    return items(
        *(
            f"<title>Title {i} &amp; more</title><link>https://news.example/{i}?a=1&amp;b=2</link>"
            f"<pubDate>Mon, 02 Jan 2023 10:00:00 +0100</pubDate><description>&lt;p&gt;Text {i}&lt;/p&gt;</description>"
            for i in range(entry_count)
        )
    )


def test_the_time_for_a_long_feed_grows_with_its_length() -> None:
    data = long_feed(10_000)
    feed = parse_feed(data, ADDRESS)
    assert len(feed.entries) == 10_000
    assert feed.entries[-1].url == "https://news.example/9999?a=1&b=2"
    assert feed.notes == ()
    assert time_growth(outcome, long_feed(2_500), data) < LINEAR_GROWTH
