"""What all handlers of a server share: options, store, templates and jobs."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie, State
from litestar.utils.scope.state import ScopeState
from sqlalchemy import Connection

from onrecord import __version__
from onrecord.exports.display_text import format_count, format_date, format_day
from onrecord.exports.template_environment import make_environment
from onrecord.store import Store
from onrecord.web.cost_cache import CostCache
from onrecord.web.figures import with_lengths
from onrecord.web.jobs.job_queue import JobQueue
from onrecord.web.measurements import Measurements
from onrecord.web.problems import PROBLEM_TYPE, Problem, problem_json, wants_page
from onrecord.web.serve_options import ServeOptions

T = TypeVar("T")
PageRequest = Request[Any, Any, State]
A_YEAR = 31_536_000  # seconds
HTML = "text/html; charset=utf-8"
_STATIC = {
    "style.css": ("text/css; charset=utf-8", ("onrecord.web/static/style.css",)),
    "reports.css": (
        "text/css; charset=utf-8",
        tuple(f"onrecord.exports/templates/{name}.css" for name in ("comparison", "verdicts", "chart")),
    ),
    "htmx.min.js": ("text/javascript; charset=utf-8", ("onrecord.web/static/htmx.min.js",)),
    "icon.svg": ("image/svg+xml", ("onrecord.web/static/icon.svg",)),
}


class Site:
    """A running server's options, store, templates and jobs."""

    def __init__(self, options: ServeOptions, store: Store) -> None:
        self.options = options
        self.store = store
        self.costly = CostCache()
        self.jobs = JobQueue(options.settings, options.job_seconds, on_end=self.costly.clear)
        self.measurements = Measurements()
        self.csrf_secret = secrets.token_hex(32)
        self.meaning_lock = threading.Lock()  # the vectors in memory are for one thread at a time

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on the store."""
        return self.store.database.read(query)

    @cached_property
    def static_files(self) -> dict[str, tuple[str, bytes]]:
        """The media type and bytes of each static file, by its name: nothing else is ever read for a request."""
        contents = {}
        for name, (media_type, paths) in _STATIC.items():
            parts = [files(package).joinpath(path).read_bytes() for package, _, path in map(_split_path, paths)]
            contents[name] = (media_type, b"\n".join(parts))
        return contents

    @cached_property
    def environment(self) -> Environment:
        """The templates: those of the pages, and those of the reports that they share."""
        environment = make_environment("onrecord.web", "onrecord.exports")
        versions = {name: hashlib.sha256(data).hexdigest()[:12] for name, (_, data) in self.static_files.items()}
        environment.globals |= {
            "static": lambda name: f"/static/{name}?v={versions[name]}",
            "version": __version__,
            "options": self.options,
            "article_path": article_path,
            "speaker_path": speaker_path,
            "with_lengths": with_lengths,
            "query": lambda **values: urlencode({key: value for key, value in values.items() if value}, doseq=True),
        }
        environment.filters |= {"day": format_day, "date": format_date, "count": format_count}
        return environment

    def render(self, template: str, **values: Any) -> str:
        """Return a template with values."""
        return self.environment.get_template(template).render(**values)

    def problem_answer(
        self, problem: Problem, path: str, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """Return the status, headers and body that tell a visitor of a problem."""
        if not wants_page(path, headers):
            return problem.status, {"content-type": PROBLEM_TYPE}, problem_json(problem)
        template = "problem_fragment.html" if is_fragment(headers) else "problem.html"
        body = self.render(template, problem=problem, current="", csrf="")
        return problem.status, {"content-type": HTML, "vary": "HX-Request"}, body.encode()


def page_answer(
    request: PageRequest, template: str, *, fragment: str | None = None, status: int = 200, **values: Any
) -> Response[str | bytes]:
    """Return a page as an answer, or its fragment where htmx asks; nothing if the browser has it already.

    Args:
        request: The request.
        template: The template of the page.
        fragment: The template of the part that htmx replaces.
        status: The status.
        **values: What the template shows.
    """
    site = site_of(request)
    chosen = fragment if fragment is not None and is_fragment(request.headers) else template
    token = ScopeState.from_scope(request.scope).csrf_token
    body = site.render(chosen, csrf=token if isinstance(token, str) else "", **values).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "HX-Request, Cookie"}
    if status == 200 and request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers, media_type=HTML)
    return Response(body, status_code=status, headers=headers, media_type=HTML)


def see_other(request: PageRequest, address: str, cookies: Sequence[Cookie] = ()) -> Response[bytes]:
    """Return the way to another page: a redirect, or what htmx takes for one."""
    if is_fragment(request.headers):
        return Response(b"", status_code=200, headers={"HX-Redirect": address}, cookies=cookies, media_type=HTML)
    return Response(b"", status_code=303, headers={"location": address}, cookies=cookies, media_type=HTML)


def site_of(request: PageRequest) -> Site:
    """Return the site that a request was sent to."""
    site: Site = request.app.state.site
    return site


def is_fragment(headers: Mapping[str, str]) -> bool:
    """Return whether htmx asks for a part of a page."""
    return headers.get("hx-request") == "true"


def article_path(record_id: str, statement: str | None = None, meanwhile: int | None = None) -> str:
    """Return the address of an article's page.

    Args:
        record_id: The record's id.
        statement: The id of a statement to show.
        meanwhile: The number of a correction that another person made at the same time, to be told of.
    """
    path = f"/articles/{quote(record_id, safe='')}"
    if not statement:
        return path
    told = f"&meanwhile={meanwhile}" if meanwhile else ""
    return f"{path}?statement={quote(statement, safe='')}{told}#{quote(statement, safe='')}"


def speaker_path(identity_id: str) -> str:
    """Return the address of a speaker's page."""
    return f"/speakers/{quote(identity_id, safe='')}"


def author_cookie(author: str) -> list[Cookie]:
    """Return the cookie that fills in a person's name in the next form; none for nobody."""
    if not author:
        return []
    return [Cookie("onrecord_author", value=quote(author), httponly=True, samesite="strict", max_age=A_YEAR)]


def author_of(request: PageRequest) -> str:
    """Return the name that a visitor gave in the last form."""
    return unquote(request.cookies.get("onrecord_author", ""))[:100]


def _split_path(path: str) -> tuple[str, str, str]:
    return path.partition("/")
