"""What the fuzz tests run: for each reader a function of random or mutated input that must not fail.

A reader gives a result or one of the package's errors, never another exception, and the offsets of its result hold.
Each target is a hypothesis test: ``test_readers`` runs it with a few examples, ``coverage_guided`` has atheris choose
them.
"""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.articles.extract import extract_article
from onrecord.errors import OnrecordError
from onrecord.pages.feeds.feed_parser import parse_feed
from onrecord.pages.feeds.sitemaps import parse_sitemap
from onrecord.pages.in_memory import page_from_text
from onrecord.pages.sources import open_pages
from onrecord.records import Record, Skipped, Span
from onrecord.settings import Settings
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.store.search.query_parser import fts5_expression, parse_query, tsquery_conditions
from onrecord.text.quotation_marks import find_quotations
from onrecord.verification.transcripts import load_transcripts

EXAMPLES = int(os.environ.get("ONRECORD_FUZZ_EXAMPLES", "20"))
PROSE = "The council said on Tuesday that the boats would stay. “Nobody goes out,” said Ann Lee. "
PAGE_NAMES = {"jsonl": "a.jsonl", "warc": "a.warc", "html": "a.html", "text": "a.txt"}
TRANSCRIPT_SUFFIXES = ("txt", "srt", "vtt", "sbv", "ttml", "smi", "ass", "lrc", "xml", "csv", "json", "jsonl", "html")

PIECES = {
    "text": [
        PROSE, "“", "”", "‘", '"', "\n", "\n\n", "By Ann Lee", "2024-01-01", "Q: ", "LEE: ", "…", " - ", "\u202e",
    ],
    "html": [
        "<p>", "</p>", "<q>", "<h1>", "<title>", "<article>", "<br>", "<td>", "<nav>", "<!--", "-->", "<script>",
        "</script>", '<script type="application/ld+json">', '{"@type": "NewsArticle", "headline": "', '"}', "&amp;",
        "<a href='x'>", "<meta property='og:title' content='", "'>", "<time datetime='2024-01-01'>",
        "<link rel=canonical href='", PROSE,
    ],
    "feed": [
        "<?xml version='1.0'?>", "<rss>", "<channel>", "<item>", "</item>", "<link>", "</link>", "<feed>", "<entry>",
        "<title>", "https://a.test/1", "<![CDATA[", "]]>", "<!DOCTYPE a [", "<!ENTITY b 'c'>", "]>", "&b;", "&#x0;",
        '{"items": [', '"url": "', "}",
    ],
    "sitemap": [
        "<urlset>", "<url>", "<loc>", "</loc>", "<sitemapindex>", "https://a.test/1\n", "<lastmod>", "2024",
        "\x1f\x8b", "&lt;",
    ],
    "jsonl": [
        '{"text": "', '{"html": "', '"}', "\n", PROSE, '"url": "https://a.test"', ",", '{"id": ', "1", "\\ud800",
        "\\", "[", "null",
    ],
    "warc": [
        "WARC/1.0\r\n", "WARC-Type: response\r\n", "Content-Length: ", "10\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
        "99999999999\r\n", "Content-Type: text/html\r\n", "WARC-Target-URI: https://a.test/\r\n",
        "Content-Encoding: gzip\r\n", f'<p>{PROSE}</p>',
    ],
    "transcript": [
        "WEBVTT\n\n", "1\n", "00:00:01.000 --> 00:00:02.000\n", "<v Ann>", "NOTE\n", "LEE: ", PROSE, "\n\n", ">> ",
        "[APPLAUSE]", '{"segments": [', '{"start": 1, "text": "', '"}', "]}", "[00:01:02] ", "<tt>", "<p begin='1s'>",
        "Q. ", "(", "{\\an8}",
    ],
    "query": [
        '"', "(", ")", "-", "NOT ", " OR ", "*", "boat", "AND ", "^", ":", "{", "'", "\x00", "é", "NEAR(", "+",
    ],
    "docx": [
        "<w:p><w:r><w:t>", "</w:t></w:r></w:p>", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", "<w:b/>", "LEE: ",
        "&amp;", PROSE,
    ],
    "pdf": [
        "(", ") Tj ", "T* ", "<</Length 9>>", "stream\n", "endstream ", "1 0 obj ", "endobj ", "/Kids [3 0 R]", "BT ",
        "ET ", "[", "]",
    ],
}  # fmt: skip

fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
TARGETS: dict[str, Any] = {}
"""The hypothesis tests by name."""


def target(name: str, inputs: st.SearchStrategy[Any]) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Make a function a target, with a strategy for its input."""

    def register(check: Callable[[Any], None]) -> Callable[[Any], None]:
        def run(data: Any) -> None:
            check(data)

        run.__name__ = run.__qualname__ = name.replace("-", "_").replace(".", "_")  # keeps its failures apart
        TARGETS[name] = fuzzed(given(inputs)(run))
        return check

    return register


def mixed(kind: str) -> st.SearchStrategy[str]:
    """Return texts of a reader's own pieces and of anything between them."""
    letters = st.characters(exclude_categories=("Cs", "Cc") if kind == "html" else ("Cs",))
    piece = st.one_of(st.sampled_from(PIECES[kind]), st.text(letters, max_size=8))
    return st.lists(piece, max_size=40).map("".join)


