"""A web page to its article: the page's own metadata, and the body that trafilatura finds.

trafilatura: Barbaresi (2021), "Trafilatura: a web scraping library". It is imported on first use: it takes a third of
a second, which a saved text need not pay.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from onrecord.articles.authors import clean
from onrecord.articles.furniture import is_furniture
from onrecord.articles.metadata import Metadata, outlet_of, read_metadata
from onrecord.articles.paragraphs import collapse, join
from onrecord.errors import ArticleError
from onrecord.records import Article, Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ASIDE = "//p | //li | //figcaption | //aside | //button | //h2 | //h3 | //h4 | //blockquote"
_SKIPPED = {"script", "style", "noscript", "template", "svg", "nav", "header", "footer", "form", "iframe", "head"}
MOST_FURNITURE = 200  # lines kept: menus of thousands are nobody's record
_ELEMENTS = re.compile(r"<[a-zA-Z]")
DEEP = 200  # no layout nests deeper, and libxml2 drops what lies below 256: such a page is read without its tree
_HIDDEN = re.compile(
    r"<(script|style|noscript|template|svg|nav|header|footer|head)\b.{0,50000}?</\1\s*>|<!--.{0,50000}?-->",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|tr|td|table|article|section|blockquote|figure|body)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")


def read_html(page: Page) -> Article:
    """The article of a web page. Raises ArticleError when the page cannot be parsed at all."""
    tree = _tree(page)
    facts = read_metadata(tree, page.url)
    lines = _body(page, tree)
    if facts.standfirst and facts.standfirst not in "\n".join(lines):
        lines = [facts.standfirst, *lines]
    kept = _without_title([line for line in lines if not is_furniture(line)], facts.title)
    text, offsets = join(kept)
    return Article(
        title=facts.title or page.title,
        outlet=facts.outlet or outlet_of(facts.url),
        url=facts.url,
        authors=facts.authors or _found_authors(page, facts),
        published=facts.published or page.published or _found_date(page, facts),
        modified=facts.modified,
        language=None,
        image=facts.image,
        section=facts.section,
        text=text,
        paragraphs=offsets,
        furniture=_furniture(tree, lines, kept),
        page=page.origin,
    )


def _tree(page: Page) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    data = page.body.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser) if _ELEMENTS.search(page.body) else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"{page.origin.location}: the page cannot be parsed: {error}") from None
    if tree is None:
        raise ArticleError(f"{page.origin.location}: no article on this page")
    return tree


def _body(page: Page, tree: HtmlElement) -> list[str]:
    """The lines of the article's body, by trafilatura; a page too tangled for it is read paragraph by paragraph."""
    if _depth(tree) > DEEP:
        return _untagged(page.body)
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            _tree(page),
            url=page.url,
            include_comments=False,
            include_tables=False,
            favor_precision=False,
            with_metadata=False,
        )
    except (RecursionError, ValueError, AttributeError, TypeError, KeyError, AssertionError):
        return _flat(tree)
    words = getattr(found, "text", "") or ""
    return [line for line in (collapse(x) for x in words.split("\n")) if line]


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
    lines = [collapse("".join(p.itertext())) for p in tree.iter("p", "blockquote")]
    if not any(lines):
        lines = [
            collapse(t)
            for e in tree.iter()
            if isinstance(e.tag, str) and e.tag not in _SKIPPED
            for t in (e.text, e.tail)
            if t
        ]
    return [line for line in dict.fromkeys(lines) if line]


def _untagged(body: str) -> list[str]:
    """The lines of a page whose tags are of no help."""
    words = _TAG.sub("", _BLOCK.sub("\n", _HIDDEN.sub("\n", body)))
    return [line for line in dict.fromkeys(collapse(unescape(x)) for x in words.split("\n")) if line]


def _without_title(lines: list[str], title: str | None) -> list[str]:
    """The lines without the headline, where the body begins with it."""
    if lines and title and collapse(lines[0]).lower() == title.lower():
        return lines[1:]
    return lines


def _furniture(tree: HtmlElement, lines: list[str], kept: list[str]) -> tuple[str, ...]:
    """What was left out: body lines that are furniture, and the page's other blocks of text, menus aside."""
    inside = "\n".join(kept)
    found = dict.fromkeys(line for line in lines if line not in kept)
    for element in tree.xpath(_ASIDE):
        if len(found) >= MOST_FURNITURE:
            break
        words = collapse(element.text_content())
        if not words or len(words) > 400 or words in inside or words in found:
            continue
        if any(a.tag in _SKIPPED for a in element.iterancestors()) or element.xpath(".//p | .//li"):
            continue
        found[words] = None
    return tuple(found)


def _found_authors(page: Page, facts: Metadata) -> tuple[str, ...]:
    """The byline by trafilatura, for a page that states none in its markup."""
    from trafilatura import extract_metadata

    try:
        found = extract_metadata(_tree(page), default_url=facts.url)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()
    return clean((found.author or "").split(";")) if found is not None else ()


def _found_date(page: Page, facts: Metadata) -> str | None:
    """The day by htmldate, for a page that states none in its markup."""
    from htmldate import find_date

    try:
        return find_date(page.body, original_date=True, extensive_search=False, url=facts.url)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
