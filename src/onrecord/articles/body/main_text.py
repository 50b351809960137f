"""The lines of a web page's main text: trafilatura finds where they are, the page's own tree gives their words.

trafilatura: Barbaresi (2021), "Trafilatura: a web scraping library". It is imported on first use, since that takes a
quarter of a second and a saved text does not need it.
"""

from __future__ import annotations

import re
from functools import cache
from math import inf
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import (
    TextBlock,
    find_blocks,
    repair_paragraphs,
    text_key,
    visible_text,
)
from onrecord.articles.body.paragraphs import collapse_whitespace
from onrecord.articles.body.strip_asides import keep_lead, strip_asides, write_quotation_marks
from onrecord.articles.body.strip_metadata import strip_shown_metadata, strip_teasers
from onrecord.text.character_references import unescape_references

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

MAX_DEPTH = 200  # of nesting; libxml2 drops what is deeper than 256, so a deeper page is read without its tree
MAX_BLOCKS_TO_CLASSIFY = 1_500  # of text; jusText compares each with all between it and the next good one
MAX_MENU = 50_000  # characters in a menu; an end tag farther away belongs to another one
MIN_BODY_SHARE = 0.5  # of the articleBody in the JSON-LD; a page that shows less shows only the beginning
_OPENER = re.compile(r"<(?:(script|style|noscript|template|svg|nav|header|footer|head)\b|!--)", re.IGNORECASE)
_RAW_TAGS = frozenset({"script", "style"})
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|tr|td|table|article|section|blockquote|figure|body)\b[^<>]*>", re.IGNORECASE
)
_JOINT = re.compile(r"(?<=[^\W\d_]{2}[.!?])(?=“?[A-Z])|(?<=[.!?]”)(?=[“A-Z])")  # “he said.“We”: two paragraphs
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


def main_text_lines(
    tree: HtmlElement,
    blocks: list[TextBlock],
    source: str,
    json_ld_body: str | None,
    authors: tuple[str, ...],
    *,
    is_huge: bool,
) -> list[str]:
    """Return the lines of the article.

    Args:
        tree: The page's tree; what is not the article is removed from it.
        blocks: The page's blocks of text.
        source: The page's HTML, read without its tags if the tree is too deep.
        json_ld_body: The ``articleBody`` of the page's JSON-LD, taken if the page shows only its beginning.
        authors: The article's authors, whose bylines are no part of it.
        is_huge: Whether the page is too large to be examined closely.
    """
    if _too_deep()(tree):
        return strip_tags(source)
    if is_huge:
        return _all_paragraphs(tree) or strip_tags(source)
    unmarked_blocks = blocks if next(tree.iter("q"), None) is None else []
    write_quotation_marks(tree)
    keep_lead(tree)
    changed = strip_asides(tree) | strip_teasers(tree) | strip_shown_metadata(tree, authors)
    blocks = find_blocks(tree, unmarked_blocks, changed)
    lines = repair_paragraphs(_extracted_lines(tree, fast=len(blocks) > MAX_BLOCKS_TO_CLASSIFY), blocks)
    if json_ld_body and _is_incomplete(lines, json_ld_body):
        return [line for part in strip_tags(json_ld_body) for line in _JOINT.sub("\n", part).split("\n")]
    return lines


def _is_incomplete(lines: list[str], json_ld_body: str) -> bool:
    """Whether the lines are only the beginning of the JSON-LD's text, or that text without its paragraphs."""
    if sum(map(len, lines)) < MIN_BODY_SHARE * len(json_ld_body):
        return True
    return len(lines) == 1 and text_key(lines[0]) == text_key(json_ld_body)


def _extracted_lines(tree: HtmlElement, *, fast: bool) -> list[str]:
    """The lines that trafilatura takes for the article; ``fast``: without its second opinion, of jusText.

    It copies the tree that it is given.
    """
    from trafilatura import bare_extraction

    try:
        extracted = bare_extraction(
            tree,
            fast=fast,
            include_comments=False,
            include_tables=False,
            favor_precision=False,
            with_metadata=False,
        )
    except (RecursionError, ValueError, AttributeError, TypeError, KeyError, IndexError, AssertionError):
        return _all_paragraphs(tree)
    words = getattr(extracted, "text", None) or ""
    return [line for line in map(collapse_whitespace, words.split("\n")) if line]


@cache
def _too_deep() -> XPath:
    """Whether some element of a tree is nested too deep: an expression that takes one step for each level."""
    from lxml.etree import XPath

    return XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")


def _all_paragraphs(tree: HtmlElement) -> list[str]:
    """Every paragraph of a page that is huge, or that trafilatura fails on."""
    return [words for words in dict.fromkeys(visible_text(p) for p in tree.iter("p", "blockquote")) if words]


def strip_tags(source: str) -> list[str]:
    """Return the distinct lines of a page's source without its tags, scripts and menus."""
    words = _TAG.sub("", _BLOCK_TAG.sub("\n", _without_hidden(source)))
    lines = (collapse_whitespace(unescape_references(line)) for line in words.split("\n"))
    return [line for line in dict.fromkeys(lines) if line]


def _without_hidden(source: str) -> str:
    """The page without its scripts, menus and comments. Each end tag is searched once: some pages only open them."""
    parts, position = [], 0
    ends: dict[str, tuple[float, int]] = {}  # of each kind of tag, the span of the next end tag
    for opener in _OPENER.finditer(source):
        start, kind = opener.start(), (opener[1] or "").lower()
        if start < position:
            continue
        if ends.get(kind, (-1, -1))[0] < start:
            close = re.compile(rf"</{kind}\s*>" if kind else "-->", re.IGNORECASE).search(source, start)
            ends[kind] = close.span() if close else (inf, 0)
        if ends[kind][0] - start <= (len(source) if kind in _RAW_TAGS else MAX_MENU):
            parts.append(source[position:start])
            position = ends[kind][1]
    return "\n".join([*parts, source[position:]])
