"""Remove elements whose class or id says that they are not the article; the names: aside_classes.toml."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.text.word_lists import WordLists

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ASIDE_NAMES = WordLists("onrecord.articles.body", "aside_classes.toml").words("words", "pairs")
EMBED_CLASSES = frozenset(
    {"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed", "reddit-embed-bq"}
)
ASIDE_TAGS = ("nav", "footer", "dialog", "form")
NAMED_TAGS = ("div", "section", "aside", "ul", "ol", "p", "span", "blockquote", "figure")
MAX_ASIDE_SHARE = 0.3  # of the page's text: a larger element is not removed, whatever its name
MAX_NAME_WORDS = 5  # in one class name; a longer one is a hash or a sentence
_UNCOUNTED_TAGS = frozenset({"a", "script", "style", "noscript", "template", "svg", "button", "select"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BADGE = re.compile(r"[A-Z][a-z]{2,}(?: [A-Za-z]{2,})?")
_SENTENCE_START = re.compile(r"[A-Z][a-z]* ")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def strip_asides(tree: HtmlElement) -> set[HtmlElement]:
    """Remove from the tree, in place, the elements whose names say that they are not the article.

    Returns:
        The elements from which something was removed.
    """
    sizes = text_sizes(tree)
    max_size = MAX_ASIDE_SHARE * sizes[tree]
    changed: set[HtmlElement] = set()
    for element in list(tree.iter(*NAMED_TAGS, *ASIDE_TAGS)):
        if element.getparent() is None or not _is_aside(element):
            continue
        if sizes[element] <= max_size and next(element.iter("h1"), None) is None:
            drop_element(element, changed)
    return changed


def drop_element(element: HtmlElement, changed: set[HtmlElement]) -> None:
    """Remove an element from its tree, and add those around it to the changed ones."""
    for ancestor in element.iterancestors():
        if ancestor in changed:
            break
        changed.add(ancestor)
    element.drop_tree()


def keep_lead(tree: HtmlElement) -> None:
    """Take, in place, the class "teaser" from the article's own first paragraphs, lest they pass for a teaser.

    Some pages cut an article in two, the part that all readers see first. It stands beside the only headline, has
    paragraphs, and neither links nor headings.
    """
    headings = list(tree.iter("h1"))
    for sibling in headings[0].itersiblings() if len(headings) == 1 else ():
        if sibling.tag != "div" or "teaser" not in (sibling.get("class") or "").lower():
            continue
        if next(sibling.iter("p"), None) is not None and next(sibling.iter("a", "h2", "h3", "h4"), None) is None:
            del sibling.attrib["class"]


def write_quotation_marks(tree: HtmlElement) -> None:
    """Write, in place, the quotation marks that a browser would show around a ``<q>``."""
    from lxml import etree

    for element in tree.iter("q"):
        element.text = f"“{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}”"
        else:
            element.text += "”"
    etree.strip_tags(tree, "q")


def separate_badges(tree: HtmlElement) -> None:
    """Write, in place, a space after a badge ("Live") that only the style sheet parts from the sentence after it."""
    for element in tree.iter("span", "b", "strong", "em"):
        following = element.getnext()
        if following is None or element.tail or len(element) or not _BADGE.fullmatch(element.text or ""):
            continue
        if isinstance(following.tag, str) and _SENTENCE_START.match(following.text or ""):
            element.tail = " "


def text_sizes(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Return the characters of text outside links in each element: menus are long, and nearly all links."""
    elements = list(tree.iter())
    sizes = {
        element: len((element.text or "").strip())
        if isinstance(element.tag, str) and element.tag not in _UNCOUNTED_TAGS
        else 0
        for element in elements
    }
    for element in reversed(elements[1:]):  # each one after those inside it
        sizes[element.getparent()] += sizes[element] + len((element.tail or "").strip())
    return sizes


def _is_aside(element: HtmlElement) -> bool:
    is_hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or "")
    if element.tag in ASIDE_TAGS or is_hidden:
        return True
    return any(map(names_aside, f"{element.get('class') or ''} {element.get('id') or ''}".split()))


@lru_cache(maxsize=20_000)
def names_aside(name: str) -> bool:
    """Whether a class name or an id says that an element is not the article; a site has the same few on every page."""
    if name in EMBED_CLASSES:
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    return len(words) <= MAX_NAME_WORDS and not ASIDE_NAMES.isdisjoint([*words, *map(" ".join, pairwise(words))])
