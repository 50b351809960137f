"""Feeds of every kind, and what is wrong with them in the world."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import DecodeError
from onrecord.pages.feeds.feed_parser import Feed, FeedEntry, is_feed, parse_feed
from pages.feed_samples import ADDRESS, ATOM, RDF, RSS, items, urls

RDF_SPACE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def test_rss() -> None:
    assert parse_feed(RSS.encode(), ADDRESS) == Feed(
        "World & more",
        (
            FeedEntry(
                "https://news.example/a?x=1&y=2",
                'Minister: "No decision" on ADDRESS&T',
                "2024-05-01T10:00:00+02:00",
                id="a-1",
            ),
            FeedEntry("https://news.example/b", "5 < 6", "2024-05-01", id="https://news.example/b"),
        ),
        ttl_seconds=1800,
        skip_hours=(0, 1),
        skip_days=("Saturday", "Sunday"),
        next_page="https://news.example/feeds/world.xml?page=2",
    )


def test_an_ampersand_in_an_attribute_is_one_however_it_is_written() -> None:
    for sign in ("&amp;", "&#38;", "&#x26;", "&"):
        atom = f'<feed><entry><link href="https://a.example/u?a=1{sign}b=2"/></entry></feed>'
        rdf = f'<rdf:RDF xmlns:rdf="{RDF_SPACE}"><item rdf:about="https://a.example/u?a=1{sign}b=2"/></rdf:RDF>'
        for text in (atom, rdf, atom.replace("</entry>", "</link></entry>")):
            assert urls(parse_feed(text.encode(), ADDRESS)) == ["https://a.example/u?a=1&b=2"], text


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('<link rel="self" href="https://a.example/self"/>', ["https://a.example/self"]),
        ('<link rel="self" href="/self"/><link href="/page"/>', ["https://news.example/page"]),
        ('<link rel="self" href="/self"/><id>https://a.example/id</id>', ["https://a.example/id"]),
        ("<id>HTTP://a.example/id</id>", ["http://a.example/id"]),
        ("<id>/of/this/site</id>", ["https://news.example/of/this/site"]),
        ("<id>tag:a.example,2024:1</id>", []),
        ("<id>17</id>", []),
        ('<link rel="enclosure">/sound</link><link rel="alternate">/page</link>', ["https://news.example/page"]),
    ],
)
def test_an_entry_without_a_plain_link_has_the_best_of_its_addresses(entry: str, expected: list[str]) -> None:
    feed = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>'.encode(), ADDRESS)
    assert urls(feed) == expected


def test_channels_of_cdf() -> None:
    text = """<?xml version="1.0"?><CHANNEL BASE="https://a.example/" HREF="https://a.example/"><TITLE>Old</TITLE>
    <ITEM HREF="/1" LASTMOD="2004-04-06T23:05:43-05:00"><TITLE>One</TITLE></ITEM><ITEM HREF="2"></ITEM></CHANNEL>"""
    assert is_feed(text.encode(), None)
    feed = parse_feed(text.encode(), ADDRESS)
    assert feed.title == "Old"
    assert feed.entries == (
        FeedEntry("https://a.example/1", "One", updated="2004-04-06T23:05:43-05:00"), FeedEntry("https://a.example/2")
    )  # fmt: skip


def test_atom() -> None:
    assert parse_feed(ATOM.encode(), ADDRESS) == Feed(
        "ADDRESS&T <b>",
        (
            FeedEntry(
                "https://news.example/atom/2024/one",
                "One & two",
                "2024-05-01T10:00:00+02:00",
                "2024-05-01T12:00:00.123000+00:00",
                "urn:1",
            ),
            FeedEntry("https://news.example/two", "Two things", None, "2024-05-01T12:00:00+00:00", "urn:2"),
        ),
        next_page="https://news.example/atom/older",
    )


def test_rss_1() -> None:
    feed = parse_feed(RDF.encode(), ADDRESS)
    assert feed == Feed(
        "Old style",
        (
            FeedEntry("https://news.example/1", "One", "2024-05-01T10:00:00+02:00", id="https://news.example/1"),
            FeedEntry("https://news.example/2", "Two", id="https://news.example/2"),
        ),
        ttl_seconds=86_400,
    )


def test_rss_0_91_with_its_dtd_and_html_entities() -> None:
    data = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Caf&eacute;</title>'
        "<item><title>D\xe9j\xe0 &ndash; vu &#147;x&#148; &unknown; R&D</title><link>/x?a=1&b=2</link></item>"
        "</channel></rss>"
    ).encode("latin-1")
    feed = parse_feed(data, ADDRESS)
    assert feed.title == "Café"
    assert feed.entries == (FeedEntry("https://news.example/x?a=1&b=2", "Déjà – vu “x” &unknown; R&D"),)
    assert feed.notes == ()


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_json_feed(version: str) -> None:
    data = {
        "version": version,
        "title": "J <b>",
        "feed_url": "https://news.example/feed.json",
        "next_url": "feed2.json",
        "items": [
            {"id": 7, "url": "/1", "title": "One", "date_published": "2024-05-01T10:00:00Z", "date_modified": None},
            {"id": "https://news.example/2", "content_text": "No address but its id"},
            {"id": "3", "external_url": "https://else.example/3"},
            {"id": "4"},
            "no object",
        ],
    }
    assert parse_feed(json.dumps(data).encode(), ADDRESS) == Feed(
        "J <b>",
        (
            FeedEntry("https://news.example/1", "One", "2024-05-01T10:00:00+00:00", id="7"),
            FeedEntry("https://news.example/2", id="https://news.example/2"),
            FeedEntry("https://else.example/3", id="3"),
        ),
        next_page="https://news.example/feed2.json",
        notes=("entries without a link: 1", "entries that are no JSON object: 1"),
    )


def test_a_json_feed_cut_short_gives_its_whole_items() -> None:
    data = b'{"version": "https://jsonfeed.org/version/1", "title": "T\\u00e9", "items": [{"url": "/1"}, {"url": "/2'
    feed = parse_feed(data, ADDRESS)
    assert (feed.title, urls(feed)) == ("Té", ["https://news.example/1"])
    assert feed.notes == ("damaged or cut short: the entries before that were used",)


@pytest.mark.parametrize("escape", [b"\\q", b"\\u12", b"\\x41", b"\\\\\\", b"\\U0001"])
def test_a_json_feed_with_a_bad_escape_gives_what_is_whole(escape: bytes) -> None:
    first, second = b'{"url": "/1", "title": "One"}', b'{"url": "/2", "title": "' + escape + b'"}'
    feed = parse_feed(b'{"title": "' + escape + b'", "items": [' + first + b", " + second + b"]}", ADDRESS)
    assert (feed.title, urls(feed)) == (None, ["https://news.example/1"])
    whole = parse_feed(b'{"title": "News", "items": [' + first + b", " + second + b"]}", ADDRESS)
    assert (whole.title, urls(whole)) == ("News", ["https://news.example/1"])


def test_what_is_passed_over_is_counted() -> None:
    feed = parse_feed(
        items(
            "<title>no link</title>",
            "<link>  </link>",
            "<link>javascript:alert(1)</link>",
            "<link>file:///etc/passwd</link>",
            "<link>http://[::1</link>",
            "<link>http://news.example:99999/</link>",
            "<link>https:///nohost</link>",
            "<link>https://news.example/1</link><pubDate>next Tuesday</pubDate>",
            "<link>https://news.example/1#comments</link>",
            "<link>\n  https://news.example/2\n</link><pubDate>Wed, 32 May 2024 25:00:00 GMT</pubDate>",
            "<link>mailto:a@b.example</link><guid>https://news.example/3</guid>",
            "<link>https://news.example/a b</link>",
        ),
        ADDRESS,
    )
    assert urls(feed) == [f"https://news.example/{page}" for page in ("1", "2", "3", "a%20b")]
    assert feed.entries[0].published is feed.entries[1].published is None
    assert feed.notes == (
        "entries without a link: 2",
        "entries whose link is no web address: 5",
        "dates that cannot be read: 2",
        "entries given more than once: 1",
    )


def test_the_address_before_a_counting_service() -> None:
    inner = "<link>https://count.example/~r/1</link><feedburner:origLink>https://news.example/1</feedburner:origLink>"
    assert urls(parse_feed(items(inner), ADDRESS)) == ["https://news.example/1"]


def test_a_feed_cut_short_gives_what_is_whole() -> None:
    whole = items(*(f"<link>https://news.example/{i}</link><title>t</title>" for i in range(100)))
    feed = parse_feed(whole[: whole.index(b"/50<") + 2], ADDRESS)  # in the middle of an address that would be another
    assert urls(feed) == [f"https://news.example/{i}" for i in range(50)]
    assert feed.notes[0] == "entries cut short: 1"
    assert feed.notes[1].startswith("not well-formed XML at line 1: Premature end of data")


@given(st.integers(0, len(RSS)))
@settings(max_examples=300, deadline=None)
def test_cut_anywhere_no_address_is_made_up(end: int) -> None:
    try:
        feed = parse_feed(RSS[:end].encode(), ADDRESS)
    except DecodeError:
        assert "<rss " not in RSS[:end]
    else:
        assert set(urls(feed)) <= {"https://news.example/a?x=1&y=2", "https://news.example/b"}
        assert (len(feed.entries) == 2 and end >= len(RSS) - 20) or feed.notes


def test_html_left_open_in_a_description_costs_no_entry() -> None:
    feed = parse_feed(
        items(
            "<title>1</title><description><p>One <b>two <br> a < b</description><link>/1?a=1&amp;b=2</link>",
            "<title>2</title><link>/2?a=1&b=2</link>",
        ),
        ADDRESS,
    )
    assert [(entry.title, entry.url) for entry in feed.entries] == [
        ("1", "https://news.example/1?a=1&b=2"),
        ("2", "https://news.example/2?a=1&b=2"),
    ]
    assert "not well-formed XML" in feed.notes[0]


def test_the_last_entry_is_kept_when_the_feed_ends_as_it_should() -> None:
    data = items("<link>/1</link>", "<description><b>open</description><link>/2</link>")
    feed = parse_feed(data + b"\n<!-- made in 0.1 seconds -->\n", ADDRESS)
    assert urls(feed) == ["https://news.example/1", "https://news.example/2"]


@pytest.mark.parametrize("space", ["http://purl.org/atom/ns#", "http://example.com/of-our-own", ""])
def test_the_namespace_of_the_root_is_the_feeds(space: str) -> None:
    data = ATOM.replace("http://www.w3.org/2005/Atom", space)
    assert parse_feed(data.encode(), ADDRESS) == parse_feed(ATOM.encode(), ADDRESS)


def test_text_is_whole_where_the_parser_is_given_pieces() -> None:
    inner = [f"<title>😀é{i}&amp;😀</title><link>/{i}?a=1&amp;b=é</link>" for i in range(5_000)]
    feed = parse_feed(items(*inner), ADDRESS)
    assert [entry.title for entry in feed.entries] == [f"😀é{i}&😀" for i in range(5_000)]
    assert urls(feed) == [f"https://news.example/{i}?a=1&b=é" for i in range(5_000)]


def test_more_than_the_parser_takes_at_once() -> None:
    text = "&lt;p&gt;" + "Text. " * 2_000
    feed = parse_feed(items(*(f"<link>/{i}</link><description>{text}</description>" for i in range(1_000))), ADDRESS)
    assert len(feed.entries) == 1_000
    assert feed.notes == ()


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#55296;", "&#0;", "&#x0000000D800;", "&#99999999999;", "&#xFFFFFF;"]
)
def test_references_to_no_character_where_a_comment_turns_out_to_be_none(reference: str) -> None:
    data = items(f"<link>/1</link><title x='<!-- {reference}' y='-->'>{reference}a<![CDATA[{reference}b]]></title>")
    feed = parse_feed(data, ADDRESS)
    assert urls(feed) == ["https://news.example/1"]
    assert feed.entries[0].title in {"ab", "'>ab"}  # releases of libxml2 go on in different places


def test_the_line_of_a_fault_is_the_files() -> None:
    feed = parse_feed(
        b"<?xml version='1.0'?>\n<!-- one\ntwo -->\n<rss>\n<channel>\n<title>t</b></channel></rss>", ADDRESS
    )
    assert feed.notes[0].startswith("not well-formed XML at line 6: ")


def test_undeclared_prefixes_and_forbidden_characters() -> None:
    feed = parse_feed(
        items("<title>a\x0bb\x01&#2;&#xFFFF;</title><link>/1</link><dc:date>2024-05-01</dc:date>"), ADDRESS
    )
    assert feed.entries == (FeedEntry("https://news.example/1", "ab", "2024-05-01"),)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_a_declaration_that_is_not_true(encoding: str) -> None:
    text = "<?xml version='1.0' encoding='iso-8859-5'?><rss><channel><title>Президент заявил</title></channel></rss>"
    if encoding == "cp1251":
        text = text.replace("iso-8859-5", "windows-1251")
    assert parse_feed(text.encode(encoding), ADDRESS).title == "Президент заявил"


def test_the_charset_that_the_server_names() -> None:
    data = "<rss><channel><title>Президент заявил</title></channel></rss>".encode("koi8-r")
    assert parse_feed(data, ADDRESS, "koi8-r").title == "Президент заявил"


@pytest.mark.parametrize(
    ("hints", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>soon</ttl>", None),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>999999999999999</ttl>", None),
        ("<ttl>99999999</ttl>", 31_536_000),
        ("<sy:updatePeriod> weekly </sy:updatePeriod>", 604_800),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<item><ttl>5</ttl></item>", None),
    ],
)
def test_how_often_to_look(hints: str, seconds: int | None) -> None:
    space = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert parse_feed(f"<rss {space}><channel>{hints}</channel></rss>".encode(), ADDRESS).ttl_seconds == seconds


@pytest.mark.parametrize(
    ("head", "media", "expected"),
    [
        (RSS[:200].encode(), "text/html", True),
        (RDF[:100].encode(), None, True),
        (ATOM.encode("utf-16"), "application/octet-stream", True),
        (b'{"version": "https://jsonfeed.org/version/1.1", "title"', "application/json", True),
        (b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1"', None, True),
        (b'{"title": "x", "items": [', "application/feed+json; charset=utf-8", True),
        (b'{"title": "x", "items": [', "application/json", False),
        (b"<!-- " + b"x" * 500, "application/rss+xml", True),
        (b"<!-- " + b"x" * 500, "text/xml", False),
        (b"<html><body>Not found", "application/rss+xml", False),
        (b"<!doctype html><html>", "application/atom+xml", False),
        (b"rss feed", "application/rss+xml", False),
        (b"", None, False),
    ],
)
def test_is_feed(head: bytes, media: str | None, expected: bool) -> None:
    assert is_feed(head, media) is expected
