"""Extract the article from a page, by the form that the page is in."""

from __future__ import annotations

from typing import NamedTuple

from onrecord.articles.language import check_language
from onrecord.articles.text_file import read_text_file
from onrecord.articles.verbatim_text import check_length, read_verbatim
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.settings import Settings


class ExtractedArticle(NamedTuple):
    """An article, and what only the page's markup says of its text."""

    article: Article
    introduced_blocks: tuple[tuple[int, int], ...] = ()
    """Start and end of each list and block quotation that a line with a colon introduces, as offsets into the text."""


def extract_article(page: Page, settings: Settings) -> Article:
    """Return the page's article.

    Raises:
        ArticleError: The page has no article, the article is too long, or its language is not among the settings'.
    """
    return extract_with_markup(page, settings).article


def extract_with_markup(page: Page, settings: Settings) -> ExtractedArticle:
    """Return the page's article with its lists and block quotations.

    Raises:
        ArticleError: as ``extract_article``.
    """
    blocks: tuple[tuple[int, int], ...] = ()
    if page.media == "html":
        from onrecord.articles.html_page import read_html_page

        article, blocks = read_html_page(page, settings)
    elif page.media == "exact":
        check_length(page.body, page, settings)
        article = read_verbatim(page)
    else:
        check_length(page.body, page, settings, factor=2)  # with the boilerplate, which is taken out below
        article = read_text_file(page)
        check_length(article.text, page, settings)
    if not any(character.isalnum() for character in article.text):
        raise ArticleError("no article text on this page", location=page.origin.location)
    return ExtractedArticle(check_language(article, settings), blocks)
