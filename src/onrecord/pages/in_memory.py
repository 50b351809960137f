"""A page from a text in memory."""

from __future__ import annotations

import json

from onrecord.errors import SourceError
from onrecord.pages.formats import files, json_lines
from onrecord.pages.text_encoding import decode
from onrecord.records import Page

LOCATION = "text in memory"
HEAD_BYTES = 4096  # of a text, for telling HTML from plain text


def page_from_text(
    text: str | bytes,
    *,
    html: bool | None = None,
    url: str | None = None,
    title: str | None = None,
    published: str | None = None,
) -> Page:
    """Return a page as a JSON line with the same values would give it, so that a store can make it again.

    Raises:
        SourceError: The text is empty, or has unpaired surrogates.
        DecodeError: The bytes are not text.
    """
    body = decode(text) if isinstance(text, bytes) else text
    if html is None:
        html = files.sniff_kind(body[:HEAD_BYTES].encode("utf-8", "replace")) == "html"
    fields = {"html" if html else "text": body, "url": url, "title": title, "published": published}
    location = url or LOCATION
    try:
        return json_lines.line_page(json.dumps(fields).encode(), location)
    except SourceError as error:
        raise error.at(location) from None
