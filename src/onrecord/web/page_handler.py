"""The decorator of page handlers: plain functions that read the store, each run in a thread.

Litestar's own ``sync_to_thread`` answers with an error where another handler has the same path (2.25).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

import anyio.to_thread
from litestar import get
from litestar.handlers import HTTPRouteHandler

from onrecord.web.site import PageRequest, kept_page, site_of

QUICK = ("/articles/", "/speakers/", "/search")
P = ParamSpec("P")
T = TypeVar("T")


def page_at(path: str) -> Callable[[Callable[..., object]], HTTPRouteHandler]:
    """Return a decorator that makes a function the handler of GET requests to a path."""

    def decorate(function: Callable[..., object]) -> HTTPRouteHandler:
        """Make the handler."""

        @wraps(function)
        def kept(request: PageRequest, *args: object, **values: object) -> object:
            """Return the page as it was rendered before, or call the function."""
            with site_of(request).store.database.reading():
                return kept_page(request) or function(request, *args, **values)

        @wraps(function)
        async def threaded(request: PageRequest, *args: object, **values: object) -> object:
            """Answer in a thread of its lane."""
            limiter = site_of(request).slow_lane if is_slow(request) else None
            return await anyio.to_thread.run_sync(partial(kept, request, *args, **values), limiter=limiter)

        return get(path, include_in_schema=False)(threaded)

    return decorate


def is_slow(request: PageRequest) -> bool:
    """Whether a page may take long on a large store: all but articles, speakers, and searches by words."""
    is_quick = request.url.path.startswith(QUICK) and b"similar=" not in request.scope["query_string"]
    return not is_quick


def in_thread(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Return a coroutine function that runs a function in a thread; at most as many run as the limiter allows."""

    @wraps(function)
    async def threaded(*args: P.args, **values: P.kwargs) -> T:
        """Run the function."""
        return await anyio.to_thread.run_sync(partial(function, *args, **values))

    return threaded
