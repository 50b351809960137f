"""A text that is the article, to the character; and the limit on an article's length."""

from __future__ import annotations

from onrecord.articles.body.paragraphs import locate_paragraphs
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.text.dates import parse_page_date


def read_verbatim(page: Page) -> Article:
    """Return the page's text as its article; title, address and date are those that came with the page."""
    return Article(
        title=page.title,
        outlet=None,
        url=page.url,
        authors=(),
        published=parse_page_date(page.published),
        modified=None,
        language=None,
        image=None,
        section=None,
        text=page.body,
        paragraphs=locate_paragraphs(page.body),
        boilerplate=(),
        page=page.origin,
    )


def check_length(text: str, page: Page, max_length: int) -> None:
    """Raise ArticleError if a text has more than ``max_length`` characters, before more work is done on it."""
    if len(text) > max_length:
        raise ArticleError(
            f"an article of {len(text):,} characters; raise ONRECORD_MAX_TEXT ({max_length:,}) to read it",
            location=page.origin.location,
        )
