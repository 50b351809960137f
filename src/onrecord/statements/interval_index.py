"""Things by the stretches of text that they cover, so that those at a place are found without asking every one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from onrecord.statements.attribution_draft import Offsets

T = TypeVar("T")
CELL = 256  # characters


class Near(Generic[T]):
    """Things with their spans."""

    def __init__(self, things: Iterable[tuple[T, Offsets]] = ()) -> None:
        self._things: list[T] = []
        self._cells: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for thing, spans in things:
            self.add(thing, spans)

    def add(self, thing: T, spans: Offsets) -> None:
        number = len(self._things)
        self._things.append(thing)
        for start, end in spans:
            for cell in range(start // CELL, max(start, end - 1) // CELL + 1):
                self._cells[cell].append((number, start, end))

    def touching(self, spans: Offsets) -> list[T]:
        """Those that share a character with one of the spans, in the order in which they were added."""
        return [self._things[n] for n in sorted(self._numbers(spans))]

    def touches(self, spans: Offsets) -> bool:
        return bool(self._numbers(spans))

    def _numbers(self, spans: Offsets) -> set[int]:
        return {
            number
            for start, end in spans
            for cell in range(start // CELL, max(start, end - 1) // CELL + 1)
            for number, s, e in self._cells.get(cell, ())
            if s < end and e > start
        }
