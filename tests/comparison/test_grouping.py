"""Groups are the same in whatever order statements come."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparison.clustering import Grouping, grouped
from onrecord.comparison.matching import same
from onrecord.comparison.quote_fingerprint import Saying
from onrecord.comparison.quoted_words import pieces

WORDS = (
    *("bridge", "toll", "harbour", "ferry", "council", "penny", "nurses", "river", "april", "budget", "mayor"),
    *("not", "never", "four", "five", "the", "of", "to", "and"),
)
NAMES = ["ann lee", "lee", "tom ray", "bo hall", ""]


@st.composite
def some_sayings(draw: st.DrawFn) -> list[Saying]:
    """Statements made of a few long passages: cut, changed, put together."""
    rng = random.Random(draw(st.integers(0, 10_000)))
    passages = [[rng.choice(WORDS) + rng.choice(["", "s", "ing"]) for _ in range(30)] for _ in range(3)]
    made = []
    for number in range(1, draw(st.integers(2, 14)) + 1):
        cuts = []
        for _ in range(rng.choice((1, 1, 2))):
            passage = rng.choice(passages)
            start = rng.randrange(24)
            words = passage[start : start + rng.randint(3, 20)]
            cuts.append(tuple(rng.choice(WORDS) if rng.random() < 0.1 else word for word in words))
        made.append(Saying.of(number, tuple(cuts), rng.choice(NAMES), rng.choice((None, 0, 2, 12, 400))))
    return made


def parts(groups: dict[int, list[int]]) -> set[frozenset[int]]:
    return {frozenset(members) for members in groups.values()}


def by_every_pair(sayings: list[Saying]) -> set[frozenset[int]]:
    """The groups, by asking about all pairs."""
    group = {one.id: {one.id} for one in sayings}
    for one in sayings:
        for other in sayings:
            if one.id < other.id and same(one, other) and group[one.id] is not group[other.id]:
                joined = group[one.id] | group[other.id]
                for member in joined:
                    group[member] = joined
    return {frozenset(members) for members in group.values()}


@given(some_sayings(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_changes_nothing_and_no_pair_is_missed(sayings: list[Saying], rng: random.Random) -> None:
    expected = by_every_pair(sayings)
    assert parts(grouped(sayings)) == expected
    rng.shuffle(sayings)
    groups = grouped(sayings)
    assert parts(groups) == expected
    assert all(number in members for number, members in groups.items())


@given(some_sayings(), st.integers(0, 14))
@settings(max_examples=100, deadline=None)
def test_what_comes_later_finds_what_was_there_and_numbers_stay(sayings: list[Saying], cut: int) -> None:
    first, later = Grouping(), Grouping()
    for one in sayings[:cut]:
        first.add(one)
    before = first.groups()
    for one in sayings[:cut]:
        later.know(one, first.group(one.id))
    for one in sayings[cut:]:
        later.add(one)
    after = later.groups()
    assert parts(after) == by_every_pair(sayings)
    assert all(number == min(members) for number, members in after.items())  # the oldest's, when they come in order
    for number, members in before.items():
        now = later.now(number)
        assert set(members) <= set(after[now])
        assert now == number or now in before  # a merge keeps a number that was there


def test_one_that_has_words_of_two_makes_them_one_and_keeps_the_older_number() -> None:
    [first] = pieces(["the toll on the harbour bridge will rise to four pounds in april"])
    [second] = pieces(["nurses and porters who cross it every morning pay more than anybody"])
    grouping = Grouping()
    assert [grouping.add(Saying.of(n, (words,), "lee", 0)) for n, words in ((1, first), (2, second))] == [1, 2]
    assert grouping.add(Saying.of(3, (first + second,), "lee", 0)) == 1
    assert grouping.merged == {2: 1}
    assert grouping.groups() == {1: [1, 2, 3]}
