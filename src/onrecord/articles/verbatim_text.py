"""A text that is the article, to the character; and the limit on an article's length."""

from __future__ import annotations

from onrecord.articles.body.paragraphs import locate_paragraphs
from onrecord.errors import ArticleError
from onrecord.inference import Model
from onrecord.records import Article, Page
from onrecord.settings import Settings
from onrecord.text.dates import parse_page_date
from onrecord.text.site_names import host_of

CHARACTERS_A_PIECE = 6  # so that no text takes over ten seconds; prose has 4.7; see docs/decisions.md


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


def check_length(text: str, page: Page, settings: Settings, factor: int = 1) -> None:
    """Raise ArticleError if a text has more than ``factor * settings.max_text`` characters, or takes too long to read.

    The model's time depends on word pieces: common words, the parts of rare ones, and marks. A text of names that no
    dictionary has, made to take long, has one to every second character.
    """
    max_length = factor * settings.max_text
    max_pieces = max_length // CHARACTERS_A_PIECE
    size = f"{len(text):,} characters" if len(text) > max_length else ""
    if not size and len(text) > max_pieces:  # each character may be a word piece
        pieces = Model.load(settings).count_word_pieces(text)
        size = f"{pieces:,} word pieces" if pieces > max_pieces else ""
    if size:
        raise ArticleError(
            f"an article of {size}; raise ONRECORD_MAX_TEXT ({settings.max_text:,}) to read it",
            location=page.origin.location,
        )
