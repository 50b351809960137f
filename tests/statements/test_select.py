"""Which candidates are believed."""

from __future__ import annotations

from onrecord.statements.model.cue_candidates import Candidate
from onrecord.statements.model.select_candidates import Decoding, select
from onrecord.text.quotation_marks import find_quotations

TEXT = "Mr Hay said that Ms Low told him the plan was dead, and she laughed."
DECODING = Decoding(top=0.5, nested=0.6)


def _span(part: str) -> tuple[tuple[int, int], ...]:
    return ((TEXT.index(part), TEXT.index(part) + len(part)),) if part else ()


def _candidate(source: str, cue: str, content: str, top: float, nested: float) -> Candidate:
    return Candidate(_span(content), _span(cue), _span(source), top, nested, -1.0)


OUTER = _candidate("Mr Hay", "said", "that Ms Low told him the plan was dead", 0.9, 0.0)


def _cues(*candidates: Candidate) -> list[str]:
    found = select(TEXT, find_quotations(TEXT), candidates, DECODING)
    return [TEXT[s:e] for draft in found for s, e in draft.cue]


def test_an_unlikely_cue_is_left_out() -> None:
    assert _cues(OUTER, _candidate("she", "laughed", "the plan", 0.3, 0.0)) == ["said"]


def test_a_cue_within_a_content_needs_to_be_likely_as_nested() -> None:
    assert _cues(OUTER, _candidate("Ms Low", "told", "the plan was dead", 0.1, 0.7)) == ["said", "told"]
    assert _cues(OUTER, _candidate("Ms Low", "told", "the plan was dead", 0.1, 0.5)) == ["said"]


def test_a_nested_cue_outside_every_content_is_left_out() -> None:
    assert _cues(_candidate("Ms Low", "told", "the plan was dead", 0.1, 0.9)) == []


def test_of_two_that_share_a_cue_the_likelier_stays() -> None:
    rival = _candidate("Ms Low", "said", "the plan was dead", 0.7, 0.0)
    (draft,) = select(TEXT, (), (rival, OUTER), DECODING)
    assert TEXT[slice(*draft.source[0])] == "Mr Hay"


def test_a_candidate_without_content_is_no_statement() -> None:
    assert _cues(_candidate("Mr Hay", "said", "", 0.9, 0.0)) == []
