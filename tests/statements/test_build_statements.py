"""Drafts become statements with their labels, parents and ids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import draft_of

from onrecord.records import Statement
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.build_statements import QUOTED_CONFIDENCE, build_statements
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.text.sentences import split_sentences


def _build(text: str, drafts: list[AttributionDraft]) -> tuple[Statement, ...]:
    return build_statements(text, split_sentences(text), outermost_interiors(find_quotations(text)), drafts)


def _statements(text: str, *parts: tuple[str, str, str]) -> tuple[Statement, ...]:
    """The statements for sources, cues and contents."""
    return _build(text, [draft_of(text, *part) for part in parts])


def test_addressee_and_occasion_are_spans() -> None:
    text = "“We are late,” Ms Ray told reporters after the meeting."
    (statement,) = _statements(text, ("Ms Ray", "told", "“We are late,”"))
    assert statement.addressee is not None
    assert statement.addressee.text == "reporters"
    assert [span.text for span in statement.occasion] == ["after the meeting"]


@pytest.mark.parametrize(
    ("parts", "confidence"),
    [
        (("she", "said", "“I'm humbled,”"), QUOTED_CONFIDENCE),
        (("", "said", "“I'm humbled,”"), 0.4),
        (("she", "said", "“I'm humbled,” she said in a statement"), 0.4),
        (("she", "in", "“I'm humbled,”"), 0.4),
    ],
)
def test_words_in_marks_with_source_and_cue_of_speech_are_sure(parts: tuple[str, str, str], confidence: float) -> None:
    text = "“I'm humbled,” she said in a statement."
    (statement,) = _build(text, [replace(draft_of(text, *parts), confidence=0.4)])
    assert statement.confidence == confidence


def test_a_complete_noun_phrase_is_the_addressee() -> None:
    text = "A baker told an employment tribunal on Thursday that she was dismissed."
    (statement,) = _statements(text, ("A baker", "told", "that she was dismissed"))
    assert statement.addressee is not None
    assert statement.addressee.text == "an employment tribunal"
    assert [span.text for span in statement.occasion] == ["on Thursday"]


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Ms Ray told that story twice.", "told", "that story"),
        ("Ms Ray said it was late.", "said", "it was late"),
        ("Ms Ray warned that ice was near.", "warned", "that ice was near"),
    ],
)
def test_no_addressee_is_invented(text: str, cue: str, content: str) -> None:
    assert _statements(text, ("Ms Ray", cue, content))[0].addressee is None


def test_a_thought_has_neither_addressee_nor_occasion() -> None:
    text = "Ms Ray hoped on Thursday that it would rain."
    (statement,) = _statements(text, ("Ms Ray", "hoped", "that it would rain"))
    assert (statement.act, statement.addressee, statement.occasion) == ("think", None, ())


def test_a_hedge_beside_the_cue_counts_and_a_guess_inside_the_content_does_not() -> None:
    text = "Ms Ray reportedly said the boat apparently sank."
    (statement,) = _statements(text, ("Ms Ray", "said", "the boat apparently sank"))
    assert [span.text for span in statement.hedges] == ["reportedly"]


def test_tone_is_the_cues() -> None:
    assert _statements("Ms Ray claimed it was late.", ("Ms Ray", "claimed", "it was late"))[0].tone == "doubting"


@pytest.mark.parametrize(
    ("content", "expected"),
    [("“it is late”", "direct"), ("that “it is late” for us all", "mixed"), ("it rains", "indirect")],
)
def test_kind_depends_on_the_quotation_marks(content: str, expected: str) -> None:
    assert _statements(f"Ms Ray said {content}.", ("Ms Ray", "said", content))[0].kind == expected


def test_a_statement_inside_another_has_it_for_parent() -> None:
    text = "Mr Hay said that Ms Low told him the plan was dead."
    outer, inner = _statements(
        text, ("Ms Low", "told", "the plan was dead"), ("Mr Hay", "said", "that Ms Low told him the plan was dead")
    )
    assert (outer.id, outer.parent) == ("t1", None)
    assert (inner.id, inner.parent) == ("t2", "t1")


def test_own_thoughts_inside_a_statement_are_part_of_it() -> None:
    text = "“I think it rained,” said Lee."
    assert len(_statements(text, ("Lee", "said", "“I think it rained,”"), ("I", "think", "it rained"))) == 1


def test_thoughts_of_a_named_person_inside_a_statement_are_statements() -> None:
    text = "Mr Hay claimed that Ana Low hoped for rain."
    _, inner = _statements(text, ("Mr Hay", "claimed", "that Ana Low hoped for rain"), ("Ana Low", "hoped for", "rain"))
    assert (inner.act, inner.parent) == ("think", "t1")


_offsets = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: tuple(sorted(ends))), min_size=1, max_size=2
)


@given(st.text(min_size=61, max_size=120), st.lists(st.tuples(_offsets, _offsets, _offsets), max_size=4))
def test_any_text_and_offsets_give_statements_without_error(
    text: str, rows: list[tuple[list[tuple[int, int]], ...]]
) -> None:
    for statement in _build(text, [AttributionDraft(*(tuple(spans) for spans in row)) for row in rows]):
        addressees = (statement.addressee,) if statement.addressee else ()
        parts = (statement.content, statement.cue, statement.source, statement.hedges, statement.occasion, addressees)
        for span in (span for part in parts for span in part):
            assert text[span.start : span.end] == span.text
