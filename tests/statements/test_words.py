"""What words around a statement say: act, tone, hedges, addressee, occasion, kind, parent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Statement
from onrecord.statements.attributes.speech_act import ACTS, act, by_words
from onrecord.statements.attribution_draft import Draft
from onrecord.statements.build_statements import describe
from onrecord.statements.idioms import idioms
from onrecord.text.quotation_marks import find_quotations, outermost
from onrecord.text.sentences import sentences


def _draft(text: str, source: str, cue: str, content: str) -> Draft:
    def span(part: str) -> tuple[tuple[int, int], ...]:
        return ((text.index(part), text.index(part) + len(part)),) if part else ()

    return Draft(content=span(content), cue=span(cue), source=span(source))


def _described(text: str, *parts: tuple[str, str, str]) -> tuple[Statement, ...]:
    drafts = [_draft(text, *p) for p in parts]
    return describe(text, sentences(text), outermost(find_quotations(text)), drafts)


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("said", "it was late", "assert"),
        ("asked", "whether it was late", "ask"),
        ("asked", "to leave early", "request"),
        ("has repeatedly denied", "the claims", "deny"),
        ("declined to say", "who paid", "decline"),
        ("did not respond", "to a request for comment", "decline"),
        ("vowed", "to return", "promise"),
        ("accused", "the club of lying", "accuse"),
        ("called on", "ministers to act", "request"),
        ("is hoping", "to win", "think"),
        ("loves", "the sea", "think"),
        ("told", "to stay at home", "request"),
    ],
)
def test_act_by_words(cue: str, content: str, expected: str) -> None:
    assert by_words(cue, content) == expected


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("Ms Ray said the boat was late.", ("Ms Ray", "said", "the boat was late"), "assert"),
        ("Ms Ray declined to comment on the boat.", ("Ms Ray", "declined to comment", "on the boat"), "decline"),
        ("Ms Ray wants a new boat.", ("Ms Ray", "wants", "a new boat"), "think"),
        ("Lee asked whether the boat was late.", ("Lee", "asked", "whether the boat was late"), "ask"),
    ],
)
def test_act_in_its_sentence(text: str, parts: tuple[str, str, str], expected: str) -> None:
    assert act(text, _draft(text, *parts)) == expected


def test_probabilities_of_a_model_weigh_in() -> None:
    text = "Ms Ray said the boat was late."
    draft = _draft(text, "Ms Ray", "said", "the boat was late")
    swayed = Draft(draft.content, draft.cue, draft.source, act=tuple((a, 1.0 if a == "deny" else 1e-6) for a in ACTS))
    assert act(text, swayed) == "deny"


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("claimed", "doubting"),
        ("acknowledged", "endorsing"),
        ("slammed", "charged"),
        ("insisted", "charged"),
    ],
)
def test_tone(cue: str, expected: str) -> None:
    text = f"Ms Ray {cue} the boat was late."
    assert _described(text, ("Ms Ray", cue, "the boat was late"))[0].tone == expected


def test_addressee_and_occasion() -> None:
    text = "“We are late,” Ms Ray told reporters after the meeting."
    (found,) = _described(text, ("Ms Ray", "told", "“We are late,”"))
    assert found.addressee is not None
    assert found.addressee.text == "reporters"
    assert [s.text for s in found.occasion] == ["after the meeting"]


def test_a_whole_noun_phrase_is_the_addressee() -> None:
    text = "A baker told an employment tribunal on Thursday that she was dismissed."
    (found,) = _described(text, ("A baker", "told", "that she was dismissed"))
    assert found.addressee is not None
    assert found.addressee.text == "an employment tribunal"
    assert [s.text for s in found.occasion] == ["on Thursday"]


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Ms Ray told that story twice.", "told", "that story"),
        ("Ms Ray said it was late.", "said", "it was late"),
        ("Ms Ray warned that ice was near.", "warned", "that ice was near"),
    ],
)
def test_no_addressee_is_made_up(text: str, cue: str, content: str) -> None:
    assert _described(text, ("Ms Ray", cue, content))[0].addressee is None


def test_a_hedge_beside_the_cue_counts_and_one_inside_the_content_does_not() -> None:
    text = "Ms Ray reportedly said the boat apparently sank."
    (found,) = _described(text, ("Ms Ray", "said", "the boat apparently sank"))
    assert [s.text for s in found.hedges] == ["reportedly"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [("“it is late”", "direct"), ("that “it is late” for us all", "mixed"), ("it rains", "indirect")],
)
def test_kind(content: str, expected: str) -> None:
    assert _described(f"Ms Ray said {content}.", ("Ms Ray", "said", content))[0].kind == expected


def test_a_statement_inside_another_has_it_for_parent() -> None:
    text = "Mr Hay said that Ms Low told him the plan was dead."
    outer, inner = _described(
        text, ("Ms Low", "told", "the plan was dead"), ("Mr Hay", "said", "that Ms Low told him the plan was dead")
    )
    assert (outer.id, outer.parent) == ("t1", None)
    assert (inner.id, inner.parent) == ("t2", "t1")


def test_own_thoughts_inside_a_statement_are_no_statements_and_anothers_are() -> None:
    own = "“I think it rained,” said Lee."
    assert len(_described(own, ("Lee", "said", "“I think it rained,”"), ("I", "think", "it rained"))) == 1
    text = "Mr Hay claimed that Ana Low had “no problem” with the plan."
    outer = _draft(text, "Mr Hay", "claimed", "that Ana Low had “no problem” with the plan")
    found = describe(text, sentences(text), outermost(find_quotations(text)), idioms(text, [outer]))
    assert [(s.source[0].text, s.cue[0].text, s.content[0].text, s.act, s.parent) for s in found[1:]] == [
        ("Ana Low", "had “no problem” with", "the plan", "think", "t1")
    ]


_offsets = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: tuple(sorted(p))), min_size=1, max_size=2
)


@given(st.text(min_size=61, max_size=120), st.lists(st.tuples(_offsets, _offsets, _offsets), max_size=4))
def test_any_text_and_offsets_are_described_without_error(
    text: str, rows: list[tuple[list[tuple[int, int]], ...]]
) -> None:
    drafts = [Draft(*(tuple(s) for s in row)) for row in rows]
    for found in describe(text, sentences(text), outermost(find_quotations(text)), drafts):
        to = (found.addressee,) if found.addressee else ()
        for span in (*found.content, *found.cue, *found.source, *found.hedges, *found.occasion, *to):
            assert text[span.start : span.end] == span.text
