"""Affiliations of a person, as the article states them: “Ann Lee **of Acme**”, “**Acme’s** Ann Lee”, “(R-Texas)”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

from onrecord.records import Span

Offsets = tuple[int, int]

# Characters beside a name in which an affiliation begins; set by hand.
MAX_PARTY, MAX_OF, MAX_OWNER = 40, 12, 60

_OF = re.compile(r",? (?:of|from) (?:the )?")
_PARTY = re.compile(r",? \(?(?P<party>(?:Rep|Dem|[RDI])\.?[-–—][A-Z][A-Za-z.]*(?: [A-Z][a-z]+\.?){0,2})(?=[),;.]|\s|$)")
_OWNER = re.compile(r"(?P<owner>[A-Z][\w&.-]*(?: (?:of |and |& )?[A-Z][\w&.-]*){0,4})[’']s? $")


def find_affiliations(
    text: str,
    mentions: Sequence[Offsets],
    roles: Sequence[Span],
    organizations: Sequence[Offsets],
    person_ends: Collection[int],
) -> Iterator[Span]:
    """Yield the organizations and places beside a person's mentions and inside the stated roles, each wording once.

    Args:
        text: The article's text.
        mentions: Offsets of the person's names.
        roles: The person's roles.
        organizations: Offsets of all names of organizations, countries and places, in order.
        person_ends: Where all names of persons end.
    """
    role_starts: dict[int, int] = {}
    for role in roles:
        role_starts.setdefault(role.end, role.start)
    wordings: set[str] = set()
    affiliations = [*_in_roles(roles, organizations)]
    for start, end in mentions:
        affiliations += _beside(text, _with_role(start, role_starts), end, organizations, person_ends)
    for start, end in affiliations:
        words = text[start:end]
        if words.lower() not in wordings:
            wordings.add(words.lower())
            yield Span(start, end, words)


def _in_roles(roles: Sequence[Span], organizations: Sequence[Offsets]) -> Iterator[Offsets]:
    for role in roles:
        first, last = (bisect_left(organizations, (offset, 0)) for offset in (role.start, role.end))
        for offsets in organizations[first:last]:
            if offsets[1] <= role.end:
                yield offsets


def _with_role(name_start: int, role_starts: Mapping[int, int]) -> int:
    """Return where a name begins together with the role just before it: “Acme’s **chief Ann Lee**”.

    ``role_starts`` has where each role begins by where it ends.
    """
    return role_starts.get(name_start - 1, role_starts.get(name_start - 2, name_start))


def _beside(
    text: str,
    start: int,
    end: int,
    organizations: Sequence[Offsets],
    person_ends: Collection[int],
) -> Iterator[Offsets]:
    """Yield the party, the “of …” and the owner beside a name; what a person owns is not an affiliation with them."""
    party = _PARTY.match(text, end, end + MAX_PARTY)
    if party:
        yield party.span("party")
    of = _OF.match(text, end, end + MAX_OF)
    number = bisect_left(organizations, (of.end(), 0)) if of else len(organizations)
    if of and number < len(organizations) and organizations[number][0] == of.end():
        yield organizations[number]
    owner = _OWNER.search(text, max(0, start - MAX_OWNER), start)
    if owner and owner.end("owner") not in person_ends:
        yield owner.span("owner")
