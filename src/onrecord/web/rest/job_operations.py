"""The operations that take a while: reading and checking as jobs, with their progress as events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from onrecord.exports.json_shapes import to_json
from onrecord.web.jobs.job_queue import Job
from onrecord.web.jobs.tasks import Given, ReadResult, ReadTask, VerifyResult, VerifyTask
from onrecord.web.problems import ProblemError
from onrecord.web.rest import shapes
from onrecord.web.rest.operations import API, Call, operation
from onrecord.web.site import PageRequest, site_of

POLL_SECONDS = 0.2


@operation("POST", "/read", response=shapes.JobItem, request=shapes.ReadRequest, status=202)
def read(call: Call) -> Any:
    """Read a link or a text into the record, as a job."""
    submission = Given(link=call.body.link, text=call.body.text, title=call.body.title, published=call.body.published)
    if submission.is_empty:
        raise ProblemError(422, "Nothing to read", "Give a link or a text.")
    return job_item(call.site.jobs.submit("read", call.body.link or call.body.title or "a text", ReadTask(submission)))


@operation("POST", "/verify", response=shapes.JobItem, request=shapes.VerifyRequest, status=202)
def verify(call: Call) -> Any:
    """Check the quotations of a record, a link or a text against transcripts, as a job."""
    body = call.body
    submission = Given(link=body.link, text=body.text)
    if submission.is_empty and not body.record:
        raise ProblemError(422, "Nothing to check", "Give a record, a link or a text.")
    if not (body.transcripts or body.transcript_links or body.against_record):
        raise ProblemError(422, "Nothing to check against", "Give at least one transcript or source.")
    task = VerifyTask(
        submission,
        record=body.record or None,
        uploads=tuple((part.name, part.text.encode("utf-8", "replace")) for part in body.transcripts),
        links=tuple(body.transcript_links),
        speaker=body.speaker.strip() or None,
        against_record=body.against_record,
    )
    return job_item(call.site.jobs.submit("verify", body.link or body.record or "a draft", task))


@operation("GET", "/jobs/{job_id:str}", response=shapes.JobItem)
def get_job(call: Call) -> Any:
    """Get a job: how far it is, and at the end what it gave."""
    return job_item(call.site.jobs.find(call.path["job_id"]))


@get(f"{API}/jobs/{{job_id:str}}/events", include_in_schema=False)
async def job_events(request: PageRequest, job_id: FromPath[str]) -> ServerSentEvent:
    """Send a job's state whenever it changes, as server-sent events, until the job is over."""
    jobs = site_of(request).jobs
    await asyncio.to_thread(jobs.find, job_id)

    async def events() -> AsyncIterator[ServerSentEventMessage]:
        """Yield the states."""
        sent = -1
        while True:
            job = await asyncio.to_thread(jobs.find, job_id)
            if job.version != sent:
                sent = job.version
                data = msgspec.json.encode(job_item(job)).decode()
                yield ServerSentEventMessage(data=data, event="end" if job.is_over else "progress", id=str(sent))
            if job.is_over:
                return
            await asyncio.sleep(POLL_SECONDS)

    return ServerSentEvent(events())


def job_item(job: Job) -> shapes.JobItem:
    """Return a job as programs get it."""
    item = shapes.JobItem(
        id=job.id, kind=job.kind, state=job.state.value, done=job.done, total=job.total, activity=job.activity  # type: ignore[arg-type]
    )  # fmt: skip
    if job.problem is not None:
        problem = job.problem
        item.problem = shapes.JobProblem(status=problem.status, title=problem.title, detail=problem.detail)
    if isinstance(job.result, ReadResult):
        item.records = [
            shapes.ReadRecord(record=record, title=title, outcome=outcome)
            for record, title, outcome in job.result.records
        ]
        item.unread = [shapes.UnreadPlace(location=place, reason=reason) for place, reason in job.result.problems]
    if isinstance(job.result, VerifyResult):
        item.verdicts = [json.loads(to_json(checked)) for checked in job.result.checked]
        item.unread = [shapes.UnreadPlace(location=place, reason=reason) for place, reason in job.result.skipped]
    return item
