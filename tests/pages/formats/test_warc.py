"""Web archives: whole, cut short, damaged, and with bodies that are not what their headers say."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from pathlib import Path

import brotli
import pytest
import zstandard

from onrecord.pages import open_pages
from onrecord.pages.formats import warc
from onrecord.pages.formats.files import decompressed, sniff_kind
from onrecord.records import Page, Skipped
from onrecord.settings import Settings
from pages.warc_samples import compress_records, warc_response

PAGES = [warc_response(f"https://a.example/{n}", random.Random(n).randbytes(8_000).hex().encode()) for n in range(6)]


def read(data: bytes, limit: int = 100_000) -> list[Page | Skipped]:
    with decompressed(io.BytesIO(data)) as stream:
        return list(warc.read_archive(stream, "a.warc", limit))


def urls(outcomes: list[Page | Skipped]) -> list[str | None]:
    return [outcome.url for outcome in outcomes if isinstance(outcome, Page)]


def test_a_page_is_what_the_response_was() -> None:
    (page,) = read(warc_response("https://a.example/1", "<p>“Over”</p>".encode()))
    assert isinstance(page, Page)
    assert (page.body, page.media, page.url) == ("<p>“Over”</p>", "html", "https://a.example/1")
    assert (page.origin.kind, page.origin.location) == ("warc", "a.warc:1")
    assert page.origin.retrieved == "2024-05-01T10:00:00Z"


@pytest.mark.parametrize("data", [b"".join(PAGES), compress_records(*PAGES), gzip.compress(b"".join(PAGES), mtime=0)])
def test_plain_packed_by_record_and_packed_whole(data: bytes) -> None:
    outcomes = read(data)
    assert urls(outcomes) == [f"https://a.example/{n}" for n in range(6)]
    assert len(outcomes) == 6


@pytest.mark.parametrize("missing", [1, 5, 2_000, 15_000])
@pytest.mark.parametrize("data", [b"".join(PAGES), compress_records(*PAGES)])
def test_cut_short_gives_the_good_part_and_one_reason(data: bytes, missing: int) -> None:
    *good, last = read(data[:-missing])
    assert urls(good) == [f"https://a.example/{n}" for n in range(len(good))]
    assert len(good) >= 4
    assert isinstance(last, Skipped)
    assert last.failed
    assert "cut short" in last.detail


def test_damage_gives_the_good_part_and_one_reason() -> None:
    data = compress_records(*PAGES[:4]) + bytes(5_000) + compress_records(*PAGES[4:])[300:]
    *good, last = read(data)
    assert urls(good) == [f"https://a.example/{n}" for n in range(4)]
    assert isinstance(last, Skipped)
    assert "damaged" in last.detail


def test_what_is_no_archive() -> None:
    for data in (b"", b"hello\n" * 50):
        (outcome,) = read(data)
        assert isinstance(outcome, Skipped)
        assert outcome.failed
        assert "\n" not in outcome.detail


def test_what_lies_between_two_records_costs_neither() -> None:
    first, gap, second = read(PAGES[0] + b"rubbish\r\n" * 9 + PAGES[1])
    assert urls([first, second]) == ["https://a.example/0", "https://a.example/1"]
    assert isinstance(gap, Skipped)
    assert gap.failed
    for bad in (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", b"WARC/1.0\r\nContent-Length: -5\r\n\r\n"):
        gap, page = read(bad + b"lost\r\n\r\n" + PAGES[0])
        assert isinstance(gap, Skipped)
        assert "does not say how long" in gap.detail
        assert isinstance(page, Page)


def warc_record(
    kind: str, block: bytes, media: str, *, url: str = "https://a.example/r", newline: bytes = b"\r\n"
) -> bytes:
    """One record of any kind."""
    head = f"WARC/1.1\nwarc-type: {kind}\nWARC-Target-URI: <{url}>\nContent-Type: {media}\n"
    head += f"Content-Length: {len(block)}\n\n"
    return head.encode().replace(b"\n", newline) + block + 2 * newline


def test_resources_and_texts_are_pages_and_every_other_record_is_counted() -> None:
    data = (
        warc_record("warcinfo", b"software: x", "application/warc-fields")
        + warc_record("resource", b"<p>Over</p>", "text/html")
        + warc_record("conversion", b"It is over.", "text/plain; charset=utf-8")
        + warc_record("Resource", b"It is over.", "text/plain", newline=b"\n")
        + warc_record("resource", b"12:01 fetched", "text/plain", url="metadata://wget/log")
        + warc_record("resource", b"\x89PNG", "image/png")
        + warc_record("request", b"GET / HTTP/1.1\r\n\r\n", "application/http") * 2
        + warc_record("revisit", b"HTTP/1.1 200 OK\r\n\r\n", "application/http")
        + warc_record("response", b"127.0.0.1", "text/dns")
    )
    outcomes = read(data)
    assert [(page.media, page.body) for page in outcomes if isinstance(page, Page)] == [
        ("html", "<p>Over</p>"), ("text", "It is over."), ("text", "It is over.")
    ]  # fmt: skip
    skipped = [outcome for outcome in outcomes if isinstance(outcome, Skipped)]
    assert not any(outcome.failed for outcome in skipped)
    assert [outcome.detail.partition(":")[0] for outcome in skipped] == [
        "a log of the crawler", "not HTML but image/png", "a revisit", "not an HTTP response",
        "records that hold no page",
    ]  # fmt: skip
    assert skipped[-1].detail.endswith(": 2 request, 1 warcinfo")
    (only,) = read(warc_record("metadata", b"x", "text/anvl"))
    assert isinstance(only, Skipped)
    assert not only.failed


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>Over</p>", "<p>Over</p>"),
        (b"HTTP/1.1 200\r\ncontent-type: text/html\r\n\r\n<p>Over</p>", "<p>Over</p>"),
        (b"HTTP/2 200\r\n\r\n<!doctype html><p>Over</p>", "<!doctype html><p>Over</p>"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n<html><p>Over</p>", "<html><p>Over</p>"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\nContent-Type: text/html\r\n\r\n<p>O</p>", "<p>O</p>"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + gzip.compress(b"<p>Over</p>", mtime=0), "<p>Over</p>"),
        (b"HTTP/1.1 200 OK\r\nContent-Type:\r\n text/html\r\n\r\n<p>Over</p>", "<p>Over</p>"),
        (b"HTTP/1.1 200 OK\r\n\r\n\x89PNG\r\n\x1a\n" + bytes(50), "of no content type"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}", "not HTML but application/json"),
        (b"HTTP/1.1 \r\nContent-Type: text/html\r\n\r\n<p>Over</p>", "an HTTP response without a status"),
        (b"HTTP/1.1 404 Gone\r\n\r\n", "HTTP status 404"),
    ],
)
def test_responses_as_servers_and_crawlers_write_them(block: bytes, body: str) -> None:
    outcome, other = read(warc_record("response", block, "application/http; msgtype=response") + PAGES[0])
    assert (outcome.body if isinstance(outcome, Page) else outcome.detail) == body
    assert isinstance(other, Page)


def arc_record(url: str, block: bytes, *more: str) -> bytes:
    """One record of ARC; with more fields, of its second version."""
    head = [url, "192.0.2.7", "20080430204825", "text/html", *more, str(len(block))]
    return " ".join(head).encode() + b"\n" + block + b"\n"


def test_arc_archives_of_both_versions_are_read() -> None:
    first = arc_record(
        "filedesc://a.arc", b"1 0 Made for a test\nURL IP-address Archive-date Content-type Archive-length\n"
    )
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Over</p>"
    second = arc_record("http://a.example/a page", page)
    third = arc_record("http://a.example/2", page, "200", "abc123", "-", "77", "a.arc")
    dns = arc_record("dns:a.example", b"192.0.2.7")
    pages = [outcome for outcome in read(first + second + dns + third) if isinstance(outcome, Page)]
    assert urls(pages) == ["http://a.example/a page", "http://a.example/2"]  # type: ignore[arg-type]
    assert {page.origin.retrieved for page in pages} == {"2008-04-30T20:48:25Z"}
    assert sniff_kind(first[:100]) == "warc"


def test_zstandard_with_and_without_a_dictionary() -> None:
    plain = b"".join(zstandard.ZstdCompressor().compress(page) for page in PAGES)
    assert len(urls(read(plain))) == 6
    samples = [f"<p>Statement {number} of the harbour board</p>".encode() * 3 for number in range(200)]
    dictionary = zstandard.train_dictionary(2_000, samples)
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    records = b"".join(compressor.compress(page) for page in PAGES)
    for data in (dictionary.as_bytes(), zstandard.ZstdCompressor().compress(dictionary.as_bytes())):
        frame = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
        assert len(urls(read(frame + records))) == 6
    last = read(plain[:-3_000])[-1]
    assert isinstance(last, Skipped)
    assert last.failed
    last = read(zstandard.ZstdCompressor().compress(PAGES[0]) + b"rubbish" * 99)[-1]
    assert isinstance(last, Skipped)
    assert "damaged" in last.detail


def test_every_archive_in_a_wacz_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("pages/pages.jsonl", "{}")
        package.writestr("archive/one.warc.gz", compress_records(*PAGES[:2]))
        package.writestr("archive/cut.warc.gz", compress_records(*PAGES[2:4])[:-50])
        package.writestr("archive/two.warc", PAGES[5])
    outcomes = list(open_pages([str(path)], Settings()))
    assert urls(outcomes) == [f"https://a.example/{n}" for n in (0, 1, 2, 5)]
    assert [outcome.location for outcome in outcomes if isinstance(outcome, Skipped)] == [
        f"{path}/archive/cut.warc.gz:2"
    ]
    for data in (b"PK\x03\x04rubbish", path.read_bytes()[:-30], b"not a zip"):
        path.write_bytes(data)
        (outcome,) = open_pages([str(path)], Settings())
        assert isinstance(outcome, Skipped)
        assert outcome.failed


def test_other_responses_are_counted_and_no_failures() -> None:
    outcomes = read(
        warc_response("https://a.example/i", b"\x89PNG", media="image/png")
        + warc_response("https://a.example/gone", b"<p>Gone</p>", status="404 Not Found")
        + PAGES[0]
    )
    assert [outcome.failed for outcome in outcomes if isinstance(outcome, Skipped)] == [False, False]
    assert urls(outcomes) == ["https://a.example/0"]


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(b"<p>Over</p>", mtime=0)),
        ("Content-Encoding: deflate\r\n", zlib.compress(b"<p>Over</p>")),
        ("Content-Encoding: deflate\r\n", zlib.compress(b"<p>Over</p>", wbits=-15)),
        ("Content-Encoding: br\r\n", brotli.compress(b"<p>Over</p>")),
        ("Content-Encoding: gzip\r\n", b"<p>Over</p>"),
        ("Transfer-Encoding: chunked\r\n", b"5\r\n<p>Ov\r\n6\r\ner</p>\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n", b"<p>Over</p>"),
    ],
)
def test_bodies_are_unpacked_and_headers_not_trusted(more: str, body: bytes) -> None:
    page, other = read(warc_response("https://a.example/1", body, more=more) + PAGES[0])
    assert isinstance(page, Page)
    assert page.body == "<p>Over</p>"
    assert isinstance(other, Page)


BOMB = b"x" * 10_000_000


@pytest.mark.parametrize(
    ("more", "body", "reason"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(BOMB, mtime=0), "larger than 100,000 bytes"),
        ("Content-Encoding: deflate\r\n", zlib.compress(BOMB), "larger than 100,000 bytes"),
        ("Content-Encoding: br\r\n", brotli.compress(BOMB), "larger than 100,000 bytes"),
        ("", b"x" * 100_001, "larger than 100,000 bytes"),
        ("Content-Encoding: zstd\r\n", b"abc", "'zstd', which is not supported"),
        ("Content-Encoding: gzip\r\n", gzip.compress(b"<p>" * 99, mtime=0)[:-9], "cut short"),
        ("Content-Encoding: deflate\r\n", b"rubbish", "damaged"),
        ("Content-Encoding: br\r\n", b"rubbish", "damaged"),
        ("", b"", "empty"),
        ("", b"%PDF-1.4", "PDF"),
    ],
)
def test_one_bad_body_costs_one_page(more: str, body: bytes, reason: str) -> None:
    bad, good = read(warc_response("https://a.example/1", body, more=more) + PAGES[0])
    assert isinstance(bad, Skipped)
    assert bad.failed
    assert reason in bad.detail
    assert isinstance(good, Page)
