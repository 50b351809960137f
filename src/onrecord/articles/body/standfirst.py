"""The stand-first: the sentence or two between headline and text that say what the article is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import Block, blocks, key

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NAMES = frozenset(
    {"standfirst", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "excerpt", "strapline", "kicker"}
    | {"lede", "summary", "description", "intro"}
)
MENUS = frozenset({"nav", "footer", "aside", "form", "ul", "ol", "figure"})
SAID = 40  # characters from which a description is one
SHORT, LONG = 30, 400  # characters in a stand-first that only its name tells
NEAR = 8  # blocks behind the headline among which it stands
_WORD = re.compile(r"[a-z]+")
_CUT = ("...", "…", "[…]")


def find_standfirst(tree: HtmlElement, described: list[str]) -> str | None:
    """The page's description where the page shows it in the same words, or the words named as stand-first near the top.

    ``described`` is how the page describes itself in its metadata.
    """
    found = blocks(tree)
    told = {key(text) for text in described if len(text) >= SAID and not text.endswith(_CUT)}
    shown = next((block.words for block in found if block.key in told and not _in_menu(block)), None)
    return shown or next((block.words for block in _top(tree, found) if _is_named(block)), None)


def _top(tree: HtmlElement, found: list[Block]) -> list[Block]:
    """The blocks that follow the headline."""
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        return []
    order = {element: number for number, element in enumerate(tree.iter())}
    place = order[headings[0]]
    return [block for block in found if order[block.element] > place][:NEAR]


def _is_named(block: Block) -> bool:
    if not SHORT <= len(block.words) <= LONG or " " not in block.words or _in_menu(block):
        return False
    parent = block.element.getparent()
    own = f"{block.element.get('class') or ''} {block.element.get('data-testid') or ''}"
    around = "" if parent is None else parent.get("class") or ""
    return not NAMES.isdisjoint(_WORD.findall(f"{own} {around}".lower()))


def _in_menu(block: Block) -> bool:
    return any(around.tag in MENUS for around in block.element.iterancestors())
