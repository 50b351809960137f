"""What a page says of its article, and what of it is believed."""

from __future__ import annotations

import pytest
from made import html, read

LD = """{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"x"},{"@type":"NewsArticle",
"headline":"Bridge to stay shut &amp; tolls to rise","datePublished":"2025-03-04T10:20:00+02:00",
"dateModified":"2025-03-05",
"author":[{"@type":"Person","name":"By Ana Ray and Tom Lee"},{"name":"@anaray"}],
"publisher":{"name":"The Harbour Post"},
"image":{"url":"/a.jpg"},"articleSection":["Local"],}]}"""


def test_json_ld_is_read_although_broken_and_wrapped() -> None:
    found = read(html(f"<script type='application/ld+json'><!-- {LD} --></script>"))
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
    found = read(html(head))
    assert (found.authors, found.outlet, found.url) == (
        ("Ana Ray",),
        "Harbour Post",
        "https://harbourpost.example/canonical",
    )
    assert found.published == "2025-03-04T10:20:00+00:00"


def test_nothing_is_made_up() -> None:
    found = read(html(title="Bridge"))
    assert found.authors == ()
    assert found.published is None
    assert found.image is None
    assert found.outlet == "harbourpost.example"


@pytest.mark.parametrize(
    "script",
    [
        '[{"@type":"NewsArticle","headline":"Bridge to stay shut","author":"Ana Ray",}]',
        '{"@type":["Article","NewsArticle"],"headline":"Bridge to\nstay shut","author":[{"name":["Ana Ray"]}]}',
        '// <![CDATA[\n{"@type":"ReportageNewsArticle","headline":"Bridge","author":{"name":"Ana Ray"}}\n// ]]>',
        '{"@type":"WebPage","mainEntity":{"@type":"BlogPosting","headline":"Bridge","creator":"Ana Ray"}}',
        '{"@type":"Article","headline":"B","author":"Ana Ray"}'.replace('"', "&quot;"),
        '{"@type":"https://schema.org/LiveBlogPosting","headline":"It\\\'s shut","author":"By ANA RAY"}',
        '{"@type":"NewsArticle","headline":"Bridge","author":"Ana Ray"}{"@type":"Thing"}',
        '[[{"@type":"OpinionNewsArticle","name":"Bridge","author":{"@type":"Person","name":"Ana Ray"}}]]',
    ],
)
def test_json_ld_in_its_many_forms(script: str) -> None:
    assert read(html(f"<script type='application/ld+json'>{script}</script>")).authors == ("Ana Ray",)


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[1, 2]", '"x"', "{}", "[" * 9_000, '{"@type": 5}', '{"@graph": "x"}']
)
def test_json_ld_that_says_nothing_is_passed_over(script: str) -> None:
    found = read(html(f"<script type='application/ld+json'>{script}</script>"))
    assert found.title == "Bridge to stay shut, tolls to rise"


def test_another_articles_json_ld_is_not_taken() -> None:
    other = '{"@type":"NewsArticle","headline":"Other","datePublished":"2001-01-01","author":"X Y","image":"z",'
    own = '{"@type":"NewsArticle","headline":"Bridge to stay shut","url":"https://www.harbourpost.example/bridge/"'
    script = f'[{other}"url":"/other"}},{own},"datePublished":"2025-03-04"}}]'
    found = read(html(f"<script type='application/ld+json'>{script}</script>"))
    assert (found.published, found.authors) == ("2025-03-04", ())


@pytest.mark.parametrize(
    "address", ["http://[bad", "javascript:void(0)", "//", "  ", "http://a b/c", "mailto:a@b.example"]
)
def test_broken_addresses_are_passed_over(address: str) -> None:
    head = f"<link rel='canonical' href='{address}'><meta property='og:image' content='{address}'>"
    found = read(html(head))
    assert (found.url or "").startswith("http")
    assert "javascript" not in (found.image or "")


TITLES = (
    "<meta property='og:title' content='{0}'>"
    '<script type="application/ld+json">{{"@type":"Article","headline":"{0}"}}</script>'
)


def test_the_shown_headline_is_taken_unless_all_others_agree_on_another() -> None:
    one = "<meta property='og:title' content='Bridge to stay shut, say engineers'>"
    assert read(html(one)).title == "Bridge to stay shut, tolls to rise"
    other = "Bridge to stay shut as tolls rise"
    assert read(html(TITLES.format(other), title=other)).title == other
    assert read(html(TITLES.format("Something else entirely"), title="Bridge shut")).title == (
        "Bridge to stay shut, tolls to rise"
    )
