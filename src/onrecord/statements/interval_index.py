"""An index from places in a text to the values that cover them, so that a look-up does not go through all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from onrecord.statements.attribution_draft import Bounds, Offsets

T = TypeVar("T")
CELL = 256  # characters


class IntervalIndex(Generic[T]):
    """Values by the spans of text that they cover. A value may cover several spans, or none."""

    def __init__(self, entries: Iterable[tuple[T, Offsets]] = ()) -> None:
        """Index each value with its spans."""
        self._values: list[T] = []
        self._cells: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for value, spans in entries:
            self.add(value, spans)

    def add(self, value: T, spans: Offsets) -> None:
        """Add a value that covers the spans. The same value may be added again with more spans."""
        number = len(self._values)
        self._values.append(value)
        for start, end in spans:
            for cell in _cells((start, end)):
                self._cells[cell].append((number, start, end))

    def overlapping(self, spans: Offsets) -> list[T]:
        """Return the values that share a character with one of the spans, in the order in which they were added."""
        return [self._values[number] for number in sorted(set(self._numbers(spans)))]

    def overlaps(self, spans: Offsets) -> bool:
        """Whether some value shares a character with one of the spans."""
        return any(True for _ in self._numbers(spans))

    def _numbers(self, spans: Offsets) -> Iterator[int]:
        for start, end in spans:
            for cell in _cells((start, end)):
                for number, value_start, value_end in self._cells.get(cell, ()):
                    if value_start < end and value_end > start:
                        yield number


def _cells(span: Bounds) -> range:
    """The numbers of the cells that a span lies in."""
    start, end = span
    return range(start // CELL, max(start, end - 1) // CELL + 1)
