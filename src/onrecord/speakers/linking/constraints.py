"""What a person said of who is who: speakers that are one, and speakers that are not. It is always honoured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord.errors import IdentityError
from onrecord.speakers.linking.appearances import Mark

Anchor = Mark | str  # a speaker of a record, or an identity by its id, as the people file gives one


@dataclass(frozen=True, slots=True)
class Together:
    """A person's decision: these two are one."""

    one: Mark
    other: Anchor
    note: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """A person's decision: these two are not one. What undoes a merge."""

    one: Mark
    other: Anchor
    note: str = ""


Told = Together | Apart


class Ties:
    """All decisions taken together: who is with whom, at second hand too, and who is apart from whom."""

    def __init__(self, told: Iterable[Told], resolve: Callable[[Anchor], Anchor] = lambda anchor: anchor) -> None:
        self._leader: dict[Anchor, Anchor] = {}
        self._apart: dict[Anchor, set[Anchor]] = defaultdict(set)
        self._members: dict[Anchor, set[Anchor]] = defaultdict(set)
        told = tuple(told)
        for one in told:
            if isinstance(one, Together):
                self._join(resolve(one.one), resolve(one.other))
        for anchor in list(self._leader):
            self._members[self._find(anchor)].add(anchor)
        for one in told:
            if isinstance(one, Apart):
                self._part(self._find(resolve(one.one)), self._find(resolve(one.other)), one)
        for leader, members in self._members.items():
            ids = sorted(member for member in members if isinstance(member, str))
            if len(ids) > 1:
                raise IdentityError(f"{_name(leader)}: told to be {ids[0]} and {ids[1]} at once; take one of them back")

    def _find(self, anchor: Anchor) -> Anchor:
        while (up := self._leader.get(anchor, anchor)) != anchor:
            self._leader[anchor] = self._leader.get(up, up)
            anchor = up
        return anchor

    def _join(self, one: Anchor, other: Anchor) -> None:
        first, second = sorted((self._find(one), self._find(other)), key=repr)
        self._leader.setdefault(first, first)
        self._leader[second] = first

    def _part(self, one: Anchor, other: Anchor, told: Apart) -> None:
        if one == other:
            raise IdentityError(
                f"{_name(told.one)} and {_name(told.other)}: told to be one and told to be two; take one of them back"
            )
        self._apart[one].add(other)
        self._apart[other].add(one)

    def together(self, anchor: Anchor) -> frozenset[Anchor]:
        """All that are one with the anchor, itself not among them."""
        return frozenset(self._members.get(self._find(anchor), ())) - {anchor}

    def apart(self, anchor: Anchor) -> frozenset[Anchor]:
        """All that are not one with the anchor."""
        leaders = self._apart.get(self._find(anchor), set())
        return frozenset(member for leader in leaders for member in self._members.get(leader, {leader}))


def _name(anchor: Anchor) -> str:
    return anchor if isinstance(anchor, str) else f"“{anchor.name}” in record {anchor.record}"
