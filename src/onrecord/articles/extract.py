"""A page to its article, by what kind of page it is."""

from __future__ import annotations

from onrecord.articles.language import check_language
from onrecord.articles.text_file import read_plain
from onrecord.articles.verbatim_text import check_length, read_exact
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.settings import Settings


def extract(page: Page, settings: Settings) -> Article:
    """The page's article. Raises ArticleError where there is none, it is too long, or its language is not read."""
    location = page.origin.location
    if page.media == "html":
        from onrecord.articles.html_page import read_html

        article = read_html(page, settings.max_text)
    elif page.media == "exact":
        check_length(page.body, page, settings.max_text)
        article = read_exact(page)
    else:
        check_length(page.body, page, 2 * settings.max_text)  # what the page left behind is not the article yet
        article = read_plain(page)
        check_length(article.text, page, settings.max_text)
    if not any(c.isalnum() for c in article.text):
        raise ArticleError("no article text on this page", location=location)
    return check_language(article, settings)
