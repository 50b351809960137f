"""Choose the title of an article among those that its page gives, without the outlet's name after it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import text_key, visible_text
from onrecord.articles.body.paragraphs import collapse_whitespace

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OUTLET_SUFFIX = re.compile(r"\s+([|–—•»:-]+)\s+([^|–—•»]{2,60})$")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?:(?:[A-Z][\w.’'&-]*+|of|the|and|&)\s*){1,5}")
_NEWS_WORD = re.compile(
    r"\b(?:news|times|post|herald|journal|magazine|gazette|tribune|chronicle|daily|bbc|cnn|reuters)\b|\.com?\b",
    re.IGNORECASE,
)
HEADLINE_LENGTH = range(10, 301)  # characters
MAX_TITLE = 1_000  # characters, the outlet's name included; a longer text is no title, and would take long to cut
MIN_OVERLAP = 0.5  # share of words in common from which two titles are of one article: headlines are often rewritten
MIN_AGREEING = 3  # declared titles; when so many are the same, a different heading is not the title


def visible_headings(tree: HtmlElement, outlet: str | None) -> list[str]:
    """Return the ``<h1>`` headings that may be a headline."""
    texts = [visible_text(heading) for heading in tree.iter("h1")]
    headings = [strip_outlet(text, outlet) for text in texts if len(text) <= MAX_TITLE]
    return [heading for heading in headings if len(heading) in HEADLINE_LENGTH]


def declared_titles(tree: HtmlElement, headline: str | None, metas: dict[str, str], outlet: str | None) -> list[str]:
    """Return the titles that the page declares to search engines and social media."""
    title_element = next(iter(tree.xpath("//head/title/text()") or tree.xpath("//title/text()")), None)
    declared = [headline, metas.get("og:title"), metas.get("twitter:title"), title_element]
    texts = [collapse_whitespace(words) for words in declared if words]
    return [title for text in texts if len(text) <= MAX_TITLE and (title := strip_outlet(text, outlet))]


def choose_title(headings: list[str], declared: list[str]) -> str | None:
    """Return the heading that the page's declared titles confirm, else the best of those."""
    confirmed = next(
        (heading for heading in headings if any(_word_overlap(heading, title) >= MIN_OVERLAP for title in declared)),
        None,
    )
    if confirmed is None:
        return next(iter(declared), None) or next(iter(headings), None)
    counts = Counter(text_key(title) for title in declared)
    commonest, count = counts.most_common(1)[0]
    if count >= MIN_AGREEING and text_key(confirmed) not in counts:
        return next(title for title in declared if text_key(title) == commonest)
    return confirmed


def _word_overlap(title: str, other_title: str) -> float:
    """Share of the shorter title's words that the other one has too."""
    words, other_words = set(_WORD.findall(title.lower())), set(_WORD.findall(other_title.lower()))
    return len(words & other_words) / max(1, min(len(words), len(other_words)))


def strip_outlet(title: str, outlet: str | None) -> str:
    """Return the title without the outlet's name after it."""
    while (suffix := _OUTLET_SUFFIX.search(title)) and _is_outlet(suffix[2], suffix[1], outlet):
        title = title[: suffix.start()]
    return title.strip()


def _is_outlet(suffix: str, mark: str, outlet: str | None) -> bool:
    """Whether the words after the mark in a title name an outlet."""
    if names_outlet(suffix, outlet) or is_news_outlet(suffix):
        return True
    return "|" in mark and suffix.startswith("The ") and _NAME.fullmatch(suffix) is not None


def names_outlet(name: str, outlet: str | None) -> bool:
    """Return whether a name is the outlet's, or one of the two is a part of the other: "BBC", "BBC News"."""
    name_key, outlet_key = _name_key(name), _name_key(outlet or "")
    return bool(name_key and outlet_key) and (name_key in outlet_key or outlet_key in name_key)


def is_news_outlet(name: str) -> bool:
    """Whether a name is an outlet's, by its words: "Times", "Herald"."""
    return _NAME.fullmatch(name.strip()) is not None and _NEWS_WORD.search(name) is not None


def _name_key(name: str) -> str:
    return text_key(name).removeprefix("the")
