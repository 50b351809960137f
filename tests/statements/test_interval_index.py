"""The index from places to values, and texts with thousands of statements."""

from __future__ import annotations

import random

import pytest

from growth import time_growth
from onrecord.statements.attributes.parents import find_parents
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.text.quotation_marks import QuotedSpan, find_quotations

COUNT = 1200  # statements
MAX_GROWTH = 10  # of the time for four times the text; when each statement looked at every other it was 16


def test_the_index_finds_the_same_values_as_looking_at_each() -> None:
    rng = random.Random(7)
    entries = []
    for _ in range(300):
        start = rng.randrange(5000)
        entries.append(((start, start + rng.choice([1, 9, 300, 2000])), (start + 2500, start + 2510)))
    index = IntervalIndex(enumerate(entries))
    for _ in range(300):
        start = rng.randrange(8000)
        end = start + rng.choice([1, 40, 900])
        expected = [n for n, spans in enumerate(entries) if any(s < end and e > start for s, e in spans)]
        assert index.overlapping(((start, end),)) == expected
        assert index.overlaps(((start, end),)) is bool(expected)
    assert index.overlapping(()) == []


def _text_of_quotations(unit: str, count: int) -> tuple[str, tuple[QuotedSpan, ...], list[AttributionDraft]]:
    text = unit * count
    drafts = [
        AttributionDraft(
            content=((number * len(unit) + 1, number * len(unit) + 8),),
            cue=((number * len(unit), number * len(unit) + 1),),
        )
        for number in range(0, count, 2)
    ]
    return text, find_quotations(text), drafts


def _attach_and_find_parents(prepared: tuple[str, tuple[QuotedSpan, ...], list[AttributionDraft]]) -> None:
    attached = attach_quotations(*prepared)
    find_parents(attached)
    assert len(attached) >= len(prepared[2])


@pytest.mark.parametrize(
    "unit",
    [
        "“We saw the boat at noon and it sank.” ",
        "“We saw the boat at noon and it sank.”\n\n",
        "LEE: We saw the boat at noon and it sank.\n\n",
        "“We saw the boat at noon.” — Anna Lee\n\n",
        "He said this:\n\n“We saw the boat at noon and it sank.”\n\n",
    ],
)
def test_the_time_grows_in_proportion_to_the_number_of_statements(unit: str) -> None:
    few, many = _text_of_quotations(unit, COUNT), _text_of_quotations(unit, 4 * COUNT)
    assert time_growth(_attach_and_find_parents, few, many) < MAX_GROWTH
