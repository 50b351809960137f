"""Static files, signing in, health and the measurements for Prometheus."""

from __future__ import annotations

import asyncio
import hmac

from litestar import MediaType, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery

from onrecord.web.form_values import FormValues
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError
from onrecord.web.safety.access import SESSION_COOKIE, session_value
from onrecord.web.serve_options import is_loopback
from onrecord.web.site import A_YEAR, PageRequest, page_answer, see_other, site_of


@get("/static/{name:str}", include_in_schema=False)
async def static_file(request: PageRequest, name: FromPath[str]) -> Response[bytes]:
    """One of the few static files; they are in memory, and their addresses change with their content."""
    if name not in site_of(request).static_files:
        raise ProblemError(404, "Not found", "There is no such file.")
    media_type, data = site_of(request).static_files[name]
    return Response(data, media_type=media_type, headers={"cache-control": f"public, max-age={A_YEAR}, immutable"})


@page_at("/health")
def health(request: PageRequest) -> Response[dict[str, str]]:
    """Say that the server runs and can read its store."""
    site_of(request).read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    return Response({"status": "ok"}, media_type=MediaType.JSON, headers={"cache-control": "no-store"})


@get("/metrics", include_in_schema=False)
async def metrics(request: PageRequest) -> Response[bytes]:
    """The measurements for Prometheus; of a public record, for this machine only."""
    site = site_of(request)
    if site.options.public and (request.client is None or not is_loopback(request.client.host)):
        raise ProblemError(404, "Not found", "There is no such page.")
    waiting = await asyncio.to_thread(site.jobs.count_waiting)
    return Response(site.measurements.text(waiting), media_type="text/plain; version=0.0.4; charset=utf-8")


@get("/sign-in", include_in_schema=False)
async def sign_in_page(request: PageRequest, next: FromQuery[str] = "/") -> Response[str | bytes]:
    """Ask for the token."""
    return page_answer(request, "sign_in.html", current="", next=own_path(next), wrong=False)


@post("/sign-in", include_in_schema=False)
async def sign_in(request: PageRequest) -> Response[str | bytes] | Response[bytes]:
    """Give a visitor who knows the token the cookie that stands for it."""
    form = await FormValues.of(request)
    destination, token = own_path(form.line("next")), site_of(request).options.token
    if not token or not hmac.compare_digest(form.line("token").encode(), token.encode()):
        return page_answer(request, "sign_in.html", status=403, current="", next=destination, wrong=True)
    cookie = Cookie(SESSION_COOKIE, value=session_value(token), httponly=True, samesite="strict", max_age=A_YEAR)
    return see_other(request, destination, [cookie])


def own_path(address: str) -> str:
    """Return an address within this site; the front page for any other."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_own and "\\" not in address else "/"
