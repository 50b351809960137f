"""The title of an article among the forms that its page gives, without the outlet's name behind it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import key, words_of
from onrecord.articles.body.paragraphs import collapse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SUFFIX = re.compile(r"\s+([|–—•»:-]+)\s+([^|–—•»]{2,60})$")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?:(?:[A-Z][\w.’'&-]*|of|the|and|&)\s*){1,5}")
_PRESS = re.compile(
    r"\b(?:news|times|post|herald|journal|magazine|gazette|tribune|chronicle|daily|bbc|cnn|reuters)\b|\.com?\b",
    re.IGNORECASE,
)
PLAUSIBLE = range(10, 301)  # characters in a headline
ALIKE = 0.5  # share of words in common from which two titles are of one article: a headline is often rewritten
AGREED = 3  # titles that a page gives for other readers: when so many are one, the shown one is the odd one out


def shown_titles(tree: HtmlElement, outlet: str | None) -> list[str]:
    """The headings of the first rank that could be a headline."""
    headings = [without_outlet(words_of(heading), outlet) for heading in tree.iter("h1")]
    return [heading for heading in headings if len(heading) in PLAUSIBLE]


def told_titles(tree: HtmlElement, headline: str | None, metas: dict[str, str], outlet: str | None) -> list[str]:
    """The titles that the page gives to search engines and social media."""
    named = next(iter(tree.xpath("//head/title/text()") or tree.xpath("//title/text()")), None)
    told = [headline, metas.get("og:title"), metas.get("twitter:title"), named]
    return [title for words in told if words and (title := without_outlet(collapse(words), outlet))]


def choose(shown: list[str], told: list[str]) -> str | None:
    """The headline as shown when the page's other titles bear it out, else the best of those."""
    best = next((title for title in shown if any(_alike(title, other) >= ALIKE for other in told)), None)
    if best is None:
        return next(iter(told), None) or next(iter(shown), None)
    keys = Counter(key(title) for title in told)
    most, count = keys.most_common(1)[0]
    if count >= AGREED and key(best) not in keys:
        return next(title for title in told if key(title) == most)
    return best


def _alike(a: str, b: str) -> float:
    """Share of the shorter one's words that the other has too."""
    x, y = set(_WORD.findall(a.lower())), set(_WORD.findall(b.lower()))
    return len(x & y) / max(1, min(len(x), len(y)))


def without_outlet(title: str, outlet: str | None) -> str:
    """The title without the outlet's name behind it."""
    while (match := _SUFFIX.search(title)) and _is_outlet(match[2], match[1], outlet):
        title = title[: match.start()]
    return title.strip()


def _is_outlet(tail: str, mark: str, outlet: str | None) -> bool:
    if outlet:
        name, known = _bare(tail), _bare(outlet)
        if name and known and (name in known or known in name):
            return True
    return is_press(tail) or ("|" in mark and tail.startswith("The ") and bool(_NAME.fullmatch(tail)))


def is_press(name: str) -> bool:
    """Whether a name is, by its words, an outlet's."""
    return _NAME.fullmatch(name.strip()) is not None and _PRESS.search(name) is not None


def _bare(name: str) -> str:
    return key(name).removeprefix("the")
