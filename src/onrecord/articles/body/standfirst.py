"""Find the standfirst: the sentence or two between headline and text that summarize the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import TextBlock, text_key

if TYPE_CHECKING:
    from lxml.html import HtmlElement

STANDFIRST_NAMES = frozenset(
    {"standfirst", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "excerpt", "strapline", "kicker"}
    | {"lede", "summary", "description", "intro"}
)
MENU_TAGS = frozenset({"nav", "footer", "aside", "form", "ul", "ol", "figure"})
MIN_DESCRIPTION = 40  # characters in a description that is a standfirst
MIN_NAMED, MAX_NAMED = 30, 400  # characters in a standfirst that only its class name shows
MAX_DISTANCE = 8  # blocks after the headline among which it is looked for
_WORD = re.compile(r"[a-z]+")
_CUT_OFF = ("...", "…", "[…]")


def find_standfirst(tree: HtmlElement, blocks: list[TextBlock], descriptions: list[str]) -> str | None:
    """Return the description that the page also shows, or the block near the top whose class names it a standfirst.

    ``blocks`` are the page's blocks of text, ``descriptions`` those of its metadata.
    """
    description_keys = {
        text_key(text) for text in descriptions if len(text) >= MIN_DESCRIPTION and not text.endswith(_CUT_OFF)
    }
    described = next((block.words for block in blocks if block.key in description_keys and not _in_menu(block)), None)
    return described or next((block.words for block in _after_headline(tree, blocks) if _is_named(block)), None)


def _after_headline(tree: HtmlElement, blocks: list[TextBlock]) -> list[TextBlock]:
    """The first blocks after the headline."""
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        return []
    block_of_element = {block.element: block for block in blocks}
    following = (block_of_element[e] for e in _elements_after(headings[0]) if e in block_of_element)
    return list(islice(following, MAX_DISTANCE))


def _elements_after(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements inside an element and after it, in the order of the page, as far as they are asked for."""
    yield from element.iterdescendants()
    for ancestor in (element, *element.iterancestors()):
        for sibling in ancestor.itersiblings():
            yield from sibling.iter()


def _is_named(block: TextBlock) -> bool:
    if not MIN_NAMED <= len(block.words) <= MAX_NAMED or " " not in block.words or _in_menu(block):
        return False
    if next(block.element.iter("time"), None) is not None:
        return False  # a byline with its date
    parent = block.element.getparent()
    block_names = f"{block.element.get('class') or ''} {block.element.get('data-testid') or ''}"
    parent_names = "" if parent is None else parent.get("class") or ""
    return not STANDFIRST_NAMES.isdisjoint(_WORD.findall(f"{block_names} {parent_names}".lower()))


def _in_menu(block: TextBlock) -> bool:
    return next(block.element.iterancestors(*MENU_TAGS), None) is not None
