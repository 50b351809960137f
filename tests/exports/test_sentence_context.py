"""Sentences around a statement, parts, depths."""

from __future__ import annotations

import pytest

import samples
from onrecord.exports.views.sentence_context import sentence_range, spans_with_roles
from onrecord.records import Span, Statement


def shown(text: str, words: str) -> str:
    article = samples.article(text)
    start, end = sentence_range(article, Statement("q1", "direct", (samples.span(words, text),)))
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It rained. “Go,” he said. It stopped.", "“Go,” he said", "“Go,” he said."),
        ("“Go.” He left.", "“Go.”", "“Go.”"),
        ("Mr. Smith said no. Then he left.", "no", "Mr. Smith said no."),
        ("The U.S. said no. Then it left.", "said no", "The U.S. said no."),
        ("One.\n\nTwo said three", "three", "Two said three"),
        ("One “a.\n\n“b,” said he. Two.", "“a.\n\n“b,”", "One “a.\n\n“b,” said he."),
        ("no end at all", "end", "no end at all"),
        ("Why? “Why not?” she asked. Ah.", "“Why not?” she asked", "“Why not?” she asked."),
    ],
)
def test_a_passage_is_whole_sentences(text: str, words: str, expected: str) -> None:
    assert shown(text, words) == expected


def test_parts_come_with_their_spans() -> None:
    first = samples.record().statements[0]
    assert [(part, span.text) for part, span in spans_with_roles(first)] == [
        ("content", "“We shut it on Friday,”"),
        ("occasion", "after the meeting"),
        ("addressee", "reporters"),
        ("source", "Mara Quill"),
        ("cue", "told"),
    ]


def test_depths_follow_parents_and_stand_circles() -> None:
    content = (Span(0, 1, "a"),)
    chain = [Statement("a", "direct", content), Statement("b", "direct", content, parent="a")]
    chain.append(Statement("c", "direct", content, parent="b"))
    assert samples.record(statements=tuple(chain)).nesting_depths() == {"a": 0, "b": 1, "c": 2}
    lost = Statement("a", "direct", content, parent="gone")
    assert samples.record(statements=(lost,)).nesting_depths() == {"a": 0}
    ring = [Statement("a", "direct", content, parent="b"), Statement("b", "direct", content, parent="a")]
    assert samples.record(statements=tuple(ring)).nesting_depths() == {"a": 1, "b": 1}
