"""Web archives: whole, cut short, damaged, and with bodies that are not what their headers say."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import brotli
import pytest

from onrecord.pages.formats import warc
from onrecord.pages.formats.files import decompressed
from onrecord.records import Page, Skipped
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


@pytest.mark.parametrize("data", [b"".join(PAGES), compress_records(*PAGES), gzip.compress(b"".join(PAGES))])
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
    for data in (b"", b"hello\n" * 50, PAGES[0] + b"rubbish\r\n" * 9 + PAGES[1]):
        *good, last = read(data)
        assert isinstance(last, Skipped)
        assert last.failed
        assert "\n" not in last.detail
        assert len(good) == (1 if data.startswith(PAGES[0]) else 0)


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
        ("Content-Encoding: gzip\r\n", gzip.compress(b"<p>Over</p>")),
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
        ("Content-Encoding: gzip\r\n", gzip.compress(BOMB), "larger than 100,000 bytes"),
        ("Content-Encoding: deflate\r\n", zlib.compress(BOMB), "larger than 100,000 bytes"),
        ("Content-Encoding: br\r\n", brotli.compress(BOMB), "larger than 100,000 bytes"),
        ("", b"x" * 100_001, "larger than 100,000 bytes"),
        ("Content-Encoding: zstd\r\n", b"abc", "'zstd', which is not supported"),
        ("Content-Encoding: gzip\r\n", gzip.compress(b"<p>" * 99)[:-9], "cut short"),
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
