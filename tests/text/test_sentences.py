"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text import sentences
from onrecord.text.sentences import sentences_overlapping, split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. He left.", ["It rained. ", "He left."]),
        ("“It rained.” He left.", ["“It rained.” ", "He left."]),
        ("It rained … He left!", ["It rained … ", "He left!"]),
        (
            "Mr. Hay met J. Low in the U.S. Capitol. It rained.",
            ["Mr. Hay met J. Low in the U.S. Capitol. ", "It rained."],
        ),
        ("It rained. and so on", ["It rained. and so on"]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("", []),
    ],
)
def test_a_sentence_ends_before_a_capital_but_not_after_an_abbreviation(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == expected


@given(st.text(alphabet=list('aB. \n!?”"1'), max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_sentences_cover_all_but_line_ends_and_are_found_by_place(text: str, first: int, second: int) -> None:
    bounds = split_sentences(text)
    assert "".join(text[start:end] for start, end in bounds) == text.replace("\n", "")
    start, end = sorted((first, second))
    expected = [(s, e) for s, e in bounds if s < end and e > start]
    assert list(sentences_overlapping(bounds, start, end)) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (sentences.END_MARK, "a … b.", ["…", "."]),
        (sentences.SENTENCE_END, "Mr. X said “no.” he left.", [". ", ".” "]),
        (sentences.SENTENCE_END_OR_LINE_END, "It rained. He\nleft.", [". ", "\n"]),
        (sentences.SENTENCE_END_BEFORE_SPACE, "It rained.” He left.", [".”", "."]),
        (sentences.SENTENCE_BREAK, "It rained. he left.” He ran\n\nOn", [".” ", "\n\n"]),
        (sentences.SENTENCE_END_NOT_ABBREVIATED, "Sen. A. Low left. He ran.", [". "]),
        (sentences.SENTENCE_END_IN_CUE, ", he told Dr. Low. ", [". "]),
        (sentences.LINE_ENDS_SENTENCE, "He said this:", [":"]),
        (sentences.LINE_ENDS_SENTENCE, "It rained;", []),
        (sentences.LINE_ENDS_CLAUSE, "It rained;”", [";”"]),
    ],
)
def test_the_patterns_of_sentence_ends(pattern: object, text: str, matches: list[str]) -> None:
    assert [match.group() for match in pattern.finditer(text)] == matches  # type: ignore[attr-defined]
