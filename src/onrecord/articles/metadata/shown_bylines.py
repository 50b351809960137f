"""The bylines that a page shows: elements marked as one, and “By Ann Lee” beside the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import visible_text
from onrecord.articles.body.strip_asides import names_aside
from onrecord.articles.metadata.bylines import is_person_like, parse_bylines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BYLINE_WORDS = frozenset({"byline", "bylines", "author", "authors", "writer", "writers", "contributors"})
OTHER_WORDS = frozenset(
    {"bio", "photo", "image", "img", "avatar", "picture", "icon", "fans", "count", "label", "comment", "comments"}
    | {"follow", "twitter", "social", "tweet", "email", "title", "job", "role", "more", "related", "date", "time"}
)
MARKS = frozenset({"class", "id", "rel", "itemprop", "data-testid", "data-test-id", "data-component"})
MENU_TAGS = ("nav", "footer", "aside", "form", "head")
DATE_MARKS = re.compile(r"time|date|posted|updated|published", re.IGNORECASE)
MAX_SHOWN_BYLINE = 160  # characters
MAX_PROSE = 900  # characters of paragraphs between the headline and its byline
MIN_PROSE = 120  # characters of a text that is a paragraph of the article rather than a label
MAX_BEFORE = 4_000  # elements before the headline among which a byline is looked for
MAX_PARTS = 40  # elements inside a byline
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BY = re.compile(r"(?:^|\s)by:?\s+(?=[^\W\d_])", re.IGNORECASE)
_PLAIN_BYLINE = re.compile(
    r"(?:(?:written|words|story|text|reported) )?by:?\s+(?P<names>[^\W\d_].{2,90})", re.IGNORECASE
)


def shown_authors(tree: HtmlElement) -> tuple[str, ...]:
    """Return the names in the first byline beside the headline that names a person."""
    for element in _byline_elements(tree):
        names = parse_bylines(_names_in(element))
        persons = tuple(name for name in names if is_person_like(name))
        if persons:
            return persons
    return ()


def _byline_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that may be the article's byline: those after the headline, in order, then those before it."""
    outer: HtmlElement | None = None
    for element in elements_near_headline(tree):
        if outer is not None and outer in element.iterancestors():
            continue
        if (is_marked_byline(element) or _is_plain_byline(element)) and not is_elsewhere(element):
            outer = element
            yield element
    headline = next(iter(tree.iter("h1")), None)
    if headline is not None:
        before = islice(takewhile(lambda element: element is not headline, tree.iter("*")), MAX_BEFORE)
        marked = [element for element in before if is_marked_byline(element) and not is_elsewhere(element)]
        yield from reversed(marked)


def elements_near_headline(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements from the headline, or from the page's beginning, into the first paragraphs of the article."""
    headline = next(iter(tree.iter("h1")), None)
    prose, is_after = 0, headline is None
    for element in tree.iter("*"):
        if element is headline:
            is_after = True
        if not is_after:
            continue
        if element.tag == "p":
            length = len(visible_text(element))
            prose += length if length >= MIN_PROSE else 0
        if prose > MAX_PROSE:
            return
        yield element


def is_marked_byline(element: HtmlElement) -> bool:
    """Return whether an element's names say that it is a byline, and it is as short as one."""
    attributes = element.items()  # one call; most elements have none
    names = " ".join([value for name, value in attributes if name in MARKS]) if attributes else ""
    if not names or not _names_byline(names):
        return False
    return _is_small(element) and 0 < len(visible_text(element)) <= MAX_SHOWN_BYLINE


@lru_cache(maxsize=20_000)
def _names_byline(names: str) -> bool:
    """Whether the names of an element say that it is a byline; a site has the same few on every page."""
    words = {word.lower() for word in _WORD.findall(names)}
    return not BYLINE_WORDS.isdisjoint(words) and OTHER_WORDS.isdisjoint(words)


def _is_small(element: HtmlElement) -> bool:
    return sum(1 for _ in islice(element.iterdescendants(), MAX_PARTS + 1)) <= MAX_PARTS


def _is_plain_byline(element: HtmlElement) -> bool:
    """Return whether an element without such a name shows “By Ann Lee”."""
    if element.tag not in ("p", "div", "span", "h2", "h3", "h4", "h5", "h6", "address", "small", "em", "b", "strong"):
        return False
    if not _is_small(element):
        return False
    return len(words := visible_text(element)) <= MAX_SHOWN_BYLINE and _PLAIN_BYLINE.fullmatch(words) is not None


def is_elsewhere(element: HtmlElement) -> bool:
    """Return whether an element belongs to a menu, to another article or to the comments."""
    for ancestor in element.iterancestors():
        if ancestor.tag in MENU_TAGS:
            return True
        if any(map(names_aside, f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}".split())):
            return True
    return False


def _names_in(element: HtmlElement) -> list[str]:
    """The parts of a byline that may be names: its links and the elements marked as a name, else its words."""
    marked = [visible_text(part) for part in element.iter("*") if part is not element and _may_be_name(part)]
    names = [words for words in marked if is_person_like(words)]
    if names:
        return names
    lines = [" ".join(line.split()) for line in _lines(element)]
    return [_BY.split(line)[-1] for line in lines if line]


def _may_be_name(part: HtmlElement) -> bool:
    return part.tag == "a" or part.get("itemprop") == "name" or "fn" in (part.get("class") or "").split()


def _lines(element: HtmlElement) -> list[str]:
    """The text of a byline, a line for each of its parts, without its dates."""
    parts: list[str] = []

    def collect(node: HtmlElement) -> None:
        is_date = node.tag == "time" or DATE_MARKS.search(f"{node.get('class') or ''} {node.get('itemprop') or ''}")
        if not isinstance(node.tag, str) or (is_date and node is not element):
            return
        parts.append("\n" if node.tag in ("br", "div", "p", "li") else " ")
        parts.append(node.text or "")
        for child in node:
            collect(child)
            parts.append(child.tail or "")

    collect(element)
    return "".join(parts).split("\n")
