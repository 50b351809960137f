"""Figures of the pages: a chart drawn on the server, and the data of the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.exports.chart_data import ChartData, chart_data
from onrecord.exports.charts import Drawing, draw_chart
from onrecord.store import GroupCount, Statistics


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with the data that its table shows."""

    data: ChartData
    drawing: Drawing


def statistics_figure(statistics: Statistics, title: str) -> Figure:
    """Return the figure of counted statements."""
    data = chart_data(statistics, title)
    return Figure(data, draw_chart(data))


def month_figure(months: Sequence[tuple[str, int]], title: str) -> Figure | None:
    """Return the figure of counts by month (``("2025-02", 14)``, in order); None without months."""
    if not months:
        return None
    groups = tuple(GroupCount((month,), (month,), count, 0) for month, count in months)
    return statistics_figure(Statistics(("month",), groups, sum(count for _, count in months), 0), title)


def with_lengths(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Return names and counts with the length of each bar, in percent of the longest."""
    longest = max((count for _, count in pairs), default=0) or 1
    return [(name, count, round(100 * count / longest, 1)) for name, count in pairs]
