"""Lists and block quotations that a line with a colon introduces, by the page's markup.

The text of an article has no markup. Where a page prints a statement in a ``<blockquote>`` or as a list, often without
quotation marks, only the markup says how far it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import TextBlock, text_key

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONTAINERS = ("blockquote", "ul", "ol")


def introduced_blocks(
    lines: Sequence[str], paragraphs: Sequence[tuple[int, int]], blocks: Sequence[TextBlock]
) -> tuple[tuple[int, int], ...]:
    """Return start and end of each run of lines that are in one list or block quotation, after a line with a colon.

    Args:
        lines: The lines of the article, none of them empty.
        paragraphs: The offsets of each line in the article's text.
        blocks: The page's blocks of text.
    """
    introducing = [number for number, line in enumerate(lines[:-1]) if line.endswith(":")]
    if not introducing:
        return ()
    containers: dict[str, HtmlElement] = {}
    for block in blocks:
        container = _container(block.element)
        if container is not None:
            containers.setdefault(block.key, container)
    runs = []
    for number in introducing:
        first = containers.get(text_key(lines[number + 1]))
        if first is None:
            continue
        last = number + 1
        while last + 1 < len(lines) and containers.get(text_key(lines[last + 1])) is first:
            last += 1
        runs.append((paragraphs[number + 1][0], paragraphs[last][1]))
    return tuple(runs)


def _container(element: HtmlElement) -> HtmlElement | None:
    """The innermost list or block quotation that an element is in, or is."""
    if element.tag in _CONTAINERS:
        return element
    return next(element.iterancestors(*_CONTAINERS), None)
