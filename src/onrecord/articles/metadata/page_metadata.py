"""What a page says of its article: JSON-LD first, then meta tags, then what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.articles.body.paragraphs import collapse
from onrecord.articles.body.standfirst import find_standfirst
from onrecord.articles.metadata import json_ld as jsonld
from onrecord.articles.metadata.bylines import clean
from onrecord.articles.metadata.headlines import choose, shown_titles, told_titles
from onrecord.articles.metadata.page_addresses import absolute, plain_address
from onrecord.text.dates import parse_page_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BYLINES = " | ".join(
    [
        "//*[@rel='author']",
        *(f"//*[contains(@class,'{name}')]" for name in ("author-name", "authorName", "byline__name", "author__name")),
        "//*[@itemprop='author']",
    ]
)


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None
    outlet: str | None
    url: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    image: str | None
    section: str | None
    standfirst: str | None
    titles: tuple[str, ...]  # every form of the title that the page gives
    body: str | None


def read_metadata(tree: HtmlElement, address: str | None) -> Metadata:
    """The page's own statements about its article; unknown is None."""
    scripts = [s.text_content() for s in tree.xpath("//script[contains(translate(@type,'LDJSON','ldjson'),'ld+json')]")]
    objects, metas = jsonld.objects(scripts), _metas(tree)
    canonical = _first(tree.xpath("//link[@rel='canonical']/@href")) or metas.get("og:url")
    named = {plain_address(one) for one in (canonical, metas.get("og:url"), address) if one}
    own = jsonld.article_object(objects, named)
    outlet = metas.get("og:site_name") or jsonld.text(own.get("publisher")) or jsonld.publisher(objects)
    url = canonical or jsonld.address(own.get("url"))
    image = metas.get("og:image") or jsonld.address(own.get("image")) or metas.get("twitter:image")
    told = told_titles(tree, jsonld.text(own.get("headline")), metas, outlet)
    shown = shown_titles(tree, outlet)
    described = (jsonld.text(own.get("description")), metas.get("og:description"), metas.get("description"))
    body = own.get("articleBody")
    return Metadata(
        title=choose(shown, told),
        outlet=outlet,
        url=absolute(url, address) or address,
        authors=_authors(tree, own, metas, outlet),
        published=_date(own.get("datePublished"), metas, _PUBLISHED) or _shown_date(tree),
        modified=_date(own.get("dateModified"), metas, _MODIFIED),
        language=_first(tree.xpath("/html/@lang")),
        image=absolute(image, address),
        section=metas.get("article:section") or jsonld.text(own.get("articleSection")),
        standfirst=find_standfirst(tree, [text for text in described if text]),
        titles=(*shown, *told),
        body=body if isinstance(body, str) else None,
    )


_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "article:published", "pubdate", "publishdate",
    "publish-date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date",
    "citation_publication_date", "article.published", "publication_date", "date",
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
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = collapse(meta.get("content") or "")
        if name and value:
            found.setdefault(name.lower().strip(), value)
    return found


def _first(values: list[str]) -> str | None:
    return next((v.strip() for v in values if v and v.strip()), None)


def _authors(tree: HtmlElement, own: dict[str, object], metas: dict[str, str], outlet: str | None) -> tuple[str, ...]:
    meta = [
        metas[k]
        for k in (
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "byl",
            "citation_author",
        )
        if k in metas
    ]
    shown = [collapse(e.text_content()) for e in tree.xpath(_BYLINES)[:8]]
    for found in (
        jsonld.names(own.get("author")) or jsonld.names(own.get("creator")),
        meta[:1],
        [s for s in shown if len(s) < 80],
    ):
        names = clean(found)
        if names:
            return names
    return ()


def _date(told: object, metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    values = [jsonld.text(told), *(metas.get(name) for name in names)]
    return next((found for value in values if (found := parse_page_date(value))), None)


def _shown_date(tree: HtmlElement) -> str | None:
    for element in tree.xpath("//article//time[@datetime] | //main//time[@datetime] | //time[@datetime]")[:3]:
        if found := parse_page_date(element.get("datetime")):
            return found
    return None
