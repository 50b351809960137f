"""Text that is the article, to the character."""

from __future__ import annotations

from onrecord.articles.body.paragraphs import locate
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.text.dates import parse_page_date


def read_exact(page: Page) -> Article:
    """The text as it was given; title, address and date are what the giver said."""
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
        paragraphs=locate(page.body),
        boilerplate=(),
        page=page.origin,
    )


def check_length(text: str, page: Page, most: int) -> None:
    """Raises ArticleError for a text of more characters than ``most``, before more work is done on it."""
    if len(text) > most:
        what = f"an article of {len(text):,} characters"
        raise ArticleError(f"{what}; raise ONRECORD_MAX_TEXT ({most:,}) to read it", location=page.origin.location)
