"""Direct, mixed or indirect, by the share of letters and digits inside quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.quotation_kind import classify_kind

TEXT = "abcdefghij klmnopqrst"  # ten letters, a space, ten letters


@pytest.mark.parametrize(
    ("content", "quoted", "expected"),
    [
        (((0, 21),), ((0, 21),), "direct"),
        (((0, 21),), ((0, 19),), "direct"),
        (((0, 21),), ((0, 18),), "mixed"),
        (((0, 21),), ((0, 1),), "indirect"),
        (((0, 21),), ((0, 2),), "mixed"),
        (((0, 21),), (), "indirect"),
        (((0, 5), (11, 16)), ((0, 5), (11, 16)), "direct"),
        (((0, 5), (11, 16)), ((0, 5),), "mixed"),
        (((0, 10),), ((11, 21),), "indirect"),
        (((10, 11),), ((10, 11),), "indirect"),
        ((), ((0, 5),), "indirect"),
    ],
)
def test_the_kind_depends_on_the_quoted_share(
    content: tuple[tuple[int, int], ...], quoted: tuple[tuple[int, int], ...], expected: str
) -> None:
    assert classify_kind(TEXT, content, quoted) == expected


@given(st.lists(st.integers(0, 21), max_size=6).map(sorted), st.tuples(st.integers(0, 21), st.integers(0, 21)))
def test_the_kind_agrees_with_counting_letter_by_letter(marks: list[int], ends: tuple[int, int]) -> None:
    quoted = [(s, e) for s, e in zip(marks[::2], marks[1::2], strict=False) if s < e]
    start, end = sorted(ends)
    letters = [n for n in range(start, end) if TEXT[n].isalnum()]
    share = sum(any(s <= n < e for s, e in quoted) for n in letters) / max(1, len(letters))
    expected = "direct" if share >= 0.9 else "indirect" if share <= 0.05 else "mixed"
    assert classify_kind(TEXT, ((start, end),), quoted) == expected
