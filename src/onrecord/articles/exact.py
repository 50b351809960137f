"""Text that is the article, to the character."""

from __future__ import annotations

from onrecord.articles.dates import iso
from onrecord.articles.paragraphs import locate
from onrecord.records import Article, Page


def read_exact(page: Page) -> Article:
    """The text as it was given; title, address and date are what the giver said."""
    return Article(
        title=page.title,
        outlet=None,
        url=page.url,
        authors=(),
        published=iso(page.published),
        modified=None,
        language=None,
        image=None,
        section=None,
        text=page.body,
        paragraphs=locate(page.body),
        furniture=(),
        page=page.origin,
    )
