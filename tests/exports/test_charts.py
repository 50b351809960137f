"""Charts of counts: the drawing and its table say the same, to scale, and nothing of a name gets through."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml import html as lxml_html

from onrecord.exports.chart_data import MAX_SERIES, OTHERS, ChartData, chart_data
from onrecord.exports.charts import LONGEST_BAR, MAIN_TICKS, draw_chart
from onrecord.exports.html import chart_page, chart_svg
from onrecord.store import GroupCount, Statistics

SVG = "{http://www.w3.org/2000/svg}"


def statistics(by: tuple[str, ...], *groups: tuple[object, ...]) -> Statistics:
    """Counts of groups, each given as its values and the number of statements."""
    counts = [GroupCount(values, values, number, 1) for *names, number in groups for values in [tuple(names)]]  # type: ignore[arg-type,misc]
    return Statistics(by, tuple(counts), sum(count.statements for count in counts), 0)


def test_bars_are_as_long_as_their_counts_and_lie_in_the_drawing() -> None:
    data = chart_data(statistics(("outlet",), ("Ledger", 40), ("Post", 10), (None, 1)), "Statements by outlet")
    drawing = draw_chart(data)
    assert [round(bar.width / drawing.bars[0].width, 3) for bar in drawing.bars] == [1, 0.25, 0.025]
    assert all(bar.x >= 0 and bar.x + bar.width <= LONGEST_BAR for bar in drawing.bars)
    assert all(bar.y + bar.height < drawing.height for bar in drawing.bars)
    assert [words.text for words in drawing.words if words.kind == "label"] == ["Ledger", "Post", "unknown"]
    assert "the longest is Ledger with 40 of 51" in drawing.description


def test_columns_have_a_place_for_months_without_a_statement() -> None:
    groups = [("2024-11", "neutral", 3), ("2025-02", "doubting", 1), ("2025-02", "neutral", 4), (None, "neutral", 2)]
    data = chart_data(statistics(("month", "tone"), *groups), "Statements")
    assert data.labels == ("2024-11", "2024-12", "2025-01", "2025-02", "unknown")
    assert data.series == ("neutral", "doubting")
    assert data.counts == ((3, 0), (0, 0), (0, 0), (4, 1), (2, 0))
    bars = draw_chart(data).bars
    assert [bar.title for bar in bars][-3:] == ["2025-02, neutral: 4", "2025-02, doubting: 1", "unknown, neutral: 2"]
    lower, upper = bars[1:3]
    assert upper.y + upper.height == pytest.approx(lower.y)
    years = chart_data(statistics(("year",), ("1999", 1), ("2002", 1)), "Statements")
    assert years.labels == ("1999", "2000", "2001", "2002")


def test_series_beyond_what_colours_can_tell_apart_are_one() -> None:
    groups = [("Ledger", f"act {number}", 20 - number) for number in range(10)]
    data = chart_data(statistics(("outlet", "act"), *groups), "Statements")
    assert len(data.series) == MAX_SERIES
    assert data.series[-1] == OTHERS
    assert data.totals == (sum(number for _, _, number in groups),)
    assert len(draw_chart(data).keys) == MAX_SERIES


def test_a_drawing_is_xml_with_title_and_description_and_without_style() -> None:
    name = '<script>alert(1)</script>" onload="x' + "\x07" + "y" * 80
    drawn = chart_svg(chart_data(statistics(("speaker",), (name, 3)), name))
    root = etree.fromstring(drawn.encode())
    assert root.find(f"{SVG}title").text.startswith("<script>")
    assert root.find(f"{SVG}desc").text
    assert root.get("role") == "img"
    assert not [one for one in root.iter() if one.tag in (f"{SVG}script", f"{SVG}style") or "style" in one.attrib]
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    assert any(one.text and one.text.endswith("…") for one in root.iter(f"{SVG}text"))


def test_a_page_has_every_figure_of_the_drawing_in_its_table() -> None:
    data = chart_data(statistics(("outlet", "act"), ("Ledger", "assert", 1200), ("Post", "deny", 7)), "By outlet")
    page = lxml_html.fromstring("".join(chart_page(data, "3 more are left out")))
    rows = [[cell.text_content() for cell in row] for row in page.findall(".//table//tr")]
    assert rows == [
        ["outlet", "assert", "deny", "statements"], ["Ledger", "1,200", "0", "1,200"], ["Post", "0", "7", "7"]
    ]  # fmt: skip
    assert page.find(".//table/caption").text == "By outlet"
    assert "3 more are left out" in page.text_content()


@pytest.mark.parametrize("by", ["speaker", "month"])
def test_nothing_to_draw_is_a_drawing_all_the_same(by: str) -> None:
    data: ChartData = chart_data(statistics((by,)), "Nothing")
    assert draw_chart(data).bars == []
    assert etree.fromstring(chart_svg(data).encode()).find(f"{SVG}desc").text == "There are no statements to count."


def test_a_thousand_months_have_room() -> None:
    groups = [(f"{1950 + number // 12}-{number % 12 + 1:02}", number) for number in range(1, 1000)]
    drawing = draw_chart(chart_data(statistics(("month",), *groups), "Statements"))
    assert len([words for words in drawing.words if words.kind.startswith("label")]) <= 13
    assert 2 <= len([words for words in drawing.words if words.kind == "label"]) <= MAIN_TICKS + 1
    assert max(bar.x + bar.width for bar in drawing.bars) <= 100
