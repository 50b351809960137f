"""Operations of the API: each a function of the site and a call, with the types of its parameters and its answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_origin, get_type_hints

import anyio.to_thread
import msgspec
from litestar import Response, route
from litestar.handlers import HTTPRouteHandler

from onrecord.errors import QueryError
from onrecord.text.calendar_days import parse_calendar_day
from onrecord.web.problems import ProblemError
from onrecord.web.rest.shapes import WordsQuery
from onrecord.web.site import PageRequest, Site, site_of

S = TypeVar("S", bound=msgspec.Struct)
Method = Literal["GET", "POST"]
API = "/api/v1"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation: its parameters, the values in its path, and the body."""

    site: Site
    query: Any
    path: Mapping[str, Any]
    body: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the OpenAPI document describes it.

    ``path`` has Litestar's form (``/records/{record_id:path}``). ``status`` is that of success.
    """

    method: Method
    path: str
    summary: str
    response: Any
    query: type[msgspec.Struct] | None
    request: type[msgspec.Struct] | None
    status: int
    function: Callable[[Call], Any]


OPERATIONS: list[Operation] = []


def operation(
    method: Method,
    path: str,
    *,
    response: Any,
    query: type[msgspec.Struct] | None = None,
    request: type[msgspec.Struct] | None = None,
    status: int = 200,
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Return a decorator that adds a function to the API; the first line of its docstring is the summary."""

    def decorate(function: Callable[[Call], Any]) -> Callable[[Call], Any]:
        """Add the operation."""
        summary = (function.__doc__ or "").strip().split("\n")[0].rstrip(".")
        OPERATIONS.append(Operation(method, path, summary, response, query, request, status, function))
        return function

    return decorate


def route_handlers() -> list[HTTPRouteHandler]:
    """Return Litestar's handlers of all operations."""
    return [_route_handler(described) for described in OPERATIONS]


def _route_handler(described: Operation) -> HTTPRouteHandler:
    async def answer(request: PageRequest) -> Response[bytes]:
        """Answer one call."""
        body = await _body(request, described.request) if described.request else None
        query = parse_query(request, described.query) if described.query else None
        call = Call(site_of(request), query, request.path_params, body)
        result = await anyio.to_thread.run_sync(described.function, call, limiter=call.site.slow_lane)
        return json_answer(request, result, described.status)

    return route(API + described.path, http_method=[described.method], include_in_schema=False)(answer)


def json_answer(request: PageRequest, result: Any, status: int) -> Response[bytes]:
    """Return a result as JSON with its ETag; nothing where the program has it already."""
    data = result if isinstance(result, bytes) else msgspec.json.encode(result)
    tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if status == 200 and request.method == "GET" and request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers, media_type=JSON)
    return Response(data, status_code=status, headers=headers, media_type=JSON)


def parse_query(request: PageRequest, query_type: type[S]) -> S:
    """Return the parameters of a query string as their type. Raises QueryError for a value of no use."""
    values: dict[str, Any] = {}
    for name, hint in get_type_hints(query_type).items():
        raw_values = [value for value in request.query_params.getall(name, []) if value != ""]
        if raw_values:
            values[name] = raw_values if get_origin(hint) is list else raw_values[-1]
    try:
        return msgspec.convert(values, query_type, strict=False)
    except msgspec.ValidationError as error:
        raise QueryError(str(error)) from None


async def _body(request: PageRequest, body_type: type[S]) -> S:
    """Return the body of a request as its type. Raises ProblemError if it is not JSON of that type."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise ProblemError(415, "Not JSON", "Send the body as application/json.")
    try:
        return msgspec.json.decode(await request.body(), type=body_type)
    except msgspec.MsgspecError as error:
        raise ProblemError(400, "Bad request", str(error)) from None
    except UnicodeDecodeError:
        raise ProblemError(400, "Bad request", "The body is not UTF-8.") from None


def filters(query: WordsQuery) -> dict[str, Any]:
    """Return the filters of ``Store.find`` from the parameters. Raises QueryError for what is no day."""
    return {
        "speaker": query.speaker, "about": query.about, "outlet": tuple(query.outlet), "kind": tuple(query.kind),
        "act": tuple(query.act), "tone": tuple(query.tone), "since": day(query.since),
        "until": day(query.until, last=True), "include_hidden": query.include_hidden,
        "all_versions": query.all_versions,
    }  # fmt: skip


def day(text: str | None, *, last: bool = False) -> Any:
    """Return the day of a parameter. Raises QueryError if it is none."""
    try:
        return parse_calendar_day(text, last=last) if text else None
    except ValueError:
        raise QueryError(f"{text}: give a day (2025-01-31), a month or a year") from None


def offset_of(cursor: str | None) -> int:
    """Return the offset that a cursor stands for. Raises QueryError if it is none of ours."""
    if cursor is None:
        return 0
    number = cursor.removeprefix("o")
    if not (cursor.startswith("o") and number.isascii() and number.isdigit() and len(number) < 7):
        raise QueryError("cursor: give the one of the answer before")
    return int(number)


def next_cursor(offset: int, limit: int, found: int) -> str | None:
    """Return the cursor of what follows ``limit`` items; None if no more than those were found."""
    return f"o{offset + limit}" if found > limit else None
