"""A page before its article is extracted, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

PageKind = Literal["file", "web", "warc", "feed", "jsonl"]


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """Where the page came from."""

    kind: Annotated[PageKind, Meta(description="What the page was read from.")]
    location: Annotated[str, Meta(description="Its address, or its path and its position in the file.")]
    retrieved: Annotated[str | None, Meta(description="When it was fetched, ISO 8601; null if it was not fetched.")]
    sha256: Annotated[
        str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 of the page's original bytes, in hexadecimal.")
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched or given, before an article is extracted from it.

    ``media`` is the form of ``body``: ``html``, ``text`` (a saved article with boilerplate) or ``exact`` (the text
    is the article, to the character). ``title``, ``url``, ``published``, ``outlet``, ``authors`` and ``section`` are
    what the provider of the page stated: title and date count where the page has none, the others before what it has.
    ``raw`` has the original bytes (of JSON Lines: the line) and ``charset`` the declared encoding; from them
    the store makes the same page again. ``validators`` are the ETag and Last-Modified headers.
    ``robots`` is what robots.txt said, and ``rights`` are the headers about the page's use, where it was fetched.
    """

    origin: PageOrigin
    media: Literal["html", "text", "exact"]
    body: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    raw: bytes = field(default=b"", repr=False, compare=False)
    charset: str | None = field(default=None, compare=False)
    validators: tuple[str | None, str | None] = field(default=(None, None), compare=False)
    robots: str | None = field(default=None, compare=False)
    rights: tuple[tuple[str, str], ...] = field(default=(), compare=False)
