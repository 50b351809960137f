"""Finding the speakers that constraints point at: in a batch, and among the speakers assigned before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.speakers.linking.appearances import Appearance, SpeakerRef, parsed_names
from onrecord.speakers.linking.constraints import Anchor, CannotLink, Constraint
from onrecord.speakers.linking.in_memory_index import IdentityIndex
from onrecord.speakers.linking.name_similarity import match_names
from onrecord.text.word_lists import fold


class ConstraintLookup:
    """Finds the appearances that constraints point at by name, by alias, or by the only matching name of a record."""

    def __init__(self, batch: Sequence[Appearance], index: IdentityIndex, constraints: Sequence[Constraint]) -> None:
        self._index, self._constraints = index, constraints
        anchors = (anchor for constraint in constraints for anchor in (constraint.first, constraint.second))
        records = {anchor.record for anchor in anchors if isinstance(anchor, SpeakerRef)}
        self._appearances: dict[str, list[Appearance]] = defaultdict(list)
        for appearance in batch:
            if appearance.record in records:
                self._appearances[appearance.record].append(appearance)
        self._assigned: dict[SpeakerRef, str] = {}

    def ref_of(self, appearance: Appearance) -> SpeakerRef:
        """Return the reference of an appearance, with its name folded: the same for all that points at it."""
        return SpeakerRef(appearance.record, fold(appearance.name))

    def resolve(self, anchor: Anchor) -> Anchor:
        """Return a constraint's anchor as the reference of the appearance that it points at, if the batch has it."""
        if isinstance(anchor, str):
            return anchor
        appearance = self._find(anchor)
        return self.ref_of(appearance) if appearance else SpeakerRef(anchor.record, fold(anchor.name))

    def _find(self, speaker: SpeakerRef) -> Appearance | None:
        appearances = self._appearances.get(speaker.record, [])
        name = fold(speaker.name)
        for matches in (
            [appearance for appearance in appearances if fold(appearance.name) == name],
            [appearance for appearance in appearances if name in {fold(alias) for alias in appearance.aliases}],
            [appearance for appearance in appearances if _may_have_name(appearance, speaker.name)],
        ):
            if matches:
                return matches[0] if len(matches) == 1 or fold(matches[0].name) == name else None
        return None

    def assign(self, appearance: Appearance, identity: str) -> None:
        """Note the identity that an appearance of the batch was assigned."""
        if appearance.record in self._appearances:
            self._assigned[self.ref_of(appearance)] = identity

    def identity_of(self, anchor: Anchor) -> str | None:
        """Return the id of an anchor's identity; None while it has none."""
        if isinstance(anchor, str):
            return anchor
        return self._assigned.get(anchor) or self._index.assigned_identity(anchor)

    def unmet(self) -> tuple[Constraint, ...]:
        """Return the constraints that the assignments do not fulfil."""
        return tuple(constraint for constraint in self._constraints if not self._is_met(constraint))

    def _is_met(self, constraint: Constraint) -> bool:
        first, second = (self.identity_of(self.resolve(anchor)) for anchor in (constraint.first, constraint.second))
        return None not in (first, second) and (first != second) == isinstance(constraint, CannotLink)


def _may_have_name(appearance: Appearance, name: str) -> bool:
    parsed = parsed_names(Appearance("", "", name, appearance.kind))
    matches = [match_names(first, second) for first in parsed for second in parsed_names(appearance)]
    return any(match and not match.conflict for match in matches)
