"""The article page: the text with statements marked in place, and who said what beside it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from litestar import Response
from litestar.params import FromPath, QueryParameter

from onrecord.store import Decision
from onrecord.store.load_records import StoredArticle
from onrecord.store.web_queries import stored_article
from onrecord.web.article_view import article_view
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError
from onrecord.web.site import PageRequest, Site, author_of, page_answer, site_of


@page_at("/articles/{record_id:path}")
def article_page(
    request: PageRequest,
    record_id: FromPath[str],
    statement: Annotated[str | None, QueryParameter(name="statement", max_length=200)] = None,
    show_all: Annotated[bool, QueryParameter(name="all")] = False,
    meanwhile: Annotated[int, QueryParameter(name="meanwhile", ge=0, le=2**31)] = 0,
) -> Response[str | bytes]:
    """One article. In a public record, its statements and its link, not its text."""
    site = site_of(request)
    article = article_at(site, record_id)
    view = article_view(
        article.record, article.identities, show_all=show_all, chosen=statement, corrected=article.corrected
    )
    corrections = corrections_in(site, article.record.id) if article.corrected else []
    later_correction = next((correction for correction in corrections if correction.id == meanwhile), None)
    return page_answer(
        request,
        "article.html",
        current="article",
        view=view,
        show_all=show_all,
        other=later_correction,
        seen=max((correction.id for correction in corrections), default=0),
        author=author_of(request),
    )


def article_at(site: Site, path: str) -> StoredArticle:
    """Return the article whose id the rest of an address names. Raises ProblemError if the store has none."""
    article = site.read(partial(stored_article, record_id=path.removeprefix("/")))
    if article is None:
        raise ProblemError(404, "No such article", "The record has no article of this id.")
    return article


def corrections_in(site: Site, record_id: str) -> list[Decision]:
    """Return the corrections of an article's statements, those that were undone too, in the order of making."""
    return [decision for decision in site.store.decisions(("correct",)) if decision.records[:1] == (record_id,)]
