"""A page to its article, by what kind of page it is."""

from __future__ import annotations

from onrecord.articles.exact import read_exact
from onrecord.articles.language import check_language
from onrecord.articles.plain import read_plain
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.settings import Settings


def extract(page: Page, settings: Settings) -> Article:
    """The page's article. Raises ArticleError where there is none, it is too long, or its language is not read."""
    location = page.origin.location
    if page.media == "html":
        from onrecord.articles.html import read_html

        article = read_html(page)
    else:
        article = read_exact(page) if page.media == "exact" else read_plain(page)
    if not any(c.isalnum() for c in article.text):
        raise ArticleError(f"{location}: no article text on this page")
    if len(article.text) > settings.max_text:
        raise ArticleError(
            f"{location}: an article of {len(article.text):,} characters; "
            f"raise ONRECORD_MAX_TEXT ({settings.max_text:,}) to read it"
        )
    return check_language(article, settings)
