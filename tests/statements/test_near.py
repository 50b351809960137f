"""Finding things by place, and texts with thousands of statements."""

from __future__ import annotations

import random
import time

import pytest

from onrecord.statements.attributes.parents import parents
from onrecord.statements.attribution_draft import Draft
from onrecord.statements.interval_index import Near
from onrecord.statements.uncued_quotations import settle
from onrecord.text.quotation_marks import find_quotations

SECONDS = 10  # it takes less than one; when each looked at every other it took minutes


def test_near_finds_what_asking_every_thing_would() -> None:
    rng = random.Random(7)
    spans = []
    for _ in range(300):
        start = rng.randrange(5000)
        spans.append(((start, start + rng.choice([1, 9, 300, 2000])), (start + 2500, start + 2510)))
    near = Near((n, some) for n, some in enumerate(spans))
    for _ in range(300):
        start = rng.randrange(8000)
        asked = ((start, start + rng.choice([1, 40, 900])),)
        expected = [n for n, some in enumerate(spans) if any(s < asked[0][1] and e > asked[0][0] for s, e in some)]
        assert near.touching(asked) == expected
        assert near.touches(asked) is bool(expected)
    assert near.touching(()) == []


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
def test_five_thousand_statements_in_one_text(unit: str) -> None:
    count = 5000
    text = unit * count
    drafts = [
        Draft(content=((n * len(unit) + 1, n * len(unit) + 8),), cue=((n * len(unit), n * len(unit) + 1),))
        for n in range(0, count, 2)
    ]
    started = time.perf_counter()
    found = settle(text, find_quotations(text), drafts)
    parents(found)
    assert time.perf_counter() - started < SECONDS
    assert len(found) >= count // 2
