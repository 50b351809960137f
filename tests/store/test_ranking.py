"""Ranking: the same on both engines, with the searched words marked."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from store_samples import page_record

from onrecord.store import PageRecord, Store
from onrecord.store.search import fulltext as candidates
from onrecord.store.search import statement_search as search
from onrecord.store.search.query_parser import parse_query
from onrecord.store.search.ranking import TermMatcher, fold_text, fold_texts, rank_candidates, stem

WORDS = (
    *("the", "bridge", "bridges", "shut", "party", "parties", "particular", "bank", "ban", "banned", "banning", "tax"),
    *("taxes", "taxi", "nation", "national", "nationality", "possible", "possibility", "relate", "relational", "hope"),
    *("hoping", "hopping", "café", "resume", "say", "said", "saying", "minister", "of", "in", "and", "to"),
)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("ban", "They ban, banned and were banning banks; a banana.", ["ban", "banned", "banning"]),
        ("party", "Parties in particular, the party's part", ["Parties", "party"]),
        ("tax", "Taxes on taxis tax", ["Taxes", "tax"]),
        ('"the bridge"', "The old bridge, the Bridges and a bridge", ["the", "Bridges"]),
        ('"no problem"', "No. Problem? no such problem", ["No", "Problem"]),
        ("nation*", "National nations, determination", ["National", "nations"]),
        ('"prime minist*"', "prime ministers and the minister, prime", ["prime", "ministers"]),
        ("cafe", "the CAFÉ and Cafe\u0301s", ["CAFÉ", "Cafe"]),
        ("possible", "impossible possibility possibly possible", ["possibility", "possible"]),
        ("happy", "Happiness: a happy happening", ["Happiness", "happy"]),
        ("filing", "File the filed files; a filling", ["File", "filed", "files"]),
        ("visible", "visibility of the visited, visible", ["visibility", "visible"]),
        ("to", "Today to the top, to-do", ["to", "to"]),
        ("shut -bridge", "shut bridge", ["shut"]),
        ("a OR b", "a b c ab", ["a", "b"]),
        ("İstanbul", "İstanbul and ISTANBUL", ["İstanbul", "ISTANBUL"]),
        ("tax", "", []),
    ],
)
def test_marks_are_the_searched_words(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in TermMatcher(parse_query(query).terms).marks(text)] == marked


def test_folding_moves_no_letter() -> None:
    text = "İß“Éﬁ😀ǅŉ"
    assert len(fold_text(text)) == len(text)


def test_texts_that_are_folded_together_keep_their_letters_and_lengths() -> None:
    texts = ["The “old” Café—shut", "plain", "İß“Éﬁ😀ǅŉ", "", "it’s"]
    folded = fold_texts(texts)
    assert [len(text) for text in folded] == [len(text) for text in texts]
    assert [re.findall(r"[^\W_]+", text) for text in folded] == [re.findall(r"[^\W_]+", fold_text(t)) for t in texts]


@pytest.mark.parametrize("query", ["bank", "ban tax OR taxes the", '"the bridge" bank', "ban* tax", "nobody"])
def test_many_matches_at_once_are_the_same_as_one_by_one(query: str) -> None:
    rng = random.Random(2)
    text = "\x00".join(" ".join(rng.choices(WORDS, k=9)) for _ in range(60))
    matcher = TermMatcher(parse_query(query).terms)
    assert [tuple(row) for row in matcher.match_table(text).tolist()] == matcher.matches(text)


def test_nothing_is_ranked_as_nothing() -> None:
    assert rank_candidates([], parse_query("tax").terms) == []
    assert rank_candidates([(4, "Nothing of it.", None)], parse_query("tax").terms) == [(4, -0.15)]


def test_an_ending_never_changes_more_of_a_stem_than_the_marker_allows() -> None:
    for word in WORDS:
        assert TermMatcher(parse_query(word).terms).marks(word) == ((0, len(word)),), (word, stem(word))


def test_shorter_more_frequent_closer_and_later_statements_come_first() -> None:
    said = {
        1: "A bridge that the tax will pay for in a long and winding sentence about many other things and places.",
        2: "The tax bridge.",
        3: "The tax on a bridge.",
        4: "Tax, and tax again, the bridge.",
    }
    order = [
        number
        for number, _ in rank_candidates(
            [(n, text, 20250101) for n, text in said.items()], parse_query("tax bridge").terms
        )
    ]
    assert order[0] == 2
    assert order[-1] == 1
    later = rank_candidates(
        [(1, "The tax.", 20010101), (2, "The tax.", 20250101), (3, "The tax.", None)], parse_query("tax").terms
    )
    assert [number for number, _ in later] == [2, 1, 3]


def test_the_rarer_of_two_words_weighs_more() -> None:
    candidates = [(n, "The council met.", None) for n in range(20)] + [(50, "A ferry sank today.", None)]
    assert rank_candidates(candidates, parse_query("the OR ferry").terms)[0][0] == 50


def random_records(seed: int) -> list[PageRecord]:
    """Statements of random words on random days: on one day many, and some without a day."""
    rng = random.Random(seed)
    records = []
    for number in range(60):
        lines = []
        for _ in range(rng.randint(1, 4)):
            who = rng.choice(("Ann Lee", "Tom Ray", "Bo Hall"))
            lines.append(f"{who} said: {' '.join(rng.choices(WORDS, k=rng.randint(3, 20)))}.")
        day = rng.choice(
            ("2025-03-03", f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}", None)
        )
        records.append(
            page_record(f"p{number}", *lines, published=day, outlet=rng.choice(("The Ledger", "The Harbour Post")))
        )
    return records


def test_the_index_gives_what_looking_at_every_statement_gives(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.writer("m").add(random_records(1))
    rng = random.Random(2)
    everything = store.find(limit=1_000)
    days = {hit.statement: hit.day for hit in everything}
    assert list(days.values()) == sorted(days.values(), key=lambda day: day or date.min, reverse=True)
    for _ in range(60):
        monkeypatch.setattr(candidates, "FIRST_STRETCH", rng.choice((1, 3, 20, 4_000)))
        monkeypatch.setattr(candidates, "FEW", rng.choice((0, 2, 10, 1_000)))
        word = rng.choice(WORDS)
        parameters = {"speaker": rng.choice(("Ann Lee", "Tom Ray", None)), "outlet": rng.choice(((), ("ledger",)))}
        parameters |= {
            "since": rng.choice((None, date(2012, 6, 7), date(2025, 3, 3))),
            "until": rng.choice((None, date(2019, 2, 28), date(2025, 3, 3), date(2026, 12, 31))),
        }
        if (parameters["since"] or date.min) > (parameters["until"] or date.max):
            continue
        limit = rng.choice((3, 1_000))
        fits = [hit.statement for hit in everything
                if TermMatcher(parse_query(word).terms).marks(hit.text)
                and parameters["speaker"] in (None, hit.speaker_name)
                and (not parameters["outlet"] or hit.outlet == "The Ledger")
                and (parameters["since"] is None or (hit.day or date.min) >= parameters["since"])
                and (parameters["until"] is None or (hit.day or date.max) <= parameters["until"])]  # fmt: skip
        newest = [hit.statement for hit in store.find(word, **parameters, order="newest", limit=limit)]
        assert newest == fits[:limit], (word, parameters)
        oldest = [hit.statement for hit in store.find(word, **parameters, order="oldest", limit=limit)]
        dated = sorted((days[statement], statement) for statement in fits if days[statement] is not None)
        undated = [statement for statement in fits if days[statement] is None]
        assert oldest == [*(statement for _, statement in dated), *undated][:limit], (word, parameters)
        best = store.find(word, **parameters, limit=limit)
        assert len(best) == min(limit, len(fits))
        assert {hit.statement for hit in best} <= set(fits)
        assert [hit.score for hit in best] == sorted((hit.score for hit in best), reverse=True)


def test_of_very_many_matches_the_last_added_are_ranked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.writer("m").add(random_records(3))
    monkeypatch.setattr(search, "MAX_RANKED", 5)
    last = sorted(hit.statement for hit in store.find(limit=1_000) if "the" in hit.text.split())[-5:]
    hits = [hit.statement for hit in store.find("the", limit=100)]
    assert sorted(hits[:5]) == last
    assert len(hits) > 5
    assert hits[5:] == sorted(hits[5:], reverse=True)


@pytest.mark.parametrize("words", ["the", "bridge tax", '"the bridge"', "nothingness", ""])
def test_hits_and_what_they_can_be_narrowed_by_are_the_same_together_and_apart(store: Store, words: str) -> None:
    store.writer("m").add(random_records(4))
    hits, terms = store.find_with_terms(words, limit=5, offset=2, act="assert")
    assert hits == store.find(words, limit=5, offset=2, act="assert")
    assert (terms is None) == (not words)
    if terms is not None:
        assert store.facets_of(terms) == store.facets(words, act="assert")
    newest, no_terms = store.find_with_terms(words, order="newest", limit=5)
    assert (newest, no_terms) == (store.find(words, order="newest", limit=5), None)


@pytest.mark.parametrize(("begin", "end"), [(0, 4), (3, 16), (5, 70), (16, 32), (31, 33), (0, 245), (7, 7)])
def test_terms_of_blocks_stand_for_those_blocks_and_no_others(begin: int, end: int) -> None:
    blocks: list[int] = []
    for term in candidates._block_terms(begin, end):
        number = int(term.lstrip("#"))
        blocks += range(number * 16, number * 16 + 16) if term.startswith("##") else [number]
    assert blocks == list(range(begin, end))
