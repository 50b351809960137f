"""Where contents begin and end at quotation marks and punctuation."""

from __future__ import annotations

import pytest
from marked_text import span_of, words_of

from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.model.span_boundaries import (
    align_to_quotations,
    choose_source,
    merge_spans,
    trim_to_words,
)
from onrecord.text.quotation_marks import find_quotations


def _aligned(text: str, content: str, *cue_and_source: str) -> list[str]:
    quotations = IntervalIndex((q, ((q.start, q.end),)) for q in find_quotations(text))
    taken = tuple(span for words in cue_and_source for span in span_of(text, words))
    return words_of(text, align_to_quotations(text, quotations, span_of(text, content), taken))


def test_a_long_quotation_is_taken_whole_with_its_marks() -> None:
    text = "“We will never leave this town,” she said."
    assert _aligned(text, "will never leave this", "she", "said") == ["“We will never leave this town,”"]


def test_a_short_quotation_outside_stays_outside() -> None:
    text = "He said the plan was late and called it “a joke” again."
    assert _aligned(text, "the plan was late", "He", "said") == ["the plan was late"]


def test_a_quotation_that_holds_the_cue_is_not_taken_whole() -> None:
    text = "“He told me that I was late for work again.”"
    assert _aligned(text, "I was late for work again", "told") == ["I was late for work again.”"]


def test_marks_within_a_mixed_content_stay() -> None:
    text = "He said that the plan was “late and poor.”"
    assert _aligned(text, "the plan was “late and poor", "He", "said") == ["the plan was “late and poor.”"]


def test_trimming_keeps_a_bracket_with_its_partner() -> None:
    assert trim_to_words("a (b)", 0, 5) == (0, 5)
    assert trim_to_words("a b)", 0, 4) == (0, 3)
    assert trim_to_words("-- x, ", 0, 6) == (3, 4)


def test_merging_joins_across_punctuation_but_not_across_paragraphs() -> None:
    assert merge_spans("ab, cd", [(0, 2), (4, 6)]) == ((0, 6),)
    assert merge_spans("ab\n\ncd", [(0, 2), (4, 6)]) == ((0, 2), (4, 6))


def test_a_sign_belongs_to_its_number_and_an_omission_to_its_quotation() -> None:
    assert _aligned("He said it rose by 61%.", "it rose by 61") == ["it rose by 61%"]
    assert _aligned("“… and so it rained,” he said.", "and so it rained") == ["“… and so it rained,”"]


@pytest.mark.parametrize(
    ("text", "source", "cue", "chosen"),
    [
        ("“It was cold,” said one diver. “It was blue,” a boy added.", ("one diver", "a boy"), "added", "a boy"),
        ("The letter to Mr Low warns of rain.", ("The letter", "Mr Low"), "warns", "The letter"),
        ("A partner left when they saw that it rained.", ("A partner", "they"), "saw", "they"),
        ("An expert, as reported by the Post, saw rain.", ("An expert", "the Post"), "as reported by", "the Post"),
        ("Ms Low said it rained.", ("Ms Low",), "said", "Ms Low"),
    ],
)
def test_one_span_of_a_source_names_who_speaks(text: str, source: tuple[str, ...], cue: str, chosen: str) -> None:
    spans = tuple(span for words in source for span in span_of(text, words))
    assert words_of(text, choose_source(text, spans, span_of(text, cue))) == [chosen]
