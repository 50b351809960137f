"""What the status and headers of an answer say."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from onrecord.errors import FetchError

MEDIA = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
HINTS = {
    304: "though nothing of it was kept; try again later",
    401: "save the page in a browser and give the file",
    402: "save the page in a browser and give the file",
    403: "save the page in a browser and give the file",
    404: "check the address",
    410: "it is gone",
    429: "too many were asked for; try again later",
    451: "save the page in a browser and give the file",
}


def media_of(headers: httpx.Headers) -> str | None:
    """What the headers say is there; None when they do not say. Raises FetchError when it is no text."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not kind:
        return None
    if kind not in MEDIA:
        raise FetchError(f"this is {kind[:60]}, not a page; give the address of an HTML or text page")
    return MEDIA[kind]


def fresh_for(headers: httpx.Headers) -> float:
    """The seconds for which an answer says that it will do (Cache-Control: max-age, less its Age); 0 when it does not
    say so."""
    given = headers.get("Cache-Control", "").lower().replace('"', "")
    parts = {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in given.split(","))}
    if "no-cache" in parts or "no-store" in parts:
        return 0.0
    return max(0.0, _seconds(parts.get("max-age")) - _seconds(headers.get("Age")))


def _seconds(words: str | None) -> float:
    words = (words or "").strip()
    return float(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0.0


def status_told(status: int) -> str:
    """What a status that brings no page means, and what to do about it."""
    try:
        name = HTTPStatus(status).phrase
    except ValueError:
        name = ""
    hint = HINTS.get(status) or ("the server has trouble; try again later" if status >= 500 else "check the address")
    return f"the server answered {f'{status} {name}'.strip()}; {hint}"