def mixed_bytes(kind: str) -> st.SearchStrategy[bytes]:
    """Return such texts in UTF-8, and bytes of no form at all."""
    return st.one_of(mixed(kind).map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=300))


@cache
def folder() -> Path:
    """Return a folder for this process's files."""
    return Path(tempfile.mkdtemp(prefix="onrecord-fuzz-"))


def html_page(text: str) -> str:
    """Return a page whose article begins with prose, and goes on with a text."""
    return f"<html><body><article><p>{PROSE * 3}</p>{text}"


def check_error(error: OnrecordError) -> None:
    """An error is one line."""
    assert str(error)
    assert "\n" not in str(error)


def check_article(text: str, *, html: bool) -> None:
    """Read a page's article and its quotations; their offsets must hold."""
    try:
        article = extract_article(page_from_text(text, html=html), Settings())
    except OnrecordError as error:
        check_error(error)
        return
    assert all(0 <= start < end <= len(article.text) for start, end in article.paragraphs)
    quotations = find_quotations(article.text)
    assert all(q.start < q.inner_start <= q.inner_end <= q.end <= len(article.text) for q in quotations)
    attach_quotations(article.text, quotations, ())


@target("html", mixed("html").map(html_page))
def _html(text: str) -> None:
    check_article(text, html=True)


@target("text", mixed("text"))
def _text(text: str) -> None:
    check_article(text, html=False)


def spans_of(record: Record) -> Iterator[Span]:
    """Yield every span of a record."""
    for statement in record.statements:
        yield from (*statement.content, *statement.cue, *statement.source, *statement.occasion, *statement.hedges)
        yield from (statement.addressee,) if statement.addressee else ()
    for speaker in record.speakers:
        yield from (*speaker.roles, *speaker.affiliations)


@target("record", st.one_of(mixed("text"), mixed("html").map(html_page)))
def _record(text: str) -> None:
    """The whole way to the record: every span has the words of its offsets."""
    try:
        record = onrecord.read_text(text, settings=Settings(threads=1))
    except OnrecordError as error:
        check_error(error)
        return
    assert all(record.article.text[span.start : span.end] == span.text for span in spans_of(record))
    speakers = {speaker.id for speaker in record.speakers}
    named = {statement.speaker for statement in record.statements} | {
        statement.addressee_speaker for statement in record.statements
    }
    assert named <= speakers | {None}


def check_parser(parse: Callable[[bytes, str], object], data: bytes, address: str) -> None:
    """Parse bytes; an error has a message."""
    try:
        parse(data, address)
    except OnrecordError as error:
        check_error(error)


@target("feed", mixed_bytes("feed"))
def _feed(data: bytes) -> None:
    check_parser(parse_feed, data, "https://a.test/feed")


@target("sitemap", mixed_bytes("sitemap"))
def _sitemap(data: bytes) -> None:
    check_parser(parse_sitemap, data, "https://a.test/sitemap.xml")


def check_page_file(name: str, data: bytes) -> None:
    """Open a file of pages; every page is there or is skipped with its reason."""
    path = folder() / name
    path.write_bytes(data)
    for outcome in open_pages([str(path)], Settings()):
        assert isinstance(outcome, Skipped) or outcome.body is not None


def check_transcript_file(name: str, data: bytes) -> None:
    """Read a transcript; its turns must lie in its text."""
    path = folder() / name
    path.write_bytes(data)
    transcripts, _ = load_transcripts([str(path)], Settings())
    for transcript in transcripts:
        assert all(0 <= turn.start <= turn.end <= len(transcript.text) for turn in transcript.turns)


for _kind, _name in PAGE_NAMES.items():
    target(f"file-{_kind}", mixed_bytes(_kind))(lambda data, name=_name: check_page_file(name, data))  # type: ignore[misc]
for _suffix in TRANSCRIPT_SUFFIXES:
    target(f"transcript-{_suffix}", mixed_bytes("transcript"))(
        lambda data, suffix=_suffix: check_transcript_file(f"a.{suffix}", data)  # type: ignore[misc]
    )


@cache
def empty_word_file() -> dict[str, bytes]:
    """Return the files in a Word file without text, by their names."""
    from docx import Document

    content = io.BytesIO()
    Document().save(content)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@target("transcript-docx", mixed("docx"))
def _docx(text: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in empty_word_file().items():
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + text.encode("utf-8", "replace"))
            archive.writestr(name, data)
    check_transcript_file("a.docx", content.getvalue())


@target("transcript-pdf", mixed("pdf"))
def _pdf(text: str) -> None:
    stream = f"BT /F1 12 Tf (LEE: {PROSE}) Tj {text} ET".encode("utf-8", "replace")
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<</Length %d>> stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    )
    numbered = (b"%d 0 obj %s endobj\n" % (number, content) for number, content in enumerate(objects, 1))
    content = b"%PDF-1.4\n" + b"".join(numbered) + b"trailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    check_transcript_file("a.pdf", content)


@target("query", mixed("query"))
def _query(text: str) -> None:
    try:
        query = parse_query(text)
    except OnrecordError as error:
        check_error(error)
        return
    fts5_expression(query, ())
    tsquery_conditions(query, ())
