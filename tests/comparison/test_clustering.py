"""Clusters are the same in whatever order statements arrive."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparison.clustering import Clustering, cluster_all
from onrecord.comparison.matching import is_same_utterance
from onrecord.comparison.quote_fingerprint import QuoteFingerprint
from onrecord.comparison.quoted_words import split_segments

WORDS = (
    *("bridge", "toll", "harbour", "ferry", "council", "penny", "nurses", "river", "april", "budget", "mayor"),
    *("not", "never", "four", "five", "the", "of", "to", "and"),
)
NAMES = ["ann lee", "lee", "tom ray", "bo hall", ""]


@st.composite
def quote_lists(draw: st.DrawFn) -> list[QuoteFingerprint]:
    """Statements quotes of a few long passages: cut, changed, put together."""
    rng = random.Random(draw(st.integers(0, 10_000)))
    passages = [[rng.choice(WORDS) + rng.choice(["", "s", "ing"]) for _ in range(30)] for _ in range(3)]
    quotes = []
    for number in range(1, draw(st.integers(2, 14)) + 1):
        cuts = []
        for _ in range(rng.choice((1, 1, 2))):
            passage = rng.choice(passages)
            start = rng.randrange(24)
            words = passage[start : start + rng.randint(3, 20)]
            cuts.append(tuple(rng.choice(WORDS) if rng.random() < 0.1 else word for word in words))
        quotes.append(QuoteFingerprint.build(number, tuple(cuts), rng.choice(NAMES), rng.choice((None, 0, 2, 12, 400))))
    return quotes


def member_sets(clusters: dict[int, list[int]]) -> set[frozenset[int]]:
    return {frozenset(members) for members in clusters.values()}


def clusters_by_all_pairs(quotes: list[QuoteFingerprint]) -> set[frozenset[int]]:
    """The clusters, by asking about all pairs."""
    cluster_by_quote = {quote.id: {quote.id} for quote in quotes}
    for quote in quotes:
        for other in quotes:
            if (
                quote.id < other.id
                and is_same_utterance(quote, other)
                and cluster_by_quote[quote.id] is not cluster_by_quote[other.id]
            ):
                joined = cluster_by_quote[quote.id] | cluster_by_quote[other.id]
                for member in joined:
                    cluster_by_quote[member] = joined
    return {frozenset(members) for members in cluster_by_quote.values()}


@given(quote_lists(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_order_does_not_matter_and_no_pair_is_missed(quotes: list[QuoteFingerprint], rng: random.Random) -> None:
    expected = clusters_by_all_pairs(quotes)
    assert member_sets(cluster_all(quotes)) == expected
    rng.shuffle(quotes)
    clusters = cluster_all(quotes)
    assert member_sets(clusters) == expected
    assert all(number in members for number, members in clusters.items())


@given(quote_lists(), st.integers(0, 14))
@settings(max_examples=100, deadline=None)
def test_later_quotes_join_known_clusters_and_numbers_stay(quotes: list[QuoteFingerprint], cut: int) -> None:
    first, later = Clustering(), Clustering()
    for quote in quotes[:cut]:
        first.add(quote)
    before = first.clusters()
    for quote in quotes[:cut]:
        later.add_known(quote, first.cluster_of(quote.id))
    for quote in quotes[cut:]:
        later.add(quote)
    after = later.clusters()
    assert member_sets(after) == clusters_by_all_pairs(quotes)
    assert all(number == min(members) for number, members in after.items())  # the oldest's, when they come in order
    for number, members in before.items():
        current = later.current(number)
        assert set(members) <= set(after[current])
        assert current == number or current in before  # a merge keeps a number that was there


def test_a_quote_with_words_of_two_clusters_merges_them() -> None:
    [first] = split_segments(["the toll on the harbour bridge will rise to four pounds in april"])
    [second] = split_segments(["nurses and porters who cross it every morning pay more than anybody"])
    clustering = Clustering()
    assert [
        clustering.add(QuoteFingerprint.build(n, (words,), "lee", 0)) for n, words in ((1, first), (2, second))
    ] == [1, 2]
    assert clustering.add(QuoteFingerprint.build(3, (first + second,), "lee", 0)) == 1
    assert clustering.merged == {2: 1}
    assert clustering.clusters() == {1: [1, 2, 3]}
