"""The page's blocks of text, to mend what the body finder ran together, cut short or left out.

trafilatura finds the region of the body well; within it, it sometimes drops a paragraph or its end, runs two words
together where a tag stood between them, and writes list marks of its own. The tree has the words as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraphs import collapse
from onrecord.text.sentences import LINE_ENDS_SENTENCE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAGS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "dd", "dt", "figcaption", "pre", "div", "section")
_INNER = frozenset(_TAGS) | {"ul", "ol", "table", "article", "aside", "figure", "h1", "header", "footer", "dl", "tr"}
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "button", "select", "textarea"})
_NOT_WORD = re.compile(r"[\W_]+")
BODY = 0.25  # share of the found text that lies in paragraphs of one shape: those are the body's
SHORT = 30  # characters below which a paragraph left out is rather a label
LINKED = 0.5  # share of link text from which a paragraph is rather a teaser
SPLIT = 6  # blocks that one line may have been made of
ELEMENTS, TEXT = 50_000, 3_000_000  # elements, and characters of text, of a huge page; long live blogs stay below
INLINE = 10_000  # inline elements in one paragraph above which it is an attack: trafilatura's time is quadratic in them
MANY = 3_000  # blocks above which a page is a book or an attack, and is left as found: the search is quadratic


@dataclass(frozen=True, slots=True)
class Block:
    """An element that holds text of its own, and that text with white space collapsed."""

    element: HtmlElement
    words: str
    key: str


def key(words: str) -> str:
    """The letters and digits alone: what two readings of one paragraph have in common."""
    return _NOT_WORD.sub("", words).lower()


def is_huge(tree: HtmlElement) -> bool:
    """Whether a page is too large to be looked at closely: it would take minutes, and is no article."""
    size = 0
    for number, element in enumerate(tree.iter()):
        size += 0 if element.tag in _UNSEEN else len(element.text or "") + len(element.tail or "")
        if number > ELEMENTS or size > TEXT or _is_crowded(element):
            return True
    return False


def _is_crowded(element: HtmlElement) -> bool:
    return len(element) > INLINE and sum(child.tag not in _INNER for child in element) > INLINE


def blocks(tree: HtmlElement) -> list[Block]:
    """The innermost blocks of text, in the order of the page; none of a page that is huge."""
    found: list[Block] = []
    if is_huge(tree):
        return found
    for element in tree.iter(*_TAGS):
        if any(child.tag in _INNER for child in element.iterdescendants()):
            continue
        words = words_of(element)
        if letters := key(words):
            found.append(Block(element, words, letters))
    return found


def words_of(element: HtmlElement) -> str:
    """The words that an element shows; a line break or an inner block parts words as white space does."""
    parts: list[str] = []
    _gather(element, parts)
    return collapse("".join(parts))


def _gather(top: HtmlElement, parts: list[str]) -> None:
    from lxml import etree

    unseen = 0
    for event, element in etree.iterwalk(top, events=("start", "end", "comment", "pi")):
        hides = element.tag in _UNSEEN
        if event == "start":
            unseen += hides
            if not unseen:
                parts.append(" " if element.tag == "br" or element.tag in _INNER else "")
                parts.append(element.text or "")
            continue
        unseen -= hides
        if not unseen and element is not top:
            parts.append(" " if element.tag in _INNER else "")
            parts.append(element.tail or "")


def mend(lines: list[str], page: list[Block]) -> list[str]:
    """The lines in the page's own words where a block has the same letters, and the body's lost paragraphs put in."""
    if len(page) > MANY:
        return lines
    own: dict[str, tuple[str, ...]] = {block.key: (block.words,) for block in reversed(page)}
    own |= _joined(page, {key(line) for line in lines} - own.keys())
    return _complete([words for line in _rejoined(lines, page) for words in own.get(key(line), (line,))], page)


def _rejoined(lines: list[str], page: list[Block]) -> list[str]:
    """The lines, those put together that a line break within a sentence has parted."""
    broken = {block.key: block.words for block in page if next(block.element.iter("br"), None) is not None}
    whole: list[str] = []
    run: list[str] = []  # lines that belong together, as far as read
    letters = 0  # in them
    within: list[str] = []  # the broken blocks that begin with them
    for line in lines:
        own = key(line)
        going_on = [words for words in within if words.startswith(own, letters)]
        if going_on and not LINE_ENDS_SENTENCE.search(run[-1]):
            run.append(line)
            letters += len(own)
        else:
            whole += _together(run, letters, within, broken)
            run, letters, going_on = [line], len(own), [words for words in broken if words.startswith(own)]
        within = going_on
    return whole + _together(run, letters, within, broken)


def _together(run: list[str], letters: int, within: list[str], broken: dict[str, str]) -> list[str]:
    """The run as one line: in the words of the block that it is, if it is all of one."""
    if len(run) < 2:
        return run
    whole = next((words for words in within if len(words) == letters), None)
    return [" ".join(run) if whole is None else broken[whole]]


def _joined(page: list[Block], wanted: set[str]) -> dict[str, tuple[str, ...]]:
    """The blocks that lie side by side and have, together, the letters of a line that no block has alone."""
    found: dict[str, tuple[str, ...]] = {}
    starts = {line[:SHORT]: line for line in wanted}
    for number, block in enumerate(page):
        line = starts.get(block.key[:SHORT]) if len(block.key) >= SHORT else None
        if line is None:
            continue
        together = ""
        for end in range(number, min(number + SPLIT, len(page))):
            together += page[end].key
            if together == line:
                found[line] = tuple(part.words for part in page[number : end + 1])
            if not line.startswith(together):
                break
    return found


def _complete(lines: list[str], page: list[Block]) -> list[str]:
    place = {key(line): number for number, line in enumerate(lines)}
    shapes = _body_shapes(page, place)
    everything = "".join(map(key, lines))
    added: dict[int, list[str]] = {}
    last = -1
    for block in page:
        if block.key in place:
            last = max(last, place[block.key])
        elif _shape(block.element) in shapes and _is_prose(block) and block.key not in everything:
            added.setdefault(last, []).append(block.words)
            everything += block.key
    return _merged(lines, added)


def _merged(lines: list[str], added: dict[int, list[str]]) -> list[str]:
    """The lines with those added after each; a line that only begins one added beside it goes."""
    whole = list(added.get(-1, []))
    for number, line in enumerate(lines):
        beside = [key(words) for words in (*added.get(number - 1, []), *added.get(number, []))]
        if not any(words.startswith(key(line)) for words in beside):
            whole.append(line)
        whole += added.get(number, [])
    return whole


def _body_shapes(page: list[Block], place: dict[str, int]) -> set[tuple[str, ...]]:
    lengths: Counter[tuple[str, ...]] = Counter()
    for block in page:
        if block.key in place and block.element.tag == "p":
            lengths[_shape(block.element)] += len(block.key)
    whole = sum(lengths.values())
    return {shape for shape, length in lengths.items() if length >= BODY * whole}


def _shape(element: HtmlElement) -> tuple[str, ...]:
    """What elements of one kind have in common: tag and class, their own and their parent's."""
    parent = element.getparent()
    around = () if parent is None else (str(parent.tag), parent.get("class") or "")
    return (str(element.tag), element.get("class") or "", *around)


def _is_prose(block: Block) -> bool:
    if len(block.words) < SHORT or not LINE_ENDS_SENTENCE.search(block.words):
        return False
    linked = sum(len(key(words_of(link))) for link in block.element.iter("a"))
    return linked < LINKED * len(block.key)
