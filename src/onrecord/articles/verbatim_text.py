"""A text that is the article, to the character; and the limit on an article's length."""

from __future__ import annotations

import re

from onrecord.articles.body.paragraphs import locate_paragraphs
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.text.dates import parse_page_date
from onrecord.text.site_names import host_of

CHARACTERS_A_WORD = 4
_WORD_OR_MARK = re.compile(r"[^\W\u2e80-\U0010ffff]+|\S")  # from U+2E80 on, letters are words or syllables


def read_verbatim(page: Page) -> Article:
    """Return the page's text as its article, with what came with the page; without an outlet, the address's host."""
    return Article(
        title=page.title,
        outlet=page.outlet or host_of(page.url),
        url=page.url,
        authors=page.authors,
        published=parse_page_date(page.published),
        modified=None,
        language=None,
        image=None,
        section=page.section,
        text=page.body,
        paragraphs=locate_paragraphs(page.body),
        boilerplate=(),
        page=page.origin,
    )


def check_length(text: str, page: Page, max_text: int, factor: int = 1) -> None:
    """Raise ArticleError if a text takes longer to read than prose of ``factor * max_text`` characters.

    The model's time depends on words and marks. English prose has one to every five or six characters; a text made to
    take long has one to each character, so every word and mark counts as ``CHARACTERS_A_WORD`` at least.
    """
    length = max(len(text), CHARACTERS_A_WORD * _count_words_and_marks(text, factor * max_text))
    if length > factor * max_text:
        count, unit = (
            (length, "characters") if length == len(text) else (length // CHARACTERS_A_WORD, "words and marks")
        )
        raise ArticleError(
            f"an article of {count:,} {unit}; raise ONRECORD_MAX_TEXT ({max_text:,}) to read it",
            location=page.origin.location,
        )


def _count_words_and_marks(text: str, max_length: int) -> int:
    if len(text) * CHARACTERS_A_WORD <= max_length:  # even if each character is one
        return 0
    return sum(1 for _ in _WORD_OR_MARK.finditer(text))
