"""Decided speakers: what people decided about who is who outweighs all evidence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.speakers.linking import Identity, InMemoryIndex, link_speakers, parse_people
from speakers.appearance_factory import FOOTBALLER, HEADER, SENATOR, assignment_of, identity_ids, record_appearances
from speakers.linking.test_linking_batches import RECORDS


def test_a_decided_speaker_has_the_identity_that_was_given() -> None:
    batch = [*record_appearances("a", "Ana Ray"), *record_appearances("b", "Ana Ray", "the president")]
    result = link_speakers(batch, decided={("b", "s1"): "x", ("b", "s2"): "x"})
    identities = identity_ids(batch, result)
    assert identities["b/Ana Ray"] == identities["b/the president"] == "x"
    assert assignment_of(result, "b").how == assignment_of(result, "b", "s2").how == "told"


def test_a_decision_outweighs_the_people_file() -> None:
    people = parse_people(f"{HEADER}Ana Ray,,,Q1\n", "p.csv")
    batch = [appearance for record in "abc" for appearance in record_appearances(record, "Ana Ray")]
    identities = identity_ids(batch, link_speakers(batch, people=people, decided={("a", "s1"): "x"}))
    assert (identities["a/Ana Ray"], identities["b/Ana Ray"], identities["c/Ana Ray"]) == ("x", "Q1", "Q1")


def test_one_who_was_taken_out_gets_others_only_on_clear_evidence() -> None:
    memory = InMemoryIndex()
    for record in ("a", "b", "c"):
        appearances = record_appearances(record, "Chris Murrow")
        memory.learn(appearances, link_speakers(appearances, memory))
    main = assignment_of(link_speakers(record_appearances("z", "Chris Murrow"), memory), "z").identity
    taken_out = Identity("x", "person", "Chris Murrow", founder=FOOTBALLER[0].ref, by_person=True)
    memory.identities["x"] = taken_out
    memory.learn(FOOTBALLER, link_speakers(FOOTBALLER, memory, decided={("a", "s1"): "x"}))
    plain = record_appearances("d", "Chris Murrow")
    assert assignment_of(link_speakers(plain, memory), "d").identity == main
    footballer = record_appearances("e", "Chris Murrow: the Tidewell United midfielder", "Ola Finch", "Piet Marsh")
    assert assignment_of(link_speakers(footballer, memory), "e").identity == "x"
    assert assignment_of(link_speakers(SENATOR, memory), "b").identity == main


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.data())
def test_decisions_always_hold(records: list[list[str]], data: st.DataObject) -> None:
    batch = [appearance for n, names in enumerate(records) for appearance in record_appearances(f"r{n}", *names)]
    speakers = st.sampled_from([(appearance.record, appearance.speaker) for appearance in batch])
    decided = data.draw(st.dictionaries(speakers, st.sampled_from(["x", "y"]), max_size=4))
    result = link_speakers(batch, decided=decided)
    given_ids = {(assignment.record, assignment.speaker): assignment.identity for assignment in result.assignments}
    assert {speaker: given_ids[speaker] for speaker in decided} == decided
