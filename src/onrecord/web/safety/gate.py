"""The gate in front of the application: checks every request, and adds the security headers to every answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from onrecord.web.problems import Problem, ProblemError, wants_page
from onrecord.web.safety import slow_clients
from onrecord.web.safety.access import OPEN_PATHS, SAFE_METHODS, has_token, is_host_allowed, is_same_origin

if TYPE_CHECKING:
    from onrecord.web.site import Site

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_PATH, MAX_QUERY = 2_000, 8_000  # bytes
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """An ASGI application around another one."""

    def __init__(self, application: Application, site: Site) -> None:
        self.application = application
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that must not pass; else hand it on."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        guarded_send = self._measured(scope, _with_security_headers(send))
        problem = self._check(scope, headers)
        if problem is None:
            limited = _limited(receive, self.site.options.max_body, has_body=scope["method"] not in SAFE_METHODS)
            await self.application(scope, limited, guarded_send)
        elif problem.status == 401 and wants_page(scope["path"], headers):
            address = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
            await _send_answer(guarded_send, 303, {"location": f"/sign-in?next={quote(address, safe='')}"}, b"")
        else:
            answer = self.site.problem_answer(problem, scope["path"], headers)
            await _send_answer(guarded_send, *answer)

    def _measured(self, scope: Scope, send: Send) -> Send:
        """Return ``send`` that counts the answer and the time until it began."""
        start = time.perf_counter()

        async def measured_send(message: Message) -> None:
            """Send, and count the beginning of an answer."""
            if message["type"] == "http.response.start":
                seconds = time.perf_counter() - start
                self.site.measurements.count(scope["method"], scope["path"], message["status"], seconds)
            await send(message)

        return measured_send

    def _check(self, scope: Scope, headers: dict[str, str]) -> Problem | None:
        """Return why a request must not pass; None if it may."""
        options, path, method = self.site.options, scope["path"], scope["method"]
        if not is_host_allowed(headers.get("host", ""), options):
            return Problem(421, "Unknown host", "This server does not answer for that host name.")
        if len(scope.get("raw_path") or path) > MAX_PATH or len(scope["query_string"]) > MAX_QUERY:
            return Problem(414, "Address too long", "Shorten the address.")
        if options.token and not path.startswith(OPEN_PATHS) and not has_token(headers, options.token):
            return Problem(401, "Token needed", "Send the token as 'Authorization: Bearer …', or sign in.")
        if method in SAFE_METHODS:
            return None
        if not is_same_origin(headers):
            return Problem(403, "Request of another site", "Changes are accepted from this site's own pages only.")
        if options.public and path != "/sign-in":
            return Problem(403, "Read-only", "This record is open to be read, not to be changed.")
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > options.max_body:
            return Problem(413, "Too large", f"Send at most {options.max_body:,} bytes.")
        return None


def _limited(receive: Receive, max_body: int, *, has_body: bool) -> Receive:
    """Return ``receive`` for a body of a limited size and time: another one, or half of one, raises ProblemError."""
    loop = asyncio.get_running_loop()
    total, is_complete, deadline = 0, False, loop.time() + slow_clients.MAX_BODY_SECONDS

    async def limited_receive() -> Message:
        """Return the next part of the body, and after the last what comes then."""
        nonlocal total, is_complete
        if is_complete:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise ProblemError(408, "Too slow", "The request did not come to its end in time.") from None
        if message["type"] == "http.disconnect" and has_body:
            raise ProblemError(400, "Cut off", "The connection ended before the request.")
        is_complete = not message.get("more_body", False)
        total += len(message.get("body", b""))
        if total > max_body:
            raise ProblemError(413, "Too large", f"Send at most {max_body:,} bytes.")
        return message

    return limited_receive


def _with_security_headers(send: Send) -> Send:
    async def guarded_send(message: Message) -> None:
        """Add the headers to the beginning of an answer."""
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message.get("headers", [])}
            added = [
                (name.encode(), value.encode())
                for name, value in SECURITY_HEADERS.items()
                if name.encode() not in present
            ]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return guarded_send


async def _send_answer(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
