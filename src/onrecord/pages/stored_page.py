"""A page made again from what was kept of it."""

from __future__ import annotations

from typing import Literal

from onrecord.pages.formats import json_lines as jsonl
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin


def restored(
    origin: PageOrigin, media: Literal["html", "text", "exact"], raw: bytes, charset: str | None, url: str | None
) -> Page:
    """The page that came as ``raw``. Raises PageError when those are not its bytes."""
    if origin.kind == "jsonl":
        return jsonl.page(raw, origin.location)
    return Page(origin, media, decode(raw, charset), url=url, raw=raw, charset=charset)
