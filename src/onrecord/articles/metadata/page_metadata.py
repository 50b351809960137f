"""The metadata that a page gives of its article: from JSON-LD first, then meta tags, then what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraph_repair import TextBlock
from onrecord.articles.body.paragraphs import collapse_whitespace
from onrecord.articles.body.standfirst import find_standfirst
from onrecord.articles.metadata import json_ld
from onrecord.articles.metadata.bylines import is_person_like, parse_bylines
from onrecord.articles.metadata.headlines import choose_title, declared_titles, names_outlet, visible_headings
from onrecord.articles.metadata.page_addresses import comparable_address, resolve_address
from onrecord.articles.metadata.shown_bylines import shown_authors
from onrecord.articles.metadata.shown_dates import shown_date
from onrecord.text.dates import parse_page_date
from onrecord.text.site_names import is_other_site, is_same_site

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says about its article. Unknown is None."""

    title: str | None
    outlet: str | None
    url: str | None
    claimed_url: str | None  # the address of another site that it names as its own
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    image: str | None
    section: str | None
    standfirst: str | None
    titles: tuple[str, ...]  # every form of the title that the page gives
    body: str | None  # the ``articleBody`` of the JSON-LD


def read_metadata(tree: HtmlElement, blocks: list[TextBlock], address: str | None) -> PageMetadata:
    """Return the metadata of a page with these blocks of text that was read from ``address``."""
    scripts = [s.text_content() for s in tree.xpath("//script[contains(translate(@type,'LDJSON','ldjson'),'ld+json')]")]
    objects, metas = json_ld.parse_objects(scripts), _metas(tree)
    canonical = _first(tree.xpath("//link[@rel='canonical']/@href")) or metas.get("og:url")
    page_addresses = {comparable_address(link) for link in (canonical, metas.get("og:url"), address) if link}
    article = json_ld.find_article(objects, page_addresses)
    outlet = metas.get("og:site_name") or json_ld.text_of(article.get("publisher")) or json_ld.find_publisher(objects)
    claimed = resolve_address(canonical or json_ld.address_of(article.get("url")), address)
    # What was fetched is what it is: a page may not take another site's place by naming that site's address.
    is_foreign = claimed is not None and address is not None and not is_same_site(claimed, address)
    image = metas.get("og:image") or json_ld.address_of(article.get("image")) or metas.get("twitter:image")
    declared = declared_titles(tree, json_ld.text_of(article.get("headline")), metas, outlet)
    headings = visible_headings(tree, outlet)
    descriptions = (json_ld.text_of(article.get("description")), metas.get("og:description"), metas.get("description"))
    body = article.get("articleBody")
    return PageMetadata(
        title=choose_title(headings, declared),
        outlet=None if is_foreign or (outlet and address and is_other_site(outlet, address)) else outlet,
        url=address if is_foreign else claimed or address,
        claimed_url=claimed if is_foreign else None,
        authors=_authors(tree, article, metas, outlet),
        published=_date(article.get("datePublished"), metas, _PUBLISHED) or shown_date(tree),
        modified=_date(article.get("dateModified"), metas, _MODIFIED),
        language=_first(tree.xpath("/html/@lang")),
        image=resolve_address(image, address),
        section=metas.get("article:section") or json_ld.text_of(article.get("articleSection")),
        standfirst=find_standfirst(tree, blocks, [text for text in descriptions if text]),
        titles=(*headings, *declared),
        body=body if isinstance(body, str) else None,
    )


_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "article:published", "pubdate", "publishdate",
    "publish-date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date",
    "citation_publication_date", "article.published", "publication_date", "date",
)  # fmt: skip
_AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "byline", "search.byline",
    "citation_author",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article:modified",
)


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The first value of each meta tag, by its name in lower case."""
    metas: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = collapse_whitespace(meta.get("content") or "")
        if name and value:
            metas.setdefault(name.lower().strip(), value)
    return metas


def _first(values: list[str]) -> str | None:
    return next((value.strip() for value in values if value and value.strip()), None)


def _authors(
    tree: HtmlElement, article: dict[str, object], metas: dict[str, str], outlet: str | None
) -> tuple[str, ...]:
    """The names of the first source that gives a person: JSON-LD, meta tags, the bylines shown; else of the first."""
    meta_bylines = [metas[name] for name in _AUTHOR_METAS if name in metas]
    job_titles = set(json_ld.values_of(article.get("author"), "jobTitle"))
    names = json_ld.names_of(article.get("author")) or json_ld.names_of(article.get("creator"))
    stated = parse_bylines(name for name in names if name not in job_titles)
    declared = parse_bylines(meta_bylines[:1])
    for authors in (stated, declared):
        if any(is_person_like(author) and not names_outlet(author, outlet) for author in authors):
            return authors
    byline_authors = tuple(author for author in shown_authors(tree) if not names_outlet(author, outlet))
    return byline_authors or stated or declared


def _date(json_ld_date: object, metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    values = [json_ld.text_of(json_ld_date), *(metas.get(name) for name in names)]
    return next((date for value in values if (date := parse_page_date(value))), None)
