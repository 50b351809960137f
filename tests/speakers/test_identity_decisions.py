"""What a person decides about who is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.errors import IdentityError
from onrecord.speakers.linking import (
    CannotLink,
    MustLink,
    SpeakerRef,
    link_speakers,
    undo_link,
)
from speakers.appearing import ids, person, placing, seen


def test_a_merge_is_undone_and_stays_undone_when_the_record_is_read_again() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Ana Ray")]
    merge = placing(link_speakers(batch), "b")
    decision = undo_link(merge, "another Ana Ray")
    again = [replace(one, speaker="s7") for one in batch]
    for ones in (batch, again, batch[::-1]):
        outcome = link_speakers(ones, constraints=[decision])
        found = ids(ones, outcome)
        assert found["b/Ana Ray"] != found["a/Ana Ray"] == found["c/Ana Ray"]
        assert outcome.unmet == ()
    assert "a user decided so" in next(p for p in outcome.assignments if p.record == "b").explain()


def test_what_has_nothing_to_undo() -> None:
    outcome = link_speakers([*seen("a", "Ana Ray"), *seen("b", "the president")])
    for record in ("a", "b"):
        with pytest.raises(ValueError, match=r"began with|nameless"):
            undo_link(placing(outcome, record))


def test_a_person_puts_together_what_the_names_keep_apart() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Thorne"), *seen("c", "the president"), *seen("d", "Ana Ray")]
    told = [
        MustLink(SpeakerRef("b", "Ana Thorne"), SpeakerRef("a", "Ana Ray")),
        MustLink(SpeakerRef("c", "the president"), SpeakerRef("b", "Ana Thorne")),
    ]
    outcome = link_speakers(batch, constraints=told)
    assert len({p.identity for p in outcome.assignments}) == 1
    assert placing(outcome, "c").how == "told"
    assert outcome.unmet == ()


def test_apart_holds_for_all_that_are_together() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Ana Ray")]
    told = [
        MustLink(SpeakerRef("a", "Ana Ray"), SpeakerRef("b", "Ana Ray")),
        CannotLink(SpeakerRef("c", "Ana Ray"), SpeakerRef("b", "Ana Ray")),
    ]
    for ones in (batch, batch[::-1]):
        found = ids(ones, link_speakers(ones, constraints=told))
        assert found["a/Ana Ray"] == found["b/Ana Ray"] != found["c/Ana Ray"]


def test_a_decision_finds_a_speaker_that_is_named_anew() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", person("Ana M. Ray", aliases=["Ana Ray"])), *seen("c", "Mayor Ana Ray")]
    told = [
        CannotLink(SpeakerRef("b", "Ana Ray"), SpeakerRef("a", "ana ray")),
        CannotLink(SpeakerRef("c", "Ana Ray"), SpeakerRef("a", "Ana Ray")),
    ]
    outcome = link_speakers(batch, constraints=told)
    found = ids(batch, outcome)
    assert found["a/Ana Ray"] not in {found["b/Ana M. Ray"], found["c/Mayor Ana Ray"]}
    assert outcome.unmet == ()


def test_a_decision_about_nobody_there_is_reported() -> None:
    lost = MustLink(SpeakerRef("a", "Ana Ray"), SpeakerRef("z", "Tom Hill"))
    assert link_speakers(seen("a", "Ana Ray"), constraints=[lost]).unmet == (lost,)


def test_decisions_that_contradict_each_other_are_refused() -> None:
    a, b, c = (SpeakerRef(record, "Ana Ray") for record in "abc")
    with pytest.raises(IdentityError, match="decided to be the same and not to be the same"):
        link_speakers([], constraints=[MustLink(a, b), MustLink(b, c), CannotLink(a, c)])
    with pytest.raises(IdentityError, match="both Q1 and Q2"):
        link_speakers([], constraints=[MustLink(a, "Q1"), MustLink(a, "Q2")])
