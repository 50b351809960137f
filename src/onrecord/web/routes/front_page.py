"""The front page: what is new, who speaks most, and the forms to search and to read."""

from __future__ import annotations

from functools import partial

from litestar import Response

from onrecord.store.curation.article_search import ArticleFilter, find_articles
from onrecord.web.page_handler import page_at
from onrecord.web.site import PageRequest, page_answer, site_of

NEW_ARTICLES, NEW_STATEMENTS, TOP_SPEAKERS = 12, 6, 12


@page_at("/")
def front_page(request: PageRequest) -> Response[str | bytes]:
    """What is new, who speaks most, a search box; an empty store shows how to fill it."""
    site = site_of(request)
    articles = site.read(partial(find_articles, article_filter=ArticleFilter(), limit=NEW_ARTICLES, order="added"))
    return page_answer(
        request,
        "front.html",
        current="front",
        articles=articles,
        hits=site.store.find(order="newest", limit=NEW_STATEMENTS) if articles else [],
        speakers=site.costly.get("most quoted", partial(site.store.speakers, limit=TOP_SPEAKERS)) if articles else [],
    )
