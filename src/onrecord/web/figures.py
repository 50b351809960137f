"""Figures of the pages: a chart drawn on the server, and the data of the table beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.exports.chart_data import ChartData, chart_data
from onrecord.exports.charts import Drawing, draw_chart
from onrecord.store import GroupCount, Statistics

MAX_MONTHS = 60  # columns that can be told apart on a narrow page; of a longer time the years are counted


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with the data that its table shows."""

    data: ChartData
    drawing: Drawing


def statistics_figure(statistics: Statistics, title: str) -> Figure:
    """Return the figure of counted statements."""
    data = chart_data(statistics, title)
    return Figure(data, draw_chart(data))


def time_figure(months: Sequence[tuple[str, int]], title: str) -> Figure | None:
    """Return the figure of counts by month (``("2025-02", 14)``, in order), or by year; None without months."""
    if not months:
        return None
    unit, periods = months_or_years(months)
    groups = tuple(GroupCount((period,), (period,), count, 0) for period, count in periods)
    return statistics_figure(Statistics((unit,), groups, sum(count for _, count in periods), 0), f"{title}, by {unit}")


def months_or_years(months: Sequence[tuple[str, int]]) -> tuple[str, list[tuple[str, int]]]:
    """Return counts by month as they are, or by year where more than ``MAX_MONTHS`` lie between the first and the last.

    Returns:
        ``month`` or ``year``, and the counts.
    """
    numbers = [12 * int(month[:4]) + int(month[5:7]) for month, _ in months]
    if not numbers or numbers[-1] - numbers[0] < MAX_MONTHS:
        return "month", list(months)
    years: Counter[str] = Counter()
    for month, count in months:
        years[month[:4]] += count
    return "year", list(years.items())


def with_lengths(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Return names and counts with the length of each bar, in percent of the longest."""
    longest = max((count for _, count in pairs), default=0) or 1
    return [(name, count, round(100 * count / longest, 1)) for name, count in pairs]
