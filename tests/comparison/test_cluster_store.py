"""A store's statements are clustered into utterances as articles are added, changed and removed."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest
from reported_articles import add, article
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


def utterance_members(store: Store) -> set[frozenset[tuple[str, str]]]:
    """The utterances, their statements by record and key."""
    query = (
        select(t.quoted.c.utterance_id, t.articles.c.record, t.statements.c.key)
        .join(t.statements, t.statements.c.id == t.quoted.c.statement_id)
        .join(t.articles, t.articles.c.id == t.statements.c.article_id)
    )
    members: dict[int, set[tuple[str, str]]] = {}
    for number, record, key in store.database.read(lambda c: c.execute(query).all()):
        members.setdefault(number, set()).add((record, key))
    return {frozenset(statements) for statements in members.values()}


def reported_by_two(store: Store) -> list[int]:
    return store.database.read(lambda c: utterance_rows.most_reported(c, 2))


def add_three_articles(store: Store) -> None:
    add(
        store,
        article("a", "Ledger", "2025-03-03", ("Ann Lee", TOLL), ("Bo Hall", FERRY)),
        article("b", "Herald", "2025-03-04", ("Ann Lee", NURSES), ("Bo Hall", "that ferries are late")),
        article("c", "Post", "2025-03-04", ("Ann Lee", BOTH)),
    )


def test_statements_of_several_outlets_become_one_utterance(store: Store) -> None:
    add_three_articles(store)
    assert update_clusters(store) == 4
    assert utterance_members(store) == {frozenset({("a", "t1"), ("b", "t1"), ("c", "t1")}), frozenset({("a", "t2")})}
    assert reported_by_two(store) == [1]


def test_nothing_new_writes_nothing(store: Store) -> None:
    add_three_articles(store)
    update_clusters(store)
    before = store.database.read(lambda c: c.execute(select(t.quoted)).all())
    assert update_clusters(store) == 0
    assert store.database.read(lambda c: c.execute(select(t.quoted)).all()) == before


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_batches_and_later_articles_give_the_same_clusters(store: Store, batch_size: int) -> None:
    add(store, article("a", "Ledger", "2025-03-03", ("Ann Lee", TOLL), ("Bo Hall", FERRY)))
    update_clusters(store, batch_size=batch_size)
    add(store, article("b", "Herald", "2025-03-04", ("Ann Lee", NURSES)))
    update_clusters(store, batch_size=batch_size)
    assert reported_by_two(store) == []
    add(store, article("c", "Post", "2025-03-04", ("Ann Lee", BOTH)))
    reports: list[tuple[int, int | None]] = []
    update_clusters(store, lambda done, total: reports.append((done, total)), batch_size=batch_size)
    assert reports == [(0, 1)]
    assert utterance_members(store) == {frozenset({("a", "t1"), ("b", "t1"), ("c", "t1")}), frozenset({("a", "t2")})}
    assert reported_by_two(store) == [1]  # the oldest of what became one


def test_clusters_split_when_the_statement_that_joined_them_goes(store: Store) -> None:
    add_three_articles(store)
    update_clusters(store)
    [number] = store.database.read(
        lambda c: c.execute(select(t.articles.c.id).where(t.articles.c.record == "c")).scalars().all()
    )
    without = replace(article("c", "Post", "2025-03-04", ("Ann Lee", BOTH)).record, statements=())
    store.articles.replace([(number, without)], "m2")  # as reading again does
    update_clusters(store)
    assert utterance_members(store) == {frozenset({statement}) for statement in (("a", "t1"), ("b", "t1"), ("a", "t2"))}
    assert reported_by_two(store) == []


def test_a_changed_article_is_clustered_by_its_new_version(store: Store) -> None:
    add_three_articles(store)
    update_clusters(store)
    assert add(store, article("c", "Post", "2025-03-04", ("Ann Lee", TOLL))) == ["changed"]
    update_clusters(store)
    assert frozenset({("a", "t1"), ("c", "t1")}) in utterance_members(store)
    assert frozenset({("b", "t1")}) in utterance_members(store)
    assert sum(len(members) for members in utterance_members(store)) == 4  # the statement of the old version is gone


def test_two_connections_at_once_cluster_each_statement_once(store: Store, address: str) -> None:
    add_three_articles(store)

    def work() -> None:
        with Store(address) as second_store:
            update_clusters(second_store, batch_size=1)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert update_clusters(store) == 0
    assert sum(len(members) for members in utterance_members(store)) == 4
    assert reported_by_two(store) == [1]


def test_two_articles_of_one_outlet_count_once(store: Store) -> None:
    add(store, *(article(name, "Ledger", "2025-03-03", ("Ann Lee", TOLL)) for name in "ab"))
    update_clusters(store)
    assert reported_by_two(store) == []
    assert len(utterance_members(store)) == 1


def test_statements_without_date_or_quoted_words_are_clustered(store: Store) -> None:
    add(
        store,
        article("a", "Ledger", None, ("Ann Lee", TOLL), ("Bo Hall", "the toll “is”")),
        article("b", "Herald", None, ("Ann Lee", TOLL), ("Bo Hall", "“”")),
    )
    update_clusters(store)
    assert reported_by_two(store) == [1]
    assert day_ordinal(20250231) is None
