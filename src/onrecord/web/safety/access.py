"""Who may send a request: the Host header, the origin of changes, and the token."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from onrecord.web.serve_options import LOCAL_NAMES, ServeOptions

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION_COOKIE = "onrecord_session"
OPEN_PATHS = ("/sign-in", "/static/", "/health")  # that need no token


def host_name(host_header: str) -> str:
    """Return the name or address of a Host header in small letters, without port and brackets."""
    try:
        return (urlsplit(f"//{host_header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_host_allowed(host_header: str, options: ServeOptions) -> bool:
    """Return whether a Host header names this server.

    A page of another site can make its own name point at 127.0.0.1 (DNS rebinding); the browser then sends that name.
    """
    name = host_name(host_header)
    if name in LOCAL_NAMES or name in {host.lower() for host in (*options.names, options.host)}:
        return True
    if options.is_local:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True  # an address is not a name that somebody else's DNS server could have given


def is_same_origin(headers: dict[str, str]) -> bool:
    """Return whether a browser says that the request comes from one of our own pages, or no browser sent it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False


def session_value(token: str) -> str:
    """Return what the cookie of a visitor holds who has presented the token."""
    return hmac.new(token.encode(), b"onrecord session", hashlib.sha256).hexdigest()


def has_token(headers: dict[str, str], token: str) -> bool:
    """Return whether a request presents the token, as a bearer or by the cookie of signing in."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(value.strip().encode(), token.encode()):
        return True
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    except CookieError:
        return False
    return cookie is not None and hmac.compare_digest(cookie.value.encode(), session_value(token).encode())
