"""Constraints: what a user decided about who is the same."""

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
from speakers.appearance_factory import assignment_of, identity_ids, person, record_appearances


def test_an_undone_link_stays_undone_when_the_record_is_read_again() -> None:
    batch = [
        *record_appearances("a", "Ana Ray"),
        *record_appearances("b", "Ana Ray"),
        *record_appearances("c", "Ana Ray"),
    ]
    merge = assignment_of(link_speakers(batch), "b")
    decision = undo_link(merge, "another Ana Ray")
    again = [replace(appearance, speaker="s7") for appearance in batch]
    for order in (batch, again, batch[::-1]):
        result = link_speakers(order, constraints=[decision])
        identities = identity_ids(order, result)
        assert identities["b/Ana Ray"] != identities["a/Ana Ray"] == identities["c/Ana Ray"]
        assert result.unmet == ()
    assert "a user decided so" in next(p for p in result.assignments if p.record == "b").explain()


def test_a_founder_and_a_nameless_speaker_have_no_link_to_undo() -> None:
    result = link_speakers([*record_appearances("a", "Ana Ray"), *record_appearances("b", "the president")])
    for record in ("a", "b"):
        with pytest.raises(ValueError, match=r"began with|nameless"):
            undo_link(assignment_of(result, record))


def test_must_link_joins_speakers_of_different_names() -> None:
    batch = [
        *record_appearances("a", "Ana Ray"),
        *record_appearances("b", "Ana Thorne"),
        *record_appearances("c", "the president"),
        *record_appearances("d", "Ana Ray"),
    ]
    constraints = [
        MustLink(SpeakerRef("b", "Ana Thorne"), SpeakerRef("a", "Ana Ray")),
        MustLink(SpeakerRef("c", "the president"), SpeakerRef("b", "Ana Thorne")),
    ]
    result = link_speakers(batch, constraints=constraints)
    assert len({p.identity for p in result.assignments}) == 1
    assert assignment_of(result, "c").how == "told"
    assert result.unmet == ()


def test_cannot_link_holds_for_all_linked_speakers() -> None:
    batch = [
        *record_appearances("a", "Ana Ray"),
        *record_appearances("b", "Ana Ray"),
        *record_appearances("c", "Ana Ray"),
    ]
    constraints = [
        MustLink(SpeakerRef("a", "Ana Ray"), SpeakerRef("b", "Ana Ray")),
        CannotLink(SpeakerRef("c", "Ana Ray"), SpeakerRef("b", "Ana Ray")),
    ]
    for order in (batch, batch[::-1]):
        identities = identity_ids(order, link_speakers(order, constraints=constraints))
        assert identities["a/Ana Ray"] == identities["b/Ana Ray"] != identities["c/Ana Ray"]


def test_a_constraint_finds_a_speaker_whose_name_changed() -> None:
    batch = [
        *record_appearances("a", "Ana Ray"),
        *record_appearances("b", person("Ana M. Ray", aliases=["Ana Ray"])),
        *record_appearances("c", "Mayor Ana Ray"),
    ]
    constraints = [
        CannotLink(SpeakerRef("b", "Ana Ray"), SpeakerRef("a", "ana ray")),
        CannotLink(SpeakerRef("c", "Ana Ray"), SpeakerRef("a", "Ana Ray")),
    ]
    result = link_speakers(batch, constraints=constraints)
    identities = identity_ids(batch, result)
    assert identities["a/Ana Ray"] not in {identities["b/Ana M. Ray"], identities["c/Mayor Ana Ray"]}
    assert result.unmet == ()


def test_a_constraint_on_a_missing_speaker_is_reported() -> None:
    lost = MustLink(SpeakerRef("a", "Ana Ray"), SpeakerRef("z", "Tom Hill"))
    assert link_speakers(record_appearances("a", "Ana Ray"), constraints=[lost]).unmet == (lost,)


def test_contradicting_constraints_are_refused() -> None:
    a, b, c = (SpeakerRef(record, "Ana Ray") for record in "abc")
    with pytest.raises(IdentityError, match="decided to be the same and not to be the same"):
        link_speakers([], constraints=[MustLink(a, b), MustLink(b, c), CannotLink(a, c)])
    with pytest.raises(IdentityError, match="both Q1 and Q2"):
        link_speakers([], constraints=[MustLink(a, "Q1"), MustLink(a, "Q2")])
