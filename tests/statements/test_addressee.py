"""To whom it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import parse_marked_text

from onrecord.statements.attributes.addressee import find_addressee
from onrecord.statements.attributes.noun_phrases import noun_phrase_end
from onrecord.statements.attribution_draft import AttributionDraft


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[K “We are late,”] [S Ms Ray] [C told] reporters after the match.", "reporters"),
        ("[S Ms Ray] [C told] the BBC on Monday [K that it rained].", "the BBC"),
        ("[S Ms Ray] [C told] US media this month [K that it rained].", "US media"),
        ("[S Ms Ray] [C told] an audience of teachers in Leeds [K that it rained].", "an audience of teachers"),
        ("[S The navy] [C warned] Iran that [K it would fire].", "Iran"),
        ("[S The mayor] [C called on] the “interim” council [K to resign].", "the “interim” council"),
        ("[S The judge] [C asked] Mr. Hay [K whether he knew].", "Mr. Hay"),
        ("[K “It rained,”] [S she] [C told me].", "me"),
        ("[K “It rained,”] [S she] [C told] her mother.", "her mother"),
        ("[S She] [C told] her [K that it rained].", "her"),
        ("[K “It rained,”] [S she] [C said] in an interview with The Daily Bugle.", "The Daily Bugle"),
        ("[K “It rained,”] [S she] [C said] in an email to staff seen by this paper.", "staff"),
        ("[K “It rained,”] [S she] [C said] on CNN’s “This Day.”", None),
        ("In an interview with CNN’s “This Day,” [S she] [C said] [K it rained].", "CNN’s “This Day,”"),
        ("In a speech to Parliament, [S Ms Ray] [C said] [K it rained].", "Parliament"),
        ("Staff [C were told] [K that the shop would close].", "Staff"),
        ("[C Asked] [K whether he would go], Mr Hay said he would stay.", "Mr Hay"),
        ("The firm is [C encouraging] its suppliers [K to use less].", "its suppliers"),
        ("[S Ms Ray] [C said] [K it rained].", None),
        ("[S Ms Ray] [C told] the story [K of how it rained].", None),
        ("[S Ms Ray] [C warned] again [K that ice was near].", None),
        ("[S Ms Ray] [C asked] [K whether it rained].", None),
        ("[S Ms Ray] [C said] in a call to end the war [K that it rained].", None),
        ("[K “We stay.”]", None),
    ],
)
def test_the_addressee_is_one_noun_phrase(marked: str, expected: str | None) -> None:
    text, draft = parse_marked_text(marked)
    addressee = find_addressee(text, draft)
    assert (text[slice(*addressee)] if addressee else None) == expected


def test_an_interview_in_another_sentence_belongs_to_another_statement() -> None:
    text, draft = parse_marked_text("He spoke in an interview with Sky. [S Ms Ray] [C said] [K it rained].")
    assert find_addressee(text, draft) is None


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the 1,000 workers who left", "the 1,000 workers"),
        ("millions of voters that day", "millions of voters"),
        ("Ana Ray and her sister on Monday", "Ana Ray and her sister"),
        ("reporters and left", "reporters"),
        ("a crowd. He left", "a crowd"),
        ("U.S. officials that", "U.S. officials"),
        ("the paper’s “big story", "the paper’s"),
    ],
)
def test_a_noun_phrase_ends_where_its_words_do(phrase: str, expected: str) -> None:
    end = noun_phrase_end(phrase, 0, len(phrase))
    assert phrase[:end] == expected


_span = st.tuples(st.integers(-3, 90), st.integers(-3, 90)).map(lambda ends: (min(ends), max(ends)))
_text = st.lists(
    st.sampled_from(
        [
            "told ",
            "asked ",
            "the ",
            "her ",
            "Reuters ",
            "“",
            "”",
            ",",
            ". ",
            "in an interview with ",
            "\n\n",
            "İ",
            "’s ",
        ]
    )
)


@given(_text.map("".join), st.tuples(*[st.lists(_span, max_size=2)] * 3))
def test_the_addressee_never_overlaps_content_or_source(text: str, parts: tuple[list[tuple[int, int]], ...]) -> None:
    draft = AttributionDraft(*(tuple(spans) for spans in parts))
    addressee = find_addressee(text, draft)
    if addressee:
        start, end = addressee
        assert 0 <= start < end <= len(text)
        spans = (*draft.content, *draft.source)
        assert not any(span_start < end and start < span_end for span_start, span_end in spans)
