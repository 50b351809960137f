"""Batches after batches, and any order of them."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import IdentityError
from onrecord.records import Article, PageOrigin, Record, Span, Speaker, SpeakerKind
from onrecord.speakers.linking import (
    Appearance,
    CannotLink,
    Identity,
    InMemoryIndex,
    MustLink,
    PeopleFile,
    SpeakerRef,
    countable_names,
    link_speakers,
    rebuild_identity,
    speaker_appearances,
)
from speakers.appearing import body, placing, seen


def test_batch_after_batch_finds_what_one_batch_finds() -> None:
    records = [
        seen("a", "Ana Ray: harbour master of Tidewell", "Ola Finch", day="2031-01-01"),
        seen("b", "Ana M. Ray", "Ola Finch", day="2031-01-02"),
        seen("c", "Tom Hill", body("HSB", "Harbour Safety Board"), day="2031-01-03"),
        seen("d", body("HSB"), "Ana Ray", day="2031-01-04"),
    ]
    memory = InMemoryIndex()
    for ones in records:
        memory.learn(ones, link_speakers(ones, memory))
    assert memory.records == 4
    assert sorted(one.appearances for one in memory.identities.values()) == [1, 2, 2, 3]
    assert memory.assigned_identity(SpeakerRef("d", "ana ray")) == memory.assigned_identity(SpeakerRef("a", "Ana Ray"))
    once = [one for ones in records for one in ones]
    assert sorted(one.appearances for one in link_speakers(once).identities) == [1, 2, 2, 3]
    assert memory.name_frequency("ana ray") == 3
    assert countable_names(records[0]) == {"ana ray", "ola finch"}


def test_what_was_open_joins_when_it_is_placed_again() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    short = seen("a", "Ray: Tidewell’s harbour master", *company)
    full = seen("b", "Ana Ray: harbour master of Tidewell", *company)
    memory = InMemoryIndex()
    memory.learn(short, first := link_speakers(short, memory))
    assert first.assignments[0].how == "open"
    memory.forget([str(first.assignments[0].identity)])
    outcome = link_speakers([*full, short[0]], memory)
    assert placing(outcome, "a").identity == placing(outcome, "b").identity


def test_an_identity_is_rebuilt_from_what_is_left_of_it() -> None:
    first, second = (
        seen("a", "Ana Ray: pilot", "Ola Finch", day="2031-01-01T10:00:00Z"),
        seen("b", "Ana M. Ray", day="2031-02-01"),
    )
    outcome = link_speakers([first[0], second[0]])
    whole = outcome.identities[0]
    assert (whole.first, whole.last, whole.companions) == ("2031-01-01", "2031-02-01", (("ola finch", 1),))
    left = rebuild_identity(whole, second)
    assert (left.id, left.name, left.appearances, left.companions) == (whole.id, "Ana M. Ray", 1, ())
    assert rebuild_identity(whole, [second[0], first[0]]) == whole


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
    batch = [one for n, names in enumerate(records) for one in seen(f"r{n}", *names)]
    outcome, mixed = link_speakers(batch), batch[:]
    shuffle.shuffle(mixed)
    again = link_speakers(mixed)
    assert sorted(outcome.assignments, key=repr) == sorted(again.assignments, key=repr)
    assert outcome.identities == again.identities
    assert [(p.record, p.speaker) for p in again.assignments] == [(one.record, one.speaker) for one in mixed]


@settings(max_examples=100, deadline=None)
@given(RECORDS, st.data())
def test_decisions_are_always_honoured(records: list[list[str]], data: st.DataObject) -> None:
    batch = [one for n, names in enumerate(records) for one in seen(f"r{n}", *names)]
    marks = sorted({one.ref for one in batch}, key=repr)
    pairs = st.sampled_from(list(combinations(marks, 2)) or [(marks[0], marks[0])])
    picked = [pair for pair in data.draw(st.lists(pairs, max_size=4)) if pair[0] != pair[1]]
    told = [data.draw(st.sampled_from([MustLink, CannotLink]))(*pair) for pair in picked]
    try:
        outcome = link_speakers(batch, constraints=told)
    except IdentityError:
        return
    placed = {one.ref: p.identity for one, p in zip(batch, outcome.assignments, strict=True)}
    for one in told:
        if isinstance(one, MustLink):
            assert placed[one.first] == placed[SpeakerRef(one.second.record, one.second.name)] is not None  # type: ignore[union-attr]
        else:
            assert placed[one.first] is None or placed[one.first] != placed[one.second]  # type: ignore[index]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["person", "organization", "group", "country", "document", "unnamed"]))
def test_any_text_is_placed(name: str, kind: SpeakerKind) -> None:
    one = Appearance("r", "s1", name, kind, (name,), (name,), name, name, (name,))
    outcome = link_speakers([one, replace(one, record="q")], people=PeopleFile())
    assert all("\n" not in name or p.explain() for p in outcome.assignments)
    assert sum(identity.appearances for identity in outcome.identities) == sum(
        p.identity is not None for p in outcome.assignments
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
        shown = [name.split()[-1] if chance.random() < 0.1 else name for name in names]
        batch += seen(f"r{len(batch)}", *dict.fromkeys(shown), day=f"20{chance.randint(10, 30)}-01-01")
    return batch


def test_time_grows_with_the_number_of_appearances() -> None:
    spent = []
    for count in (2_000, 8_000):
        batch = crowd(count)
        began = time.process_time()
        link_speakers(batch)
        spent.append(time.process_time() - began)
    assert spent[1] < max(spent[0], 0.1) * 12  # four times as many: a quadratic search would take sixteen times as long


def test_an_identity_knows_under_which_keys_it_is_looked_up() -> None:
    keys = Identity("x", "person", "Bill Thorne", names=(("Bill Thorne", 1),)).keys
    assert {"S|thorne", "F|thorne|william", "L|thorne|b", "L|thorne|w"} <= set(keys)
