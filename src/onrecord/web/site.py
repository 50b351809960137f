"""What all handlers of a server share: options, store, templates and jobs."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from anyio import CapacityLimiter
from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie, State
from litestar.utils.scope.state import ScopeState
from sqlalchemy import Connection

from onrecord import __version__
from onrecord.exports.display_text import format_count, format_date, format_day, words_of_cue
from onrecord.exports.template_environment import make_environment
from onrecord.store import SearchHit, Store
from onrecord.web.caching.cost_cache import CostCache
from onrecord.web.caching.page_cache import PageCache
from onrecord.web.caching.search_terms import SearchTerms
from onrecord.web.figures import with_lengths
from onrecord.web.measurements import Measurements
from onrecord.web.problems import PROBLEM_TYPE, Problem, problem_json, wants_page
from onrecord.web.serve_options import ServeOptions
from onrecord.web.shared_parts import SharedParts

T = TypeVar("T")
PageRequest = Request[Any, Any, State]
A_YEAR = 31_536_000  # seconds
PAGE_KEY = "onrecord.page"  # in a request: under what its page is kept, and the version of the store
KEPT_PARTS = 2_000  # rendered labels, and links to speakers
SLOW_THREADS = 2  # that answer what may take long, beside the one that answers the rest
HTML = "text/html; charset=utf-8"
_STATIC = {
    "style.css": ("text/css; charset=utf-8", ("onrecord.web/static/style.css",)),
    "reports.css": (
        "text/css; charset=utf-8",
        tuple(f"onrecord.exports/templates/{name}.css" for name in ("comparison", "verdicts", "chart")),
    ),
    "htmx.min.js": ("text/javascript; charset=utf-8", ("onrecord.web/static/htmx.min.js",)),
    "page.js": ("text/javascript; charset=utf-8", ("onrecord.web/static/page.js",)),
    "icon.svg": ("image/svg+xml", ("onrecord.web/static/icon.svg",)),
}


class Site:
    """A running server's options, store, templates and jobs."""

    def __init__(self, options: ServeOptions, store: Store, shared: SharedParts) -> None:
        self.options = options
        self.store = store
        self.shared = shared
        self.jobs = shared.jobs
        self.costly = CostCache(lambda: shared.changes.value, store.database.version)
        self.measurements = Measurements()
        self.csrf_mark = "" if options.public else secrets.token_hex(16)  # stands for a visitor's token until the end
        self.pages = PageCache(store.database.version)
        self.search_terms = SearchTerms()
        self.slow_lane = CapacityLimiter(SLOW_THREADS)
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
            "hit_labels": hit_labels,
            "words_of_cue": words_of_cue,
            "tags": _kept_macro(environment, "tag_list"),
            "speaker_link": _kept_macro(environment, "link_to_speaker"),
            "query": lambda **values: urlencode({key: value for key, value in values.items() if value}, doseq=True),
        }
        environment.filters |= {"day": format_day, "date": format_date, "count": format_count, "sentence": as_sentence}
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


def _kept_macro(environment: Environment, name: str) -> Callable[..., str]:
    """Return a macro of ``parts.html`` that keeps what it gave: the same few labels and names stand many times."""

    def call_macro(*values: Any) -> str:
        """Call the macro."""
        macro: Callable[..., str] = getattr(environment.get_template("parts.html").module, name)
        return macro(*values)

    return lru_cache(KEPT_PARTS)(call_macro)


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
    body = site.render(chosen, csrf=site.csrf_mark, **values).encode()
    tag = hashlib.sha256(body).hexdigest()[:24]
    if status == 200 and not site.costly.take_lag() and (key_and_version := request.state.get(PAGE_KEY)):
        key, version = key_and_version
        site.pages.keep(key, body, tag, version)
    return _page_response(request, body, tag, status)


def kept_page(request: PageRequest) -> Response[str | bytes] | None:
    """Return the page if it was rendered before and the store is the same; else note that it is to be kept."""
    site = site_of(request)
    site.costly.take_lag()
    key = (request.url.path, request.scope["query_string"], is_fragment(request.headers), author_of(request))
    version = site.pages.version()
    if page := site.pages.find(key, version):
        return _page_response(request, page.body, page.tag, 200)
    request.state[PAGE_KEY] = (key, version)
    return None


def _page_response(request: PageRequest, body: bytes, tag: str, status: int) -> Response[str | bytes]:
    """Return a rendered page with the visitor's own token in its forms; nothing if the browser has it already."""
    mark, token = site_of(request).csrf_mark.encode(), ScopeState.from_scope(request.scope).csrf_token
    if mark and mark in body:
        own_token = token if isinstance(token, str) else ""
        body, tag = body.replace(mark, own_token.encode()), tag + hashlib.sha256(own_token.encode()).hexdigest()[:8]
    headers = {"etag": f'"{tag}"', "cache-control": "private, no-cache", "vary": "HX-Request, Cookie"}
    if status == 200 and request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers, media_type=HTML)
    return Response(body, status_code=status, headers=headers, media_type=HTML)


def as_sentence(text: str) -> str:
    """Return a message with a capital letter at its beginning, unless it begins with an address or a number."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text


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
    meanwhile_part = f"&meanwhile={meanwhile}" if meanwhile else ""
    return f"{path}?statement={quote(statement, safe='')}{meanwhile_part}#{quote(statement, safe='')}"


def hit_labels(hit: SearchHit) -> tuple[str, ...]:
    """Return the labels of a statement in a list: what is unusual about it."""
    act = (hit.act,) if hit.act not in ("assert", "think") else ()
    tone = (hit.tone,) if hit.tone != "neutral" else ()
    return (("corrected",) if hit.corrected else ()) + act + tone


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
