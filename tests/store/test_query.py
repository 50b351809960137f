"""The small query language: whatever is typed is understood, or refused with a QueryError, by both engines alike."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pairs import pair

from onrecord.errors import QueryError
from onrecord.store import Store
from onrecord.store.search.index_terms import MOST as MOST_WORDS
from onrecord.store.search.index_terms import day, days, month, year
from onrecord.store.search.query_parser import LONG, MOST, Term, parsed

SAID = (
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


@given(some.text(max_size=300))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        query = parsed(text)
    except QueryError:
        return
    words = [word for term in (*query.terms, *query.without) for word in term.words]
    assert all(word and word.isalnum() and len(word) <= LONG for word in words)
    assert len(words) <= MOST


def test_neither_engine_raises_anything_but_a_query_error(store: Store) -> None:
    store.writer("m").add([pair("a", *SAID)])

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(some.one_of(some.lists(some.sampled_from(SIGNS), max_size=12).map(" ".join), some.text(max_size=60)))
    def holds(text: str) -> None:
        for wanted in ({}, {"order": "date"}, {"speaker": text}, {"about": text, "outlets": (text,)}):
            try:
                store.find(text, **wanted)
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
def test_what_is_too_long_or_open_is_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryError):
        store.find(text)


@pytest.mark.parametrize(
    ("words", "found"),
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
def test_both_engines_find_the_same_words(store: Store, words: str, found: str) -> None:
    store.writer("m").add([pair("a", *SAID)])
    assert sorted(f"{one.record}.{one.key}" for one in store.find(words)) == found.split()


def test_terms_are_what_was_typed() -> None:
    query = parsed("peacekeep* “no problem” (tax OR Tariff) -Iran’s")
    assert query.groups == (
        (Term(("peacekeep",), True),),
        (Term(("no", "problem")),),
        (Term(("tax",)), Term(("Tariff",))),
    )
    assert query.without == (Term(("Iran",), without=True),)


DAY = some.dates().map(lambda date: date.year * 10_000 + date.month * 100 + date.day)


@given(DAY, DAY, some.lists(DAY, min_size=1, max_size=20))
def test_words_for_days_stand_for_those_days_and_no_others(first: int, last: int, among: list[int]) -> None:
    words = set(days(first, last))
    assert len(words) <= MOST_WORDS + 1
    if not words and first <= last:
        return  # too many: the days are looked at instead
    for one in (*among, first, last):
        assert bool(words & {day(one), month(one), year(one)}) == (first <= one <= last)
