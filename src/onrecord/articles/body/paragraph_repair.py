"""Repair the paragraphs of the main text by the page's own blocks of text.

trafilatura finds the region of the main text well; within it, it sometimes drops a paragraph or its end, joins two
words that a tag separated, and writes list marks of its own. The page's tree has the words as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraphs import collapse_whitespace
from onrecord.text.sentences import LINE_ENDS_SENTENCE

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

_BLOCK_TAGS = (
    "p",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "td",
    "dd",
    "dt",
    "figcaption",
    "pre",
    "div",
    "section",
)
_BLOCK_LEVEL = frozenset(_BLOCK_TAGS) | {
    "ul",
    "ol",
    "table",
    "article",
    "aside",
    "figure",
    "h1",
    "header",
    "footer",
    "dl",
    "tr",
}
_INVISIBLE_TAGS = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "button", "select", "textarea"}
)
_NOT_PLAIN_TAGS = frozenset({"br", *_BLOCK_LEVEL, *_INVISIBLE_TAGS})
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_TYPOGRAPHIC_SIGNS = "’‘“”–—…\u00a0"  # nearly all that a text in ASCII otherwise has; each is taken out in one step
_SIGNS = re.compile(r"[\W_]+")
# Set by hand on the pages that this reader was tried on.
MIN_SHAPE_SHARE = 0.25  # of the main text in paragraphs of one shape, from which they are the article's paragraphs
MIN_PARAGRAPH = 30  # characters; a shorter block that was left out is rather a label
MAX_LINK_SHARE = 0.5  # of link text in a paragraph; from there on it is rather a teaser
MIN_HEADLINE_WORDS = 4  # words of a paragraph that is nothing but a link
MAX_JOINED_BLOCKS = 6  # blocks that one line may have been made of
MAX_ELEMENTS, MAX_TEXT = 50_000, 3_000_000  # elements and characters; of more the page is huge, longer than a live blog
MAX_INLINE = 4_000  # inline elements in one paragraph; trafilatura's time is quadratic in them
MAX_BLOCKS = 3_000  # in a page whose paragraphs are repaired: the search is quadratic


@dataclass(frozen=True, slots=True)
class TextBlock:
    """An innermost element with text, its text with single spaces, and the key of that text."""

    element: HtmlElement
    words: str
    key: str


def text_key(words: str) -> str:
    """Return the letters and digits of a text in lower case: the same for two readings of one paragraph."""
    if not words.isascii():
        for sign in _TYPOGRAPHIC_SIGNS:
            words = words.replace(sign, "")
    if words.isascii():
        return words.encode().translate(None, _ASCII_SIGNS).lower().decode()
    return _SIGNS.sub("", words).lower()


def is_huge_page(tree: HtmlElement) -> bool:
    """Whether a page is too large to be examined closely: that would take minutes."""
    count_elements, count_characters = _size_xpaths()
    if count_elements(tree) <= MAX_INLINE and count_characters(tree) <= MAX_TEXT:
        return False  # nearly every page; only for the others is each element looked at
    size = 0
    for number, element in enumerate(tree.iter()):
        is_visible = isinstance(element.tag, str) and element.tag not in _INVISIBLE_TAGS
        size += len(element.text or "") + len(element.tail or "") if is_visible else 0
        if number > MAX_ELEMENTS or size > MAX_TEXT or _is_crowded(element):
            return True
    return False


@cache
def _size_xpaths() -> tuple[XPath, XPath]:
    from lxml.etree import XPath

    return XPath("count(//node()[not(self::text())])"), XPath("string-length(/)")


def _is_crowded(element: HtmlElement) -> bool:
    return len(element) > MAX_INLINE and sum(child.tag not in _BLOCK_LEVEL for child in element) > MAX_INLINE


def find_blocks(
    tree: HtmlElement, known: Iterable[TextBlock] = (), changed: Collection[HtmlElement] = frozenset()
) -> list[TextBlock]:
    """Return the innermost blocks of text in the order of the page, which must not be huge.

    Args:
        tree: The page's tree.
        known: Blocks found before elements were removed; their texts are not collected again.
        changed: The elements from which something was removed.
    """
    blocks: list[TextBlock] = []
    known_blocks = {block.element: block for block in known if block.element not in changed}
    for element in _innermost_blocks(tree):
        if element in known_blocks:
            blocks.append(known_blocks[element])
        elif element.tag in _BLOCK_TAGS:
            words = visible_text(element)
            if key := text_key(words):
                blocks.append(TextBlock(element, words, key))
    return blocks


def _innermost_blocks(tree: HtmlElement) -> list[HtmlElement]:
    """The block-level elements without another one inside, in the order of the page."""
    from lxml import etree

    innermost: dict[HtmlElement, None] = {}
    enclosing: list[HtmlElement] = []
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag=tuple(_BLOCK_LEVEL)):
        if event == "end":
            enclosing.pop()
            continue
        if enclosing:
            innermost.pop(enclosing[-1], None)
        enclosing.append(element)
        innermost[element] = None
    return list(innermost)


def visible_text(element: HtmlElement) -> str:
    """Return the text that an element shows; a line break or an inner block separates words as a space does."""
    if not len(element):
        return "" if element.tag in _INVISIBLE_TAGS else collapse_whitespace(element.text or "")
    is_plain = not any(inner.tag in _NOT_PLAIN_TAGS for inner in element.iterdescendants())
    if is_plain and element.tag not in _INVISIBLE_TAGS:
        return collapse_whitespace("".join(element.itertext("*")))
    parts: list[str] = []
    _collect_text(element, parts)
    return collapse_whitespace("".join(parts))


def _collect_text(top: HtmlElement, parts: list[str]) -> None:
    from lxml import etree

    invisible_depth = 0
    for event, element in etree.iterwalk(top, events=("start", "end", "comment", "pi")):
        hides = element.tag in _INVISIBLE_TAGS
        if event == "start":
            invisible_depth += hides
            if not invisible_depth:
                parts.append(" " if element.tag == "br" or element.tag in _BLOCK_LEVEL else "")
                parts.append(element.text or "")
            continue
        invisible_depth -= hides
        if not invisible_depth and element is not top:
            parts.append(" " if element.tag in _BLOCK_LEVEL else "")
            parts.append(element.tail or "")


def repair_paragraphs(lines: list[str], blocks: list[TextBlock]) -> list[str]:
    """Return the lines in the words of the blocks with the same letters, and with the paragraphs that were dropped."""
    if len(blocks) > MAX_BLOCKS:
        return lines
    lines = _split_collapsed(lines, blocks)
    originals: dict[str, tuple[str, ...]] = {block.key: (block.words,) for block in reversed(blocks)}
    originals |= _adjacent_blocks(blocks, {text_key(line) for line in lines} - originals.keys())
    rejoined = _rejoin_broken_lines(lines, blocks)
    links = {block.words for block in blocks if _is_link_alone(block)}
    originals_of_lines = [words for line in rejoined for words in originals.get(text_key(line), (line,))]
    return _add_dropped([words for words in originals_of_lines if words not in links], blocks)


def _split_collapsed(lines: list[str], blocks: list[TextBlock]) -> list[str]:
    """The lines; a page's only line as its paragraphs, if it is several blocks run together.

    trafilatura takes all the words of an article that is very short, its headline and captions among them.
    """
    key = text_key(lines[0]) if len(lines) == 1 else ""
    if not key or any(block.key == key for block in blocks):
        return lines
    inside = [block for block in blocks if block.key in key]
    paragraphs = [block.words for block in inside if block.element.tag == "p" and _is_prose(block)]
    return paragraphs if len(inside) > 1 and paragraphs else lines


def _rejoin_broken_lines(lines: list[str], blocks: list[TextBlock]) -> list[str]:
    """The lines, with those joined that a ``<br>`` within a sentence has separated."""
    broken = {block.key: block.words for block in blocks if next(block.element.iter("br"), None) is not None}
    rejoined: list[str] = []
    run: list[str] = []  # lines that belong together, as far as read
    run_letters = 0
    candidates: list[str] = []  # the keys of the broken blocks that begin with the run
    for line in lines:
        key = text_key(line)
        continued = [block_key for block_key in candidates if block_key.startswith(key, run_letters)]
        if continued and not LINE_ENDS_SENTENCE.search(run[-1]):
            run.append(line)
            run_letters += len(key)
        else:
            rejoined += _join_run(run, run_letters, candidates, broken)
            run, run_letters = [line], len(key)
            continued = [block_key for block_key in broken if block_key.startswith(key)]
        candidates = continued
    return rejoined + _join_run(run, run_letters, candidates, broken)


def _join_run(run: list[str], letters: int, candidates: list[str], broken: dict[str, str]) -> list[str]:
    """The run as one line: in the words of its block, if it is all of one."""
    if len(run) < 2:
        return run
    complete = next((key for key in candidates if len(key) == letters), None)
    return [" ".join(run) if complete is None else broken[complete]]


def _adjacent_blocks(blocks: list[TextBlock], line_keys: set[str]) -> dict[str, tuple[str, ...]]:
    """The adjacent blocks that together have the letters of a line that no block has alone."""
    joined: dict[str, tuple[str, ...]] = {}
    starts = {line_key[:MIN_PARAGRAPH]: line_key for line_key in line_keys}
    for number, block in enumerate(blocks):
        line_key = starts.get(block.key[:MIN_PARAGRAPH]) if len(block.key) >= MIN_PARAGRAPH else None
        if line_key is None:
            continue
        joined_key = ""
        for end in range(number, min(number + MAX_JOINED_BLOCKS, len(blocks))):
            joined_key += blocks[end].key
            if joined_key == line_key:
                joined[line_key] = tuple(part.words for part in blocks[number : end + 1])
            if not line_key.startswith(joined_key):
                break
    return joined


def _add_dropped(lines: list[str], blocks: list[TextBlock]) -> list[str]:
    """The lines, with the paragraphs of the article's shape that are not among them at their places."""
    line_numbers = {text_key(line): number for number, line in enumerate(lines)}
    shapes = _article_shapes(blocks, line_numbers)
    all_keys = "".join(map(text_key, lines))
    dropped: dict[int, list[str]] = {}  # by the line after which they belong
    last_line = -1
    for block in blocks:
        if block.key in line_numbers:
            last_line = max(last_line, line_numbers[block.key])
        elif _shape(block.element) in shapes and _is_prose(block) and block.key not in all_keys:
            dropped.setdefault(last_line, []).append(block.words)
            all_keys += block.key
    return _merge(lines, dropped)


