"""A cheap look at a page before it is read: is it an article, in a language that is read?"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from onrecord.articles.language import detect_language
from onrecord.records import Page

MIN_PARAGRAPH = 80  # characters of a paragraph that counts; shorter ones are labels
MAX_SAMPLE = 4_000  # characters of paragraphs that are looked at
MIN_ARTICLE_WORDS = 40  # in an article; a page with fewer is a picture, a video or a notice
_PARAGRAPH = re.compile(r"<p(?:\s[^<>]*)?>([^<]*(?:<(?!/?p[\s>])[^<]*)*)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_HEAD_CHARACTERS = 2_000_000  # a page has its first paragraphs in these


def drop_reason(page: Page, languages: frozenset[str]) -> str | None:
    """Return why a page need not be read: ``front_page`` or ``language``; None if it may be an article.

    The language is that of its longer paragraphs. A page without such paragraphs is not dropped here.
    """
    if page.media != "html":
        return None
    if page.url and is_front_page(page.url):
        return "front_page"
    sample = sample_paragraphs(page.body)
    language = detect_language(sample) if sample else None
    return "language" if language is not None and language not in languages else None


def is_front_page(address: str) -> bool:
    """Return whether an address is that of a site's front page: it has no path and no query."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def sample_paragraphs(body: str) -> str:
    """Return the words of the first longer paragraphs of a page's HTML, without its tags."""
    words, length = [], 0
    for paragraph in _PARAGRAPH.finditer(body, 0, _HEAD_CHARACTERS):
        text = " ".join(unescape(_TAG.sub("", paragraph[1])).split())
        if len(text) >= MIN_PARAGRAPH:
            words.append(text)
            length += len(text)
            if length > MAX_SAMPLE:
                break
    return "\n".join(words)
