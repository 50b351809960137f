"""The state of the record: runs, what was not read and why, size, versions."""

from __future__ import annotations

from litestar import Response

from onrecord.store.run_status import store_status
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError
from onrecord.web.site import PageRequest, page_answer, site_of


@page_at("/status")
def status_page(request: PageRequest) -> Response[str | bytes]:
    """The state of the store; not shown of a public record, since it names addresses and errors."""
    site = site_of(request)
    if site.options.public:
        raise ProblemError(404, "Not found", "There is no such page.")
    return page_answer(request, "status.html", current="status", state=site.read(store_status))
