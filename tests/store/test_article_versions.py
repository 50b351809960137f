"""Of an article that changed, only the newest version is searched, counted and exported, unless all are asked for."""

from __future__ import annotations

import pytest
from store_samples import FERRY, found_ids, page_record

from onrecord.store import PageRecord, Store

FIRST = ("Uma Dey said: The pump of Zwicksee is dry.", "Ivo Plum said: The pump is old.")
SECOND = ("Uma Dey said: The well of Zwicksee is dry.",)


def add(store: Store, *batch: PageRecord) -> None:
    store.writer("m").add(list(batch))


@pytest.fixture
def changed(store: Store) -> Store:
    """A store with an article that lost a statement and changed another, and one that did not change."""
    add(store, page_record("a", *FIRST), page_record("b", *FERRY))
    add(store, page_record("a", *SECOND))
    return store


def test_only_the_newest_version_is_found(changed: Store) -> None:
    for parameters in ({"words": "zwicksee"}, {"speaker": "Uma Dey"}, {"words": "zwicksee", "order": "newest"}):
        (hit,) = changed.find(**parameters)  # type: ignore[arg-type]
        assert (hit.text, hit.current) == ("The well of Zwicksee is dry.", True)
        assert len(changed.find(**parameters, all_versions=True)) == 2  # type: ignore[arg-type]
    assert found_ids(changed, "pump") == []
    assert {hit.current for hit in changed.find("pump", all_versions=True)} == {False}
    assert len(changed.find()) == 3
    assert len(changed.find(all_versions=True)) == 5


def test_meaning_is_searched_in_the_newest_version(changed: Store) -> None:
    (hit, *_) = changed.find(similar="the pump of Zwicksee is dry", limit=1)
    assert hit.text == "The well of Zwicksee is dry."
    (hit, *_) = changed.find(similar="the pump of Zwicksee is dry", limit=1, all_versions=True)
    assert hit.text == "The pump of Zwicksee is dry."


def test_counts_facets_samples_speakers_and_exports_agree(changed: Store) -> None:
    for all_versions, expected in ((False, 3), (True, 5)):
        assert changed.count(all_versions=all_versions) == expected
        assert changed.facets(all_versions=all_versions).counted == expected
        assert len(changed.sample(10, all_versions=all_versions)) == expected
        for dimension in ("speaker", "act", "month", "outlet"):
            assert changed.stats(dimension, all_versions=all_versions).statements == expected
        exported = changed.selected_records(all_versions=all_versions)
        assert sum(len(selected.record.statements) for selected in exported) == expected
        people = changed.speakers(all_versions=all_versions)
        assert sum(person.statements for person in people) == expected
        assert sum(count for _, count in changed.timeline("Uma Dey", all_versions=all_versions).months) == expected // 2
    assert changed.speakers("Ivo Plum") == []


def test_a_version_that_comes_back_is_the_newest_again(changed: Store) -> None:
    add(changed, page_record("a", *FIRST))
    assert sorted(found_ids(changed, "zwicksee OR pump")) == ["a.t1", "a.t2"]
    assert {hit.text for hit in changed.find(speaker="Uma Dey")} == {"The pump of Zwicksee is dry."}


def test_two_versions_in_one_batch(store: Store) -> None:
    add(store, page_record("a", *FIRST), page_record("a", *SECOND))
    assert [hit.text for hit in store.find()] == ["The well of Zwicksee is dry."]


def test_a_corrected_statement_of_an_earlier_version_stays_there(changed: Store) -> None:
    (older,) = changed.find("pump", speaker="Ivo Plum", all_versions=True)
    changed.correct(older.statement, act="promise")
    assert found_ids(changed, "pump") == []
    (corrected,) = changed.find("pump", speaker="Ivo Plum", all_versions=True)
    assert (corrected.act, corrected.current) == ("promise", False)
