"""The language of an article: by the share of English function words, and by py3langid when that is in doubt."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.errors import ArticleError
from onrecord.records import Article
from onrecord.settings import Settings

# The commonest function words of English; in other languages few of them are words.
_ENGLISH_WORDS = frozenset(
    [
        "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "on", "with", "as", "was",
        "he", "be", "at", "by", "are", "this", "have", "from", "or", "had", "his", "they", "but", "not",
        "an", "were", "which",
    ]
)  # fmt: skip
# A word; of scripts without spaces between words each letter: Thai, Lao, Burmese, Khmer, kana, Han.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+")
MIN_ENGLISH_SHARE = 0.20  # of function words, above which a text is English: French or Dutch text stays under 0.08
MIN_WORDS = 20  # a shorter text does not show its language
MAX_EXAMINED = 4000  # characters that are examined


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language; None for a text of fewer than 20 words."""
    words = _WORD.findall(text[:MAX_EXAMINED].lower())
    if len(words) < MIN_WORDS:
        return None
    if sum(word in _ENGLISH_WORDS for word in words) / len(words) > MIN_ENGLISH_SHARE:
        return "en"
    from py3langid.langid import classify

    return str(classify(text[:MAX_EXAMINED])[0])


def check_language(article: Article, settings: Settings) -> Article:
    """Return the article with its language. Raises ArticleError for a language that the settings do not name."""
    language = detect_language(article.text)
    accepted = {code.strip().lower() for code in settings.languages.split(",")}
    if language is not None and language not in accepted:
        raise ArticleError(
            f"the text is in {language!r}, and only {', '.join(sorted(accepted))} is read; see ONRECORD_LANGUAGES",
            location=article.page.location,
        )
    return replace(article, language=language)
