"""Markdown to plain paragraphs, by markdown-it-py, and the fields of its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_]+):\s*(\S.*)")
MAX_LIST_NUMBER = 999  # of a list item; a larger one is a year at the start of a sentence
MAX_NESTING = 20  # of lists and quotations: as deep as the parser goes


def parse_front_matter(body: str) -> tuple[dict[str, str], str]:
    """Return the fields before the text, between lines of dashes, and the text; lists in the fields are left out."""
    front_matter = _FRONT_MATTER.match(body)
    if front_matter is None:
        return {}, body
    lines = front_matter[1].split("\n")
    if not all(":" in line or line[:1] in " -#" for line in lines if line):
        return {}, body
    fields = (_FIELD.fullmatch(line) for line in lines)
    return {field[1].lower(): field[2].strip("\"'") for field in fields if field}, body[front_matter.end() :]


def markdown_paragraphs(body: str) -> list[str]:
    """Return the words of each paragraph, heading and list item; a link is its words, or its address without any."""
    parser = _parser()
    blocks = parser.parse(body)
    if any(token.level >= MAX_NESTING - 1 for token in blocks):  # what lies deeper is not in the blocks
        return [_words(parser, line) for line in body.split("\n")]
    paragraphs: list[str] = []
    list_number = ""
    for token in blocks:
        if token.type == "list_item_open":
            list_number = token.info
        elif token.type == "fence":
            paragraphs += [_words(parser, line) for line in token.content.splitlines()]
        elif token.type == "inline":
            is_year = list_number.isdecimal() and int(list_number) > MAX_LIST_NUMBER
            paragraphs.append((f"{list_number}. " if is_year else "") + _words(parser, token.content))
            list_number = ""
    return paragraphs


@cache
def _parser() -> MarkdownIt:
    """CommonMark without indented code, HTML and link definitions: in a saved article those are its words.

    Only blocks are parsed at first; the marks within a block are parsed by ``_words``.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).disable(
        ["code", "html_block", "html_inline", "reference"]
    )
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _words(parser: MarkdownIt, source: str) -> str:
    """The words of a block without its marks."""
    tokens: list[Token] = []
    parser.inline.parse(source, parser, {}, tokens)
    return "".join(_inline_words(tokens))


def _inline_words(tokens: Iterable[Token]) -> Iterator[str]:
    address = ""  # of a link without words so far
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            yield address
            address = ""
        elif words := token.content or str(token.attrs.get("src", "")):
            yield words
            address = ""
