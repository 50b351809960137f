"""A store's statements gathered into utterances, as they come and as they go."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from reported import add, article
from sqlalchemy import select

from onrecord.comparison.cluster_store import day_ordinal, update_clusters
from onrecord.store import Store, utterance_rows
from onrecord.store import tables as t

TOLL = "“The toll on the harbour bridge will rise to four pounds in April,”"
NURSES = "“Nurses and porters who cross it every morning pay more than anybody,”"
BOTH = (
    "“The toll on the harbour bridge will rise to four pounds in April, and nurses and porters who cross it every"
    " morning pay more than anybody,”"
)
FERRY = "“The last ferry will leave from the northern pier at nine from Friday on,”"


def parts(store: Store) -> set[frozenset[tuple[str, str]]]:
    """The utterances, their statements told by record and key."""
    asked = (
        select(t.quoted.c.utterance_id, t.articles.c.record, t.statements.c.key)
        .join(t.statements, t.statements.c.id == t.quoted.c.statement_id)
        .join(t.articles, t.articles.c.id == t.statements.c.article_id)
    )
    found: dict[int, set[tuple[str, str]]] = {}
    for number, record, key in store.database.read(lambda c: c.execute(asked).all()):
        found.setdefault(number, set()).add((record, key))
    return {frozenset(some) for some in found.values()}


def widest(store: Store) -> list[int]:
    return store.database.read(lambda c: utterance_rows.most_reported(c, 2))


def three(store: Store) -> None:
    add(
        store,
        article("a", "Ledger", "2025-03-03", ("Ann Lee", TOLL), ("Bo Hall", FERRY)),
        article("b", "Herald", "2025-03-04", ("Ann Lee", NURSES), ("Bo Hall", "that ferries are late")),
        article("c", "Post", "2025-03-04", ("Ann Lee", BOTH)),
    )


def test_statements_of_several_outlets_become_one_utterance(store: Store) -> None:
    three(store)
    assert update_clusters(store) == 4
    assert parts(store) == {frozenset({("a", "t1"), ("b", "t1"), ("c", "t1")}), frozenset({("a", "t2")})}
    assert widest(store) == [1]


def test_nothing_new_writes_nothing(store: Store) -> None:
    three(store)
    update_clusters(store)
    before = store.database.read(lambda c: c.execute(select(t.quoted)).all())
    assert update_clusters(store) == 0
    assert store.database.read(lambda c: c.execute(select(t.quoted)).all()) == before


@pytest.mark.parametrize("part", [1, 2, 100])
def test_in_parts_and_as_they_come_they_are_what_they_are_at_once(store: Store, part: int) -> None:
    add(store, article("a", "Ledger", "2025-03-03", ("Ann Lee", TOLL), ("Bo Hall", FERRY)))
    update_clusters(store, batch_size=part)
    add(store, article("b", "Herald", "2025-03-04", ("Ann Lee", NURSES)))
    update_clusters(store, batch_size=part)
    assert widest(store) == []
    add(store, article("c", "Post", "2025-03-04", ("Ann Lee", BOTH)))
    told: list[tuple[int, int | None]] = []
    update_clusters(store, lambda done, total: told.append((done, total)), batch_size=part)
    assert told == [(0, 1)]
    assert parts(store) == {frozenset({("a", "t1"), ("b", "t1"), ("c", "t1")}), frozenset({("a", "t2")})}
    assert widest(store) == [1]  # the oldest of what became one


def test_when_what_joined_them_goes_they_come_apart(store: Store) -> None:
    three(store)
    update_clusters(store)
    [number] = store.database.read(
        lambda c: c.execute(select(t.articles.c.id).where(t.articles.c.record == "c")).scalars().all()
    )
    without = replace(article("c", "Post", "2025-03-04", ("Ann Lee", BOTH)).record, statements=())
    store.articles.replace([(number, without)], "m2")  # as reading again does
    update_clusters(store)
    assert parts(store) == {frozenset({one}) for one in (("a", "t1"), ("b", "t1"), ("a", "t2"))}
    assert widest(store) == []


def test_an_article_that_changed_is_compared_as_it_is_now(store: Store) -> None:
    three(store)
    update_clusters(store)
    assert add(store, article("c", "Post", "2025-03-04", ("Ann Lee", TOLL))) == ["changed"]
    update_clusters(store)
    assert frozenset({("a", "t1"), ("c", "t1")}) in parts(store)
    assert frozenset({("b", "t1")}) in parts(store)
    assert sum(len(part) for part in parts(store)) == 4  # the old version's is gone


def test_two_processes_at_once_place_each_statement_once(store: Store, address: str) -> None:
    three(store)

    def work() -> None:
        with Store(address) as other:
            update_clusters(other, batch_size=1)

    threads = [Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert update_clusters(store) == 0
    assert sum(len(part) for part in parts(store)) == 4
    assert widest(store) == [1]


def test_one_outlet_is_not_several(store: Store) -> None:
    add(store, *(article(name, "Ledger", "2025-03-03", ("Ann Lee", TOLL)) for name in "ab"))
    update_clusters(store)
    assert widest(store) == []
    assert len(parts(store)) == 1


def test_what_has_no_day_and_no_quoted_words_does_no_harm(store: Store) -> None:
    add(
        store,
        article("a", "Ledger", None, ("Ann Lee", TOLL), ("Bo Hall", "the toll “is”")),
        article("b", "Herald", None, ("Ann Lee", TOLL), ("Bo Hall", "“”")),
    )
    update_clusters(store)
    assert widest(store) == [1]
    assert day_ordinal(20250231) is None


RENAMED_IN_0004 = (
    ("articles", "boilerplate", "furniture"),
    ("statements", "uncued", "floating"),
    ("statements", "addressee_speaker_id", "addressed_id"),
)


def test_a_store_of_the_first_schema_gets_the_new_tables(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with Store(str(path)) as store:
        three(store)
    with sqlite3.connect(path) as old:  # as version 0001 left it
        for name in ("shingles", "quoted", "utterances", "vectors", "vector_model"):
            old.execute(f"DROP TABLE {name}")
        for column in ("shown", "speaker_confidence"):
            old.execute(f"ALTER TABLE statements DROP COLUMN {column}")
        for table, column, old_column in RENAMED_IN_0004:
            old.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {old_column}")
        old.execute("UPDATE alembic_version SET version_num = '0001'")
    with Store(str(path)) as store:
        assert update_clusters(store) == 4
        assert store.counts()["statements"] == 5
