"""Finding the speakers that decisions point at, in a batch and among those placed before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.speakers.linking.appearances import Appearance, Mark, parsed_names
from onrecord.speakers.linking.constraints import Anchor, Apart, Told
from onrecord.speakers.linking.in_memory_index import Known
from onrecord.speakers.linking.name_similarity import compare
from onrecord.speakers.linking.word_lists import fold


class Marks:
    """The marks of all decisions, found again: in the batch by name, by alias, by the only name alike."""

    def __init__(self, batch: Sequence[Appearance], known: Known, told: Sequence[Told]) -> None:
        self._known, self._told = known, told
        wanted = {anchor.record for one in told for anchor in (one.one, one.other) if isinstance(anchor, Mark)}
        self._records: dict[str, list[Appearance]] = defaultdict(list)
        for one in batch:
            if one.record in wanted:
                self._records[one.record].append(one)
        self._placed: dict[Mark, str] = {}

    def of(self, one: Appearance) -> Mark:
        """The mark of an appearance of the batch, the same for all that point at it."""
        return Mark(one.record, fold(one.name))

    def resolve(self, anchor: Anchor) -> Anchor:
        """A decision's mark as that of the appearance that it points at; itself where there is none."""
        if isinstance(anchor, str):
            return anchor
        found = self._appearance(anchor)
        return self.of(found) if found else Mark(anchor.record, fold(anchor.name))

    def _appearance(self, mark: Mark) -> Appearance | None:
        there = self._records.get(mark.record, [])
        name = fold(mark.name)
        for found in (
            [one for one in there if fold(one.name) == name],
            [one for one in there if name in {fold(alias) for alias in one.aliases}],
            [one for one in there if self._alike(one, mark.name)],
        ):
            if found:
                return found[0] if len(found) == 1 or fold(found[0].name) == name else None
        return None

    @staticmethod
    def _alike(one: Appearance, name: str) -> bool:
        pointed = parsed_names(Appearance("", "", name, one.kind))
        alike = [compare(a, b) for a in pointed for b in parsed_names(one)]
        return any(found and not found.conflict for found in alike)

    def put(self, one: Appearance, identity: str) -> None:
        """Note where an appearance of the batch was placed."""
        if one.record in self._records:
            self._placed[self.of(one)] = identity

    def identity(self, anchor: Anchor) -> str | None:
        """The identity that an anchor stands for, if it has one yet."""
        if isinstance(anchor, str):
            return anchor
        return self._placed.get(anchor) or self._known.placed(anchor)

    def unmet(self) -> tuple[Told, ...]:
        """The decisions that what was placed does not show."""
        missed = []
        for told in self._told:
            sides = [self.identity(self.resolve(anchor)) for anchor in (told.one, told.other)]
            met = None not in sides and (sides[0] != sides[1]) == isinstance(told, Apart)
            if not met:
                missed.append(told)
        return tuple(missed)
