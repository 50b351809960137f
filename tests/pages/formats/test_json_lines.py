"""JSON Lines: what is taken, to the character, and what is skipped with its reason."""

from __future__ import annotations

import gzip
import io
import json
import re
from typing import Any

import pytest

from onrecord.articles.extract import extract_article
from onrecord.pages.formats import json_lines
from onrecord.records import Article, Page, Skipped
from onrecord.settings import Settings

GOOD = b'{"id": "a", "text": "It is over, she message."}'


def read(data: bytes, limit: int = 10_000) -> list[Page | Skipped]:
    return list(json_lines.read_pages(io.BytesIO(data), "news.jsonl", limit))


def one(**client_settings: Any) -> Page | Skipped:
    (outcome,) = read(json.dumps(client_settings).encode())
    return outcome


def test_text_is_taken_to_the_character() -> None:
    text = "  “It is\r\nover\u00a0”,\tshe message.\u2028\x0b \n"
    page = one(id="x-1", text=text, url="https://a.example/1", title="Over", published="2024-05-01")
    assert isinstance(page, Page)
    assert (page.body, page.media, page.id) == (text, "exact", "x-1")
    assert (page.url, page.title, page.published) == ("https://a.example/1", "Over", "2024-05-01")
    assert (page.origin.kind, page.origin.location, page.origin.retrieved) == ("jsonl", "news.jsonl:1", None)


def test_outlet_authors_and_section_come_with_the_text_and_else_the_host_is_the_outlet() -> None:
    article = article_of(text="It is over.", outlet=" The  Lamp ", authors=["Ann Lee", " ", "Bo Hall"], section="Local")
    assert (article.outlet, article.authors, article.section) == ("The Lamp", ("Ann Lee", "Bo Hall"), "Local")
    assert article_of(text="It is over.", authors="Ann Lee").authors == ("Ann Lee",)
    assert article_of(text="It is over.", url="https://www.lamp.example/1").outlet == "lamp.example"
    assert article_of(text="It is over.", url="https://www.lamp.example/1", outlet="Lamp").outlet == "Lamp"
    assert article_of(text="It is over.", outlet=" ").outlet is None
    html = (
        "<title>Over</title><meta property='og:site_name' content='Post'><article><h1>Over</h1>"
        "<p>The long match of the two old clubs is over at last, as everyone on the pier says.</p></article>"
    )
    assert article_of(html=html, outlet="The Lamp", section="Local").outlet == "The Lamp"
    assert article_of(html=html).outlet == "Post"


def article_of(**fields: Any) -> Article:
    page = one(**fields)
    assert isinstance(page, Page)
    return extract_article(page, Settings())


def test_html_and_numbered_ids() -> None:
    page = one(id=17, html="<p>Over.</p>", text=None)
    assert isinstance(page, Page)
    assert (page.media, page.id, page.body) == ("html", "17", "<p>Over.</p>")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a"}', "neither text nor html"),
        (b'{"id": "a", "text": " \\n"}', "its text is empty"),
        (b'{"id": "a", "html": ""}', "its html is empty"),
        (b'{"id": "a", "text": "broken', "is not JSON: .* at column"),
        (b"hello", "is not JSON"),
        (b'["a"]', "is a list, not an object"),
        (b"null", "is null, not an object"),
        (b'"a"', "is a string, not an object"),
        (b'{"id": "a", "text": 5}', "its text is a number, not a string"),
        (b'{"id": ["a"], "text": "b"}', "its id is a list, not a string"),
        (b'{"id": true, "text": "b"}', "its id is true or false, not a string"),
        (b'{"id": "a", "text": "b", "url": {}}', "its url is an object, not a string"),
        (b'{"id": "a", "text": "b", "published": 1714521600}', "its published is a number"),
        (b'{"id": "a", "text": "caf\xe9"}', "is not UTF-8"),
        (b'{"id": "a", "text": "b", "outlet": 7}', "its outlet is a number, not a string"),
        (b'{"id": "a", "text": "b", "authors": {"name": "c"}}', "its authors is an object, not a string"),
        (b'{"id": "a", "text": "b", "authors": ["c", 1]}', "its authors is a number, not a string"),
        (b'{"id": "a", "text": "half \\ud83d"}', "half a surrogate pair at character 5"),
        (b"[" * 5_000 + b"]" * 5_000, "too deep"),
        (b'{"id": ' + b"9" * 5_000 + b', "text": "b"}', "too large"),
    ],
)
def test_a_bad_line_is_skipped_and_the_others_are_read(line: bytes, reason: str) -> None:
    first, bad, last = read(b"\n".join([GOOD, line, GOOD]), limit=20_000)
    assert isinstance(first, Page)
    assert isinstance(last, Page)
    assert isinstance(bad, Skipped)
    assert bad.location == "news.jsonl:2"
    assert bad.failed
    assert "\n" not in bad.detail
    assert re.search(reason, bad.detail)


def test_blank_lines_count_as_lines_and_give_nothing() -> None:
    first, second = read(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n  \n" + GOOD)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert second.origin.location == "news.jsonl:4"
    assert first.origin.sha256 == second.origin.sha256


@pytest.mark.parametrize("over", [0, 1, 2, 3, 5_000])
def test_a_line_too_long_is_skipped_whole(over: int) -> None:
    limit = 200
    line = b'{"text": "' + b"x" * (limit - 12 + over) + b'"}'
    outcomes = read(b"\n".join([GOOD, line, GOOD]) + b"\n", limit)
    assert [type(outcome) for outcome in outcomes] == [Page, Skipped if over else Page, Page]


def test_a_packed_bomb_is_one_long_line() -> None:
    bomb = gzip.compress(b'{"text": "' + b"x" * 30_000_000, mtime=0)
    outcomes = list(json_lines.read_pages(gzip.GzipFile(fileobj=io.BytesIO(bomb)), "bomb.jsonl.gz", 100_000))
    assert [type(outcome) for outcome in outcomes] == [Skipped]
