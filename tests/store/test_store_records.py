"""Records in the store: whole, once, in versions, and only consistent ones."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select
from store_samples import BRIDGE, FERRY, page_record, stored_rows

import samples
from onrecord import to_json
from onrecord.errors import StoreError
from onrecord.records import Page, Skipped, SkipReason
from onrecord.store import PageRecord, Store
from onrecord.store.tables import metadata


def add(store: Store, *outcomes: PageRecord | Skipped) -> list[str]:
    return list(store.writer("m").add(outcomes))


def test_a_record_is_read_back_as_it_was(store: Store) -> None:
    record = samples.record()
    page = Page(record.article.page, "exact", record.article.text, raw=b"page")
    assert add(store, PageRecord(record, page)) == ["new"]
    assert to_json(store.record("bridge")) == to_json(record)
    assert [stored.id for stored in store.records()] == ["bridge"]
    with pytest.raises(StoreError, match="no record of this id"):
        store.record("none")


def test_adding_the_same_again_changes_nothing(store: Store) -> None:
    records = [page_record("a", *BRIDGE), page_record("b", *FERRY)]
    assert add(store, *records) == ["new", "new"]
    before = stored_rows(store)
    assert add(store, *records) == ["unchanged", "unchanged"]
    assert stored_rows(store) == before
    assert store.articles.contains([added.page for added in records]) == [True, True]
    assert store.articles.contains([page_record("c", *BRIDGE).page]) == [False]


def test_a_changed_article_is_a_new_version_and_both_stay(store: Store) -> None:
    add(store, page_record("a", *BRIDGE))
    assert add(store, page_record("a", *BRIDGE, "Ann Lee said: I was wrong.")) == ["changed"]
    with store.database.engine.connect() as connection:
        articles = metadata.tables["articles"].c
        rows = connection.execute(select(articles.version, articles.current).order_by(articles.version)).all()
    assert [tuple(row) for row in rows] == [(1, False), (2, True)]
    assert len(list(store.records())) == 1
    assert len(list(store.records(current=False))) == 2


def test_a_record_with_a_misplaced_span_is_refused_with_its_batch(store: Store) -> None:
    good, bad = page_record("a", *BRIDGE), page_record("b", *FERRY)
    first, *others = bad.record.statements
    moved = replace(first, content=(replace(first.content[0], start=first.content[0].start + 1),))
    inconsistent = replace(bad, record=replace(bad.record, statements=(moved, *others)))
    with pytest.raises(StoreError, match="its text has no"):
        add(store, good, inconsistent)
    assert store.counts()["articles"] == 0


def test_a_skipped_page_is_stored_once_with_its_reason(store: Store) -> None:
    skipped = (
        Skipped("a.html", SkipReason.NO_ARTICLE, "no article in it"),
        Skipped("b.pdf", SkipReason.UNKNOWN_KIND, "of no known kind"),
    )
    assert add(store, *skipped) == ["failed", "skipped"]
    assert add(store, *skipped) == ["failed", "skipped"]
    assert len(stored_rows(store)["skips"]) == 2


@pytest.mark.parametrize("text", ["nul \x00 in it", "half \ud83d of a pair", "🙂 and ‮ and \u2028", "x" * 1_000_000])
def test_any_text_is_stored_to_the_character(store: Store, text: str) -> None:
    added = page_record("a", f"Ann Lee said: {text} here.")
    assert add(store, added) == ["new"]
    stored = store.record("a")
    assert stored.article.text == added.record.article.text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    assert stored.statements[0].content[0].start == added.record.statements[0].content[0].start


def test_two_writers_at_once_lose_and_duplicate_nothing(store: Store) -> None:
    records = [
        page_record(f"p{n}", *BRIDGE, f"Person {chr(65 + n % 26)}{n} said: This is number {n}.") for n in range(24)
    ]
    errors: list[BaseException] = []

    def add_in_batches(own_records: list[PageRecord]) -> None:
        try:
            with Store(store.address) as own_store:
                writer = own_store.writer("m")
                for start in range(0, len(own_records), 3):
                    writer.add(own_records[start : start + 3])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=add_in_batches, args=(part,)) for part in (records, records[8:] + records[:8])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert store.counts()["articles"] == 24
    assert store.counts()["statements"] == 72
    assert [speaker.statements for speaker in store.speakers("Ann Lee")] == [24]
