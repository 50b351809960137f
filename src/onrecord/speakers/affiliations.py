"""To what a person belongs, as the article states it: “Ann Lee **of Acme**”, “**Acme’s** Ann Lee”, “(R-Texas)”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from onrecord.records import Span

_OF = re.compile(r",? (?:of|from) (?:the )?")
_PARTY = re.compile(r",? \(?(?P<party>(?:Rep|Dem|[RDI])\.?[-–—][A-Z][A-Za-z.]*(?: [A-Z][a-z]+\.?){0,2})(?=[),;.]|\s|$)")
_OWNED = re.compile(r"[’']s? $")

Places = Sequence[tuple[int, int]]


def affiliations(text: str, mentions: Places, roles: Sequence[Span], bodies: Places) -> Iterator[Span]:
    """The bodies and places beside a person's mentions and inside the stated roles, each wording once.

    ``bodies`` are where organizations, countries and places are named, in order.
    """
    starts = [start for start, _ in bodies]
    ends = sorted((end, start) for start, end in bodies)
    seen: set[str] = set()
    found = [*_inside(roles, bodies, starts)]
    for start, end in mentions:
        found += _beside(text, _edge(start, roles), end, bodies, starts, ends)
    for left, right in found:
        words = text[left:right]
        if words.lower() not in seen:
            seen.add(words.lower())
            yield Span(left, right, words)


def _inside(roles: Sequence[Span], bodies: Places, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    for role in roles:
        for place in bodies[bisect_left(starts, role.start) : bisect_left(starts, role.end)]:
            if place[1] <= role.end:
                yield place


def _edge(start: int, roles: Sequence[Span]) -> int:
    """Where a name begins with the role just before it: “Acme’s **chief Ann Lee**”."""
    return next((role.start for role in roles if 0 < start - role.end <= 2), start)


def _beside(
    text: str, start: int, end: int, bodies: Places, starts: Sequence[int], ends: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    party = _PARTY.match(text, end, end + 40)
    if party:
        yield party.span("party")
    after = _OF.match(text, end, end + 12)
    number = bisect_left(starts, after.end()) if after else len(bodies)
    if after and number < len(bodies) and bodies[number][0] == after.end():
        yield bodies[number]
    owned = _OWNED.search(text, max(0, start - 3), start)
    number = bisect_left(ends, (owned.start(), 0)) if owned else len(ends)
    if owned and number < len(ends) and ends[number][0] == owned.start():
        yield ends[number][1], ends[number][0]
