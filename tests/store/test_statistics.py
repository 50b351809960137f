"""``Store.stats``, ``count`` and ``facets``: the same figures as counting the statements that ``find`` gives."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from store_samples import BRIDGE, FERRY, page_record

from onrecord.errors import QueryError
from onrecord.store import GroupCount, Store
from onrecord.store import tables as t


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with three articles, one undated and without outlet, and a statement that is not shown."""
    hidden = page_record("d", "Ann Lee said: A bridge would be a folly.", published="2025-03-09")
    unsure = tuple(replace(statement, shown=False) for statement in hidden.record.statements)
    store.writer("m").add(
        [
            page_record("a", *BRIDGE),
            page_record("b", *FERRY, "Ann Lee said: The ferry bell will ring.", outlet="Post", published="2024-12-31"),
            page_record("c", "Tom Ray said: Ann Lee shuts every bridge.", outlet=None, published=None),
            replace(hidden, record=replace(hidden.record, statements=unsure)),
        ]
    )
    return store


def counted(store: Store, by: Any, words: str = "", **parameters: Any) -> list[tuple[Any, ...]]:
    """Values, statements and articles of each group."""
    return [(*group.values, group.statements, group.articles) for group in store.stats(by, words, **parameters).groups]


def test_statements_are_counted_by_each_dimension(filled: Store) -> None:
    assert counted(filled, "speaker") == [("Ann Lee", 3, 2), ("Tom Ray", 2, 2), ("Bo Hall", 1, 1)]
    assert counted(filled, "outlet") == [("Post", 3, 1), ("The Northport Ledger", 2, 1), (None, 1, 1)]
    assert counted(filled, "month") == [("2024-12", 3, 1), ("2025-03", 2, 1), (None, 1, 1)]
    assert counted(filled, "year") == [("2024", 3, 1), ("2025", 2, 1), (None, 1, 1)]
    for by, value in (
        ("act", "assert"),
        ("tone", "neutral"),
        ("kind", "indirect"),
        ("language", "en"),
        ("section", None),
    ):
        assert counted(filled, by) == [(value, 6, 3)]
    assert counted(filled, ["outlet", "speaker"])[:2] == [("Post", "Ann Lee", 2, 1), ("Post", "Bo Hall", 1, 1)]


def test_words_filters_and_limits_hold(filled: Store) -> None:
    assert counted(filled, "speaker", "bridge") == [("Ann Lee", 1, 1), ("Tom Ray", 1, 1)]
    assert counted(filled, "speaker", "bridge", include_hidden=True) == [("Ann Lee", 2, 2), ("Tom Ray", 1, 1)]
    assert counted(filled, "outlet", speaker="Ann Lee", since=date(2025, 1, 1)) == [("The Northport Ledger", 1, 1)]
    assert counted(filled, "outlet", outlet="no such") == []
    limited = filled.stats("speaker", limit=1)
    assert [group.values for group in limited.groups] == [("Ann Lee",)]
    assert (limited.statements, limited.left_out) == (6, 2)
    assert counted(filled, ("month", "outlet"), limit=2) == [
        ("2025-03", "The Northport Ledger", 2, 1), (None, None, 1, 1)
    ]  # fmt: skip


def test_a_key_finds_the_statements_of_its_group(filled: Store) -> None:
    for by in ("speaker", "outlet", "act"):
        for group in filled.stats(by).groups:
            if group.keys[0]:
                assert len(filled.find(**{by: group.keys[0]})) == group.statements, group  # type: ignore[arg-type]


def test_an_older_version_of_an_article_is_not_counted(filled: Store) -> None:
    filled.writer("m").add([page_record("a", BRIDGE[0], "Tom Ray said: Nobody will cross it before June.")])
    assert counted(filled, "outlet")[1] == ("The Northport Ledger", 2, 1)


def test_a_speaker_without_identity_is_counted_by_name(filled: Store) -> None:
    filled.database.write(lambda c: c.exec_driver_sql("UPDATE speakers SET identity_id = NULL WHERE name = 'Bo Hall'"))
    assert filled.stats("speaker").groups[-1] == GroupCount(("Bo Hall",), ("Bo Hall",), 1, 1)


def test_statements_are_counted_by_a_column_of_the_people_file(filled: Store) -> None:
    slugs = {person.name: person.id for person in filled.speakers()}
    lines = (
        ("Ann Lee", {"Party": "Harbour", "gender": "f"}),
        ("Tom Ray", {"Party": "Bridge"}),
        ("Bo Hall", {"Party": ""}),
    )
    rows = [
        {"identity": slugs[name], "name": name, "aliases": "[]", "kind": "person", "columns": json.dumps(columns)}
        for name, columns in lines
    ]
    filled.database.write(lambda connection: connection.execute(t.people.insert(), rows))
    assert counted(filled, "party") == [("Harbour", 3, 2), ("Bridge", 2, 2), (None, 1, 1)]
    assert counted(filled, "gender", "bridge") == [("f", 1, 1), (None, 1, 1)]
    assert counted(filled, ("Party", "year"))[0] == ("Harbour", "2024", 2, 1)
    with pytest.raises(QueryError, match=r"count by one of speaker.*, Party, gender"):
        filled.stats("height")


def test_a_sample_is_of_what_is_found_and_the_same_for_a_seed(filled: Store) -> None:
    everything = {hit.statement for hit in filled.find(limit=100)}
    assert {hit.statement for hit in filled.sample(100)} == everything
    first, again = (filled.sample(3, seed=7) for _ in range(2))
    assert [hit.statement for hit in first] == [hit.statement for hit in again]
    assert len({hit.statement for seed in range(20) for hit in filled.sample(2, seed=seed)}) == len(everything)
    assert {hit.identity_name for hit in filled.sample(9, "will", speaker="Bo Hall")} == {"Bo Hall"}
    assert filled.sample(5, "xyzzy") == []


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("party", "cannot be counted by 'party'; count by one of speaker, outlet"),
        ((), "by one or two"),
        (("act", "act"), "by one or two different"),
        (("act", "tone", "kind"), "by one or two"),
    ],
)
def test_what_cannot_be_counted_by_is_named(store: Store, by: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        store.stats(by)


def test_count_is_the_number_of_what_find_finds(filled: Store) -> None:
    cases: list[dict[str, Any]] = [{}, {"words": "bridge OR ferry"}, {"speaker": "Ann Lee", "outlet": "post"},
                                   {"since": date(2025, 1, 1)}, {"words": "xyzzy"}, {"include_hidden": True},
                                   {"speaker": "Nobody"}]  # fmt: skip
    for parameters in cases:
        assert filled.count(**parameters) == len(filled.find(**parameters, limit=100)), parameters
    assert filled.count(up_to=2) == 2


def test_facets_are_counts_of_the_results(filled: Store) -> None:
    facets = filled.facets("will OR bridge")
    hits = filled.find("will OR bridge", limit=100)
    assert (facets.counted, facets.is_all) == (len(hits), True)
    for name, value_of in (
        ("speaker", lambda hit: hit.identity_name), ("outlet", lambda hit: hit.outlet), ("act", lambda hit: hit.act),
        ("month", lambda hit: hit.day and f"{hit.day:%Y-%m}"),
    ):  # fmt: skip
        expected = Counter(value for hit in hits if (value := value_of(hit)))
        assert {value.name: value.statements for value in facets.values[name]} == expected
    assert [value.key for value in facets.values["month"]] == ["2024-12", "2025-03"]
    assert len(filled.facets("will", limit=1).values["speaker"]) == 1
    assert filled.facets("xyzzy").counted == 0
