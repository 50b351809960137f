"""Counts as a chart and its table show them: months without a statement filled in, small values put together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MAX_SERIES = 6  # colours that can be told apart; the rest is one series
OTHERS, UNKNOWN = "others", "unknown"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class ChartData:
    """Bars to draw.

    Attributes:
        title: What is counted.
        by: The name of the first dimension.
        series_by: The name of the second; None without one.
        labels: The value of the first dimension for each bar.
        series: The names of the values of the second dimension; one empty name without one.
        counts: The number of statements, for each bar and series.
        is_time: Whether the bars are months or years, in order.
    """

    title: str
    by: str
    series_by: str | None
    labels: tuple[str, ...]
    series: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    is_time: bool

    @property
    def totals(self) -> tuple[int, ...]:
        """The number of statements of each bar."""
        return tuple(sum(bar) for bar in self.counts)


def chart_data(statistics: Any, title: str) -> ChartData:
    """Return what to draw of counts.

    Args:
        statistics: A ``store.Statistics``; the store is a later stage, so its type is not imported here.
        title: What is counted, for the heading.
    """
    by, *second = statistics.by
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    sizes: defaultdict[str, int] = defaultdict(int)
    for group in statistics.groups:
        label, *names = (value or UNKNOWN for value in group.values)
        name = names[0] if names else ""
        counts[label][name] = counts[label].get(name, 0) + group.statements
        sizes[name] += group.statements
    is_time = by in ("month", "year")
    labels = _with_gaps(list(counts)) if is_time else list(counts)
    series = _series(sizes, keep_order=bool(second) and second[0] in ("month", "year"))
    rows = tuple(tuple(_bar(counts[label], series)) for label in labels)
    return ChartData(title, by, second[0] if second else None, tuple(labels), tuple(series), rows, is_time)


def _with_gaps(labels: Sequence[str]) -> list[str]:
    """Return months or years with those between them that have no statement; what is no month or year stays last."""
    times = [label for label in labels if label != UNKNOWN]
    return [*_all_between(times), *(label for label in labels if label == UNKNOWN)]


def _all_between(times: Sequence[str]) -> list[str]:
    if not times:
        return []
    first, last = _MONTH.fullmatch(times[0]), _MONTH.fullmatch(times[-1])
    if first and last:
        numbers = [12 * int(month[1]) + int(month[2]) - 1 for month in (first, last)]
        return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(numbers[0], numbers[1] + 1)]
    if all(_YEAR.fullmatch(time) for time in (times[0], times[-1])):
        return [f"{year:04}" for year in range(int(times[0]), int(times[-1]) + 1)]
    return list(times)


def _series(sizes: dict[str, int], *, keep_order: bool) -> list[str]:
    """Return the names of the series, the largest first; those that are too many are one, the last."""
    names = list(sizes) if keep_order else sorted(sizes, key=lambda name: (-sizes[name], name))
    return names if len(names) <= MAX_SERIES else [*names[: MAX_SERIES - 1], OTHERS]


def _bar(counts: dict[str, int], series: Sequence[str]) -> list[int]:
    bar = [counts.get(name, 0) for name in series]
    if series and series[-1] == OTHERS and OTHERS not in counts:
        bar[-1] = sum(counts.values()) - sum(bar)
    return bar
