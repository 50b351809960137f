"""The web application: routes, middleware and error answers around one store."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from litestar import Litestar, Request, Response
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.middleware.rate_limit import RateLimitConfig

from onrecord.store import Store
from onrecord.web.problems import problem_of
from onrecord.web.rest import record_operations  # noqa: F401  # adds its operations
from onrecord.web.rest.job_operations import job_events
from onrecord.web.rest.openapi import openapi_document
from onrecord.web.rest.operations import route_handlers
from onrecord.web.routes.article_page import article_page
from onrecord.web.routes.compare_page import compare_page, group_statements, utterance_page
from onrecord.web.routes.correct_page import correct_page, correct_statement
from onrecord.web.routes.curation_pages import articles_page, forget_article, outlets_page, rename_outlet
from onrecord.web.routes.front_page import front_page
from onrecord.web.routes.numbers_page import numbers_page
from onrecord.web.routes.read_page import job_page, read_given, read_page
from onrecord.web.routes.search_page import narrowing, search_page
from onrecord.web.routes.site_files import health, metrics, sign_in, sign_in_page, static_file
from onrecord.web.routes.speaker_page import (
    change_speaker,
    decisions_page,
    speaker_page,
    speakers_page,
    undo_decision,
)
from onrecord.web.routes.status_page import status_page
from onrecord.web.routes.verify_page import verify_given, verify_page
from onrecord.web.safety.access import SAFE_METHODS
from onrecord.web.safety.form_request import FormRequest
from onrecord.web.safety.gate import Gate
from onrecord.web.serve_options import ServeOptions, is_loopback
from onrecord.web.shared_parts import SharedParts
from onrecord.web.site import Site

THREADS = 1  # that answers what is quick, one request after the other: two take turns, and both visitors wait for both
PAGES = [
    front_page, article_page, search_page, narrowing, speakers_page, speaker_page, read_page, read_given, job_page,
    compare_page, utterance_page, group_statements, verify_page, verify_given, status_page,
    correct_page, correct_statement, numbers_page, change_speaker, decisions_page, undo_decision,
    articles_page, forget_article, outlets_page, rename_outlet,
    static_file, health, metrics, sign_in_page, sign_in,
]  # fmt: skip
log = logging.getLogger("onrecord.web")


def create_app(options: ServeOptions, store: Store, shared: SharedParts | None = None) -> Gate:
    """Return the application for a store.

    Args:
        options: What visitors may do.
        store: The open store; the caller closes it.
        shared: What the processes of the server share; without it this process is the only one.
    """
    site = Site(options, store, shared or SharedParts.of_one_process(options))
    csrf = CSRFConfig(site.shared.csrf_secret, exclude="^/api/", cookie_httponly=True)
    app = Litestar(
        route_handlers=[*PAGES, *route_handlers(), openapi_document, job_events],
        state=State({"site": site}),
        csrf_config=None if options.public else csrf,
        middleware=[config.middleware for config in _rate_limits(options)],
        exception_handlers={Exception: answer_error},
        request_class=FormRequest,
        request_max_body_size=options.max_body,
        lifespan=[_lifespan],
        openapi_config=None,
    )
    return Gate(app, site)  # type: ignore[arg-type]  # the types of Litestar are narrower than those of ASGI


def answer_error(request: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    """Return the answer for an error of a handler, as a page, a fragment or JSON."""
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("%s %s", request.method, request.url.path, exc_info=error)
    site: Site = request.app.state.site
    status, headers, body = site.problem_answer(problem, request.url.path, request.headers)
    if isinstance(error, HTTPException):  # Allow, Retry-After
        headers = {**{name.lower(): str(value) for name, value in (error.headers or {}).items()}, **headers}
    return Response(body, status_code=status, headers=headers, media_type=headers["content-type"])


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    try:
        yield
    finally:
        app.state.site.jobs.close()


def _rate_limits(options: ServeOptions) -> list[RateLimitConfig]:
    """Limits for one address: of requests from other machines, and of requests that change something."""

    async def is_remote(request: Request[Any, Any, Any]) -> bool:
        """Whether the request comes from another machine."""
        return request.client is None or not is_loopback(request.client.host)

    async def is_change(request: Request[Any, Any, Any]) -> bool:
        """Whether the request may change something."""
        return request.method not in SAFE_METHODS

    return [
        RateLimitConfig(("minute", options.requests_per_minute), check_throttle_handler=is_remote, store="requests"),
        RateLimitConfig(("minute", options.changes_per_minute), check_throttle_handler=is_change, store="changes"),
    ]
