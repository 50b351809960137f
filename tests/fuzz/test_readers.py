"""Random and mutated input for each reader: a result or one of the package's errors, never another exception.

With a few examples in the normal run; ``python3 dev.py fuzz --seconds N`` runs them for longer.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.articles.extract import extract_article
from onrecord.errors import OnrecordError
from onrecord.pages.feeds.feed_parser import parse_feed
from onrecord.pages.feeds.sitemaps import parse_sitemap
from onrecord.pages.in_memory import page_from_text
from onrecord.pages.sources import open_pages
from onrecord.records import Skipped
from onrecord.settings import Settings
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.store.search.query_parser import fts5_expression, parse_query, tsquery_expression
from onrecord.text.quotation_marks import find_quotations
from onrecord.verification.transcripts import load_transcripts

EXAMPLES = int(os.environ.get("ONRECORD_FUZZ_EXAMPLES", "20"))
PROSE = "The council said on Tuesday that the boats would stay. “Nobody goes out,” said Ann Lee. "
fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

PIECES = {
    "text": [PROSE, "“", "”", "‘", '"', "\n", "\n\n", "By Ann Lee", "2024-01-01", "Q: ", "LEE: ", "…", " - ", "\u202e"],
    "html": [
        *(
            "<p>",
            "</p>",
            "<q>",
            "<h1>",
            "<title>",
            "<article>",
            "<br>",
            "<td>",
            "<nav>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
        ),
        *(
            '<script type="application/ld+json">',
            '{"@type": "NewsArticle", "headline": "',
            '"}',
            "&amp;",
            "<a href='x'>",
        ),
        *(
            "<meta property='og:title' content='",
            "'>",
            "<time datetime='2024-01-01'>",
            "<link rel=canonical href='",
            PROSE,
        ),
    ],
    "feed": [
        *(
            "<?xml version='1.0'?>",
            "<rss>",
            "<channel>",
            "<item>",
            "</item>",
            "<link>",
            "</link>",
            "<feed>",
            "<entry>",
            "<title>",
        ),
        *(
            "https://a.test/1",
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE a [",
            "<!ENTITY b 'c'>",
            "]>",
            "&b;",
            "&#x0;",
            '{"items": [',
            '"url": "',
            "}",
        ),
    ],
    "sitemap": [
        "<urlset>",
        "<url>",
        "<loc>",
        "</loc>",
        "<sitemapindex>",
        "https://a.test/1\n",
        "<lastmod>",
        "2024",
        "\x1f\x8b",
        "&lt;",
    ],
    "jsonl": [
        '{"text": "',
        '{"html": "',
        '"}',
        "\n",
        PROSE,
        '"url": "https://a.test"',
        ",",
        '{"id": ',
        "1",
        "\\ud800",
        "\\",
        "[",
        "null",
    ],
    "warc": [
        *(
            "WARC/1.0\r\n",
            "WARC-Type: response\r\n",
            "Content-Length: ",
            "10\r\n",
            "\r\n",
            "HTTP/1.1 200 OK\r\n",
            "99999999999\r\n",
        ),
        *(
            "Content-Type: text/html\r\n",
            "WARC-Target-URI: https://a.test/\r\n",
            "Content-Encoding: gzip\r\n",
            f"<p>{PROSE}</p>",
        ),
    ],
    "transcript": [
        *(
            "WEBVTT\n\n",
            "1\n",
            "00:00:01.000 --> 00:00:02.000\n",
            "<v Ann>",
            "NOTE\n",
            "LEE: ",
            PROSE,
            "\n\n",
            ">> ",
            "[APPLAUSE]",
        ),
        *(
            '{"segments": [',
            '{"start": 1, "text": "',
            '"}',
            "]}",
            "[00:01:02] ",
            "<tt>",
            "<p begin='1s'>",
            "Q. ",
            "(",
            "{\\an8}",
        ),
    ],
    "query": ['"', "(", ")", "-", "NOT ", " OR ", "*", "boat", "AND ", "^", ":", "{", "'", "\x00", "é", "NEAR(", "+"],
}


def mixed(kind: str) -> st.SearchStrategy[str]:
    """Return texts of a reader's own pieces and of anything between them."""
    letters = st.characters(exclude_categories=("Cs", "Cc") if kind == "html" else ("Cs",))
    piece = st.one_of(st.sampled_from(PIECES[kind]), st.text(letters, max_size=8))
    return st.lists(piece, max_size=40).map("".join)


def read(text: str, *, html: bool) -> None:
    """Read a page up to its statements; offsets of paragraphs and quotations must hold."""
    try:
        article = extract_article(page_from_text(text, html=html), Settings())
    except OnrecordError as error:
        assert "\n" not in str(error)  # noqa: PT017 - many inputs are fine
        return
    assert all(0 <= start < end <= len(article.text) for start, end in article.paragraphs)
    quotations = find_quotations(article.text)
    assert all(q.start < q.inner_start <= q.inner_end <= q.end <= len(article.text) for q in quotations)
    attach_quotations(article.text, quotations, ())


@fuzzed
@given(mixed("html"))
def test_html(text: str) -> None:
    read(f"<html><body><article><p>{PROSE * 3}</p>{text}", html=True)


@fuzzed
@given(mixed("text"))
def test_text(text: str) -> None:
    read(text, html=False)


@fuzzed
@given(st.one_of(mixed("feed").map(str.encode), st.binary(max_size=200)))
def test_feed(data: bytes) -> None:
    try:
        parse_feed(data, "https://a.test/feed")
    except OnrecordError as error:
        assert str(error)  # noqa: PT017 - many inputs are fine


@fuzzed
@given(st.one_of(mixed("sitemap").map(str.encode), st.binary(max_size=200)))
def test_sitemap(data: bytes) -> None:
    try:
        parse_sitemap(data, "https://a.test/sitemap.xml")
    except OnrecordError as error:
        assert str(error)  # noqa: PT017 - many inputs are fine


@pytest.mark.parametrize(
    ("kind", "name"), [("jsonl", "a.jsonl"), ("warc", "a.warc"), ("html", "a.html"), ("text", "a.txt")]
)
def test_files(tmp_path_factory: pytest.TempPathFactory, kind: str, name: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / name

    @fuzzed
    @given(st.one_of(mixed(kind).map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=300)))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        for outcome in open_pages([str(path)], Settings()):
            assert isinstance(outcome, Skipped) or outcome.body is not None

    check()


@pytest.mark.parametrize("name", ["a.txt", "a.srt", "a.vtt", "a.json", "a.xml", "a.html"])
def test_transcripts(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    @fuzzed
    @given(st.one_of(mixed("transcript").map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=300)))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        transcripts, _ = load_transcripts([str(path)], Settings())
        for transcript in transcripts:
            assert all(0 <= turn.start <= turn.end <= len(transcript.text) for turn in transcript.turns)

    check()


@fuzzed
@given(mixed("query"))
def test_query(text: str) -> None:
    try:
        query = parse_query(text)
    except OnrecordError as error:
        assert "\n" not in str(error)  # noqa: PT017 - many inputs are fine
        return
    fts5_expression(query, ())
    tsquery_expression(query, ())
