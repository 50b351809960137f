"""The life of an article: listed, changed and changed back, renamed with its outlet, forgotten for good."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from store_samples import BRIDGE, FERRY, found_ids, page_record, stored_rows

from onrecord.comparison.cluster_store import update_clusters
from onrecord.errors import StoreError
from onrecord.records import Skipped
from onrecord.store import PageRecord, Store, migrate
from onrecord.store.connection import database, engines
from onrecord.store.curation.article_search import ArticleFilter, find_articles
from onrecord.store.tables import metadata

PUMP, WELL = "Uma Dey said: The pump of Zwicksee is dry.", "Uma Dey said: The well of Zwicksee is dry."


def add(store: Store, *batch: PageRecord | Skipped) -> list[str]:
    return [str(outcome) for outcome in store.writer("m").add(list(batch))]


def current_texts(store: Store) -> list[str]:
    return [record.article.text for record in store.records()]


def test_a_page_that_goes_back_to_what_it_was_is_that_again(store: Store) -> None:
    first, second = page_record("a", PUMP), page_record("a", WELL)
    assert [add(store, page) for page in (first, second, first, first)] == [
        ["new"], ["changed"], ["changed"], ["unchanged"],
    ]  # fmt: skip
    assert current_texts(store) == [PUMP]
    assert store.record("a").article.text == PUMP
    assert store.articles.contains([first.page, second.page]) == [True, False]
    assert add(store, second) == ["changed"]
    assert current_texts(store) == [WELL]


def test_an_older_capture_is_not_the_newest_version(store: Store) -> None:
    def captured(page: PageRecord, time: str) -> PageRecord:
        origin = replace(page.page.origin, kind="warc", location=f"a.warc:{time}", retrieved=time)
        record = replace(page.record, article=replace(page.record.article, page=origin))
        return PageRecord(record, replace(page.page, origin=origin))

    old, new = captured(page_record("a", PUMP), "2025-01-01"), captured(page_record("a", WELL), "2025-02-01")
    add(store, old, new)
    assert add(store, captured(page_record("a", PUMP), "2025-01-15")) == ["unchanged"]
    assert current_texts(store) == [WELL]
    assert add(store, captured(page_record("a", PUMP), "2025-03-01")) == ["changed"]
    assert current_texts(store) == [PUMP]


def test_quotations_of_an_article_that_goes_back_are_compared_again(store: Store) -> None:
    quotation = "Uma Dey said: “The pump of the upper lake has been dry since the first of May.”"

    def quoted(name: str, text: str) -> PageRecord:
        page = page_record(name, text, outlet=name)
        statement = page.record.statements[0]
        return replace(page, record=replace(page.record, statements=(replace(statement, kind="direct"),)))

    for page in (quoted("a", quotation), quoted("b", quotation), quoted("a", WELL)):
        add(store, page)
        update_clusters(store)
    assert len(stored_rows(store)["quoted"]) == 2
    add(store, quoted("a", quotation))
    update_clusters(store)
    assert [row[1] for row in stored_rows(store)["utterances"]] == [2]


def test_articles_are_listed_and_filtered(store: Store) -> None:
    add(
        store,
        page_record("a", *BRIDGE, title="Bridge Shut", outlet="The Post", published="2025-03-01"),
        page_record("b", *FERRY, title="Ferry 100% late", published="2025-04-01"),
        page_record("c", PUMP, title="Pump", published=None),
    )
    assert [article.record for article in store.find_articles()] == ["b", "a", "c"]
    for parameters, expected in (
        ({"title": "shut bridge"}, "a"), ({"title": "100%"}, "b"), ({"outlet": "the post"}, "a"),
        ({"since": date(2025, 3, 2)}, "b"), ({"until": date(2025, 3, 31)}, "a"), ({"limit": 1, "offset": 1}, "a"),
        ({"place": "https://ledger.example/c"}, "c"), ({"place": "c"}, "c"),
    ):  # fmt: skip
        assert [article.record for article in store.find_articles(**parameters)] == [expected]  # type: ignore[arg-type]
    (article,) = store.find_articles("a")
    assert (article.title, article.outlet, article.statements, article.versions) == ("Bridge Shut", "The Post", 2, 1)


def test_articles_in_the_order_of_adding_continue_before_a_number(store: Store) -> None:
    add(store, *(page_record(key, PUMP, published=day) for key, day in (("a", "2025-04-01"), ("b", "2025-03-01"))))
    listing = partial(find_articles, order="added")
    (newest,) = store.database.read(partial(listing, article_filter=ArticleFilter(), limit=1))
    (other,) = store.database.read(partial(listing, article_filter=ArticleFilter(added_before=newest.number)))
    assert (newest.record, other.record) == ("b", "a")


def test_what_a_page_says_of_its_use_is_kept_with_it(store: Store) -> None:
    page = page_record("a", PUMP)
    add(store, replace(page, page=replace(page.page, robots="allowed", rights=(("TDM-Reservation", "1"),))))
    (article,) = store.find_articles("a")
    assert (article.robots, article.rights) == ("allowed", '{"TDM-Reservation": "1"}')


@pytest.mark.parametrize("place", ["a", "https://ledger.example/a"])
def test_a_forgotten_article_leaves_no_trace(store: Store, place: str) -> None:
    kept = [page_record("b", *FERRY), page_record("c", "Bo Hall said: No ferry runs.")]
    add(store, *kept)
    expected = {speaker.name: speaker.articles for speaker in store.speakers()}
    lone = page_record("a", PUMP, "Ann Lee said: It rains in Zwicksee.")
    add(store, lone, page_record("a", WELL))
    store.merge("Uma Dey", "Bo Hall")
    store.undo()
    store.correct("a.t1", act="ask", reason="Zwicksee")
    store.update_vectors()
    decision = store.forget(place, author="kim", reason="a court")
    assert (decision.kind, decision.author, decision.details["articles"]) == ("forget", "kim", 2)
    assert {speaker.name: speaker.articles for speaker in store.speakers()} == expected
    assert store.find("Zwicksee") == []
    assert {hit.record for hit in store.find(similar="the ferry runs from Friday")} <= {"b", "c"}
    for name, rows in stored_rows(store).items():
        assert "Zwicksee" not in repr(rows), name
        assert name in {"decisions", "forgotten"} or "Uma" not in repr(rows), name
    if not store.address.startswith("postgresql"):
        stored = b"".join(path.read_bytes() for path in Path(store.address).parent.glob(f"{Path(store.address).name}*"))
        assert b"Zwicksee" not in stored
        assert b"zwickse" not in stored
        assert b"Ann Lee" in stored


def test_a_forgotten_article_is_not_added_again(store: Store) -> None:
    page = page_record("a", PUMP)
    add(store, page, page_record("b", *FERRY))
    decision = store.forget("a")
    assert add(store, page, page_record("a", WELL)) == ["skipped", "skipped"]
    assert found_ids(store, "ferry") == ["b.t1"]
    assert store.fetches.is_forgotten("https://ledger.example/a")
    assert store.fetches.fetched_urls(["https://ledger.example/a", "https://ledger.example/z"]) == {
        "https://ledger.example/a"
    }
    store.undo(decision.id)
    assert add(store, page) == ["new"]
    with pytest.raises(StoreError, match="no article has this address or id"):
        store.forget("nowhere")


def test_what_another_article_needs_is_kept_when_one_is_forgotten(store: Store) -> None:
    add(store, page_record("a", *BRIDGE), page_record("b", *FERRY))
    lee = store.speakers("Ann Lee")[0].id
    store.rename("Tom Ray", "Thomas Ray")
    store.forget("a")
    assert [(speaker.id, speaker.articles) for speaker in store.speakers("Ann Lee")] == [(lee, 1)]
    add(store, page_record("c", "Tom Ray said: Again."))
    assert [speaker.name for speaker in store.speakers("Tom Ray")] == ["Thomas Ray"]


def test_outlets_are_renamed_and_merged_now_and_later(store: Store) -> None:
    add(store, page_record("a", PUMP, outlet="post.example"), page_record("b", *FERRY, outlet="The Post"))
    merge = store.rename_outlet("POST.example", "The Post")
    assert store.outlets() == [("The Post", 2)]
    assert found_ids(store, outlet="The Post", speaker="Uma Dey") == ["a.t1"]
    assert store.record("a").article.outlet == "The Post"
    add(store, page_record("c", "Uma Dey said: Yes.", outlet="post.example"))
    assert store.outlets() == [("The Post", 3)]
    rename = store.rename_outlet("The Post", "The Evening Post")
    assert store.outlets() == [("The Evening Post", 3)]
    store.undo(merge.id)
    assert store.outlets() == [("post.example", 2), ("The Evening Post", 1)]
    store.undo(rename.id)
    assert store.outlets() == [("post.example", 2), ("The Post", 1)]
    assert sorted(found_ids(store, outlet="post.example")) == ["a.t1", "c.t1"]
    for name, new_name, words in (
        ("x", "y", "no article"),
        ("The Post", " ", "is empty"),
        ("The Post", "The Post", "has"),
    ):
        with pytest.raises(StoreError, match=words):
            store.rename_outlet(name, new_name)


def let_nothing_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every file for one that may only be read: root may write everywhere."""
    for module in (engines, database, migrate):
        monkeypatch.setattr(module, "is_read_only", Path.is_file)


