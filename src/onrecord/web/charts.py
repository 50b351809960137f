"""Charts as SVG, drawn here: the geometry that the templates print, each beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLUMNS = 60
WIDTH, HEIGHT = 640, 150
TOP, BOTTOM, LEFT = 14, 22, 34


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart over time; positions are in the chart's own units."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Counts over time: columns, the labels below, and the lines behind with their numbers."""

    columns: list[Column]
    labels: list[tuple[float, str]]
    lines: list[tuple[float, int]]
    unit: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart of names; its length is a percentage of the longest."""

    label: str
    count: int
    length: float


def month_chart(months: Sequence[tuple[str, int]]) -> ColumnChart | None:
    """Return the chart of counts by month (``("2025-02", 14)``), with the empty months between; None without months.

    Of a long time the chart shows years.
    """
    if not months:
        return None
    counts = dict(months)
    labels = _months_between(min(counts), max(counts))
    unit = "month"
    if len(labels) > MAX_COLUMNS:
        unit = "year"
        years = range(int(labels[0][:4]), int(labels[-1][:4]) + 1)
        labels = [f"{year:04}" for year in years][-MAX_COLUMNS:]
        counts = {label: sum(count for month, count in months if month[:4] == label) for label in labels}
    return _columns([(label, counts.get(label, 0)) for label in labels], unit)


def _columns(pairs: Sequence[tuple[str, int]], unit: str) -> ColumnChart:
    top = _round_up(max(count for _, count in pairs))
    plot_height = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT) / max(len(pairs), 12)
    columns = []
    for index, (label, count) in enumerate(pairs):
        height = plot_height * count / top
        x, width = LEFT + index * step + step * 0.12, step * 0.76
        columns.append(
            Column(round(x, 1), round(TOP + plot_height - height, 1), round(width, 1), round(height, 1), label, count)
        )
    every = max(1, -(-len(pairs) // 8))
    labels = [(round(column.x + column.width / 2, 1), column.label) for column in columns[::every]]
    lines = [(round(TOP + plot_height * (1 - share), 1), round(top * share)) for share in (0, 0.5, 1)]
    return ColumnChart(columns, labels, lines if top > 1 else [lines[0], lines[2]], unit)


def bar_chart(pairs: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return a bar for each name with its count, in the order given."""
    longest = max((count for _, count in pairs), default=0) or 1
    return [Bar(label, count, round(100 * count / longest, 1)) for label, count in pairs]


def _months_between(first: str, last: str) -> list[str]:
    start, end = _month_number(first), _month_number(last)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _round_up(number: int) -> int:
    """Return the next number of the form 1, 2, 4, 6, 10, 20, 40 … at or above a number, for the top of a scale."""
    if number <= 2:
        return max(1, number)
    power: int = 10 ** (len(str(number)) - 1)
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= number)
