"""Quotation marks of every kind, told from apostrophes, nested, left open and reopened."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import time_growth
from onrecord.text.quotation_marks import QUOTATION_MARKS, find_quotations, outermost_interiors

PAIRS = [
    ("“I am,” she said.", ["“I am,”"]),
    ('"I am," she said.', ['"I am,"']),
    ("‘I am,’ she said.", ["‘I am,’"]),
    ("'I am,' she said.", ["'I am,'"]),
    ("«Oui», dit-il.", ["«Oui»"]),
    ("Sie sagt: „Ja“, und geht.", ["„Ja“"]),
    ("'It's the voters' choice,' he said. 'We don't know.'", ["'It's the voters' choice,'", "'We don't know.'"]),
    ("‘It’s the voters’ choice,’ he said.", ["‘It’s the voters’ choice,’"]),
    ("“I said ‘no’ to him,” she said.", ["“I said ‘no’ to him,”", "‘no’"]),
    ("'She said \"no\" to me,' he wrote.", ["'She said \"no\" to me,'", '"no"']),
    ("He called it “a sham” and “a joke.”", ["“a sham”", "“a joke.”"]),
    ("It costs the voters' money and Jones' patience.", []),
    ("rock 'n' roll in the '90s, 'tis said", []),
    ('She is 6\'2" tall, a "giant" here.', ['"giant"']),
    ("''It is late,'' said Lee. ''We don't know.''", ["''It is late,''", "''We don't know.''"]),
    ("“New problems for her here,“ said Clyburn, who left.", ["“New problems for her here,“"]),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_quotations_are_found_by_their_marks(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected


def test_inner_quotation_has_the_deeper_level() -> None:
    outer, inner = find_quotations("“I said ‘no’ to him,” she said.")
    assert (outer.level, inner.level) == (0, 1)
    assert outermost_interiors((outer, inner)) == ((outer.inner_start, outer.inner_end),)


def test_left_open_and_reopened_is_one_quotation() -> None:
    text = "“We came here in May.\n\n“We left in June,” he said."
    first, second = find_quotations(text)
    assert not first.closed
    assert text[first.start : first.end] == "“We came here in May."
    assert second.resumes
    assert second.closed


def test_a_mark_left_open_spoils_one_paragraph_at_most() -> None:
    text = 'He said "this is so.\n\nNothing quoted here.\n\n"Here," she said.'
    assert [text[q.start : q.end] for q in find_quotations(text)] == ['"this is so.', '"Here,"']
    assert not find_quotations(text)[1].resumes


@given(st.text(alphabet=sorted(QUOTATION_MARKS) + list("ab S.,\n"), max_size=200))
def test_any_marks_give_nested_quotations_within_the_text(text: str) -> None:
    quotations = find_quotations(text)
    for q in quotations:
        assert 0 <= q.start < q.inner_start <= q.inner_end <= q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
    outermost = [q for q in quotations if q.level == 0]
    assert all(a.end <= b.start for a, b in itertools.pairwise(outermost))


@pytest.mark.parametrize("mark", ['"', "'", "“", "‘", "' a", '" a', "a'"])
def test_the_time_for_unbalanced_marks_grows_in_proportion_to_the_text(mark: str) -> None:
    assert time_growth(find_quotations, (mark + " word") * 5_000, (mark + " word") * 20_000) < 10


def test_straight_marks_with_spaces_inside_alternate() -> None:
    text = '" It rained , " she said . " We got wet . "'
    assert [text[q.inner_start : q.inner_end].strip() for q in find_quotations(text)] == ["It rained ,", "We got wet ."]
    assert find_quotations('He is 5 foot 6 " tall .') == ()


def test_a_straight_mark_after_a_sentence_reopens_the_quotation_that_is_open() -> None:
    text = '"It rained. "I left the boat." Then she slept.'
    assert [(q.start, q.end, q.level, q.closed) for q in find_quotations(text)] == [(0, text.index(" Then"), 0, True)]
