"""The page that checks quotations: an article or a draft against transcripts."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

from litestar import Response, get, post
from litestar.params import QueryParameter

from onrecord.records import Article
from onrecord.store.web_queries import current_articles, has_record
from onrecord.web.form_values import FormValues
from onrecord.web.jobs.tasks import VerifyTask
from onrecord.web.problems import ProblemError
from onrecord.web.routes.read_page import given_of_form, job_answer
from onrecord.web.site import PageRequest, Site, page_answer, site_of

MAX_TRANSCRIPTS, MAX_LISTED = 30, 500
MAX_SOURCES = 5_000  # articles of the record that a draft is held against: more would take too long
PASTED_NAME = "pasted-transcript.txt"


@get("/verify", include_in_schema=False)
async def verify_page(
    request: PageRequest, record: Annotated[str, QueryParameter(name="record", max_length=500)] = ""
) -> Response[str | bytes]:
    """The form; with a record's id, for an article of the store."""
    site = site_of(request)
    article = await asyncio.to_thread(_stored_article, site, record) if record else None
    return page_answer(
        request,
        "verify.html",
        current="verify",
        record=record if article else "",
        article=article,
        may_use_record=await asyncio.to_thread(_may_use_record, site),
        transcripts=[path.name for path in await asyncio.to_thread(own_transcripts, site)],
    )


@post("/verify", include_in_schema=False)
async def verify_given(request: PageRequest) -> Response[bytes]:
    """Start checking, and go to the verdicts if they are there at once, else to the page of the job."""
    site = site_of(request)
    task = await task_of_form(site, await FormValues.of(request))
    if task.record is None and task.given.is_empty:
        raise ProblemError(422, "Nothing to check", "Give the link, text or file of an article or draft.")
    if not (task.transcripts or task.uploads or task.links or task.against_record):
        raise ProblemError(422, "Nothing to check against", "Choose, upload or paste a transcript, or take the record.")
    title = task.given.link or task.given.file_name or ("an article of the record" if task.record else "a draft")
    return await job_answer(request, "verify", f"Checking {title}", task)


def _stored_article(site: Site, record: str) -> Article | None:
    """Return the article of a record; None if the store has none of this id."""
    if not site.read(partial(has_record, record_id=record)):
        return None
    return site.store.record(record).article


async def task_of_form(site: Site, form: FormValues) -> VerifyTask:
    """Return what a form asks for. It names the server's own transcripts by their numbers."""
    own_paths = await asyncio.to_thread(own_transcripts, site)
    uploads = (await form.files("transcript_files"))[:MAX_TRANSCRIPTS]
    if form.text("transcript_text").strip():
        uploads.append((PASTED_NAME, form.text("transcript_text").encode("utf-8", "replace")))
    return VerifyTask(
        await given_of_form(form),
        record=form.line("record") or None,
        transcripts=tuple(str(own_paths[number]) for number in form.numbers("chosen") if number < len(own_paths)),
        uploads=tuple(uploads),
        links=tuple(filter(None, [form.line("transcript_link")])),
        speaker=form.line("speaker", 200) or None,
        against_record=bool(form.text("against_record")) and await asyncio.to_thread(_may_use_record, site),
    )


def _may_use_record(site: Site) -> bool:
    """Whether the record has articles, and not too many, to hold a draft against."""
    return 0 < site.read(current_articles) <= MAX_SOURCES


def own_transcripts(site: Site) -> list[Path]:
    """Return the transcripts of the server's own folders, by name; a request names them by their number."""
    paths: list[Path] = []
    for folder in map(Path, site.options.transcripts):
        paths += [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in paths if not path.name.startswith(".")][:MAX_LISTED]
