"""Errors as answers: RFC 9457 for programs, a page for people, a fragment for htmx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from litestar.exceptions import HTTPException, ValidationException

from onrecord.errors import (
    ArticleError,
    DecodeError,
    FetchError,
    IdentityError,
    OnrecordError,
    QueryError,
    SourceError,
    StoreError,
    TranscriptError,
)

PROBLEM_TYPE = "application/problem+json"
API_PREFIX = "/api/"
_STATUS_OF_ERROR: dict[type[OnrecordError], tuple[int, str]] = {
    QueryError: (400, "Search not understood"),
    IdentityError: (404, "Nobody found"),
    ArticleError: (422, "No article"),
    FetchError: (422, "Page not fetched"),
    DecodeError: (422, "Not text"),
    SourceError: (422, "Nothing to read"),
    TranscriptError: (422, "Transcript not read"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for people: ``title`` is the same for all of a kind, ``detail`` says what to do."""

    status: int
    title: str
    detail: str = ""


class ProblemError(Exception):
    """Ends a handler with a problem as its answer."""

    def __init__(self, status: int, title: str, detail: str = "") -> None:
        super().__init__(status, title, detail)  # all of them: it is made again from these in another process
        self.problem = Problem(status, title, detail)


@contextmanager
def refused_changes(title: str) -> Iterator[None]:
    """Tell a visitor why the store does not take a change: the article does not have the words, for example."""
    try:
        yield
    except StoreError as error:
        raise ProblemError(422, title, error.reason) from None


def problem_of(error: Exception) -> Problem:
    """Return the problem of an error that a handler raised. Nothing of an unknown error is told to a visitor."""
    if isinstance(error, ProblemError):
        return error.problem
    for kind, (status, title) in _STATUS_OF_ERROR.items():
        if isinstance(error, kind):
            return Problem(status, title, str(error))
    if isinstance(error, ValidationException):
        details = [f"{item['key']}: {item['message']}" for item in error.extra or [] if isinstance(item, dict)]
        return Problem(400, "Bad request", "; ".join(details) or error.detail)
    if isinstance(error, HTTPException):
        title = HTTPStatus(error.status_code).phrase if error.status_code in set(HTTPStatus) else "Error"
        if error.status_code == HTTPStatus.NOT_FOUND:
            return Problem(404, "Not found", "There is no such page.")
        return Problem(error.status_code, title, error.detail if error.status_code < 500 else "")
    return Problem(500, "Something went wrong", "The server's log says what. Nothing was changed.")


def wants_page(path: str, headers: Mapping[str, str]) -> bool:
    """Return whether the answer is for a browser: a page or a fragment, not JSON."""
    if path.startswith(API_PREFIX):
        return False
    accept = headers.get("accept", "")
    return "text/html" in accept or "hx-request" in headers


def problem_json(problem: Problem) -> bytes:
    """Return a problem as RFC 9457 has it."""
    fields = {"type": "about:blank", "status": problem.status, "title": problem.title, "detail": problem.detail}
    return msgspec.json.encode({name: value for name, value in fields.items() if value != ""})
