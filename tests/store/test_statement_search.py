"""``Store.find``: statements found by words, filters and meaning, by both engines alike."""

from __future__ import annotations

from datetime import date
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
        ("", {"speaker": ""}, []),
        ("bridge", {"limit": 0}, []),
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


def test_the_newest_come_first_by_date(filled: Store) -> None:
    assert [hit.record for hit in filled.find("will", order="date")] == ["a", "b", "b"]
    assert [hit.record for hit in filled.find()] == ["a", "a", "b", "b", "c"]


@pytest.mark.parametrize("words", ['"open', "(a OR b", "a) b", "-only", "x " * 60])
def test_a_query_that_cannot_be_parsed_is_one_line(store: Store, words: str) -> None:
    with pytest.raises(QueryError) as error:
        store.find(words)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"since": date(2025, 2, 2), "until": date(2025, 2, 1)}, r"since \(2025-02-02\) is later than until"),
        ({"similar": " "}, "similar is empty"),
    ],
)
def test_contradicting_parameters_are_named_in_the_error(
    store: Store, parameters: dict[str, Any], message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        store.find("bridge", **parameters)


@pytest.mark.parametrize(
    "words", ["a:b", "NEAR(x y)", "text : x", "'; DROP TABLE pages; --", "x & y | !z", "\\", "*", "\x00"]
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
    assert found_ids(store, similar=injury, speaker="Ann Lee") == ["b.t1", "a.t1"]
    assert found_ids(store, similar=injury, since=date(2030, 1, 1)) == []
    assert found_ids(store, "snow", similar=injury)[0] in ("a.t2", "b.t1", "b.t2")
    writer.add([page_record("c", "Tom Ray said: Rich people ought to give more money to the government.")])
    assert found_ids(store, similar=tax)[0] == "c.t1"
