"""“Read this”: a link, a text or a file goes into the record; and the page of a job, with its progress."""

from __future__ import annotations

import asyncio

from litestar import Response, get, post
from litestar.params import FromPath

from onrecord.web.form_values import FormValues
from onrecord.web.jobs.job_queue import Job
from onrecord.web.jobs.tasks import Given, MeaningResult, ReadResult, ReadTask, Task, VerifyResult
from onrecord.web.problems import ProblemError
from onrecord.web.site import PageRequest, article_path, page_answer, see_other, site_of

FIRST_WAIT = 0.4  # seconds that a visitor waits before the page of the job is shown


@get("/read", include_in_schema=False)
async def read_page(request: PageRequest) -> Response[str | bytes]:
    """The form."""
    return page_answer(request, "read.html", current="read")


@post("/read", include_in_schema=False)
async def read_given(request: PageRequest) -> Response[bytes]:
    """Start reading what was given, and go to the article if it is done at once, else to the page of the job."""
    submission = await given_of_form(await FormValues.of(request))
    if submission.is_empty:
        raise ProblemError(422, "Nothing to read", "Give a link, a text or a file.")
    title = submission.link or submission.title or submission.file_name or "a pasted text"
    return await job_answer(request, "read", title, ReadTask(submission))


async def given_of_form(form: FormValues) -> Given:
    """Return the link, text or file that a form holds."""
    file_name, file = next(iter(await form.files("file")), ("", b""))
    return Given(
        link=form.line("link"),
        text=form.text("text"),
        file=file,
        file_name=file_name,
        title=form.line("title"),
        published=form.line("published", 40),
    )


async def job_answer(request: PageRequest, kind: str, title: str, task: Task) -> Response[bytes]:
    """Start a job; return the way to its result if that is there at once, else to its page."""
    jobs = site_of(request).jobs
    job = await asyncio.to_thread(jobs.submit, kind, title, task)
    job = await asyncio.to_thread(jobs.wait, job.id, FIRST_WAIT)
    address = result_path(job) or f"/jobs/{job.id}"
    return see_other(request, address)


def result_path(job: Job) -> str | None:
    """Return the address of what a job made, if that is a page of its own."""
    if isinstance(job.result, ReadResult) and len(job.result.records) == 1 and not job.result.problems:
        return article_path(job.result.records[0][0])
    if isinstance(job.result, MeaningResult):
        return f"/search?{job.result.query}"
    return None


@get("/jobs/{job_id:str}", include_in_schema=False)
async def job_page(request: PageRequest, job_id: FromPath[str]) -> Response[str | bytes] | Response[bytes]:
    """The progress of a job, and then its result. The page asks again by itself, with and without JavaScript."""
    job = await asyncio.to_thread(site_of(request).jobs.find, job_id)
    if address := result_path(job):
        return see_other(request, address)
    if isinstance(job.result, VerifyResult):
        return verify_result(request, job, job.result)
    return page_answer(request, "job.html", fragment="job_progress.html", current=job.kind, job=job)


def verify_result(request: PageRequest, job: Job, result: VerifyResult) -> Response[str | bytes]:
    """Return the page of checked quotations."""
    from onrecord.exports.views.verdict_table import VerdictCounts
    from onrecord.exports.views.verdict_view import verdict_views

    counts = VerdictCounts()
    views = list(verdict_views(counts.counting(result.checked)))
    return page_answer(
        request, "verify_result.html", fragment="verify_verdicts.html", current="verify", job=job, views=views,
        counts=counts, skipped=result.skipped,
    )  # fmt: skip
