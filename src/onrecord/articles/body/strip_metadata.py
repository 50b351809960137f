"""Remove from the tree what a page shows of an article's metadata, and the teasers of other articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import text_key, visible_text
from onrecord.articles.body.strip_asides import MAX_ASIDE_SHARE, drop_element, text_sizes
from onrecord.articles.metadata.shown_bylines import is_marked_byline

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def strip_shown_metadata(tree: HtmlElement, authors: tuple[str, ...]) -> set[HtmlElement]:
    """Remove, in place, the bylines of these authors and dates that stand alone.

    Returns:
        The elements from which something was removed.
    """
    author_keys = tuple(key for author in authors if (key := text_key(author)))
    changed: set[HtmlElement] = set()
    for element in list(tree.iter("time")):
        parent = element.getparent()
        if parent is not None and not (parent.text or "").strip() and _is_alone(element, parent):
            drop_element(element, changed)
    for element in [element for element in tree.iter("*") if is_marked_byline(element)]:
        is_attached = element.getparent() is not None
        if is_attached and _is_byline_of(text_key(visible_text(element)), author_keys):
            drop_element(element, changed)
    return changed


def strip_teasers(tree: HtmlElement) -> set[HtmlElement]:
    """Remove, in place, the links that hold a headline: they lead to other articles.

    Returns:
        The elements from which something was removed.
    """
    sizes = text_sizes(tree)
    max_size = MAX_ASIDE_SHARE * sizes[tree]
    changed: set[HtmlElement] = set()
    for link in list(tree.iter("a")):
        is_teaser = link.get("href") and next(link.iter(*HEADINGS), None) is not None
        if is_teaser and link.getparent() is not None and sizes[link] <= max_size:
            drop_element(link, changed)
    return changed


def _is_alone(element: HtmlElement, parent: HtmlElement) -> bool:
    """Return whether nothing but dates and bylines stand beside a date."""
    return all(
        (child.tag == "time" or is_marked_byline(child)) and not (child.tail or "").strip(" \n\t\r|•·–—-")
        for child in parent
    )


def _is_byline_of(key: str, author_keys: tuple[str, ...]) -> bool:
    """Return whether a byline's letters are "by" and an author's name, or that name, and little more."""
    return any(key.removeprefix("by").startswith(author) for author in author_keys)
