"""Web pages to articles: what the page says of itself, its body, and its furniture."""

from __future__ import annotations

import time

import pytest

from onrecord.articles import extract
from onrecord.errors import ArticleError
from onrecord.records import Article, Page, PageOrigin
from onrecord.settings import Settings

WORDS = "The council said on Monday that the bridge would stay shut until the engineers had looked at the piers. "
BODY = "".join(f"<p>{WORDS * 2}Paragraph {n} of the story about the bridge.</p>" for n in range(6))
LD = """{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"x"},{"@type":"NewsArticle",
"headline":"Bridge to stay shut &amp; tolls to rise","datePublished":"2025-03-04T10:20:00+02:00",
"dateModified":"2025-03-05",
"author":[{"@type":"Person","name":"By Ana Ray and Tom Lee"},{"name":"@anaray"}],
"publisher":{"name":"The Harbour Post"},
"image":{"url":"/a.jpg"},"articleSection":["Local"],}]}"""


def _page(body: str, url: str | None = "https://harbourpost.example/bridge") -> Page:
    return Page(PageOrigin("file", "a.html", None, "0" * 64), "html", body, url=url)


def _read(body: str) -> Article:
    return extract(_page(body), Settings())


def _html(
    head: str = "", body: str = BODY, title: str = "Bridge to stay shut and tolls to rise - The Harbour Post"
) -> str:
    shown = f"<nav><a>Home</a></nav><article><h1>Bridge to stay shut, tolls to rise</h1>{body}</article>"
    return f"<html lang='en'><head><title>{title}</title>{head}</head><body>{shown}</body></html>"


def test_json_ld_is_read_although_broken_and_wrapped() -> None:
    found = _read(_html(f"<script type='application/ld+json'><!-- {LD} --></script>"))
    assert found.title == "Bridge to stay shut, tolls to rise"
    assert found.authors == ("Ana Ray", "Tom Lee")
    assert (found.published, found.modified) == ("2025-03-04T10:20:00+02:00", "2025-03-05")
    assert (found.outlet, found.section, found.language) == ("The Harbour Post", "Local", "en")
    assert found.image == "https://harbourpost.example/a.jpg"


def test_meta_tags_do_where_there_is_no_json_ld() -> None:
    head = (
        "<meta property='og:title' content='Bridge to stay shut'>"
        "<meta property='article:published_time' content='2025-03-04T10:20Z'>"
        "<meta name='author' content='ANA RAY, Chief Reporter'><meta property='og:site_name' content='Harbour Post'>"
        "<link rel='canonical' href='https://harbourpost.example/canonical'>"
    )
    found = _read(_html(head))
    assert (found.authors, found.outlet, found.url) == (
        ("Ana Ray",),
        "Harbour Post",
        "https://harbourpost.example/canonical",
    )
    assert found.published == "2025-03-04T10:20:00+00:00"


def test_nothing_is_made_up() -> None:
    found = _read(_html(title="Bridge"))
    assert found.authors == ()
    assert found.published is None
    assert found.image is None
    assert found.outlet == "harbourpost.example"


def test_paragraphs_lie_where_they_say_and_furniture_is_kept_aside() -> None:
    extra = "<p>Advertisement</p><p>Read more: Ten other bridges</p><p>Exit mobile version</p>"
    found = _read(_html(body=BODY + extra))
    assert [found.text[s:e] for s, e in found.paragraphs] == found.text.split("\n\n")
    assert "Advertisement" not in found.text
    assert "Read more" not in found.text
    assert {"Advertisement", "Read more: Ten other bridges", "Exit mobile version"} <= set(found.furniture)


def test_hidden_characters_do_not_break_offsets() -> None:
    found = _read(_html(body=BODY.replace("bridge", "bri\u200bdge\u200f\u202e\x00")))
    assert "bridge" in found.text
    assert not set("\u200b\u200f\u202e\x00") & set(found.text)
    assert all(found.text[s:e].strip() == found.text[s:e] for s, e in found.paragraphs)


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "<html><body><div></div></body></html>", "<<<>>>", "\x00\x00", "<p>   </p>", "&&&&"]
)
def test_a_page_without_an_article_is_one_clear_error(body: str) -> None:
    with pytest.raises(ArticleError, match=r"^a\.html: [^\n]+$"):
        _read(body)


def test_a_french_page_is_refused_by_name() -> None:
    french = (
        "<p>"
        + "Le ministre a déclaré mardi que les travaux du pont ne reprendront pas avant la fin de cette année. " * 12
        + "</p>"
    )
    with pytest.raises(ArticleError, match="'fr'"):
        _read(_html(body=french))
    assert extract(_page(_html(body=french)), Settings(languages="en,fr")).language == "fr"


@pytest.mark.parametrize("tag", ["div", "span", "b", "table"])
def test_ten_thousand_nested_tags_end_quickly(tag: str) -> None:
    started = time.perf_counter()
    found = _read(_html(body=f"<{tag}>" * 10_000 + BODY + f"</{tag}>" * 10_000))
    assert "council said" in found.text
    assert time.perf_counter() - started < 30


def test_broken_html_is_read() -> None:
    found = _read("<html><body><article><h1>Bridge shut" + BODY.replace("</p>", "") + "<div><p>unclosed")
    assert "council said on Monday" in found.text


def test_an_article_past_the_limit_is_refused() -> None:
    with pytest.raises(ArticleError, match="ONRECORD_MAX_TEXT"):
        extract(_page(_html()), Settings(max_text=100))
