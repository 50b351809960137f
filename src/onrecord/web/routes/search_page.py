"""The search page: statements by words, meaning and filters."""

from __future__ import annotations

from litestar import Response, get

from onrecord.store import SearchHit
from onrecord.web.search_form import CHOICES, MAX_RESULTS, PAGE_SIZE, SearchForm
from onrecord.web.site import PageRequest, Site, page_answer, site_of


@get("/search", sync_to_thread=True, include_in_schema=False)
def search_page(request: PageRequest) -> Response[str | bytes]:
    """Statements that fit, best or newest first."""
    site = site_of(request)
    form = SearchForm.parse(request.query_params)
    hits = find_hits(site, form)
    more = min(form.limit + PAGE_SIZE, MAX_RESULTS)
    return page_answer(
        request,
        "search.html",
        fragment="search_results.html",
        current="search",
        form=form,
        choices=CHOICES,
        hits=hits[: form.limit],
        more=more if len(hits) > form.limit and more > form.limit else None,
    )


def find_hits(site: Site, form: SearchForm) -> list[SearchHit]:
    """Return the statements that a form asks for, and one more if there is one. Raises QueryError."""
    arguments = form.find_arguments() | {"limit": form.limit + 1}
    if arguments["similar"] is None:
        return site.store.find(**arguments)
    with site.meaning_lock:
        return site.store.find(**arguments)
