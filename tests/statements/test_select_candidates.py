"""Which candidates are believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import span_of, words_of

from onrecord.errors import ModelError
from onrecord.statements.model.cue_candidates import CueCandidate
from onrecord.statements.model.select_candidates import DecodingThresholds, drafts_with_source, select_drafts
from onrecord.text.quotation_marks import find_quotations

TEXT = "Mr Hay said that Ms Low told him the plan was dead, and she laughed."
THRESHOLDS = DecodingThresholds(
    candidate=0.15, top=0.5, nested=0.6, quoted=0.9, no_statement=1.0, confidence=(0.0, 1.0, 0.1, *[0.0] * 6), shown=0.7
)


def _candidate(source: str, cue: str, content: str, top: float, nested: float, text: str = TEXT) -> CueCandidate:
    return CueCandidate(span_of(text, content), span_of(text, cue), span_of(text, source), top, nested, -1.0)


OUTER = _candidate("Mr Hay", "said", "that Ms Low told him the plan was dead", 0.9, 0.0)


def _believed_cues(*candidates: CueCandidate, text: str = TEXT) -> list[str]:
    drafts = select_drafts(text, find_quotations(text), candidates, THRESHOLDS)
    return [word for draft in drafts for word in words_of(text, draft.cue)]


def test_an_improbable_cue_is_left_out() -> None:
    assert _believed_cues(OUTER, _candidate("she", "laughed", "the plan", 0.3, 0.0)) == ["said"]


def test_a_cue_within_a_content_has_to_be_probable_as_nested() -> None:
    assert _believed_cues(OUTER, _candidate("Ms Low", "told", "the plan was dead", 0.1, 0.7)) == ["said", "told"]
    assert _believed_cues(OUTER, _candidate("Ms Low", "told", "the plan was dead", 0.1, 0.5)) == ["said"]


def test_a_cue_inside_quotation_marks_has_to_be_more_probable() -> None:
    text = "“Ms Low told me that it was all over by then,” said Mr Hay."
    outer = _candidate("Mr Hay", "said", "Ms Low told me that it was all over by then", 0.9, 0.0, text)
    inner = _candidate("Ms Low", "told", "it was all over by then", 0.7, 0.0, text)
    assert _believed_cues(outer, inner, text=text) == ["said"]
    assert _believed_cues(outer, replace(inner, top=0.92), text=text) == ["said", "told"]


def test_a_nested_cue_outside_every_content_is_left_out() -> None:
    assert _believed_cues(_candidate("Ms Low", "told", "the plan was dead", 0.1, 0.9)) == []


def test_of_two_candidates_with_one_cue_the_more_probable_is_taken() -> None:
    rival = _candidate("Ms Low", "said", "the plan was dead", 0.7, 0.0)
    (draft,) = select_drafts(TEXT, (), (rival, OUTER), THRESHOLDS)
    assert words_of(TEXT, draft.source) == ["Mr Hay"]


def test_a_candidate_without_content_is_not_a_statement() -> None:
    assert _believed_cues(_candidate("Mr Hay", "said", "", 0.9, 0.0)) == []


@pytest.mark.parametrize(
    ("text", "second", "third"),
    [
        pytest.param(
            "Mr Hay said the plan was dead, adding that it was late. It rained, proving that it was May.",
            ("adding", "that it was late"),
            ("proving", "that it was May"),
            id="a participle, but not in another sentence",
        ),
        pytest.param(
            "Mr Hay said the plan was dead and warned that it was late but was told that it was early.",
            ("warned", "that it was late"),
            ("was told", "that it was early"),
            id="a verb after a conjunction, but not in the passive",
        ),
    ],
)
def test_a_cue_that_goes_on_takes_the_source_of_the_cue_before(
    text: str, second: tuple[str, str], third: tuple[str, str]
) -> None:
    first = _candidate("Mr Hay", "said", "the plan was dead", 0.9, 0.0, text)
    others = [_candidate("", cue, content, 0.8, 0.0, text) for cue, content in (second, third)]
    drafts = select_drafts(text, (), (first, *others), THRESHOLDS)
    assert [words_of(text, draft.source) for draft in drafts] == [["Mr Hay"], ["Mr Hay"], []]


def test_drafts_with_source_have_every_candidate_that_has_one() -> None:
    assert [draft.source for draft in drafts_with_source(TEXT, (OUTER, replace(OUTER, source=())))] == [OUTER.source]


def test_a_card_without_thresholds_is_one_clear_error() -> None:
    with pytest.raises(ModelError, match="decoding"):
        DecodingThresholds.from_card({})
    with pytest.raises(ModelError, match="decoding"):
        DecodingThresholds.from_card({"decoding": {"top": 0.5, "confidence": [0, 1, 0]}})


_span = st.integers(0, len(TEXT) - 12).flatmap(
    lambda start: st.tuples(st.just(start), st.integers(start + 1, start + 12))
)
_spans = st.lists(_span, min_size=1, max_size=2).map(lambda spans: tuple(sorted(spans)))
_candidates = st.lists(
    st.builds(CueCandidate, _spans, _spans, _spans, st.floats(0, 1), st.floats(0, 1), st.floats(-30, 0)), max_size=8
)


@given(_candidates)
def test_at_most_the_probable_candidates_are_believed_in_the_order_of_the_text(candidates: list[CueCandidate]) -> None:
    drafts = select_drafts(TEXT, (), candidates, THRESHOLDS)
    probable = sum(max(candidate.top, candidate.nested) >= THRESHOLDS.top for candidate in candidates)
    assert len(drafts) <= probable
    assert drafts == sorted(drafts, key=lambda draft: (draft.start, draft.content))
    assert all(0 <= draft.confidence <= 1 for draft in drafts)
