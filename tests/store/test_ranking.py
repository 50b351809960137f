"""What is found: ranked in one way for both engines, with the words that were asked for marked."""

from __future__ import annotations

import random
from datetime import date

import pytest
from store_samples import page_record

from onrecord.store import PageRecord, Store
from onrecord.store.search import fulltext as candidates
from onrecord.store.search import statement_search as search
from onrecord.store.search.query_parser import parse_query
from onrecord.store.search.ranking import TermMatcher, fold_text, rank_candidates, stem

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
        ("shut -bridge", "shut bridge", ["shut"]),
        ("a OR b", "a b c ab", ["a", "b"]),
        ("İstanbul", "İstanbul and ISTANBUL", ["İstanbul", "ISTANBUL"]),
        ("tax", "", []),
    ],
)
def test_marks_are_the_words_asked_for(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in TermMatcher(parse_query(query).terms).marks(text)] == marked


def test_folding_moves_no_letter() -> None:
    text = "İß“Éﬁ😀ǅŉ"
    assert len(fold_text(text)) == len(text)


def test_an_ending_never_changes_more_of_a_stem_than_the_marker_allows() -> None:
    for word in WORDS:
        assert TermMatcher(parse_query(word).terms).marks(word) == ((0, len(word)),), (word, stem(word))


def test_what_says_it_shorter_oftener_closer_and_later_comes_first() -> None:
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


def test_of_either_word_the_rarer_weighs_more() -> None:
    some = [(n, "The council met.", None) for n in range(20)] + [(50, "A ferry sank today.", None)]
    assert rank_candidates(some, parse_query("the OR ferry").terms)[0][0] == 50


def made(seed: int) -> list[PageRecord]:
    """Statements of chance words on chance days: of some days many, and some without a day."""
    rng = random.Random(seed)
    found = []
    for number in range(60):
        lines = []
        for _ in range(rng.randint(1, 4)):
            who = rng.choice(("Ann Lee", "Tom Ray", "Bo Hall"))
            lines.append(f"{who} said: {' '.join(rng.choices(WORDS, k=rng.randint(3, 20)))}.")
        day = rng.choice(
            ("2025-03-03", f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}", None)
        )
        found.append(
            page_record(f"p{number}", *lines, published=day, outlet=rng.choice(("The Ledger", "The Harbour Post")))
        )
    return found


def test_every_way_through_the_index_gives_what_looking_at_every_statement_gives(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.writer("m").add(made(1))
    rng = random.Random(2)
    everything = store.find(limit=1_000)
    days = [one.day for one in everything]
    assert days == sorted(days, key=lambda day: day or date.min, reverse=True)
    for _ in range(60):
        monkeypatch.setattr(candidates, "FIRST_STRETCH", rng.choice((1, 3, 20, 4_000)))
        word = rng.choice(WORDS)
        wanted = {"speaker": rng.choice(("Ann Lee", "Tom Ray", None)), "outlet": rng.choice(((), ("ledger",)))}
        wanted |= {
            "since": rng.choice((None, date(2012, 6, 7), date(2025, 3, 3))),
            "until": rng.choice((None, date(2019, 2, 28), date(2025, 3, 3), date(2026, 12, 31))),
        }
        if (wanted["since"] or date.min) > (wanted["until"] or date.max):
            continue
        limit = rng.choice((3, 1_000))
        fits = [one.statement for one in everything
                if TermMatcher(parse_query(word).terms).marks(one.text)
                and wanted["speaker"] in (None, one.speaker_name)
                and (not wanted["outlet"] or one.outlet == "The Ledger")
                and (wanted["since"] is None or (one.day or date.min) >= wanted["since"])
                and (wanted["until"] is None or (one.day or date.max) <= wanted["until"])]  # fmt: skip
        newest = [one.statement for one in store.find(word, **wanted, order="date", limit=limit)]
        assert newest == fits[:limit], (word, wanted)
        best = store.find(word, **wanted, limit=limit)
        assert len(best) == min(limit, len(fits))
        assert {one.statement for one in best} <= set(fits)
        assert [one.score for one in best] == sorted((one.score for one in best), reverse=True)


def test_of_very_many_the_last_added_are_rank_candidates(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.writer("m").add(made(3))
    monkeypatch.setattr(search, "MAX_RANKED", 5)
    last = sorted(one.statement for one in store.find(limit=1_000) if "the" in one.text.split())[-5:]
    assert sorted(one.statement for one in store.find("the", limit=100)) == last
