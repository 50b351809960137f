"""Charts of counts as SVG, drawn here: bars below their names, columns for months and years.

Places across the drawing are percentages of its width, those down it are pixels: a chart is as wide as its page, and
its letters stay as large as those around it, on a telephone and on paper too. The drawing has no style of its own but
presentation attributes, which a page's style sheet overrides by the classes ``bar s0`` to ``bar s5``, ``grid``,
``label``, ``minor``, ``value`` and ``legend``: pages with a strict Content-Security-Policy can include it as it is.
Each drawing has a title and a description; ``chart_table.html`` is its table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from markupsafe import Markup

from onrecord.exports.chart_data import ChartData

WIDTH = 760  # pixels of a drawing that stands for itself
ROW_HEIGHT, BAR_HEIGHT, LABEL_HEIGHT = 44, 16, 20
COLUMN_AREA = 220  # height of the columns of a chart over time
LONGEST_BAR, COLUMNS_FROM = 86, 9  # percent: beside the longest bar stands its number, beside the columns the scale
WIDEST_COLUMN = 6  # percent
MAX_LABEL, MAX_LEGEND = 42, 20  # characters that the narrowest page has room for
COLOURS = ("#2f6690", "#c8702a", "#4f8a54", "#8e5ba6", "#b39a1f", "#7d8590")
MAX_TICKS, MAIN_TICKS = 12, 4  # labels below a chart over time; those that a narrow page has room for


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A rectangle with what a pointer shows of it; ``x`` and ``width`` in percent, ``y`` and ``height`` in pixels."""

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
        size = f'x="{self.x:.2f}%" y="{self.y:.1f}" width="{self.width:.2f}%" height="{self.height:.1f}"'
        return Markup(f'{size} fill="{self.colour}"')  # numbers and our own colours


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text at a place: ``x`` percent and ``dx`` pixels from the left, ``y`` pixels down.

    ``anchor`` is start, middle or end; ``title`` is the whole of a shortened text.
    """

    x: float
    y: float
    text: str
    kind: str
    anchor: str = "start"
    title: str = ""
    dx: int = 0


@dataclass(slots=True)
class Drawing:
    """A chart ready for the template ``chart.svg``."""

    title: str
    description: str
    height: float = 0
    bars: list[ChartBar] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    lines: list[tuple[float, float]] = field(default_factory=list)  # from so many percent to the right edge; y
    keys: list[ChartBar] = field(default_factory=list)  # the squares of the legend
    width: int = WIDTH


def draw_chart(data: ChartData, *, has_title: bool = False) -> Drawing:
    """Return the drawing of counts.

    Args:
        data: What is drawn.
        has_title: Write the title above it, where no page does.
    """
    drawing = Drawing(data.title, _description(data))
    top = 0.0
    if has_title:
        drawing.words.append(Words(0, 20, _shortened(data.title, 2 * MAX_LABEL), "title"))
        top = 36
    if data.series_by is not None:
        top = _draw_legend(drawing, data, top)
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


def _draw_legend(drawing: Drawing, data: ChartData, top: float) -> float:
    """Draw the names of the series, two in a line; return where the chart begins."""
    for number, name in enumerate(data.series):
        x, y = 50.0 * (number % 2), top + 12 + 22 * (number // 2)
        text = _shortened(name, MAX_LEGEND)
        drawing.keys.append(ChartBar(x, y - 10, 3, 11, number, name))
        drawing.words.append(Words(x + 3, y, text, "legend", title=name if text != name else "", dx=7))
    return top + 22 * math.ceil(len(data.series) / 2) + 8


def _draw_rows(drawing: Drawing, data: ChartData, top: float) -> None:
    highest = max(data.totals, default=0) or 1
    for number, (label, counts) in enumerate(zip(data.labels, data.counts, strict=True)):
        y = top + number * ROW_HEIGHT
        text = _shortened(label, MAX_LABEL)
        drawing.words.append(Words(0, y + LABEL_HEIGHT - 6, text, "label", title=label if text != label else ""))
        x = 0.0
        for series, count in enumerate(counts):
            width = LONGEST_BAR * count / highest
            if count:
                title = _bar_title(data, label, series, count)
                drawing.bars.append(ChartBar(x, y + LABEL_HEIGHT, width, BAR_HEIGHT, series, title))
            x += width
        drawing.words.append(Words(x, y + LABEL_HEIGHT + 13, f"{sum(counts):,}", "value", dx=6))
    drawing.height = top + len(data.labels) * ROW_HEIGHT


def _draw_columns(drawing: Drawing, data: ChartData, top: float) -> None:
    top += 8  # half of the highest number of the scale
    bottom = top + COLUMN_AREA
    step = _grid_step(max(data.totals, default=0))
    highest = max(step, math.ceil(max(data.totals, default=0) / step) * step)
    for value in range(0, highest + 1, step):
        y = bottom - COLUMN_AREA * value / highest
        drawing.lines.append((COLUMNS_FROM, y))
        drawing.words.append(Words(COLUMNS_FROM, y + 4, _short_number(value), "value", "end", dx=-6))
    slot = (100 - COLUMNS_FROM) / max(1, len(data.labels))
    width = min(WIDEST_COLUMN, slot * 0.8)
    every = max(1, math.ceil(len(data.labels) / MAX_TICKS))
    mains = max(every, every * math.ceil(len(data.labels) / every / MAIN_TICKS))
    for number, (label, counts) in enumerate(zip(data.labels, data.counts, strict=True)):
        middle = COLUMNS_FROM + slot * (number + 0.5)
        y = bottom
        for series, count in enumerate(counts):
            height = COLUMN_AREA * count / highest
            y -= height
            if count:
                title = _bar_title(data, label, series, count)
                drawing.bars.append(ChartBar(middle - width / 2, y, width, height, series, title))
        if number % every == 0:
            kind = "label" if number % mains == 0 else "label minor"
            drawing.words.append(Words(middle, bottom + 20, label, kind, "middle"))
    drawing.height = bottom + 28


def _short_number(number: int) -> str:
    """Return a number for the scale: 2,000 or 20k, which fit beside the columns of a narrow page."""
    return f"{number:,}" if number < 10_000 else f"{number // 1000:,}k"


def _bar_title(data: ChartData, label: str, series: int, count: int) -> str:
    name = f", {data.series[series]}" if data.series_by else ""
    return f"{label}{name}: {count:,}"


def _grid_step(highest: int) -> int:
    """Return the distance of the lines of a grid, in statements: 1, 2 or 5 and noughts, for about four lines."""
    rough = max(1.0, highest / 4)
    power = int(10 ** math.floor(math.log10(rough)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
