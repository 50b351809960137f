"""The metadata of a page, and which of it the article takes."""

from __future__ import annotations

import pytest
from page_factory import BODY, html_source, read_article, web_page

from onrecord.articles.extract import extract_article
from onrecord.settings import Settings

LD = """{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"x"},{"@type":"NewsArticle",
"headline":"Bridge to stay shut &amp; tolls to rise","datePublished":"2025-03-04T10:20:00+02:00",
"dateModified":"2025-03-05",
"author":[{"@type":"Person","name":"By Ana Ray and Tom Lee"},{"name":"@anaray"}],
"publisher":{"name":"The Harbour Post"},
"image":{"url":"/a.jpg"},"articleSection":["Local"],}]}"""


def test_broken_and_wrapped_json_ld_is_read() -> None:
    article = read_article(html_source(f"<script type='application/ld+json'><!-- {LD} --></script>"))
    assert article.title == "Bridge to stay shut, tolls to rise"
    assert article.authors == ("Ana Ray", "Tom Lee")
    assert (article.published, article.modified) == ("2025-03-04T10:20:00+02:00", "2025-03-05")
    assert (article.outlet, article.section, article.language) == ("The Harbour Post", "Local", "en")
    assert article.image == "https://harbourpost.example/a.jpg"


def test_meta_tags_are_read_without_json_ld() -> None:
    head = (
        "<meta property='og:title' content='Bridge to stay shut'>"
        "<meta property='article:published_time' content='2025-03-04T10:20Z'>"
        "<meta name='author' content='ANA RAY, Chief Reporter'><meta property='og:site_name' content='Harbour Post'>"
        "<link rel='canonical' href='https://harbourpost.example/canonical'>"
    )
    article = read_article(html_source(head))
    assert (article.authors, article.outlet, article.url) == (
        ("Ana Ray",),
        "Harbour Post",
        "https://harbourpost.example/canonical",
    )
    assert article.published == "2025-03-04T10:20:00+00:00"


def test_missing_metadata_is_null() -> None:
    article = read_article(html_source(title="Bridge"))
    assert article.authors == ()
    assert article.published is None
    assert article.image is None
    assert article.outlet == "harbourpost.example"


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
def test_forms_of_json_ld(script: str) -> None:
    assert read_article(html_source(f"<script type='application/ld+json'>{script}</script>")).authors == ("Ana Ray",)


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[1, 2]", '"x"', "{}", "[" * 9_000, '{"@type": 5}', '{"@graph": "x"}']
)
def test_json_ld_without_an_article_is_ignored(script: str) -> None:
    article = read_article(html_source(f"<script type='application/ld+json'>{script}</script>"))
    assert article.title == "Bridge to stay shut, tolls to rise"


def test_the_json_ld_of_another_article_is_not_taken() -> None:
    other_article = '{"@type":"NewsArticle","headline":"Other","datePublished":"2001-01-01","author":"X Y","image":"z",'
    page_article = (
        '{"@type":"NewsArticle","headline":"Bridge to stay shut","url":"https://www.harbourpost.example/bridge/"'
    )
    script = f'[{other_article}"url":"/other"}},{page_article},"datePublished":"2025-03-04"}}]'
    article = read_article(html_source(f"<script type='application/ld+json'>{script}</script>"))
    assert (article.published, article.authors) == ("2025-03-04", ())


@pytest.mark.parametrize(
    "address", ["http://[bad", "javascript:void(0)", "//", "  ", "http://a b/c", "mailto:a@b.example"]
)
def test_broken_addresses_are_ignored(address: str) -> None:
    head = f"<link rel='canonical' href='{address}'><meta property='og:image' content='{address}'>"
    article = read_article(html_source(head))
    assert (article.url or "").startswith("http")
    assert "javascript" not in (article.image or "")


TITLES = (
    "<meta property='og:title' content='{0}'>"
    '<script type="application/ld+json">{{"@type":"Article","headline":"{0}"}}</script>'
)


def test_the_visible_headline_is_taken_unless_all_declared_titles_agree_on_another() -> None:
    one_title = "<meta property='og:title' content='Bridge to stay shut, say engineers'>"
    assert read_article(html_source(one_title)).title == "Bridge to stay shut, tolls to rise"
    agreed_title = "Bridge to stay shut as tolls rise"
    assert read_article(html_source(TITLES.format(agreed_title), title=agreed_title)).title == agreed_title
    assert read_article(html_source(TITLES.format("Something else entirely"), title="Bridge shut")).title == (
        "Bridge to stay shut, tolls to rise"
    )


