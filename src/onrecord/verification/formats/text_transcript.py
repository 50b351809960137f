"""A transcript in plain text: its times taken out and kept beside it, its turns found by the names before colons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from onrecord.records import Transcript
from onrecord.verification.segments import About
from onrecord.verification.turns import ascending, turns_of

_CLOCK = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?"
_BRACKETED = re.compile(rf"[\[(]{_CLOCK}[\])][ \t]?")
_BARE = re.compile(rf"^[ \t]*{_CLOCK}(?:[ \t]*(?:-{{1,2}}>?|,)[ \t]*\d[\d:.,]+)?(?:[ \t]+|$)", re.M)
# A name and a time on a line of their own, above what is said.
_NAMED = re.compile(rf"^([^\W\d_][^\n:\[\]()]{{0,60}}?)[ \t]+[\[(]?({_CLOCK})[\])]?:?[ \t]*\n", re.M)
_FEWEST = 2  # times without brackets: one alone may be the time of day


def read_text(text: str, about: About) -> Transcript:
    """The transcript. Offsets are into its text, from which times are taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if ":" in text:
        text = _NAMED.sub(r"\1: [\2]\n", text) if len(_NAMED.findall(text)) >= _FEWEST else text
    times: list[tuple[int, float]] = []
    parts: list[str] = []
    length, at = 0, 0
    for start, end, seconds in _stamps(text):
        parts.append(text[at:start])
        length += start - at
        at = end
        times.append((length, seconds))
    plain = "".join([*parts, text[at:]])
    return Transcript(about.id, plain, about.event, about.date, turns_of(plain), ascending(times), about.location)


def _stamps(text: str) -> Iterator[tuple[int, int, float]]:
    """The times, as (start, end, seconds), in order and apart."""
    found = list(_BRACKETED.finditer(text))
    bare = list(_BARE.finditer(text))
    if len(bare) >= _FEWEST and _ascending([_seconds(match) for match in bare]):
        found = sorted([*found, *bare], key=lambda match: match.start())
    at = 0
    for match in found:
        if match.start() >= at:
            at = match.end()
            yield match.start(), match.end(), _seconds(match)


def _seconds(match: re.Match[str]) -> float:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600.0 + minutes * 60 + seconds


def _ascending(times: list[float]) -> bool:
    return all(before <= after for before, after in pairwise(times))
