"""The page of numbers: statements counted by speaker, outlet, act, tone or time, as a chart with its table."""

from __future__ import annotations

from functools import partial

from litestar import Response

from onrecord.errors import QueryError
from onrecord.store.statistics.dimensions import DIMENSIONS
from onrecord.web.figures import statistics_figure
from onrecord.web.page_handler import page_at
from onrecord.web.search_form import SearchForm
from onrecord.web.site import PageRequest, page_answer, site_of

MAX_BARS = 25
SUGGESTED = (
    ("month", ""), ("outlet", ""), ("speaker", ""), ("act", ""), ("outlet", "tone"), ("speaker", "tone"),
    ("month", "act"),
)  # fmt: skip


@page_at("/numbers")
def numbers_page(request: PageRequest) -> Response[str | bytes]:
    """Statements that fit a search, counted by one dimension or two."""
    site, form = site_of(request), SearchForm.parse(request.query_params)
    by = str(request.query_params.get("by") or "month")
    second = str(request.query_params.get("and") or "")
    for name in filter(None, (by, second)):
        if name not in DIMENSIONS:
            raise QueryError(f"by {name[:40]!r}: one of {', '.join(DIMENSIONS)}")
    dimensions = [by] if second in ("", by) else [by, second]
    limit = None if DIMENSIONS[by].is_time else MAX_BARS
    compute = partial(site.store.stats, dimensions, form.words, limit=limit, **form.filters())
    statistics = site.costly.get(("numbers", *dimensions, form.query()), compute)
    return page_answer(
        request,
        "numbers.html",
        fragment="numbers_figure.html",
        current="numbers",
        form=form,
        by=by,
        second=second,
        dimensions=tuple(DIMENSIONS),
        suggested=SUGGESTED,
        statistics=statistics,
        figure=statistics_figure(statistics, f"Statements by {' and '.join(dimensions)}"),
    )