@pytest.mark.parametrize(
    "claim",
    [
        "<link rel='canonical' href='{0}'>",
        "<meta property='og:url' content='{0}'>",
        """<script type='application/ld+json'>{{"@type": "NewsArticle", "headline": "B", "url": "{0}"}}</script>""",
    ],
)
@pytest.mark.parametrize(
    ("fetched", "claimed", "expected"),
    [
        ("https://mirror.example/copy", "https://harbourpost.example/bridge", "https://mirror.example/copy"),
        ("https://copy.github.io/a", "https://harbour.github.io/a", "https://copy.github.io/a"),
        ("https://amp.harbourpost.co.uk/a", "https://www.harbourpost.co.uk/a", "https://www.harbourpost.co.uk/a"),
        ("https://other.co.uk/a", "https://harbourpost.co.uk/a", "https://other.co.uk/a"),
        ("https://www.harbourpost.test/a?x=1", "https://harbourpost.test/a", "https://harbourpost.test/a"),
    ],
)
def test_a_page_cannot_take_another_sites_address(claim: str, fetched: str, claimed: str, expected: str) -> None:
    name = "<meta property='og:site_name' content='The Harbour Post'>"
    article = extract_article(web_page(html_source(name + claim.format(claimed)), url=fetched), Settings())
    assert article.url == expected
    is_own = expected == claimed
    assert article.outlet == ("The Harbour Post" if is_own else fetched.split("/")[2])


@pytest.mark.parametrize(
    ("head", "byline", "authors"),
    [
        ("", '<span class="pb-byline">By <a href="/p">Ana Ray</a></span>', ("Ana Ray",)),
        ("", '<i class="story_author_label">Article by</i><br><i class="story_author">Tom Lee</i>', ("Tom Lee",)),
        ("", '<p class="byline">Friday March 6, 2020 by <a href="#">Ana Ray</a></p>', ("Ana Ray",)),
        ("", '<div data-testid="x-byline"><i>By</i><i><a href="/p">Ana Ray</a></i></div>', ("Ana Ray",)),
        ("", "<p>By Ana Ray and Tom Lee</p>", ("Ana Ray", "Tom Lee")),
        ("", '<i class="author">By Ana Ray<br>Executive Editor</i>', ("Ana Ray",)),
        ("", '<div class="comments"><p class="author">Ana Ray</p></div>', ()),
        ('<meta name="author" content="The Harbour Post">', '<a rel="author" href="/p">Ana Ray</a>', ("Ana Ray",)),
        ('<meta name="author" content="Harbour Studio, 2011-2023">', "", ()),
        ('<meta name="author" content="AFP">', "", ("AFP",)),
    ],
)
def test_a_shown_byline_is_taken_before_a_body_that_is_declared(
    head: str, byline: str, authors: tuple[str, ...]
) -> None:
    site = '<meta property="og:site_name" content="The Harbour Post">'
    account = '<header><b class="username">Username</b></header>'
    assert read_article(html_source(site + head, account + byline + BODY)).authors == authors


def test_the_job_title_of_an_author_is_no_author() -> None:
    people = '[{"name": "ANA RAY", "jobTitle": "Harbour Cycling Writer"}, {"name": "Harbour Cycling Writer"}]'
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","author":{people}}}</script>'
    assert read_article(html_source(script)).authors == ("Ana Ray",)


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ('<time datetime="1970-01-01">1 January 1970</time>', None),
        ('<b>Said on <time datetime="2020-01-09">9 Jan</time></b><time datetime="2020-02-27"></time>', "2020-02-27"),
        ('<div>Thursday, October 12, 2023 6:20PM</div>', "2023-10-12T18:20:00"),
        ('<time class="updated" datetime="2023-05-02">x</time><time datetime="2023-05-01">x</time>', "2023-05-01"),
    ],
)  # fmt: skip
def test_the_date_beside_the_headline(shown: str, published: str | None) -> None:
    assert read_article(html_source(body=shown + BODY)).published == published


def test_the_date_of_a_teaser_is_not_the_articles() -> None:
    teaser = '<div><a href="/n"><h2>Whale seen</h2><div class="date_list">2023-05-02</div><p>A whale.</p></a></div>'
    assert read_article(html_source(body=BODY + teaser)).published is None


@pytest.mark.parametrize(
    ("canonical", "url"),
    [("8003098", None), ("/bridge", None), ("//harbourpost.example/bridge", "https://harbourpost.example/bridge")],
)
def test_an_address_that_cannot_be_completed_is_none(canonical: str, url: str | None) -> None:
    page = web_page(html_source(f'<link rel="canonical" href="{canonical}">'), url=None)
    assert extract_article(page, Settings()).url == url