def _merge(lines: list[str], dropped: dict[int, list[str]]) -> list[str]:
    """The lines with the dropped paragraphs; a line that is only the beginning of one beside it goes."""
    merged = list(dropped.get(-1, []))
    for number, line in enumerate(lines):
        adjacent_keys = [text_key(words) for words in (*dropped.get(number - 1, []), *dropped.get(number, []))]
        if not any(adjacent_key.startswith(text_key(line)) for adjacent_key in adjacent_keys):
            merged.append(line)
        merged += dropped.get(number, [])
    return merged


def _article_shapes(blocks: list[TextBlock], line_numbers: dict[str, int]) -> set[tuple[str, ...]]:
    """The shapes of the paragraphs that hold most of the article."""
    lengths: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        if block.key in line_numbers and block.element.tag == "p":
            lengths[_shape(block.element)] += len(block.key)
    total = sum(lengths.values())
    return {shape for shape, length in lengths.items() if length >= MIN_SHAPE_SHARE * total}


def _shape(element: HtmlElement) -> tuple[str, ...]:
    """What elements of one kind have in common: tag and class, their own and their parent's."""
    parent = element.getparent()
    parent_shape = () if parent is None else (str(parent.tag), parent.get("class") or "")
    return (str(element.tag), element.get("class") or "", *parent_shape)


def _is_prose(block: TextBlock) -> bool:
    if len(block.words) < MIN_PARAGRAPH or not LINE_ENDS_SENTENCE.search(block.words):
        return False
    return _linked_letters(block) < MAX_LINK_SHARE * len(block.key)


def _linked_letters(block: TextBlock) -> int:
    return sum(len(text_key(visible_text(link))) for link in block.element.iter("a"))


def _is_link_alone(block: TextBlock) -> bool:
    """Whether a paragraph is a link to another article: its headline, without a sentence's end."""
    if block.element.tag not in ("p", "li", "div") or len(block.words.split()) < MIN_HEADLINE_WORDS:
        return False
    is_sentence = LINE_ENDS_SENTENCE.search(block.words.rstrip("]")) is not None
    return not is_sentence and _linked_letters(block) == len(block.key)
