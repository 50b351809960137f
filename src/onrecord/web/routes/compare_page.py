"""The page that compares outlets: the same words, as each printed them."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.params import FromPath, QueryParameter

from onrecord import api
from onrecord.comparison.compare_outlets import load_utterance
from onrecord.errors import QueryError
from onrecord.exports.views.comparison_view import utterance_view
from onrecord.store.utterance_rows import count_unclustered
from onrecord.text.calendar_days import parse_calendar_day
from onrecord.web.jobs.tasks import GroupTask
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError
from onrecord.web.routes.read_page import job_answer
from onrecord.web.site import PageRequest, page_answer, site_of

LISTED = 20
Text = Annotated[str, QueryParameter(max_length=200)]


@page_at("/compare")
def compare_page(
    request: PageRequest,
    words: Text = "",
    speaker: Text = "",
    since: Text = "",
    until: Text = "",
    changed: Annotated[bool, QueryParameter(name="changed")] = False,
) -> Response[str | bytes]:
    """Utterances that several outlets report, with how each words them."""
    site = site_of(request)
    try:
        first_day = parse_calendar_day(since.strip()) if since.strip() else None
        last_day = parse_calendar_day(until.strip(), last=True) if until.strip() else None
    except ValueError as error:
        raise QueryError(f"{error}: give a day (2025-01-31), a month or a year") from None
    utterances = api.compare(
        site.store,
        words.strip(),
        speaker=speaker.strip() or None,
        since=first_day,
        until=last_day,
        meaning_changed=changed,
        limit=LISTED,
        group_new=False,
    )
    return page_answer(
        request,
        "compare.html",
        fragment="compare_results.html",
        current="compare",
        views=[utterance_view(utterance) for utterance in utterances],
        form={"words": words, "speaker": speaker, "since": since, "until": until, "changed": changed},
        ungrouped=0 if site.options.public else site.read(count_unclustered),
        listed=LISTED,
    )


@page_at("/compare/{number:int}")
def utterance_page(request: PageRequest, number: FromPath[int]) -> Response[str | bytes]:
    """One utterance with all its versions."""
    utterance = site_of(request).read(lambda connection: load_utterance(connection, number))
    if utterance is None:
        raise ProblemError(404, "No such utterance", "Statements may have been grouped anew; search for its words.")
    return page_answer(request, "utterance.html", current="compare", view=utterance_view(utterance))


@post("/compare/group", include_in_schema=False)
async def group_statements(request: PageRequest) -> Response[bytes]:
    """Group the statements that were added since the last time."""
    return await job_answer(request, "group", "Comparing statements", GroupTask())
