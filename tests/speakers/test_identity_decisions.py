"""What a person decides about who is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.errors import IdentityError
from onrecord.speakers.linking import (
    Apart,
    Mark,
    Together,
    identify,
    undo,
)
from speakers.appearing import ids, person, placing, seen


def test_a_merge_is_undone_and_stays_undone_when_the_record_is_read_again() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Ana Ray")]
    merge = placing(identify(batch), "b")
    decision = undo(merge, "another Ana Ray")
    again = [replace(one, speaker="s7") for one in batch]
    for ones in (batch, again, batch[::-1]):
        outcome = identify(ones, told=[decision])
        found = ids(ones, outcome)
        assert found["b/Ana Ray"] != found["a/Ana Ray"] == found["c/Ana Ray"]
        assert outcome.unmet == ()
    assert "a person said so" in next(p for p in outcome.placings if p.record == "b").explain()


def test_what_has_nothing_to_undo() -> None:
    outcome = identify([*seen("a", "Ana Ray"), *seen("b", "the president")])
    for record in ("a", "b"):
        with pytest.raises(ValueError, match=r"began with|nameless"):
            undo(placing(outcome, record))


def test_a_person_puts_together_what_the_names_keep_apart() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Thorne"), *seen("c", "the president"), *seen("d", "Ana Ray")]
    told = [
        Together(Mark("b", "Ana Thorne"), Mark("a", "Ana Ray")),
        Together(Mark("c", "the president"), Mark("b", "Ana Thorne")),
    ]
    outcome = identify(batch, told=told)
    assert len({p.identity for p in outcome.placings}) == 1
    assert placing(outcome, "c").how == "told"
    assert outcome.unmet == ()


def test_apart_holds_for_all_that_are_together() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Ana Ray")]
    told = [Together(Mark("a", "Ana Ray"), Mark("b", "Ana Ray")), Apart(Mark("c", "Ana Ray"), Mark("b", "Ana Ray"))]
    for ones in (batch, batch[::-1]):
        found = ids(ones, identify(ones, told=told))
        assert found["a/Ana Ray"] == found["b/Ana Ray"] != found["c/Ana Ray"]


def test_a_decision_finds_a_speaker_that_is_named_anew() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", person("Ana M. Ray", aliases=["Ana Ray"])), *seen("c", "Mayor Ana Ray")]
    told = [Apart(Mark("b", "Ana Ray"), Mark("a", "ana ray")), Apart(Mark("c", "Ana Ray"), Mark("a", "Ana Ray"))]
    outcome = identify(batch, told=told)
    found = ids(batch, outcome)
    assert found["a/Ana Ray"] not in {found["b/Ana M. Ray"], found["c/Mayor Ana Ray"]}
    assert outcome.unmet == ()


def test_a_decision_about_nobody_there_is_reported() -> None:
    lost = Together(Mark("a", "Ana Ray"), Mark("z", "Tom Hill"))
    assert identify(seen("a", "Ana Ray"), told=[lost]).unmet == (lost,)


def test_decisions_that_contradict_each_other_are_refused() -> None:
    a, b, c = (Mark(record, "Ana Ray") for record in "abc")
    with pytest.raises(IdentityError, match="told to be one and told to be two"):
        identify([], told=[Together(a, b), Together(b, c), Apart(a, c)])
    with pytest.raises(IdentityError, match="Q1 and Q2 at once"):
        identify([], told=[Together(a, "Q1"), Together(a, "Q2")])
