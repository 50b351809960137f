"""The work that a job does, in the job process: reading into the store, checking a draft, grouping for comparison."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from onrecord import api
from onrecord.errors import SourceError, TranscriptError
from onrecord.open_sources import exact_page, open_all, open_upload, pasted_pages
from onrecord.records import CheckedQuotation, Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.skipped import Unchecked
from onrecord.store.web_queries import newest_at

Report: TypeAlias = Callable[[int, "int | None", str], None]  # done, total, what is being done
MAX_UPLOADED_PAGES = 200
MEANING_SECONDS = 60  # that one job prepares statements; the search then starts the next, if it is still wanted
MAX_LISTED = 50  # articles that the result of reading names
MAX_REASONS = 5  # that the error of a check without any transcript gives
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a visitor gave: a link, a text or a file; the first that is there counts."""

    link: str = ""
    text: str = ""
    file: bytes = b""
    file_name: str = ""
    title: str = ""
    published: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return not (self.link.strip() or self.text.strip() or self.file)


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Read what was given, and add it to the store."""

    given: Given


@dataclass(frozen=True, slots=True)
class VerifyTask:
    """Check the quotations of a draft, or of an article of the store, against transcripts and other sources.

    ``transcripts`` are those of the server's own folders; ``uploads`` are names and bytes; ``against_record``: also
    against the articles of the store.
    """

    given: Given
    record: str | None = None
    transcripts: tuple[str, ...] = ()
    uploads: tuple[tuple[str, bytes], ...] = ()
    links: tuple[str, ...] = ()
    speaker: str | None = None
    against_record: bool = False


@dataclass(frozen=True, slots=True)
class GroupTask:
    """Group statements that report the same words."""


@dataclass(frozen=True, slots=True)
class MeaningTask:
    """Prepare statements to be searched by meaning, for the search of a query string."""

    query: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The articles that are in the store now, and what could not be read: where and why."""

    records: tuple[tuple[str, str, str], ...]  # id, title, outcome
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The checked quotations, words that were not checked, and what could not be read: where and why."""

    checked: tuple[CheckedQuotation | Unchecked, ...]
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How many statements were grouped."""

    statements: int


@dataclass(frozen=True, slots=True)
class MeaningResult:
    """The search that was waited for, and how many statements were prepared."""

    query: str
    statements: int


Task: TypeAlias = ReadTask | VerifyTask | GroupTask | MeaningTask
TaskResult: TypeAlias = ReadResult | VerifyResult | GroupResult | MeaningResult


def run_task(task: Task, settings: Settings, report: Report) -> TaskResult:
    """Do a task and return its result.

    Raises:
        OnrecordError: It cannot be done, for a reason that the visitor should be told.
    """
    if isinstance(task, ReadTask):
        return _read(task, settings, report)
    if isinstance(task, VerifyTask):
        return _verify(task, settings, report)
    if isinstance(task, MeaningTask):
        return _prepare_meaning(task, settings, report)
    return _group(settings, report)


def given_pages(given: Given, settings: Settings) -> Iterator[Page | Skipped]:
    """Yield the pages of what was given. A link is fetched by the guarded client; nothing else is ever opened.

    Raises:
        SourceError: Nothing was given, or the link is not an http or https address.
    """
    if link := given.link.strip():
        yield from open_all([web_address(link)], settings)
    elif given.text.strip() and (given.title or given.published):
        yield exact_page(given.text, title=given.title or None, published=given.published or None)
    elif given.text.strip():
        yield from pasted_pages(given.text, settings)
    elif given.file:
        for number, outcome in enumerate(open_upload(given.file, f"upload {given.file_name}".strip(), settings)):
            if number == MAX_UPLOADED_PAGES:
                raise SourceError(f"more than {MAX_UPLOADED_PAGES} pages; add large files with `onrecord add`")
            yield outcome
    else:
        raise SourceError("there is nothing to read; give a link, a text or a file")


def web_address(link: str) -> str:
    """Return a link that may be fetched. Raises SourceError for anything but http and https."""
    link = link.strip()
    if not link.lower().startswith(("http://", "https://")) or any(char.isspace() or ord(char) < 32 for char in link):
        raise SourceError("give the whole address of a web page, with http:// or https://")
    return link


def _read(task: ReadTask, settings: Settings, report: Report) -> ReadResult:
    report(0, None, "fetching" if task.given.link.strip() else "reading")
    pages, unread = _opened(task.given, settings)
    outcomes: list[tuple[str, Page | Skipped]] = []
    with api.open_store(settings=settings) as store:
        report(0, len(pages), "reading")

        def on_page(outcome: str, page: Page | Skipped) -> None:
            """Note what became of a page."""
            outcomes.append((outcome, page))
            report(len(outcomes), len(pages), "reading")

        api.add(pages, store, settings=settings, on_page=on_page)
        report(len(pages), len(pages), "comparing with what is there")
        api.compare(store, limit=1)
        newest = store.database.read(partial(newest_at, locations=_locations(outcomes)))
    unread += [page for _, page in outcomes if isinstance(page, Skipped)]
    records = tuple(
        (*newest[page.origin.location], str(outcome))
        for outcome, page in outcomes
        if isinstance(page, Page) and page.origin.location in newest
    )
    if unread and not records:
        raise unread[0].to_error()
    problems = tuple((skipped.location, skipped.detail) for skipped in unread)
    return ReadResult(records[:MAX_LISTED], problems[:MAX_LISTED])


