"""Charts of counts as SVG, drawn here: bars side by side for names, columns for months and years.

The drawing has no style of its own but presentation attributes, which a page's style sheet overrides by the classes
``bar s0`` to ``bar s5``, ``grid``, ``label``, ``value`` and ``legend``: pages with a strict Content-Security-Policy can
include it as it is. Each drawing has a title and a description; ``chart_table.html`` is its table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from markupsafe import Markup

from onrecord.exports.chart_data import ChartData

WIDTH = 760  # of the drawing, in its own units
ROW_HEIGHT, BAR_HEIGHT = 26, 16
COLUMN_AREA = 260  # height of the columns of a chart over time
LABEL_WIDTH, VALUE_WIDTH, MARGIN, HEAD = 220, 70, 16, 30
CHARACTER_WIDTH = 6.4  # of the labels, about
COLOURS = ("#2f6690", "#c8702a", "#4f8a54", "#8e5ba6", "#b39a1f", "#7d8590")
MAX_TICKS = 12  # labels below a chart over time


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A rectangle with what a pointer shows of it."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str

    @property
    def colour(self) -> str:
        """The colour of its series."""
        return COLOURS[self.series]

    @property
    def attributes(self) -> Markup:
        """Its place, size and colour as attributes."""
        size = f'x="{self.x:.1f}" y="{self.y:.1f}" width="{self.width:.2f}" height="{self.height:.2f}"'
        return Markup(f'{size} fill="{self.colour}"')  # numbers and our own colours


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text at a place. ``anchor`` is start, middle or end; ``title`` is the whole of a shortened text."""

    x: float
    y: float
    text: str
    kind: str
    anchor: str = "start"
    title: str = ""


@dataclass(slots=True)
class Drawing:
    """A chart ready for the template ``chart.svg``."""

    title: str
    description: str
    height: float = 0
    bars: list[ChartBar] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    keys: list[ChartBar] = field(default_factory=list)  # the squares of the legend
    width: float = WIDTH


def draw_chart(data: ChartData) -> Drawing:
    """Return the drawing of counts."""
    drawing = Drawing(data.title, _description(data))
    top = _draw_legend(drawing, data)
    if data.is_time:
        _draw_columns(drawing, data, top)
    else:
        _draw_rows(drawing, data, top)
    return drawing


def _description(data: ChartData) -> str:
    """Return what a reader who does not see the chart has to know first."""
    totals = data.totals
    if not totals:
        return "There are no statements to count."
    highest = max(range(len(totals)), key=totals.__getitem__)
    bars = "columns" if data.is_time else "bars"
    return (
        f"{len(totals)} {bars}, one for each {data.by}; the longest is {data.labels[highest]} with"
        f" {totals[highest]:,} of {sum(totals):,} statements. The table has all figures."
    )


def _draw_legend(drawing: Drawing, data: ChartData) -> float:
    """Draw the title and the names of the series; return where the chart begins."""
    drawing.words.append(Words(MARGIN, 22, _shortened(data.title, WIDTH - 2 * MARGIN), "title"))
    if data.series_by is None:
        return HEAD + 8
    x, y = float(MARGIN), HEAD + 16.0
    for number, name in enumerate(data.series):
        text = _shortened(name, 180)
        width = 18 + CHARACTER_WIDTH * len(text) + 18
        if x + width > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 20
        drawing.keys.append(ChartBar(x, y - 10, 11, 11, number, name))
        drawing.words.append(Words(x + 17, y, text, "legend", title=name if text != name else ""))
        x += width
    return y + 18


def _draw_rows(drawing: Drawing, data: ChartData, top: float) -> None:
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH - 2 * MARGIN
    highest = max(data.totals, default=0) or 1
    left = MARGIN + LABEL_WIDTH
    for number, (label, counts) in enumerate(zip(data.labels, data.counts, strict=True)):
        y = top + number * ROW_HEIGHT
        text = _shortened(label, LABEL_WIDTH - 10)
        drawing.words.append(Words(left - 10, y + 13, text, "label", "end", label if text != label else ""))
        x = float(left)
        for series, count in enumerate(counts):
            width = room * count / highest
            if count:
                drawing.bars.append(ChartBar(x, y, width, BAR_HEIGHT, series, _bar_title(data, label, series, count)))
            x += width
        drawing.words.append(Words(x + 6, y + 13, f"{sum(counts):,}", "value"))
    bottom = top + len(data.labels) * ROW_HEIGHT
    drawing.lines.append((left, top - 4, left, bottom - 4))
    drawing.height = bottom + MARGIN


def _draw_columns(drawing: Drawing, data: ChartData, top: float) -> None:
    left, right = MARGIN + 46.0, WIDTH - MARGIN
    bottom = top + COLUMN_AREA
    step = _grid_step(max(data.totals, default=0))
    highest = max(step, math.ceil(max(data.totals, default=0) / step) * step)
    for value in range(0, highest + 1, step):
        y = bottom - COLUMN_AREA * value / highest
        drawing.lines.append((left, y, right, y))
        drawing.words.append(Words(left - 8, y + 4, f"{value:,}", "value", "end"))
    slot = (right - left) / max(1, len(data.labels))
    width = max(0.8, min(40.0, slot * 0.8))
    every = math.ceil(len(data.labels) / MAX_TICKS)
    for number, (label, counts) in enumerate(zip(data.labels, data.counts, strict=True)):
        middle = left + slot * (number + 0.5)
        y = bottom
        for series, count in enumerate(counts):
            height = COLUMN_AREA * count / highest
            y -= height
            if count:
                title = _bar_title(data, label, series, count)
                drawing.bars.append(ChartBar(middle - width / 2, y, width, height, series, title))
        if number % every == 0:
            drawing.words.append(Words(middle, bottom + 18, label, "label", "middle"))
    drawing.height = bottom + 18 + MARGIN


def _bar_title(data: ChartData, label: str, series: int, count: int) -> str:
    name = f", {data.series[series]}" if data.series_by else ""
    return f"{label}{name}: {count:,}"


def _grid_step(highest: int) -> int:
    """Return the distance of the lines of a grid, in statements: 1, 2 or 5 and noughts, for about four lines."""
    rough = max(1.0, highest / 4)
    power = int(10 ** math.floor(math.log10(rough)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def _shortened(text: str, width: float) -> str:
    longest = int(width / CHARACTER_WIDTH)
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
