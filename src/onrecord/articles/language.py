"""The language of an article: a quick look at its small words, and a real identifier in doubt."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.errors import ArticleError
from onrecord.records import Article
from onrecord.settings import Settings

_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "it",
        "on",
        "with",
        "as",
        "was",
        "he",
        "be",
        "at",
        "by",
        "are",
        "this",
        "have",
        "from",
        "or",
        "had",
        "his",
        "they",
        "but",
        "not",
        "an",
        "were",
        "which",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
PLAIN = 0.20  # share of English small words above which no doubt is left: French or Dutch text stays under 0.08
FEW = 20  # a text with fewer words tells no language
LOOK = 4000  # characters looked at


def language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None for a text too short to tell."""
    words = _WORD.findall(text[:LOOK].lower())
    if len(words) < FEW:
        return None
    if sum(word in _ENGLISH for word in words) / len(words) > PLAIN:
        return "en"
    from py3langid.langid import classify

    return str(classify(text[:LOOK])[0])


def check_language(article: Article, settings: Settings) -> Article:
    """The article with its language found. Raises ArticleError for one that is not read."""
    found = language(article.text)
    wanted = {code.strip().lower() for code in settings.languages.split(",")}
    if found is not None and found not in wanted:
        raise ArticleError(
            f"the text is in {found!r}, and only {', '.join(sorted(wanted))} is read; see ONRECORD_LANGUAGES",
            location=article.page.location,
        )
    return replace(article, language=found)
