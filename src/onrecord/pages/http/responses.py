"""What the status and the headers of a response say."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from onrecord.errors import FetchError

MEDIA_TYPES = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_SAVE_THE_PAGE = "save the page in a browser and give the file"
STATUS_ADVICE = {
    304: "but the store has no copy of the page; try again later",
    401: _SAVE_THE_PAGE,
    402: _SAVE_THE_PAGE,
    403: _SAVE_THE_PAGE,
    404: "check the address",
    410: "the page is gone",
    429: "too many requests; try again later",
    451: _SAVE_THE_PAGE,
}


def page_media(headers: httpx.Headers) -> str | None:
    """Return `html` or `text`, as the headers say; None if they do not say. Raises FetchError for other types."""
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not media_type:
        return None
    if media_type not in MEDIA_TYPES:
        raise FetchError(f"this is {media_type[:60]}, not a page; give the address of an HTML or text page")
    return MEDIA_TYPES[media_type]


def freshness_lifetime(headers: httpx.Headers) -> float:
    """Return for how many seconds the response stays fresh: Cache-Control's max-age less the Age; 0 if unknown."""
    cache_control = headers.get("Cache-Control", "").lower().replace('"', "")
    fields = (field.partition("=") for field in cache_control.split(","))
    directives = {name.strip(): value.strip() for name, _, value in fields}
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    return max(0.0, _seconds(directives.get("max-age")) - _seconds(headers.get("Age")))


def _seconds(digits: str | None) -> float:
    digits = (digits or "").strip()
    return float(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0.0


def describe_status(status: int) -> str:
    """Return what a status other than 200 means, and what to do about it."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    default = "the server has trouble; try again later" if status >= 500 else "check the address"
    return f"the server answered {f'{status} {phrase}'.strip()}; {STATUS_ADVICE.get(status) or default}"