def _locations(outcomes: Sequence[tuple[str, Page | Skipped]]) -> list[str]:
    return [page.origin.location for _, page in outcomes if isinstance(page, Page)]


def _opened(submission: Given, settings: Settings) -> tuple[list[Page], list[Skipped]]:
    """Return the pages of what was given, and what could not be opened."""
    pages: list[Page] = []
    unread: list[Skipped] = []
    for outcome in given_pages(submission, settings):
        if isinstance(outcome, Skipped):
            unread.append(outcome)
        else:
            pages.append(outcome)
    if not pages and unread:
        raise unread[0].to_error()
    return pages, unread


def _verify(task: VerifyTask, settings: Settings, report: Report) -> VerifyResult:
    report(0, None, "reading")
    with ExitStack() as stack:
        against: list[str | Record] = [*task.transcripts, *map(web_address, task.links)]
        if task.record is not None or task.against_record:
            store = stack.enter_context(api.open_store(settings=settings, create=False))
        if task.record is not None:
            article = store.record(task.record).article
            drafts = [exact_page(article.text, url=article.url, title=article.title, published=article.published)]
        else:
            drafts, _ = _opened(task.given, settings)
        if task.against_record:
            against += [record for record in store.records() if record.id != task.record]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-")))
        against += _write_uploads(folder, task.uploads)
        folders = [f"{Path(path).parent}/" for path in task.transcripts] + [f"{folder}/"]
        checked: list[CheckedQuotation | Unchecked] = []
        skipped: list[tuple[str, str]] = []
        try:
            for outcome in api.verify(drafts, against, settings=settings, speaker=task.speaker):
                if isinstance(outcome, Unchecked):
                    checked.append(outcome)
                elif isinstance(outcome, Skipped):
                    skipped.append((_without_folder(outcome.location, folders), outcome.detail))
                else:
                    checked.append(_without_folders(outcome, folders))
                report(len(checked) + len(skipped), None, "checking")
        except TranscriptError as error:  # none could be read, and the visitor is told why
            raise TranscriptError("; ".join([str(error), *map(": ".join, skipped[:MAX_REASONS])])) from None
    return VerifyResult(tuple(checked), tuple(skipped))


def _write_uploads(folder: Path, uploads: Sequence[tuple[str, bytes]]) -> list[str]:
    """Write uploaded transcripts into a folder of this job's own, under names that cannot lead out of it."""
    paths = []
    for number, (name, data) in enumerate(uploads, 1):
        safe_name = _NOT_IN_NAMES.sub("_", name).strip("._")[-80:] or "transcript.txt"
        place = folder / str(number) if (folder / safe_name).exists() else folder
        place.mkdir(exist_ok=True)
        (place / safe_name).write_bytes(data)
        paths.append(str(place / safe_name))
    return paths


def _without_folders(checked: CheckedQuotation, folders: Sequence[str]) -> CheckedQuotation:
    """Return a checked quotation whose transcript is called by its name, without the folder that it lies in."""
    verdict, transcript = checked.verdict, checked.transcript
    name = _without_folder(verdict.transcript_id or "", folders)
    if name == (verdict.transcript_id or ""):
        return checked
    if transcript is not None:
        transcript = replace(transcript, id=name, location=name)
    return replace(checked, verdict=replace(verdict, transcript_id=name), transcript=transcript)


def _without_folder(location: str, folders: Sequence[str]) -> str:
    """Return a file's location without the folder that it lies in."""
    folder = next((folder for folder in folders if location.startswith(folder)), "")
    return location.removeprefix(folder)


def _group(settings: Settings, report: Report) -> GroupResult:
    counts = [0]

    def progress(done: int, total: int | None) -> None:
        """Report how far grouping is."""
        counts[0] = total or done
        report(done, total, "grouping")

    with api.open_store(settings=settings, create=False) as store:
        api.compare(store, limit=1, progress=progress)
    return GroupResult(counts[0])


def _prepare_meaning(task: MeaningTask, settings: Settings, report: Report) -> MeaningResult:
    end, done = time.monotonic() + MEANING_SECONDS, 0
    with api.open_store(settings=settings, create=False) as store:
        total = store.missing_vectors()
        report(0, total, "preparing statements")
        for written in store.write_vectors():
            done += written
            report(done, max(total, done), "preparing statements")
            if time.monotonic() > end:
                break
    return MeaningResult(task.query, done)
