"""Parts of a page that say by their names that they are not the article: taken out before the body is looked for."""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LINES = resources.files("onrecord.articles.body").joinpath("aside_classes.txt").read_text("utf-8").splitlines()
NAMES = frozenset(line for line in _LINES if line and not line.startswith("#"))
EMBEDS = frozenset({"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed", "reddit-embed-bq"})
TAGS = ("nav", "footer", "dialog", "form")
NAMED = ("div", "section", "aside", "ul", "ol", "p", "span", "blockquote", "figure")
MOST = 0.3  # share of the page's text above which a part is kept, whatever its name: names lie
LONG = 5  # words in one class name above which it is a hash or a sentence, and says nothing
UNREAD = frozenset({"a", "script", "style", "noscript", "template", "svg", "button", "select"})
_UNSHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def prune(tree: HtmlElement) -> None:
    """Take out of the tree, in place, what its name says is no part of the article."""
    most = MOST * _size(tree)
    for element in list(tree.iter(*NAMED, *TAGS)):
        if element.getparent() is None or not _is_aside(element):
            continue
        if _size(element) <= most and next(element.iter("h1"), None) is None:
            element.drop_tree()


def write_quotes(tree: HtmlElement) -> None:
    """Write, in place, the quotation marks that a browser would show around a ``<q>``."""
    for element in list(tree.iter("q")):
        element.text = f"“{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}”"
        else:
            element.text += "”"
        element.drop_tag()


def _size(element: HtmlElement) -> int:
    """Characters of text that is no link: menus are long, and nearly all links."""
    own = sum(len((e.text or "").strip()) for e in element.iter() if e.tag not in UNREAD and isinstance(e.tag, str))
    return own + sum(len((e.tail or "").strip()) for e in element.iterdescendants())


def _is_aside(element: HtmlElement) -> bool:
    if element.tag in TAGS or element.get("hidden") is not None or _UNSHOWN.search(element.get("style") or ""):
        return True
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        if name in EMBEDS:
            return True
        words = [word.lower() for word in _WORD.findall(name)]
        if len(words) <= LONG and not NAMES.isdisjoint([*words, *map(" ".join, pairwise(words))]):
            return True
    return False
