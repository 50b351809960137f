"""``Store.find``: statements found by words, filters and meaning, by both engines alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from store_samples import BRIDGE, FERRY, found_ids, page_record

from onrecord.errors import QueryError
from onrecord.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with two dated articles of two outlets, and an undated one."""
    store.writer("m").add(
        [
            page_record("a", *BRIDGE),
            page_record("b", *FERRY, outlet="The Harbour Post", published="2024-12-31"),
            page_record("c", "Tom Ray said: Ann Lee shuts every bridge she crosses.", published=None),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("words", "parameters", "expected"),
    [
        ("bridge", {}, ["a.t1", "c.t1"]),
        ("bridges", {}, ["a.t1", "c.t1"]),
        ('"the bridge"', {}, ["a.t1"]),
        ("ferr*", {}, ["b.t1"]),
        ("ferry OR nobody", {}, ["a.t2", "b.t1"]),
        ("(ferry OR bridge) -shut", {}, ["b.t1"]),
        ("bridge", {"speaker": "Tom Ray"}, ["c.t1"]),
        ("", {"about": "Ann Lee"}, ["c.t1"]),
        ("", {"outlet": "harbour"}, ["b.t1", "b.t2"]),
        ("", {"outlet": ("harbour", "nowhere")}, ["b.t1", "b.t2"]),
        ("", {"since": date(2025, 1, 1)}, ["a.t1", "a.t2"]),
        ("will", {"until": date(2025, 1, 1)}, ["b.t1", "b.t2"]),
        ("will", {"since": date(2024, 1, 1), "until": date(2026, 12, 31)}, ["a.t2", "b.t1", "b.t2"]),
        ("will", {"since": date.min, "until": date.max}, ["a.t2", "b.t1", "b.t2"]),
        ("bridge", {"kind": "direct"}, []),
        ("bridge", {"kind": ("direct", "indirect"), "act": "assert", "tone": ["neutral"]}, ["a.t1", "c.t1"]),
        ("", {"speaker": "Nemo"}, []),
        ("will", {"order": "oldest", "limit": 1}, ["b.t1"]),
        ("will", {"order": "newest", "limit": 1, "offset": 1}, ["b.t2"]),
        ("", {"limit": 2, "offset": 4}, ["c.t1"]),
    ],
)
def test_statements_are_found_by_words_and_filters(
    filled: Store, words: str, parameters: dict[str, Any], expected: list[str]
) -> None:
    assert sorted(found_ids(filled, words, **parameters)) == expected


def test_a_hit_has_marks_sentence_and_article(filled: Store) -> None:
    (hit,) = filled.find('"the bridge"')
    assert [hit.text[start:end] for start, end in hit.marks] == ["The", "bridge"]
    assert hit.sentence == "Ann Lee told reporters: The bridge is shut."
    start, end = hit.sentence_span
    assert filled.record(hit.record).article.text[start:end] == hit.sentence
    assert (hit.speaker_name, hit.cue, hit.outlet, hit.day) == (
        "Ann Lee",
        "told",
        "The Northport Ledger",
        date(2025, 3, 3),
    )
    assert [hit.day for hit in filled.find('"every bridge"')] == [None]


def test_only_statements_to_be_shown_are_found_by_default(store: Store) -> None:
    hidden = page_record("h", "Ann Lee said: A bridge would be a folly.", "Tom Ray said: The bridge is a folly.")
    statements = tuple(replace(one, shown=one.id == "t2") for one in hidden.record.statements)
    store.writer("m").add([replace(hidden, record=replace(hidden.record, statements=statements))])
    filters: list[dict[str, Any]] = [
        {}, {"words": "folly"}, {"similar": "a silly bridge"}, {"outlet": "ledger"}, {"about": "folly"},
        {"words": "folly", "order": "oldest"}, {"since": date(2025, 1, 1)}, {"words": "bridge", "similar": "a folly"},
    ]  # fmt: skip
    for parameters in filters:
        assert found_ids(store, **parameters) == ["h.t2"], parameters
        assert sorted(found_ids(store, **parameters, include_hidden=True)) == ["h.t1", "h.t2"], parameters
    assert found_ids(store, speaker="Ann Lee") == []
    assert [person.name for person in store.speakers()] == ["Tom Ray"]
    assert [person.statements for person in store.speakers(include_hidden=True)] == [1, 1]
    assert store.timeline("Ann Lee", include_hidden=True).months == (("2025-03", 1),)


def test_a_nested_statement_says_whose_report_it_is(store: Store) -> None:
    nested = page_record("n", "Ann Lee said: The report is late.", "Tom Ray said: Snow fell.")
    first, second = nested.record.statements
    record = replace(nested.record, statements=(first, replace(second, parent=first.id)))
    store.writer("m").add([replace(nested, record=record)])
    hits = {hit.key: (hit.reported_by, hit.parent) for hit in store.find()}
    assert hits == {"t1": (None, None), "t2": ("Ann Lee", "t1")}


def test_pages_of_results_together_are_the_whole(filled: Store) -> None:
    for parameters in ({}, {"words": "will OR bridge"}, {"words": "will", "order": "oldest"}, {"similar": "a ferry"}):
        whole = [hit.statement for hit in filled.find(**parameters)]
        pages = [filled.find(**parameters, limit=2, offset=offset) for offset in range(0, 6, 2)]
        assert [hit.statement for page in pages for hit in page] == whole


def test_the_newest_come_first_by_date(filled: Store) -> None:
    assert [hit.record for hit in filled.find("will", order="oldest")] == ["b", "b", "a"]
    assert [hit.record for hit in filled.find(order="oldest")] == ["b", "b", "a", "a", "c"]
    assert [hit.record for hit in filled.find("will", order="newest")] == ["a", "b", "b"]
    assert [hit.record for hit in filled.find()] == ["a", "a", "b", "b", "c"]


@pytest.mark.parametrize(
    "words", ['"open', "(a OR b", "a) b", "-only", "x " * 60, "*", "-", "OR", "AND", "\N{BELL}", "— …", '""', "()"]
)
def test_a_query_that_cannot_be_parsed_is_one_line(store: Store, words: str) -> None:
    with pytest.raises(QueryError) as error:
        store.find(words)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"since": date(2025, 2, 2), "until": date(2025, 2, 1)}, r"since \(2025-02-02\) is later than until"),
        ({"similar": " "}, "similar is empty"),
        ({"speaker": ""}, "speaker is empty"),
        ({"about": 7}, "about is 7; give a text"),
        ({"outlet": ["Post", None]}, "outlet is None; give a text"),
        ({"kind": 'direct" OR text : "bridge'}, "kind is .*; give one of direct, mixed, indirect"),
        ({"act": ("assert", "sing")}, "act is 'sing'; give one of assert,"),
        ({"tone": 'neutral"'}, "tone is"),
        ({"order": "date"}, "order is 'date'; give one of best, newest, oldest"),
        ({"since": "2025-02-02"}, "since is '2025-02-02'; give a datetime.date"),
        ({"until": datetime(2025, 2, 2)}, "until is"),
        ({"limit": 0}, "limit is 0; give a whole number from 1 on"),
        ({"limit": 2.5}, "limit is 2.5"),
        ({"offset": -1}, "offset is -1; give a whole number from 0 on"),
        ({"offset": 100_000}, "reach beyond 100,000 results"),
    ],
)
def test_values_of_no_use_are_named_in_the_error(store: Store, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        store.find("bridge", **parameters)


@pytest.mark.parametrize(
    "words", ["a:b", "NEAR(x y)", "text : x", "'; DROP TABLE pages; --", "x & y | !z", "x\\", "x*", "x \x00"]
)
def test_no_words_are_taken_for_the_engines_own_language(store: Store, words: str) -> None:
    store.writer("m").add([page_record("a", *BRIDGE)])
    store.find(words)
    assert store.counts()["pages"] == 1


def test_statements_are_found_by_meaning(store: Store) -> None:
    tax, injury = "the rich should pay more to the state", "an injured footballer"
    taxes, goalkeeper = "Ann Lee said: Taxes on the wealthy must rise.", "Tom Ray said: The goalkeeper broke his leg."
    surgeon, snow = "Ann Lee said: A surgeon will operate on the player.", "Bo Hall said: Snow fell in the hills."
    writer = store.writer("m")
    writer.add([page_record("a", taxes, goalkeeper), page_record("b", surgeon, snow)])
    assert found_ids(store, similar=tax)[0] == "a.t1"
    assert set(found_ids(store, similar=injury)[:2]) == {"a.t2", "b.t1"}
    assert found_ids(store, similar=injury, speaker="Ann Lee") == ["b.t1"]
    assert found_ids(store, similar="orbital mechanics of comets") == []  # nothing means anything like it
    assert found_ids(store, similar=injury, since=date(2030, 1, 1)) == []
    assert found_ids(store, "snow", similar=injury)[0] in ("a.t2", "b.t1", "b.t2")
    writer.add([page_record("c", "Tom Ray said: Rich people ought to give more money to the government.")])
    assert found_ids(store, similar=tax)[0] == "c.t1"


def test_a_surname_means_also_who_bears_it_before_jr(store: Store) -> None:
    lines = ("Abel Q. Stone Jr. said: The bridge is shut.", "Ann Stone said: It is open.", "Tom Ray said: No.")
    store.writer("m").add([page_record("a", *lines)])
    assert sorted(hit.speaker_name or "" for hit in store.find(speaker="Stone")) == ["Abel Q. Stone Jr.", "Ann Stone"]
