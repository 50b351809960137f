"""Sitemaps of every kind, packed and not, and what is wrong with them in the world."""

from __future__ import annotations

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import time_growth
from onrecord.errors import DecodeError, PageError, SourceError
from onrecord.pages.feeds.sitemaps import (
    MAX_URLS,
    Sitemap,
    SitemapEntry,
    is_robots,
    is_sitemap,
    parse_robots,
    parse_sitemap,
)

ADDRESS = "https://news.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="sitemap.xsl"?>
<urlset {SPACES}>
<url>
  <image:image><image:loc>https://news.example/1.jpg</image:loc><image:title>A picture</image:title></image:image>
  <loc>https://news.example/1?a=1&amp;b=2</loc>
  <lastmod>2024-05-02T08:00:00+02:00</lastmod>
  <xhtml:link rel="alternate" hreflang="de" href="https://news.example/de/1"/>
  <news:news><news:publication><news:name>The News</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2024-05-01</news:publication_date>
    <news:title>Minister: &#8220;No&#8221; &amp;amp; more</news:title></news:news>
</url>
<url><loc><![CDATA[ https://news.example/2 ]]></loc></url>
</urlset>"""
INDEX = f"""<sitemapindex {SPACES}><sitemap><loc>https://news.example/s1.xml.gz</loc><lastmod>2024-05-01</lastmod></sitemap>
<sitemap><loc>/s2.xml</loc></sitemap></sitemapindex>"""
PARSED = Sitemap(
    (
        SitemapEntry(
            "https://news.example/1?a=1&b=2", "2024-05-02T08:00:00+02:00", "2024-05-01", "Minister: “No” & more"
        ),
        SitemapEntry("https://news.example/2"),
    )
)


def urlset(*links: str) -> bytes:
    return f"<urlset {SPACES}>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>".encode()


def urls(sitemap: Sitemap) -> list[str]:
    return [page.url for page in sitemap.pages]


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_news_sitemap_packed_or_not(times: int) -> None:
    data = NEWS.encode()
    for _ in range(times):
        data = gzip.compress(data, mtime=0)
    assert parse_sitemap(data, ADDRESS) == PARSED


def test_an_index() -> None:
    assert parse_sitemap(INDEX.encode(), ADDRESS) == Sitemap(
        (), (SitemapEntry("https://news.example/s1.xml.gz", "2024-05-01"), SitemapEntry("https://news.example/s2.xml"))
    )


@pytest.mark.parametrize("packed", [False, True])
def test_a_plain_list(packed: bool) -> None:
    data = "\ufeff# pages\r\nhttps://news.example/1\r\n\r\n  http://news.example/ü \nftp://news.example/3\n".encode()
    sitemap = parse_sitemap(gzip.compress(data, mtime=0) if packed else data, ADDRESS)
    assert urls(sitemap) == ["https://news.example/1", "http://news.example/ü"]
    assert sitemap.notes == ("entries without a web address: 1",)


def test_other_names_of_the_namespace_and_none() -> None:
    data = urlset("https://news.example/1")
    for space in (b"https://www.sitemaps.org/schemas/sitemap/0.9", b"http://www.google.com/schemas/sitemap/0.84"):
        assert urls(parse_sitemap(data.replace(b"http://www.sitemaps.org/schemas/sitemap/0.9", space), ADDRESS))
    assert urls(parse_sitemap(b"<urlset><url><loc>https://news.example/1</loc></url></urlset>", ADDRESS))
    assert urls(parse_sitemap(b"<s:urlset><s:url><s:loc>https://news.example/1</s:loc></s:url></s:urlset>", ADDRESS))


def test_what_is_passed_over_is_counted() -> None:
    data = urlset(
        "https://news.example/1",
        "https://news.example/1",
        "https://news.example/1#part",
        "",
        "mailto:a@b.example",
        "https://news.example/2</loc><lastmod>2024-05</lastmod><loc>",
        "https://news.example/3?a=1&b=2",
    )
    sitemap = parse_sitemap(data, ADDRESS)
    assert urls(sitemap) == [f"https://news.example/{page}" for page in ("1", "2", "3?a=1&b=2")]
    assert sitemap.notes == (
        "entries given more than once: 2",
        "entries without a web address: 2",
        "dates that cannot be read: 1",
    )


def test_one_cut_short_gives_what_is_whole() -> None:
    data = urlset(*(f"https://news.example/{i}" for i in range(100)))
    sitemap = parse_sitemap(data[: data.index(b"/50<") + 2], ADDRESS)
    assert urls(sitemap) == [f"https://news.example/{i}" for i in range(50)]
    assert sitemap.notes[0] == "entries cut short: 1"
    assert sitemap.notes[1].startswith("not well-formed XML at line 1: Premature end")


@given(st.integers(0, len(NEWS)))
@settings(max_examples=200, deadline=None)
def test_cut_anywhere_no_address_is_made_up(end: int) -> None:
    try:
        sitemap = parse_sitemap(NEWS[:end].encode(), ADDRESS)
    except DecodeError:
        assert "<urlset" not in NEWS[: max(0, end - 1)]
    else:
        assert set(urls(sitemap)) <= set(urls(PARSED))
        assert sitemap == PARSED or sitemap.notes or end >= NEWS.index("</urlset>")


def test_gzip_cut_short_gives_what_comes_before_and_damaged_is_refused() -> None:
    seeded = random.Random(4)
    links = [f"https://news.example/{seeded.getrandbits(128):x}" for _ in range(2_000)]
    packed = gzip.compress(urlset(*links), mtime=0)
    half = len(packed) // 2
    sitemap = parse_sitemap(packed[:half], ADDRESS)
    assert 500 < len(sitemap.pages) < 2_000
    assert urls(sitemap) == links[: len(sitemap.pages)]
    assert "the gzip data is cut short; get it again; what comes before was used" in sitemap.notes
    stored = bytearray(gzip.compress(urlset(*links), 0, mtime=0))
    stored[5_000] ^= 1
    for damaged in (bytes(stored), packed[:-8] + b"\0" * 8):
        with pytest.raises(DecodeError, match=f"^{ADDRESS}: the packed data is damaged; get it again$"):
            parse_sitemap(damaged, ADDRESS)


def test_a_packed_list_cut_short_makes_up_no_address() -> None:
    links = [f"https://news.example/{i}" for i in range(1_000)]
    packed = gzip.compress("\n".join(links).encode(), 0, mtime=0)
    sitemap = parse_sitemap(packed[: packed.index(b"/500") + 3], ADDRESS)
    assert urls(sitemap) == links[:500]


def test_a_gzip_bomb_is_refused_at_the_limit() -> None:
    bomb = gzip.compress(b"\n" * 200_000_000, 9, mtime=0)
    with pytest.raises(SourceError, match=f"^{ADDRESS}: a sitemap larger than 1,000,000 bytes"):
        parse_sitemap(bomb, ADDRESS, max_bytes=1_000_000)
    with pytest.raises(SourceError, match="larger than 52,428,800 bytes"):
        parse_sitemap(gzip.compress(bomb, mtime=0), ADDRESS)


def test_the_limit_is_exact() -> None:
    data = urlset("https://news.example/1")
    for given_ in (data, gzip.compress(data, mtime=0)):
        assert len(parse_sitemap(given_, ADDRESS, max_bytes=len(data)).pages) == 1
        with pytest.raises(SourceError):
            parse_sitemap(given_, ADDRESS, max_bytes=len(data) - 1)


def test_at_most_fifty_thousand_are_kept() -> None:
    sitemap = parse_sitemap(urlset(*(f"https://news.example/{i}" for i in range(MAX_URLS + 7))), ADDRESS)
    assert len(sitemap.pages) == MAX_URLS
    assert sitemap.pages[-1].url == f"https://news.example/{MAX_URLS - 1}"
    assert sitemap.notes == ("entries past the first 50,000 addresses: 7",)


def test_the_time_for_a_sitemap_grows_with_its_length() -> None:
    small, large = (urlset(*(f"https://news.example/{i}" for i in range(count))) for count in (10_000, 40_000))
    assert time_growth(lambda data: parse_sitemap(data, ADDRESS), small, large) < 10  # 4 if linear, 16 if quadratic


def test_no_entity_is_ever_defined() -> None:
    bomb = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<!DOCTYPE urlset [<!ENTITY l0 "x">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    sitemap = parse_sitemap(head.encode() + urlset("https://news.example/&l9;", "https://news.example/&f;"), ADDRESS)
    assert urls(sitemap) == ["https://news.example/&l9;", "https://news.example/&f;"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no sitemap"),
        (b"<!DOCTYPE html><html><body>https://news.example/</body></html>", "no sitemap"),
        (b"<rss version='2.0'><channel/></rss>", "no sitemap"),
        (b"The minister message no.\nhttps://news.example/1", "no sitemap"),
        (b"https://news.example/1\nThe minister message no.\nThe paper message so.", "no sitemap"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a PNG image"),
        (gzip.compress(gzip.compress(gzip.compress(NEWS.encode())), mtime=0), "gzip data"),
        (b"\x1f\x8bnot gzip at all", "the packed data is damaged"),
    ],
)
def test_what_is_no_sitemap(data: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match="^" + ADDRESS) as caught:
        parse_sitemap(data, ADDRESS)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not is_sitemap(data, "application/xml")


@given(
    st.binary(max_size=200),
    st.sampled_from([b"<urlset>", b"<urlset><url><loc>", b"https://a.example/\n", b"\x1f\x8b\x08"]),
)
@settings(max_examples=300, deadline=None)
def test_anything_gives_a_sitemap_or_one_line(data: bytes, before: bytes) -> None:
    message = ADDRESS
    try:
        assert isinstance(parse_sitemap(before + data, ADDRESS), Sitemap)
    except PageError as error:
        message = str(error)
    assert message.startswith(ADDRESS)
    assert "\n" not in message
    is_sitemap(before + data, None)


@pytest.mark.parametrize(
    ("head", "media", "expected"),
    [
        (NEWS[:300].encode(), "text/html", True),
        (INDEX[:50].encode(), None, True),
        (
            gzip.compress(urlset(*(f"https://news.example/{i:x}" for i in range(9_999))), mtime=0)[:4096],
            "application/gzip",
            True,
        ),
        (gzip.compress(b"WARC/1.0\r\n", mtime=0), "application/gzip", False),
        (gzip.compress(b"<rss/>", mtime=0), "application/gzip", False),
        (b"https://news.example/1\nhttps://news.example/2\nhttps://ne", "text/plain; charset=utf-8", True),
        (b"https://news.example/1", None, True),
        (b"https://news.example/1\n", "text/html", False),
        (b"Text with https://news.example/1", "text/plain", False),
        (b"<html><body>", "application/xml", False),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "application/xml", False),
        (b"", None, False),
    ],
)
def test_is_sitemap(head: bytes, media: str | None, expected: bool) -> None:
    assert is_sitemap(head, media) is expected


def test_a_robots_file_names_sitemaps() -> None:
    text = b"User-agent: *\nDisallow: /x/\nsitemap: https://news.example/a.xml\nSitemap:https://news.example/b.gz #2\n"
    assert [child.url for child in parse_robots(text, "https://news.example/robots.txt").children] == [
        "https://news.example/a.xml", "https://news.example/b.gz"
    ]  # fmt: skip
    with pytest.raises(DecodeError, match="names no sitemap"):
        parse_robots(b"User-agent: *\nDisallow:\n", "https://news.example/robots.txt")
    assert is_robots("https://news.example/robots.txt?x=1")
    assert not is_robots("https://news.example/news/robots.txt")
    assert not is_robots("https://[news.example/robots.txt")
