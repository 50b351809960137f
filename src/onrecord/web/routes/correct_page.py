"""Correct in place: who said a statement, what was done by it, its words, or that it is none; kept in every reading."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, cast, get_args

from litestar import Response, post
from litestar.params import FromPath, QueryParameter

from onrecord.records import Act, Record, Statement
from onrecord.store import Decision
from onrecord.web.form_values import FormValues
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError, refused_changes
from onrecord.web.routes.article_page import article_at, corrections_in
from onrecord.web.routes.speaker_page import MAX_AUTHOR, MAX_REASON
from onrecord.web.site import (
    PageRequest,
    Site,
    article_path,
    author_cookie,
    author_of,
    page_answer,
    see_other,
    site_of,
)

MAX_CONTENT = 5_000


@page_at("/correct/{record_id:path}")
def correct_page(
    request: PageRequest,
    record_id: FromPath[str],
    statement: Annotated[str, QueryParameter(name="statement", max_length=200)] = "",
) -> Response[str | bytes]:
    """The form for one statement, and what was corrected in it."""
    site = site_of(request)
    if site.options.public:
        raise ProblemError(404, "Not found", "There is no such page.")
    record, chosen = _find(site, record_id, statement)
    speaker = record.speaker_of(chosen)
    corrections = _corrections_of(site, record.id, chosen.id)
    return page_answer(
        request,
        "correct.html",
        current="article",
        record=record,
        statement=chosen,
        speaker=speaker.name if speaker else "",
        names=sorted({record_speaker.name for record_speaker in record.speakers}),
        acts=get_args(Act),
        corrections=list(reversed(corrections)),
        seen=corrections[-1].id if corrections else 0,
        author=author_of(request),
    )


@post("/correct/{record_id:path}", include_in_schema=False)
async def correct_statement(request: PageRequest, record_id: FromPath[str]) -> Response[bytes]:
    """Correct the statement, and show the article with it; also if somebody else corrected it meanwhile."""
    form = await FormValues.of(request)
    decision, meanwhile = await asyncio.to_thread(_correct, site_of(request), record_id, form)
    site_of(request).shared.changes.add()
    record, statement = decision.records[0], str(decision.details["statement"])
    address = article_path(record) if form.text("not_a_statement") else article_path(record, statement, meanwhile)
    return see_other(request, address, author_cookie(form.line("author", MAX_AUTHOR)))


def _correct(site: Site, record_path: str, form: FormValues) -> tuple[Decision, int | None]:
    """Make the correction; return it, and the number of one that was made while the form was being filled in."""
    record, chosen = _find(site, record_path, form.line("statement", 200))
    changes = _changes(form)
    if not changes:
        raise ProblemError(422, "Nothing is changed", "Change the speaker, the act or the words, or say it is none.")
    last_seen = next(iter(form.numbers("seen")), 0)
    reason, author = form.line("reason", MAX_REASON), form.line("author", MAX_AUTHOR)
    with refused_changes("Not corrected"):
        decision = site.store.correct(f"{record.id}.{chosen.id}", reason=reason, author=author, **changes)
    # looked for after it was made: the store makes one correction after the other, so the later of two finds the other
    meanwhile = [
        correction.id
        for correction in _corrections_of(site, record.id, chosen.id)
        if last_seen < correction.id < decision.id and not correction.undone
    ]
    return decision, meanwhile[-1] if meanwhile else None


def _changes(form: FormValues) -> dict[str, Any]:
    """Return what a person changed: the fields that differ from what the form showed, so that no other is touched."""
    if form.text("not_a_statement"):
        return {"not_a_statement": True}
    changes: dict[str, Any] = {}
    if form.line("speaker", 200) != form.line("shown_speaker", 200):
        changes["speaker"] = form.line("speaker", 200)
    if form.line("act") != form.line("shown_act"):
        if form.line("act") not in get_args(Act):
            raise ProblemError(400, "Bad request", f"act is one of {', '.join(get_args(Act))}")
        changes["act"] = cast("Act", form.line("act"))
    if form.line("content", MAX_CONTENT) != form.line("shown_content", MAX_CONTENT):
        changes["content"] = form.line("content", MAX_CONTENT)
    return changes


def _find(site: Site, record_path: str, statement_id: str) -> tuple[Record, Statement]:
    """Return a record and one of its statements. Raises ProblemError if there is none of that id."""
    record = article_at(site, record_path).record
    for statement in record.statements:
        if statement.id == statement_id:
            return record, statement
    raise ProblemError(404, "No such statement", "The article has no statement of this id; it may have been taken out.")


def _corrections_of(site: Site, record_id: str, statement_id: str) -> list[Decision]:
    return [
        correction
        for correction in corrections_in(site, record_id)
        if correction.details.get("statement") == statement_id
    ]
