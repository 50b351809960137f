"""The pages of speakers: who is quoted, and one speaker's record over time."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from onrecord.web.site import PageRequest, page_answer, site_of

LISTED, LAST_STATEMENTS = 100, 30


@get("/speakers", sync_to_thread=True, include_in_schema=False)
def speakers_page(
    request: PageRequest, name: Annotated[str, QueryParameter(name="name", max_length=200)] = ""
) -> Response[str | bytes]:
    """Who is quoted, most often first; with a name, only those who bear it."""
    speakers = site_of(request).store.speakers(name.strip() or None, LISTED)
    return page_answer(
        request, "speakers.html", fragment="speakers_table.html", current="speakers", speakers=speakers, name=name
    )


@get("/speakers/{identity:str}", sync_to_thread=True, include_in_schema=False)
def speaker_page(request: PageRequest, identity: FromPath[str]) -> Response[str | bytes]:
    """One speaker: roles, statements over time, by outlet, who quotes them."""
    site = site_of(request)
    timeline = site.store.timeline(identity)
    hits = site.store.find(speaker=timeline.person.id, order="newest", limit=LAST_STATEMENTS)
    return page_answer(
        request, "speaker.html", current="speakers", timeline=timeline, person=timeline.person, hits=hits
    )
