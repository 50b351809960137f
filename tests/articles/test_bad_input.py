"""Bad files, from source to article: one clear line each, or an article that is not garbled."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from page_factory import BODY, WORDS, html_source

from onrecord.articles.extract import extract_article
from onrecord.errors import ArticleError
from onrecord.pages import open_pages
from onrecord.records import Article, Skipped
from onrecord.settings import Settings

FRENCH = "Le maire a dit que les bateaux ne devaient pas quitter le port avant le matin, car la nuit était noire. " * 9
GOOD = "good.txt"


def outcomes(folder: Path, name: str, data: bytes) -> list[Article | str]:
    """What a bad file gives, between two good ones: an article, or the reason."""
    (folder / GOOD).write_text(f"Boats stay\n\n{WORDS}", "utf-8")
    (folder / name).write_bytes(data)
    sources = [str(folder / file_name) for file_name in (GOOD, name, GOOD)]
    first, *results, last = [_outcome(page) for page in open_pages(sources, Settings())]
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    return results


def _outcome(page: object) -> Article | str:
    if isinstance(page, Skipped):
        return f"{page.location}: {page.detail}"
    try:
        return extract_article(page, Settings())  # type: ignore[arg-type]
    except ArticleError as error:
        return str(error)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.html", b"", "empty"),
        ("binary.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "PNG"),
        ("binary.txt", bytes(range(256)) * 9, "binary"),
        ("bare.jsonl", b'{"id": "a"}\n', "bare.jsonl:1: .*neither text nor html"),
        ("broken.jsonl", b'{"id": "a", "text"\n', "broken.jsonl:1: .*not JSON"),
        ("large.html", b"<html>" + b"<p>Boats.</p>" * 4_000_000, "larger than 20,000,000 bytes"),
        ("menu.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("marks.txt", "\u200f\u202e!?\n".encode(), "no article"),
        ("french.html", f"<html><body><article><p>{FRENCH}</p></article></body></html>".encode(), "'fr'"),
        ("french.txt", FRENCH.encode("cp1252"), "'fr'"),
        ("french.jsonl", json.dumps({"text": FRENCH}).encode(), "'fr'"),
        ("long.txt", b"The boats stay. " * 70_000, "ONRECORD_MAX_TEXT"),
        ("long.jsonl", json.dumps({"text": "The boats stay. " * 70_000}).encode(), "ONRECORD_MAX_TEXT"),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (error,) = outcomes(tmp_path, name, data)
    assert isinstance(error, str)
    assert "\n" not in error
    assert name in error
    assert re.search(reason, error)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cut.html", html_source().encode()[:1_500], "council said"),
        ("invalid.html", html_source(body=BODY).encode().replace(b"Paragraph 3", b"Paragraph \xff 3"), "council said"),
        (
            "mixed.html",
            html_source(body=f"{BODY}<p>Café “one”. TWO.</p>").encode().replace(b"TWO", b"Caf\xe9 \x93two\x94"),
            "Café “two”.",
        ),
        ("nul.html", html_source().encode().replace(b"council", b"coun\x00cil"), "council said"),
        ("marks.txt", f"{WORDS}\n\n\u202b{WORDS}\u202c\u200f".encode(), f"\n\n{WORDS.strip()}"),
        ("nested.html", html_source(body="<div>" * 10_000 + BODY + "</div>" * 10_000).encode(), "council said"),
        ("long.txt", b"The mayor said that it was late. " * 4_100, "it was late."),
        ("long.jsonl", json.dumps({"text": "The mayor said so. " * 6_600}).encode(), "mayor said so. The"),
        ("french-title.txt", f"Le maire: « Non »\n\n{WORDS}".encode(), "council said"),
    ],
)
def test_a_damaged_file_is_read_as_far_as_possible(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (article,) = outcomes(tmp_path, name, data)
    assert isinstance(article, Article), article
    assert words in article.text
    assert "\ufffd" not in article.text
    assert "\x00" not in article.text
