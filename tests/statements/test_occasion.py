"""When and where it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import parse_marked_text, words_of

from onrecord.statements.attributes.addressee import find_addressee
from onrecord.statements.attributes.occasion import find_occasion
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[K “We are late,”] [S Ms Ray] [C told] reporters after the meeting.", ["after the meeting"]),
        ("[S Ms Ray] [C said] on Thursday [K that it rained].", ["on Thursday"]),
        ("[S Ms Ray] [C said] Tuesday [K that it rained].", ["Tuesday"]),
        ("[S Ms Ray] on Nov. 6, 2019 [C said] [K that it rained].", ["on Nov. 6, 2019"]),
        ("[K “It rained,”] [C said] [S Ms Ray] in a statement on Monday night.", ["in a statement on Monday night"]),
        ("[K “It rained,”] [S she] [C said] at a news conference in Lisbon.", ["at a news conference in Lisbon"]),
        ("[K “It rained,”] [S she] [C wrote] on Twitter.", ["on Twitter"]),
        ("[K “It rained,”] [S she] [C said] last week.", ["last week"]),
        ("[K “It rained,”] [S she] [C said] in an interview with Sky News.", ["in an interview with Sky News"]),
        ("Speaking at the port, [S she] [C said] [K it rained].", ["Speaking at the port"]),
        ("But a few days later, [S she] [C said] [K it rained].", ["a few days later"]),
        ("In March, [S she] [C said] [K it rained].", ["In March"]),
        ("After the vote, Ms Ray, [S a nurse], [C said] [K it rained].", ["After the vote"]),
        ("In Leeds, [S she] [C said] [K it rained].", []),
        ("For the first time, [S she] [C said] [K it rained].", []),
        ("[S Ms Ray] [C said] [K it rained on Monday].", []),
        ("He left on Monday. [S Ms Ray] [C said] [K it rained].", []),
        ("It rained on Monday and [S Ms Ray] [C said] [K it would again].", []),
        ("[K “We stay on Monday.”]", []),
    ],
)
def test_occasion_beside_the_cue_or_at_the_beginning_of_the_sentence(marked: str, expected: list[str]) -> None:
    text, draft = parse_marked_text(marked)
    assert words_of(text, find_occasion(text, split_sentences(text), draft, find_addressee(text, draft))) == expected


_span = st.tuples(st.integers(-3, 90), st.integers(-3, 90)).map(lambda ends: (min(ends), max(ends)))
_text = st.lists(
    st.sampled_from(
        [
            "In March, ",
            "on Monday ",
            "said ",
            "Ms Ray ",
            "in a report ",
            "“",
            "”",
            ". ",
            ", ",
            "\n\n",
            "İ",
            "after the vote, ",
        ]
    )
)


@given(_text.map("".join), st.tuples(*[st.lists(_span, max_size=2)] * 3))
def test_occasions_are_in_order_and_never_inside_content_source_or_cue(
    text: str, parts: tuple[list[tuple[int, int]], ...]
) -> None:
    draft = AttributionDraft(*(tuple(spans) for spans in parts))
    last_end = 0
    for start, end in find_occasion(text, split_sentences(text), draft, None):
        assert last_end <= start < end <= len(text)
        last_end = end
        spans = (*draft.content, *draft.cue, *draft.source)
        assert not any(span_start < end and start < span_end for span_start, span_end in spans)
