"""The search page: statements by words, meaning and filters."""

from __future__ import annotations

from functools import partial

from litestar import Response

from onrecord.store import Facets, SearchHit
from onrecord.web.figures import month_figure
from onrecord.web.page_handler import page_at
from onrecord.web.search_form import CHOICES, MAX_PAGE, PAGE_SIZE, SearchForm
from onrecord.web.site import PageRequest, Site, page_answer, site_of


@page_at("/search")
def search_page(request: PageRequest) -> Response[str | bytes]:
    """Statements that fit, best, newest or oldest first."""
    site = site_of(request)
    form = SearchForm.parse(request.query_params)
    hits = find_hits(site, form)
    facets = None if form.is_by_meaning else _facets(site, form)
    has_next = len(hits) > PAGE_SIZE and form.page < MAX_PAGE
    return page_answer(
        request,
        "search.html",
        fragment="search_results.html",
        current="search",
        form=form,
        choices=CHOICES,
        hits=hits[:PAGE_SIZE],
        has_next=has_next,
        facets=facets,
        months=month_figure(_months(facets), "Statements found, by month") if facets else None,
    )


def find_hits(site: Site, form: SearchForm) -> list[SearchHit]:
    """Return the statements of a page of results, and one more if there is one. Raises QueryError."""
    limit, offset = PAGE_SIZE + 1, (form.page - 1) * PAGE_SIZE
    if not form.is_by_meaning:
        return site.store.find(form.words, order=form.order, limit=limit, offset=offset, **form.filters())
    with site.meaning_lock:
        return site.store.find(similar=form.words, limit=limit, offset=offset, **form.filters())


def _facets(site: Site, form: SearchForm) -> Facets:
    """Return what the results can be narrowed by, counted in the newest thousand."""
    compute = partial(site.store.facets, form.words, order="newest", **form.filters())
    return site.costly.get(("facets", form.query(page=1, order="best")), compute)


def _months(facets: Facets) -> list[tuple[str, int]]:
    return [(month.key, month.statements) for month in facets.values.get("month", ())]
