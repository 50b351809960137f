"""Extract the article from a web page: its metadata, its main text, and the rest as boilerplate."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.articles.attribute_limit import limit_attributes
from onrecord.articles.body.boilerplate import is_biography, is_boilerplate, without_pull_quotes
from onrecord.articles.body.introduced_blocks import introduced_blocks
from onrecord.articles.body.main_text import main_text_lines
from onrecord.articles.body.paragraph_repair import TextBlock, find_blocks, is_huge_page, text_key
from onrecord.articles.body.paragraphs import join_paragraphs
from onrecord.articles.body.strip_asides import separate_badges, strip_asides
from onrecord.articles.body.strip_metadata import strip_teasers
from onrecord.articles.control_characters import without_controls
from onrecord.articles.metadata.bylines import MAX_BYLINE, is_person_like, parse_bylines
from onrecord.articles.metadata.page_metadata import PageMetadata, read_metadata
from onrecord.articles.verbatim_text import check_length
from onrecord.errors import ArticleError
from onrecord.records import Article, Page
from onrecord.settings import Settings
from onrecord.text.dates import parse_page_date
from onrecord.text.site_names import host_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MENU_TAGS = frozenset({"nav", "header", "footer", "form", "head"})
MAX_BOILERPLATE = 200  # lines kept; some menus have thousands
MAX_BOILERPLATE_LINE = 400  # characters; a longer block is another article
BIOGRAPHY_LINES = 2  # last lines among which the author's biography is looked for
HEADLINE_LINES = 3  # first lines among which the headline is looked for
MAX_SCRIPT = 50_000  # characters of JSON-LD that trafilatura looks for authors in
_ELEMENT = re.compile(r"<[a-zA-Z]")


def read_html_page(page: Page, settings: Settings) -> tuple[Article, tuple[tuple[int, int], ...]]:
    """Return the article of a web page, and the offsets of the lists and block quotations that a colon introduces.

    Raises:
        ArticleError: The page cannot be parsed, or its article is too long.
    """
    page = replace(page, body=limit_attributes(page.body))
    tree = _parse(page)
    is_huge = is_huge_page(tree)
    if not is_huge:
        separate_badges(tree)
    blocks = [] if is_huge else find_blocks(tree)
    metadata = read_metadata(tree, blocks, page.url)
    authors = page.authors or metadata.authors or (() if is_huge else _trafilatura_authors(tree, metadata))
    published = metadata.published or parse_page_date(page.published)
    published = published or (None if is_huge else _htmldate_date(tree, metadata))
    other_text = _text_outside_menus(blocks)
    main_text = main_text_lines(tree, blocks, page.body, metadata.body, authors, is_huge=is_huge)
    lines = _with_standfirst(main_text, metadata.standfirst)
    article_lines = [line for line in lines if not is_boilerplate(line)]
    article_lines = without_pull_quotes(_without_biography(_without_titles(article_lines, metadata.titles)))
    text, paragraphs = join_paragraphs(article_lines)
    check_length(text, page, settings)
    article = Article(
        title=metadata.title or page.title,
        outlet=page.outlet or metadata.outlet or host_of(metadata.url),
        url=metadata.url,
        authors=authors,
        published=published,
        modified=metadata.modified,
        language=None,
        image=metadata.image,
        section=page.section or metadata.section,
        text=text,
        paragraphs=paragraphs,
        boilerplate=_boilerplate(other_text, lines, article_lines),
        page=page.origin,
        claimed_url=metadata.claimed_url,
    )
    return article, introduced_blocks(article_lines, paragraphs, blocks)


def _parse(page: Page) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    # One class for every element, chosen without a call into Python: forms and inputs need no methods of their own.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(html.HtmlElement, html.HtmlComment))
    data = without_controls(page.body).encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser) if _ELEMENT.search(page.body) else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ArticleError(f"the page cannot be parsed: {reason}", location=page.origin.location) from None
    if tree is None:
        raise ArticleError("no article on this page", location=page.origin.location)
    return tree


def _with_standfirst(lines: list[str], standfirst: str | None) -> list[str]:
    """The lines with the standfirst as the first, unless they contain it."""
    if standfirst is None or text_key(standfirst) in "".join(map(text_key, lines)):
        return lines
    return [standfirst, *lines]


def _without_titles(lines: list[str], titles: tuple[str, ...]) -> list[str]:
    """The lines without the page's titles among the first of them."""
    keys = {text_key(title) for title in titles}
    return [line for number, line in enumerate(lines) if number >= HEADLINE_LINES or text_key(line) not in keys]


def _without_biography(lines: list[str]) -> list[str]:
    """The lines without the author's biography among the last of them."""
    start = max(1, len(lines) - BIOGRAPHY_LINES)
    return [line for number, line in enumerate(lines) if number < start or not is_biography(line)]


def _text_outside_menus(blocks: list[TextBlock]) -> dict[str, str]:
    """The words of each short block outside menus, with their key; menus are told by the tree, as it was fetched."""
    return {
        block.words: block.key
        for block in blocks
        if len(block.words) <= MAX_BOILERPLATE_LINE and next(block.element.iterancestors(*_MENU_TAGS), None) is None
    }


def _boilerplate(other_text: dict[str, str], lines: list[str], article_lines: list[str]) -> tuple[str, ...]:
    """What is not in the article: the other lines of the main text, and the page's other text outside menus."""
    article_key = "".join(map(text_key, article_lines))
    in_article = set(article_lines)
    boilerplate = dict.fromkeys(line for line in lines if line not in in_article)
    for words, key in other_text.items():
        if len(boilerplate) >= MAX_BOILERPLATE:
            break
        if key not in article_key:
            boilerplate[words] = None
    return tuple(boilerplate)


def _trafilatura_authors(tree: HtmlElement, metadata: PageMetadata) -> tuple[str, ...]:
    """The persons in the byline by trafilatura that the page shows, for a page that states none in its markup."""
    from trafilatura import extract_metadata

    for meta in tree.xpath(f"//meta[string-length(@content) > {MAX_BYLINE}]"):
        del meta.attrib["content"]  # not a byline, and trafilatura's patterns take minutes over it
    for script in tree.xpath(f"//script[string-length() > {MAX_SCRIPT}]"):
        script.text = None  # its JSON-LD is read already, and trafilatura's patterns take time quadratic in it
    try:
        extracted = extract_metadata(tree, default_url=metadata.url, extensive=False)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return ()
    authors = parse_bylines((extracted.author or "").split(";")) if extracted is not None else ()
    page_text = " ".join(tree.text_content().split()).lower()
    return tuple(author for author in authors if is_person_like(author) and author.lower() in page_text)


def _htmldate_date(tree: HtmlElement, metadata: PageMetadata) -> str | None:
    """The day by htmldate, for a page that states none in its markup; not one of other articles' teasers."""
    from htmldate import find_date

    article_tree = deepcopy(tree)
    strip_asides(article_tree)
    strip_teasers(article_tree)
    try:
        return find_date(article_tree, original_date=True, extensive_search=False, url=metadata.url)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
