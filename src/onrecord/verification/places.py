"""Where in a transcript words stand: line, page, second, address, and the words around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from urllib.parse import quote, urldefrag, urlsplit

from onrecord.records import Passage, Transcript

CONTEXT_LENGTH = 100  # characters shown before and after a passage
_ANCHOR_WORDS = 5  # at each end of a passage, in a link to it
_WHITE_SPACE = re.compile(r"\s+")


def passage_at(transcript: Transcript, start: int, end: int) -> Passage:
    """Return the passage of a transcript from ``start`` to ``end``, with its place and the words around it."""
    page = _last_before(transcript.pages, start)
    return Passage(
        start,
        end,
        transcript.text[start:end],
        _speaker_at(transcript, start),
        _last_before(transcript.times, start),
        line=_line_at(transcript, start),
        page=None if page is None else int(page),
        before=_words_before(transcript.text, start) or None,
        after=_words_after(transcript.text, end) or None,
        link=_link(transcript, start, end),
    )


def _speaker_at(transcript: Transcript, offset: int) -> str | None:
    turn_index = bisect_right(transcript.turns, offset, key=lambda turn: turn.start) - 1
    if turn_index < 0 or offset >= transcript.turns[turn_index].end:
        return None
    return transcript.turns[turn_index].speaker


def _last_before(places: Sequence[tuple[int, float]], offset: int) -> float | None:
    """Return the last time or page that a transcript states before an offset, or None."""
    index = bisect_right(places, offset, key=lambda place: place[0]) - 1
    return places[index][1] if index >= 0 else None


def _line_at(transcript: Transcript, offset: int) -> int | None:
    """Return the number of the line in the transcript's file, or None if its form has no lines."""
    index = bisect_right(transcript.lines, offset, key=lambda place: place[0]) - 1
    if index < 0:
        return None
    first_offset, first_line = transcript.lines[index]
    return first_line + transcript.text.count("\n", first_offset, offset)


def _words_before(text: str, start: int) -> str:
    """Return the words before an offset on one line, whole words only."""
    window_start = max(0, start - CONTEXT_LENGTH)
    words = text[window_start:start]
    if window_start and not text[window_start - 1].isspace():
        words = words.partition(" ")[2]
    return _WHITE_SPACE.sub(" ", words).lstrip()


def _words_after(text: str, end: int) -> str:
    """Return the words after an offset on one line, whole words only."""
    words = text[end : end + CONTEXT_LENGTH]
    if end + CONTEXT_LENGTH < len(text) and not text[end + CONTEXT_LENGTH].isspace():
        words = words.rpartition(" ")[0]
    return _WHITE_SPACE.sub(" ", words).rstrip()


def _link(transcript: Transcript, start: int, end: int) -> str | None:
    """Return the address of the words on the web page that the transcript is from; None if it is from no page.

    Browsers scroll to the words that a text fragment names, and to the page of a PDF file.
    """
    location = transcript.location or ""
    if not location.lower().startswith(("http://", "https://")):
        return None
    address = urldefrag(location).url
    if urlsplit(address).path.lower().endswith(".pdf"):
        page = _last_before(transcript.pages, start)
        return address if page is None else f"{address}#page={int(page)}"
    words = transcript.text[start:end].split()
    first, last = (" ".join(part) for part in (words[:_ANCHOR_WORDS], words[-_ANCHOR_WORDS:]))
    parts = [" ".join(words)] if len(words) < 2 * _ANCHOR_WORDS else [first, last]  # the two may not overlap
    return f"{address}#:~:text={','.join(quote(part, safe='').replace('-', '%2D') for part in parts)}"
