"""The small query language: whatever is typed is understood, or refused with a QueryError, by both engines alike."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import page_record

from onrecord.errors import QueryError
from onrecord.store import Store
from onrecord.store.search.index_terms import MAX_DAY_TERMS, day_range_terms, day_terms
from onrecord.store.search.query_parser import MAX_WORD_LENGTH, MAX_WORDS, Term, parse_query

LINES = (
    "Ann Lee said: The bridge is shut and/or banned, see www.example.com or bank on it.",
    "Tom Ray said: Nobody in the U.S. will cross Iran’s well-known bridges before May.",
    "Bo Hall said: O2 and i1 rule the café at 3.5 per cent, o1 kindirect.",
)
SIGNS = (
    *(
        '"',
        "'",
        "*",
        "(",
        ")",
        "-",
        "OR",
        "AND",
        "NOT",
        "NEAR",
        ":",
        "^",
        "+",
        "{",
        "}",
        "<->",
        "|",
        "&",
        "!",
        "\\",
        "\0",
    ),
    *(
        "text :",
        "filters :",
        "bridge",
        "the",
        "²",
        "½",
        "\ud800",
        "é",
        "--",
        ";",
        "%",
        "%s",
        ":w0",
        "ferr*",
        "\n",
        "’s",
    ),
)


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        return
    words = [word for term in (*query.terms, *query.excluded) for word in term.words]
    assert all(word and word.isalnum() and len(word) <= MAX_WORD_LENGTH for word in words)
    assert len(words) <= MAX_WORDS


def test_neither_engine_raises_anything_but_a_query_error(store: Store) -> None:
    store.writer("m").add([page_record("a", *LINES)])

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.lists(st.sampled_from(SIGNS), max_size=12).map(" ".join), st.text(max_size=60)))
    def holds(text: str) -> None:
        for parameters in ({}, {"order": "newest"}, {"speaker": text}, {"about": text, "outlet": (text,)}):
            try:
                store.find(text, **parameters)
            except QueryError:
                continue

    holds()


@pytest.mark.parametrize(
    "text",
    [
        "a " * 5_000,
        "x" * 10_000,
        "x" * 10_000 + "*",
        "-x " * 50 + "y",
        '"',
        "(tax",
        "tax)",
        "((tax))",
        "-tax",
        "-(tax)",
    ],
)
def test_a_query_that_is_too_long_or_open_is_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryError):
        store.find(text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("or", "a.t1"),  # beside a sign that a parser takes for part of a path
        ("example", "a.t1"),  # within an address
        ('"example com"', "a.t1"),
        ("banned", "a.t1"),
        ("ban", "a.t1"),
        ("Iran's", "a.t2"),
        ('"Iran\'s well-known bridges"', "a.t2"),
        ('"U.S. will"', "a.t2"),
        ("u s", "a.t2"),
        ("Cafe", "a.t3"),
        ("3 per", "a.t3"),
        ("o2", "a.t3"),
        ("o1", "a.t3"),  # a word of the text, and not the outlet's in the index
        ("i1", "a.t3"),
        ("kindirect", "a.t3"),
        ("bridge", "a.t1 a.t2"),
        ("bridge -shut", "a.t2"),
        ("(shut OR nobody) bridge", "a.t1 a.t2"),
        ("cross*", "a.t2"),
        ('"the bridges"', "a.t1"),
        ('"bridge the"', ""),
        ("d20250303", ""),
        ("assert", ""),
    ],
)
def test_both_engines_find_the_same_words(store: Store, words: str, expected: str) -> None:
    store.writer("m").add([page_record("a", *LINES)])
    assert sorted(f"{hit.record}.{hit.key}" for hit in store.find(words)) == expected.split()


def test_terms_are_what_was_typed() -> None:
    query = parse_query("peacekeep* “no problem” (tax OR Tariff) -Iran’s")
    assert query.groups == (
        (Term(("peacekeep",), True),),
        (Term(("no", "problem")),),
        (Term(("tax",)), Term(("Tariff",))),
    )
    assert query.excluded == (Term(("Iran",), excluded=True),)


@given(st.dates(), st.dates(), st.lists(st.dates(), min_size=1, max_size=20))
def test_day_range_terms_stand_for_those_days_and_no_others(first: date, last: date, samples: list[date]) -> None:
    words = set(day_range_terms(first, last))
    assert len(words) <= MAX_DAY_TERMS + 1
    if not words and first <= last:
        return  # too many: the days are looked at instead
    for day in (*samples, first, last):
        assert bool(words & set(day_terms(day))) == (first <= day <= last)
