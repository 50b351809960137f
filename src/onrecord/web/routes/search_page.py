"""The search page: statements by words, meaning and filters."""

from __future__ import annotations

from functools import partial
from typing import Any

from litestar import Response

from onrecord.store import Facets, FacetValue, SearchHit
from onrecord.web.figures import months_or_years, time_figure
from onrecord.web.jobs.job_queue import JobState
from onrecord.web.jobs.tasks import MeaningTask
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError
from onrecord.web.routes.read_page import FIRST_WAIT
from onrecord.web.search_form import CHOICES, MAX_PAGE, PAGE_SIZE, SearchForm
from onrecord.web.site import PageRequest, Site, page_answer, see_other, site_of

QUICKLY_PREPARED = 100  # statements that a search by meaning prepares by itself: a tenth of a second


@page_at("/search")
def search_page(request: PageRequest) -> Response[str | bytes] | Response[bytes]:
    """Statements that fit, best, newest or oldest first; what they can be narrowed by comes after them, or if asked."""
    site = site_of(request)
    form = SearchForm.parse(request.query_params)
    if form.is_by_meaning and (address := _preparation(site, form)):
        return see_other(request, address)
    hits = find_hits(site, form)
    narrowing_values = _narrowing_values(site, form) if form.narrow and not form.is_by_meaning else {"facets": None}
    return page_answer(
        request,
        "search.html",
        fragment="search_results.html",
        current="search",
        form=form,
        choices=CHOICES,
        hits=hits[:PAGE_SIZE],
        has_next=len(hits) > PAGE_SIZE and form.page < MAX_PAGE,
        page_size=PAGE_SIZE,
        **narrowing_values,
    )


@page_at("/search/narrow")
def narrowing(request: PageRequest) -> Response[str | bytes]:
    """The part of the search page with what the results can be narrowed by."""
    site, form = site_of(request), SearchForm.parse(request.query_params)
    if form.is_by_meaning:
        raise ProblemError(404, "Not found", "A search by meaning has nothing to narrow down.")
    return page_answer(request, "narrowing.html", form=form, **_narrowing_values(site, form))


def _preparation(site: Site, form: SearchForm) -> str | None:
    """Return the page of the job that prepares statements for a search by meaning; None where that is quick or done."""
    with site.meaning_lock:
        missing = site.store.missing_vectors()
    if missing <= QUICKLY_PREPARED:
        return None
    job = site.jobs.submit("search", "Preparing the search by meaning", MeaningTask(form.query()))
    job = site.jobs.wait(job.id, FIRST_WAIT)
    return None if job.state is JobState.DONE else f"/jobs/{job.id}"


def find_hits(site: Site, form: SearchForm) -> list[SearchHit]:
    """Return the statements of a page of results, and one more if there is one. Raises QueryError."""
    limit, offset = PAGE_SIZE + 1, (form.page - 1) * PAGE_SIZE
    if not form.is_by_meaning:
        version = site.store.database.version()
        hits, terms = site.store.find_with_terms(
            form.words, order=form.order, limit=limit, offset=offset, **form.filters()
        )
        if terms:
            site.search_terms.keep(_search_key(form), version, terms)
        return hits
    with site.meaning_lock:
        return site.store.find(similar=form.words, limit=limit, offset=offset, **form.filters())


def _facets(site: Site, form: SearchForm) -> Facets:
    """Return what the results can be narrowed by, counted in those that were added last."""
    terms = site.search_terms.take(_search_key(form), site.store.database.version())
    if terms is not None:
        return site.store.facets_of(terms)
    compute = partial(site.store.facets, form.words, **form.filters())
    return site.costly.get(("facets", _search_key(form)), compute)


def _search_key(form: SearchForm) -> str:
    """Return what searches have in common that can be narrowed by the same."""
    return form.query(page=1, order="best", narrow=False)


def _narrowing_values(site: Site, form: SearchForm) -> dict[str, Any]:
    """Return what the template of the narrowing shows: facets, the figure over time, and the months or years."""
    facets = _facets(site, form)
    unit, periods = months_or_years(months := [(month.key, month.statements) for month in facets.values["month"]])
    return {
        "facets": facets,
        "times": time_figure(months, "Statements found"),
        "unit": unit,
        "periods": [FacetValue(period, period, count) for period, count in periods],
    }