def test_a_store_on_a_disk_that_may_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "box" / "t.db"
    path.parent.mkdir()
    with Store(str(path)) as store:
        add(store, page_record("b", *FERRY))
    path.chmod(0o444)
    path.parent.chmod(0o555)
    let_nothing_be_written(monkeypatch)
    try:
        with Store(str(path)) as store:
            assert found_ids(store, "ferry") == ["b.t1"]
            assert store.find(similar="a boat") == []
            assert store.speakers()[0].name
            with pytest.raises(StoreError, match="read-only"):
                store.rename("Bo Hall", "Bob Hall")
        assert [each.name for each in path.parent.iterdir()] == ["t.db"]
    finally:
        path.parent.chmod(0o755)


def test_an_older_store_on_a_disk_that_may_only_be_read_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_nothing_be_written(monkeypatch)
    path = tmp_path / "t.db"
    path.write_bytes(gzip.decompress((Path(__file__).with_name("released") / "0011.db.gz").read_bytes()))
    with pytest.raises(StoreError, match=r"older onrecord \(schema 0011\).* copy the file to a folder"):
        Store(str(path))
    for command, message in (
        ("UPDATE alembic_version SET version_num = '9999'", "newer onrecord"),
        ("DROP TABLE alembic_version", "another program"),
    ):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(command)
        with pytest.raises(StoreError, match=message):
            Store(str(path))
    assert [each.name for each in tmp_path.iterdir()] == ["t.db"]


def test_decisions_are_plain_json(store: Store) -> None:
    add(store, page_record("a", *BRIDGE))
    store.rename_outlet("The Northport Ledger", "The Ledger")
    decisions = metadata.tables["decisions"]
    with store.database.engine.connect() as connection:
        details = connection.execute(select(decisions.c.details)).scalar_one()
    assert json.loads(details) == {"name": "The Ledger", "before": "The Northport Ledger"}
