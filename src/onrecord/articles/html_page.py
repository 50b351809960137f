"""A web page to its article: the page's own metadata, its body, and the rest kept aside as furniture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.articles.body.boilerplate import is_biography, is_furniture, without_pull_quotes
from onrecord.articles.body.main_text import body_lines
from onrecord.articles.body.paragraph_repair import blocks, is_huge, key
from onrecord.articles.body.paragraphs import join
from onrecord.articles.metadata.bylines import LONGEST, clean
from onrecord.articles.metadata.page_addresses import host
from onrecord.articles.metadata.page_metadata import Metadata, read_metadata
from onrecord.articles.verbatim_text import check_length
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.text.dates import parse_page_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MENUS = frozenset({"nav", "header", "footer", "form", "head"})
MOST_FURNITURE = 200  # lines kept: menus of thousands are nobody's record
MOST_WORDS = 400  # characters in a line of furniture; what is longer is another article
TAIL = 2  # lines among which the author's biography is looked for
TOP = 3  # lines among which a headline is looked for
_ELEMENTS = re.compile(r"<[a-zA-Z]")


def read_html(page: Page, most: int) -> Article:
    """The article of a web page. Raises ArticleError when it cannot be parsed, or has more characters than ``most``."""
    tree = _tree(page)
    facts = read_metadata(tree, page.url)
    lines = _with_standfirst(body_lines(tree, page.body, facts.body), facts.standfirst)
    kept = [line for line in lines if not is_furniture(line)]
    kept = without_pull_quotes(_without_biography(_without_titles(kept, facts.titles)))
    text, offsets = join(kept)
    check_length(text, page, most)
    close = not is_huge(tree)
    return Article(
        title=facts.title or page.title,
        outlet=facts.outlet or host(facts.url),
        url=facts.url,
        authors=facts.authors or (_found_authors(tree, facts) if close else ()),
        published=facts.published or parse_page_date(page.published) or (_found_date(page, facts) if close else None),
        modified=facts.modified,
        language=None,
        image=facts.image,
        section=facts.section,
        text=text,
        paragraphs=offsets,
        boilerplate=_furniture(tree, lines, kept),
        page=page.origin,
    )


def _tree(page: Page) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    data = page.body.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser) if _ELEMENTS.search(page.body) else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ArticleError(f"the page cannot be parsed: {reason}", location=page.origin.location) from None
    if tree is None:
        raise ArticleError("no article on this page", location=page.origin.location)
    return tree


def _with_standfirst(lines: list[str], standfirst: str | None) -> list[str]:
    """The lines with the stand-first as the first, unless they have it."""
    if standfirst is None or key(standfirst) in "".join(map(key, lines)):
        return lines
    return [standfirst, *lines]


def _without_titles(lines: list[str], titles: tuple[str, ...]) -> list[str]:
    """The lines without the headline, in whichever form the page gives it, where the body begins with it."""
    keys = {key(title) for title in titles}
    return [line for number, line in enumerate(lines) if number >= TOP or key(line) not in keys]


def _without_biography(lines: list[str]) -> list[str]:
    """The lines without what is said of the author behind the last of them."""
    start = max(1, len(lines) - TAIL)
    return [line for number, line in enumerate(lines) if number < start or not is_biography(line)]


def _furniture(tree: HtmlElement, lines: list[str], kept: list[str]) -> tuple[str, ...]:
    """What was left out: body lines that are furniture, and the page's other blocks of text, menus aside."""
    inside = "".join(map(key, kept))
    stayed = set(kept)
    found = dict.fromkeys(line for line in lines if line not in stayed)
    for block in blocks(tree):
        if len(found) >= MOST_FURNITURE:
            break
        if len(block.words) > MOST_WORDS or block.words in found or block.key in inside:
            continue
        if not any(around.tag in _MENUS for around in block.element.iterancestors()):
            found[block.words] = None
    return tuple(found)


def _found_authors(tree: HtmlElement, facts: Metadata) -> tuple[str, ...]:
    """The byline by trafilatura, for a page that states none in its markup."""
    from trafilatura import extract_metadata

    for meta in tree.xpath(f"//meta[string-length(@content) > {LONGEST}]"):
        del meta.attrib["content"]  # no byline, and trafilatura's patterns take minutes over it
    try:
        found = extract_metadata(tree, default_url=facts.url)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return ()
    return clean((found.author or "").split(";")) if found is not None else ()


def _found_date(page: Page, facts: Metadata) -> str | None:
    """The day by htmldate, for a page that states none in its markup."""
    from htmldate import find_date

    try:
        return find_date(page.body, original_date=True, extensive_search=False, url=facts.url)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
