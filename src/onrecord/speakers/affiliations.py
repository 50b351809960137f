"""To what a person belongs, as the article states it: “Ann Lee **of Acme**”, “**Acme’s** Ann Lee”, “(R-Texas)”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from onrecord.records import Span

_OF = re.compile(r",? (?:of|from) (?:the )?")
_PARTY = re.compile(r",? \(?(?P<party>(?:Rep|Dem|[RDI])\.?[-–—][A-Z][A-Za-z.]*(?: [A-Z][a-z]+\.?){0,2})(?=[),;.]|\s|$)")
_OWNED = re.compile(r"(?P<body>[A-Z][\w&.-]*(?: (?:of |and |& )?[A-Z][\w&.-]*){0,4})[’']s? $")

Places = Sequence[tuple[int, int]]


def affiliations(
    text: str, mentions: Places, roles: Sequence[Span], bodies: Places, people: Collection[tuple[int, int]]
) -> Iterator[Span]:
    """The bodies and places beside a person's mentions and inside the stated roles, each wording once.

    ``bodies`` are where organizations, countries and places are named, in order; ``people`` where people are.
    """
    starts = [start for start, _ in bodies]
    ends = {end for _, end in people}
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
    text: str, start: int, end: int, bodies: Places, starts: Sequence[int], people: Collection[int]
) -> Iterator[tuple[int, int]]:
    """``people``: where people's names end; what one owns is no affiliation with him."""
    party = _PARTY.match(text, end, end + 40)
    if party:
        yield party.span("party")
    after = _OF.match(text, end, end + 12)
    number = bisect_left(starts, after.end()) if after else len(bodies)
    if after and number < len(bodies) and bodies[number][0] == after.end():
        yield bodies[number]
    owned = _OWNED.search(text, max(0, start - 60), start)
    if owned and owned.end("body") not in people:
        yield owned.span("body")
