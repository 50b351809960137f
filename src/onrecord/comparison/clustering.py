"""Sayings gathered into groups as they come: shingles propose, the words themselves decide.

A group is what is connected by ``same``. Since that asks two sayings alone, groups only ever grow or join, and the
order of adding changes nothing. A new saying is asked about those that share a shingle with it, and about no more of
a group that it is found to be in: so the work goes with the number of sayings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from onrecord.comparison.matching import same
from onrecord.comparison.quote_fingerprint import Saying


class Grouping:
    """Groups of sayings. A group's number is that of the saying it began with; of groups that become one the smallest
    number stays, which is the oldest where numbers are given in order."""

    def __init__(self) -> None:
        self.merged: dict[int, int] = {}  # groups that went, with the one that they are now
        self._sayings: dict[int, Saying] = {}
        self._group: dict[int, int] = {}
        self._at: dict[int, int | list[int]] = {}  # most shingles are of one saying: a list for each is slow to keep

    def know(self, saying: Saying, group: int) -> None:
        """Takes in a saying whose group is known."""
        self._sayings[saying.id] = saying
        self._group[saying.id] = group
        for key in saying.keys:
            there = self._at.setdefault(key, saying.id)
            if isinstance(there, list):
                there.append(saying.id)
            elif there != saying.id:
                self._at[key] = [there, saying.id]

    def add(self, saying: Saying) -> int:
        """The group of a new saying; it may make one of several."""
        linked = list(self._linked(saying))
        first = min(linked, default=saying.id)
        for other in linked:
            if other != first:
                self.merged[other] = first
        self.know(saying, first)
        return first

    def group(self, saying: int) -> int:
        """The group of a saying by its number."""
        self._group[saying] = found = self.now(self._group[saying])
        return found

    def now(self, group: int) -> int:
        """What a group is now."""
        found = group
        while found in self.merged:
            found = self.merged[found]
        while group in self.merged:  # so that the way is short the next time
            self.merged[group], group = found, self.merged[group]
        return found

    def groups(self) -> dict[int, list[int]]:
        """The numbers of the sayings of each group."""
        found: dict[int, list[int]] = {}
        for saying in self._group:
            found.setdefault(self.group(saying), []).append(saying)
        return found

    def _linked(self, saying: Saying) -> Iterator[int]:
        """The groups that have the same words. Those who share most are asked first."""
        shared: Counter[int] = Counter()
        for key in saying.asked & self._at.keys():
            there = self._at[key]
            shared.update(there if isinstance(there, list) else (there,))
        met: set[int] = set()
        for other, _ in shared.most_common():
            group = self.group(other)
            if group not in met and same(saying, self._sayings[other]):
                met.add(group)
                yield group


def grouped(sayings: Iterable[Saying]) -> dict[int, list[int]]:
    """The groups of all sayings, by number."""
    grouping = Grouping()
    for one in sayings:
        grouping.add(one)
    return grouping.groups()
