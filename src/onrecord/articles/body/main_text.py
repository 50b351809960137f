"""The lines of a web page's article: trafilatura finds where they are, the page's own tree gives their words.

trafilatura: Barbaresi (2021), "Trafilatura: a web scraping library". It is imported on first use: it takes a quarter of
a second, which a saved text need not pay.
"""

from __future__ import annotations

import re
from copy import deepcopy
from html import unescape
from math import inf
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import blocks, is_huge, key, mend, words_of
from onrecord.articles.body.paragraphs import collapse
from onrecord.articles.body.strip_asides import prune, write_quotes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEEP = 200  # no layout nests deeper, and libxml2 drops what lies below 256: such a page is read without its tree
MENU = 50_000  # characters in a menu; where an end is farther away, it is another one's
FULLER = 0.5  # share of the page's own articleBody below which what was found on the page is only its beginning
_OPENER = re.compile(r"<(?:(script|style|noscript|template|svg|nav|header|footer|head)\b|!--)", re.IGNORECASE)
_RAW = frozenset({"script", "style"})
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|tr|td|table|article|section|blockquote|figure|body)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


def body_lines(tree: HtmlElement, source: str, told: str | None) -> list[str]:
    """The lines of the article's body, by trafilatura; ``told`` is what the page's JSON-LD gives as its body.

    A page too tangled for a tree is read from ``source``, its tags taken out.
    """
    if _depth(tree) > DEEP:
        return untagged(source)
    if is_huge(tree):
        return _flat(tree) or untagged(source)
    tree = deepcopy(tree)
    write_quotes(tree)
    prune(tree)
    lines = mend(_found(tree), blocks(tree))
    return untagged(told) if told and _is_less(lines, told) else lines


def _is_less(lines: list[str], told: str) -> bool:
    """Whether the page shows only the beginning of what it tells, or it was taken from there without its paragraphs."""
    if sum(map(len, lines)) < FULLER * len(told):
        return True
    return len(lines) == 1 and key(lines[0]) == key(told)


def _found(tree: HtmlElement) -> list[str]:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            deepcopy(tree), include_comments=False, include_tables=False, favor_precision=False, with_metadata=False
        )
    except (RecursionError, ValueError, AttributeError, TypeError, KeyError, IndexError, AssertionError):
        return _flat(tree)
    words = getattr(found, "text", None) or ""
    return [line for line in map(collapse, words.split("\n")) if line]


def _depth(tree: HtmlElement) -> int:
    """The deepest nesting, counted without recursion, up to where it is known to be too deep."""
    from lxml import etree

    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if deepest > DEEP:
            break
    return deepest


def _flat(tree: HtmlElement) -> list[str]:
    """Every paragraph of a page that is huge, or that trafilatura stumbles over."""
    return [words for words in dict.fromkeys(words_of(p) for p in tree.iter("p", "blockquote")) if words]


def untagged(source: str) -> list[str]:
    """The lines of a page whose tags are of no help."""
    words = _TAG.sub("", _BLOCK.sub("\n", _without_hidden(source)))
    return [line for line in dict.fromkeys(collapse(unescape(x)) for x in words.split("\n")) if line]


def _without_hidden(source: str) -> str:
    """The page without its scripts, menus and comments. Each end is looked for once: some pages only open things."""
    parts, at = [], 0
    ends: dict[str, tuple[float, int]] = {}  # of each kind, where the next one begins and ends
    for opener in _OPENER.finditer(source):
        start, kind = opener.start(), (opener[1] or "").lower()
        if start < at:
            continue
        if ends.get(kind, (-1, -1))[0] < start:
            close = re.compile(rf"</{kind}\s*>" if kind else "-->", re.IGNORECASE).search(source, start)
            ends[kind] = close.span() if close else (inf, 0)
        if ends[kind][0] - start <= (len(source) if kind in _RAW else MENU):
            parts.append(source[at:start])
            at = ends[kind][1]
    return "\n".join([*parts, source[at:]])
