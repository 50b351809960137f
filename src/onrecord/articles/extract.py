"""Extract the article from a page, by the form that the page is in."""

from __future__ import annotations

from onrecord.articles.language import check_language
from onrecord.articles.text_file import read_text_file
from onrecord.articles.verbatim_text import check_length, read_verbatim
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.settings import Settings


def extract_article(page: Page, settings: Settings) -> Article:
    """Return the page's article.

    Raises:
        ArticleError: The page has no article, the article is too long, or its language is not among the settings'.
    """
    if page.media == "html":
        from onrecord.articles.html_page import read_html_page

        article = read_html_page(page, settings.max_text)
    elif page.media == "exact":
        check_length(page.body, page, settings.max_text)
        article = read_verbatim(page)
    else:
        check_length(page.body, page, settings.max_text, factor=2)  # with the boilerplate, which is taken out below
        article = read_text_file(page)
        check_length(article.text, page, settings.max_text)
    if not any(character.isalnum() for character in article.text):
        raise ArticleError("no article text on this page", location=page.origin.location)
    return check_language(article, settings)
