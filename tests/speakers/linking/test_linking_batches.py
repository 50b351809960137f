"""Batches after batches, and any order of them."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from growth import time_growth
from onrecord.records import Article, PageOrigin, Record, Span, Speaker, SpeakerKind
from onrecord.speakers.linking import (
    Appearance,
    Identity,
    InMemoryIndex,
    PeopleFile,
    countable_names,
    link_speakers,
    speaker_appearances,
    without_appearance,
)
from speakers.appearance_factory import assignment_of, organization, record_appearances


def test_several_batches_give_what_one_batch_gives() -> None:
    records = [
        record_appearances("a", "Ana Ray: harbour master of Tidewell", "Ola Finch", day="2031-01-01"),
        record_appearances("b", "Ana M. Ray", "Ola Finch", day="2031-01-02"),
        record_appearances("c", "Tom Hill", organization("HSB", "Harbour Safety Board"), day="2031-01-03"),
        record_appearances("d", organization("HSB"), "Ana Ray", day="2031-01-04"),
    ]
    memory = InMemoryIndex()
    for appearances in records:
        memory.learn(appearances, link_speakers(appearances, memory))
    assert memory.records == 4
    assert sorted(identity.appearances for identity in memory.identities.values()) == [1, 2, 2, 3]
    batch = [appearance for appearances in records for appearance in appearances]
    assert sorted(identity.appearances for identity in link_speakers(batch).identities) == [1, 2, 2, 3]
    assert memory.name_frequency("ana ray") == 3
    assert countable_names(records[0]) == {"ana ray", "ola finch"}


def test_an_open_speaker_is_linked_when_assigned_again() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    short = record_appearances("a", "Ray: Tidewell’s harbour master", *company)
    full = record_appearances("b", "Ana Ray: harbour master of Tidewell", *company)
    memory = InMemoryIndex()
    memory.learn(short, first := link_speakers(short, memory))
    assert first.assignments[0].how == "open"
    memory.forget([str(first.assignments[0].identity)])
    result = link_speakers([*full, short[0]], memory)
    assert assignment_of(result, "a").identity == assignment_of(result, "b").identity


def test_an_identity_without_an_appearance_is_what_the_others_make_it() -> None:
    first, second = (
        record_appearances("a", "Ana Ray: pilot", "Ola Finch", day="2031-01-01T10:00:00Z"),
        record_appearances("b", "Ana M. Ray", day="2031-02-01"),
    )
    identity = link_speakers([first[0], second[0]]).identities[0]
    assert (identity.first, identity.last, identity.companions) == ("2031-01-01", "2031-02-01", (("ola finch", 1),))
    remaining = without_appearance(identity, first[0])
    assert (remaining.id, remaining.name, remaining.appearances) == (identity.id, "Ana M. Ray", 1)
    assert (remaining.roles, remaining.companions) == ((), ())
    nobody = without_appearance(remaining, second[0])
    assert (nobody.appearances, replace(nobody, by_person=True).keys) == (0, ())


def test_a_record_gives_its_appearances() -> None:
    text = "Investors sang. Ana Ray said investors would. Harbour Board sang."
    speakers = (
        Speaker("s1", "Ana Ray", "person", (Span(0, 5, "pilot"),), (), ("Ray",), (Span(16, 23, "Ana Ray"),)),
        Speaker("s2", "Investors", "organization"),
        Speaker("s3", "Harbour Board", "organization"),
    )
    origin = PageOrigin("file", "a.txt", None, "0")
    article = Article(None, "Tidewell News", None, (), "2031-01-01", None, None, None, None, text, (), (), origin)
    first, second, third = speaker_appearances(Record("a", article, (), speakers))
    assert (first.name, first.roles, first.outlet, first.companions) == (
        "Ana Ray",
        ("pilot",),
        "Tidewell News",
        ("Harbour Board",),
    )
    assert second.name == "investors"  # its capital is a sentence's
    assert third.companions == ("Ana Ray",)
    assert link_speakers([second]).assignments[0].how == "nameless"


GIVEN = ["Ana", "Tom", "William", "Bill", "T.", "W.", "Ana M.", "Tom A.", "Tom B.", "Mrs.", "Mr.", ""]


FAMILY = ["Ray", "Thorne", "Wren-Hill", "Malinov", "Ray Jr.", ""]


ROLES = ["a senator", "the midfielder", "pilot in Tidewell", ""]


SPEAKER = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.sampled_from(ROLES)).map(
    lambda parts: f"{parts[0]} {parts[1]}".strip() + (f": {parts[2]}" if parts[2] else "")
)


RECORDS = st.lists(st.lists(SPEAKER, min_size=1, max_size=4, unique=True), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_a_batch_changes_nothing(records: list[list[str]], shuffle: random.Random) -> None:
    batch = [appearance for n, names in enumerate(records) for appearance in record_appearances(f"r{n}", *names)]
    result, mixed = link_speakers(batch), batch[:]
    shuffle.shuffle(mixed)
    again = link_speakers(mixed)
    assert sorted(result.assignments, key=repr) == sorted(again.assignments, key=repr)
    assert result.identities == again.identities
    assert [(p.record, p.speaker) for p in again.assignments] == [
        (appearance.record, appearance.speaker) for appearance in mixed
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["person", "organization", "group", "country", "document", "unnamed"]))
def test_any_text_gets_an_assignment(name: str, kind: SpeakerKind) -> None:
    appearance = Appearance("r", "s1", name, kind, (name,), (name,), name, name, (name,))
    result = link_speakers([appearance, replace(appearance, record="q")], people=PeopleFile())
    assert all("\n" not in name or p.explain() for p in result.assignments)
    assert sum(identity.appearances for identity in result.identities) == sum(
        p.identity is not None for p in result.assignments
    )


def crowd(count: int, seed: int = 7) -> list[Appearance]:
    """Made-up records of five speakers: few names that are common, many that are rare, some in short forms."""
    chance = random.Random(seed)
    people = [
        f"{chance.choice(GIVEN[:4])}{n % 97} {chance.choice(FAMILY[:2])}{n % 211 if n % 3 else ''}"
        for n in range(count // 8)
    ]
    batch: list[Appearance] = []
    while len(batch) < count:
        names = dict.fromkeys(people[int(len(people) * chance.random() ** 3)] for _ in range(5))
        names_used = [name.split()[-1] if chance.random() < 0.1 else name for name in names]
        batch += record_appearances(
            f"r{len(batch)}", *dict.fromkeys(names_used), day=f"20{chance.randint(10, 30)}-01-01"
        )
    return batch


def test_time_grows_with_the_number_of_appearances() -> None:
    growth = time_growth(link_speakers, crowd(1_000), crowd(4_000))
    assert growth < 12  # four times as many: a quadratic search would take sixteen times as long


def test_an_identity_has_the_keys_of_its_names() -> None:
    keys = Identity("x", "person", "Bill Thorne", names=(("Bill Thorne", 1),)).keys
    assert {"S|thorne", "F|thorne|william", "L|thorne|b", "L|thorne|w"} <= set(keys)
