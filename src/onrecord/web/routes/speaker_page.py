"""The pages of speakers: who is quoted, one speaker's record over time, and decisions about who is who."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from litestar import Response, post
from litestar.params import FromPath, QueryParameter

from onrecord.errors import IdentityError
from onrecord.store import Decision, SearchHit, SpeakerSummary
from onrecord.store.web_queries import (
    SpeakerAppearance,
    addressees_of,
    newest_statements,
    speaker_appearances,
    stated_roles,
)
from onrecord.web.figures import time_figure
from onrecord.web.form_values import FormValues
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError
from onrecord.web.site import (
    PageRequest,
    Site,
    article_path,
    author_cookie,
    author_of,
    page_answer,
    see_other,
    site_of,
    speaker_path,
)

LISTED, LAST_STATEMENTS, LAST_APPEARANCES, ALL_APPEARANCES = 100, 20, 20, 1_000
MAX_REASON, MAX_AUTHOR, MAX_ADDRESSEES, MAX_ROLES = 1_000, 100, 12, 12
MATCHED_BY = {
    "founded": "the first of this name",
    "merged": "name and circumstances",
    "surname": "surname alone",
    "pinned": "the people file",
    "told": "a person’s decision",
    "open": "nothing yet: too little evidence",
}


@page_at("/speakers")
def speakers_page(
    request: PageRequest, name: Annotated[str, QueryParameter(name="name", max_length=200)] = ""
) -> Response[str | bytes]:
    """Who is quoted, most often first; with a name, only those who bear it."""
    site, name = site_of(request), name.strip()
    store = site.store
    speakers = site.costly.get(("speakers", name), partial(store.speakers, name or None, LISTED))
    return page_answer(
        request,
        "speakers.html",
        fragment="speakers_table.html",
        current="speakers",
        speakers=speakers,
        similar=store.similar_names(name) if name and not speakers else [],
        name=name,
    )


@page_at("/speakers/{identity:str}")
def speaker_page(
    request: PageRequest,
    identity: FromPath[str],
    all_articles: Annotated[bool, QueryParameter(name="all")] = False,
) -> Response[str | bytes]:
    """One speaker: roles, statements over time, by outlet and tone, whom they spoke to, and the evidence."""
    site = site_of(request)
    timeline = site.costly.get(("timeline", identity), partial(site.store.timeline, identity))
    person, max_appearances = timeline.person, ALL_APPEARANCES if all_articles else LAST_APPEARANCES
    addressees = partial(site.read, partial(addressees_of, identity=person.id, limit=MAX_ADDRESSEES))
    roles = partial(site.read, partial(stated_roles, identity=person.id, limit=MAX_ROLES))
    appearances = site.read(partial(speaker_appearances, identity=person.id, limit=max_appearances + 1))
    return page_answer(
        request,
        "speaker.html",
        current="speakers",
        timeline=timeline,
        person=person,
        times=time_figure(timeline.months, f"Statements of {person.name}"),
        addressees=site.costly.get(("addressees", person.id), addressees),
        roles=site.costly.get(("roles", person.id), roles),
        matched_by=MATCHED_BY,
        hits=_last_statements(site, person, appearances),
        appearances=appearances[:max_appearances],
        has_more=len(appearances) > max_appearances,
        decisions=[] if site.options.public else _decisions_about(site, person.id),
        author=author_of(request),
    )


def _last_statements(site: Site, person: SpeakerSummary, appearances: Sequence[SpeakerAppearance]) -> list[SearchHit]:
    """Return the newest statements of a speaker, of whom the appearances are the newest, or all."""
    hits = site.read(partial(newest_statements, appearances=appearances, limit=LAST_STATEMENTS))
    if len(hits) >= min(LAST_STATEMENTS, person.statements):
        return hits
    return site.store.find(speaker=person.id, order="newest", limit=LAST_STATEMENTS)


def _decisions_about(site: Site, identity: str) -> list[Decision]:
    """Return the decisions that an identity is, or was, part of; the newest first."""

    def concerns(decision: Decision) -> bool:
        """Whether a decision names the identity."""
        named = {decision.identity, decision.details.get("from"), *decision.details.get("sources", ())}
        return identity in named

    return [decision for decision in reversed(site.store.decisions()) if concerns(decision)]


@page_at("/decisions")
def decisions_page(request: PageRequest) -> Response[str | bytes]:
    """What people decided about speakers and statements, the newest first."""
    site = site_of(request)
    if site.options.public:
        raise ProblemError(404, "Not found", "There is no such page.")
    decisions = list(reversed(site.store.decisions()))
    author = author_of(request)
    return page_answer(request, "decisions.html", current="speakers", decisions=decisions, author=author)


@post("/speakers/{identity:str}", include_in_schema=False)
async def change_speaker(request: PageRequest, identity: FromPath[str]) -> Response[bytes]:
    """Rename a speaker, merge it with another, or take articles out of it; then show what it is now."""
    form = await FormValues.of(request)
    decision = await asyncio.to_thread(_decide, site_of(request), identity, form)
    site_of(request).shared.changes.add()
    cookies = author_cookie(form.line("author", MAX_AUTHOR))
    return see_other(request, speaker_path(decision.identity or identity), cookies)


@post("/decisions/{number:int}/undo", include_in_schema=False)
async def undo_decision(request: PageRequest, number: FromPath[int]) -> Response[bytes]:
    """Take a decision back; then show the speaker that it was about."""
    form = await FormValues.of(request)
    author = form.line("author", MAX_AUTHOR)
    undone = await asyncio.to_thread(site_of(request).store.undo, number, author=author)
    site_of(request).shared.changes.add()
    identity = str(undone.details.get("from") or undone.identity or "")
    address = speaker_path(identity) if identity else "/decisions"
    if undone.kind == "correct":
        address = article_path(undone.records[0], str(undone.details["statement"]))
    return see_other(request, address, author_cookie(author))


def _decide(site: Site, identity: str, form: FormValues) -> Decision:
    """Return the decision that a form asks for, made. Raises IdentityError or ProblemError."""
    store, action = site.store, form.line("action", 20)
    reason, author = form.line("reason", MAX_REASON), form.line("author", MAX_AUTHOR)
    if action == "rename":
        return store.rename(identity, form.line("new_name", 200), reason=reason, author=author)
    if action == "merge":
        other_name = form.line("other", 200)
        if not other_name:
            raise IdentityError("say with whom: a name, or an identity's id")
        return store.merge(identity, other_name, reason=reason, author=author)
    if action == "split":
        records = form.lines("records")
        if not records:
            raise IdentityError("choose the articles in which it is somebody else")
        into = form.line("into", 200) or None
        return store.split(identity, *records, into=into, reason=reason, author=author)
    raise ProblemError(400, "Bad request", "action is rename, merge or split")
