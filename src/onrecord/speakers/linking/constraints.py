"""Constraints on linking: speakers that a user decided are the same, and speakers that are not. They always hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord.errors import IdentityError
from onrecord.speakers.linking.appearances import SpeakerRef

Anchor = SpeakerRef | str  # a speaker of a record, or the id of an identity, as the people file gives one


@dataclass(frozen=True, slots=True)
class MustLink:
    """A user's decision that a speaker and another speaker, or an identity, are the same."""

    first: SpeakerRef
    second: Anchor
    note: str = ""


@dataclass(frozen=True, slots=True)
class CannotLink:
    """A user's decision that a speaker and another speaker, or an identity, are not the same; it undoes a link."""

    first: SpeakerRef
    second: Anchor
    note: str = ""


Constraint = MustLink | CannotLink


class ConstraintGraph:
    """All constraints together: which anchors are linked, also through others, and which are separated.

    Anchors that must be linked form groups (union-find); constraints that forbid a link hold between whole groups.

    Args:
        constraints: The users' decisions, in any order.
        resolve_anchor: Gives the anchor of the speaker that a decision points at; see ``ConstraintLookup.resolve``.

    Raises:
        IdentityError: Two constraints contradict each other.
    """

    def __init__(
        self, constraints: Iterable[Constraint], resolve_anchor: Callable[[Anchor], Anchor] = lambda anchor: anchor
    ) -> None:
        self._parent: dict[Anchor, Anchor] = {}
        self._separated: dict[Anchor, set[Anchor]] = defaultdict(set)
        self._members: dict[Anchor, set[Anchor]] = defaultdict(set)
        constraints = tuple(constraints)
        for constraint in constraints:
            if isinstance(constraint, MustLink):
                self._union(resolve_anchor(constraint.first), resolve_anchor(constraint.second))
        for anchor in list(self._parent):
            self._members[self._root(anchor)].add(anchor)
        for constraint in constraints:
            if isinstance(constraint, CannotLink):
                first, second = (self._root(resolve_anchor(a)) for a in (constraint.first, constraint.second))
                self._separate(first, second, constraint)
        for root, members in self._members.items():
            ids = sorted(member for member in members if isinstance(member, str))
            if len(ids) > 1:
                raise IdentityError(
                    f"{_describe(root)}: decided to be both {ids[0]} and {ids[1]}; take one decision back"
                )

    def linked(self, anchor: Anchor) -> frozenset[Anchor]:
        """Return the other anchors that are the same as this one."""
        return frozenset(self._members.get(self._root(anchor), ())) - {anchor}

    def separated(self, anchor: Anchor) -> frozenset[Anchor]:
        """Return all anchors that are not the same as this one."""
        roots = self._separated.get(self._root(anchor), set())
        return frozenset(member for root in roots for member in self._members.get(root, {root}))

    def _root(self, anchor: Anchor) -> Anchor:
        while (parent := self._parent.get(anchor, anchor)) != anchor:
            self._parent[anchor] = self._parent.get(parent, parent)
            anchor = parent
        return anchor

    def _union(self, first: Anchor, second: Anchor) -> None:
        root, child = sorted((self._root(first), self._root(second)), key=repr)
        self._parent.setdefault(root, root)
        self._parent[child] = root

    def _separate(self, first: Anchor, second: Anchor, constraint: CannotLink) -> None:
        if first == second:
            speakers = f"{_describe(constraint.first)} and {_describe(constraint.second)}"
            raise IdentityError(f"{speakers}: decided to be the same and not to be the same; take one decision back")
        self._separated[first].add(second)
        self._separated[second].add(first)


def _describe(anchor: Anchor) -> str:
    return anchor if isinstance(anchor, str) else f"“{anchor.name}” in record {anchor.record}"
