"""What the store keeps: whole, once, in versions, and nothing that is wrong."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from store_samples import page_record, stored_rows

import samples
from onrecord import to_json
from onrecord.errors import IdentityError, QueryError, StoreError
from onrecord.records import Page, Skipped, SkipReason
from onrecord.store import PageRecord, Store
from onrecord.store.tables import metadata

BRIDGE = ("Ann Lee told reporters: The bridge is shut.", "Tom Ray said: Nobody will cross it before May.")
FERRY = ("Ann Lee said: The ferry will run from Friday.", "Bo Hall said: The fare will be two pounds.")


def added(store: Store, *outcomes: PageRecord | Skipped) -> list[str]:
    return list(store.writer("m").add(outcomes))


def test_a_record_comes_back_as_it_was(store: Store) -> None:
    record = samples.record()
    page = Page(record.article.page, "exact", record.article.text, raw=b"page")
    assert added(store, PageRecord(record, page)) == ["new"]
    assert to_json(store.record("bridge")) == to_json(record)
    assert [one.id for one in store.records()] == ["bridge"]


def test_the_same_again_changes_nothing(store: Store) -> None:
    some = [page_record("a", *BRIDGE), page_record("b", *FERRY)]
    assert added(store, *some) == ["new", "new"]
    before = stored_rows(store)
    assert added(store, *some) == ["unchanged", "unchanged"]
    assert stored_rows(store) == before
    assert store.articles.contains([one.page for one in some]) == [True, True]


def test_an_article_that_changed_is_a_new_version_and_both_stay(store: Store) -> None:
    added(store, page_record("a", *BRIDGE))
    assert added(store, page_record("a", *BRIDGE, "Ann Lee said: I was wrong.")) == ["changed"]
    with store.database.engine.connect() as connection:
        articles = metadata.tables["articles"].c
        rows = connection.execute(select(articles.version, articles.current).order_by(articles.version)).all()
    assert [tuple(row) for row in rows] == [(1, False), (2, True)]
    assert len(list(store.records())) == 1
    assert len(list(store.records(current=False))) == 2


def test_a_span_that_is_not_where_it_says_is_refused_with_its_batch(store: Store) -> None:
    good, bad = page_record("a", *BRIDGE), page_record("b", *FERRY)
    first, *rest = bad.record.statements
    moved = replace(first, content=(replace(first.content[0], start=first.content[0].start + 1),))
    wrong = replace(bad, record=replace(bad.record, statements=(moved, *rest)))
    with pytest.raises(StoreError, match="its text has no"):
        added(store, good, wrong)
    assert store.counts()["articles"] == 0


def test_what_was_skipped_is_kept_with_its_reason(store: Store) -> None:
    some = (
        Skipped("a.html", SkipReason.NO_ARTICLE, "no article in it"),
        Skipped("b.pdf", SkipReason.UNKNOWN_KIND, "of no known kind"),
    )
    assert added(store, *some) == ["failed", "skipped"]
    assert added(store, *some) == ["failed", "skipped"]
    assert len(stored_rows(store)["skips"]) == 2


@pytest.mark.parametrize("text", ["nul \x00 in it", "half \ud83d of a pair", "🙂 and ‮ and \u2028", "x" * 1_000_000])
def test_any_text_is_kept_to_the_character(store: Store, text: str) -> None:
    one = page_record("a", f"Ann Lee said: {text} here.")
    assert added(store, one) == ["new"]
    text = one.record.article.text
    assert store.record("a").article.text == text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    assert store.record("a").statements[0].content[0].start == one.record.statements[0].content[0].start


def test_one_person_in_two_articles_is_one(store: Store) -> None:
    added(store, page_record("a", *BRIDGE), page_record("b", *FERRY))
    first = store.speakers()[0]
    assert (first.name, first.statements, first.articles) == ("Ann Lee", 2, 2)
    portrait = store.timeline("Ann Lee")
    assert portrait.months == (("2025-03", 2),)
    assert portrait.outlets == (("The Northport Ledger", 2),)


def test_what_people_decide_holds(store: Store) -> None:
    added(store, page_record("a", *BRIDGE), page_record("b", *FERRY), page_record("c", "Ann Leigh said: I am Ann Lee."))
    store.rename("Tom Ray", "Thomas Ray")
    store.merge("Ann Lee", "Ann Leigh")
    assert [p.statements for p in store.speakers("Ann Lee")] == [3]
    assert len(store.find("", speaker="Ann Lee")) == 3
    store.split("Ann Lee", "b")
    assert sorted(p.statements for p in store.speakers("Ann Lee")) == [1, 2]
    added(store, page_record("d", "Tom Ray said: It rains.", "Ann Leigh said: It does."))
    assert [p.name for p in store.speakers("Tom Ray")] == ["Thomas Ray"]
    store.articles.relink_speakers()
    assert {p.name: p.statements for p in store.speakers()} == {
        "Ann Leigh": 3,
        "Thomas Ray": 2,
        "Bo Hall": 1,
        "Ann Lee": 1,
    }
    with pytest.raises(IdentityError, match="nobody of this name"):
        store.rename("Nemo Nihil", "x")


def test_statements_are_found_by_words_and_filters(store: Store) -> None:
    added(
        store,
        page_record("a", *BRIDGE),
        page_record("b", *FERRY, outlet="The Harbour Post", published="2024-12-31"),
        page_record("c", "Tom Ray said: Ann Lee shuts every bridge she crosses.", published=None),
    )

    def found(words: str = "", **wanted: Any) -> list[str]:
        return sorted(f"{one.record}.{one.key}" for one in store.find(words, **wanted))

    assert found("bridge") == ["a.t1", "c.t1"]
    assert found("bridges") == ["a.t1", "c.t1"]
    assert found('"the bridge"') == ["a.t1"]
    assert found("ferr*") == ["b.t1"]
    assert found("ferry OR nobody") == ["a.t2", "b.t1"]
    assert found("(ferry OR bridge) -shut") == ["b.t1"]
    assert found("bridge", speaker="Tom Ray") == ["c.t1"]
    assert found(about="Ann Lee") == ["c.t1"]
    assert found(outlet=("harbour",)) == ["b.t1", "b.t2"]
    assert found(since=date(2025, 1, 1)) == ["a.t1", "a.t2"]
    assert found("will", until=date(2025, 1, 1)) == ["b.t1", "b.t2"]
    assert found("will", since=date(2024, 1, 1), until=date(2026, 12, 31)) == ["a.t2", "b.t1", "b.t2"]
    assert found("bridge", kind=("direct",)) == []
    assert found(speaker="Nemo") == []
    (one,) = store.find('"the bridge"')
    assert [one.text[s:e] for s, e in one.marks] == ["The", "bridge"]
    assert one.sentence == "Ann Lee told reporters: The bridge is shut."
    newest = [one.record for one in store.find("will", order="date")]
    assert newest == ["a", "b", "b"]


@pytest.mark.parametrize("words", ['"open', "(a OR b", "a) b", "-only", "x " * 60])
def test_what_cannot_be_understood_is_said_in_one_line(store: Store, words: str) -> None:
    with pytest.raises(QueryError) as told:
        store.find(words)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "words", ["a:b", "NEAR(x y)", "text : x", "'; DROP TABLE pages; --", "x & y | !z", "\\", "*", "\x00"]
)
def test_no_words_are_taken_for_the_engines_own(store: Store, words: str) -> None:
    added(store, page_record("a", *BRIDGE))
    store.find(words)


def test_statements_are_found_by_what_they_mean(store: Store) -> None:
    added(
        store,
        page_record(
            "a", "Ann Lee said: Taxes on the wealthy must rise.", "Tom Ray said: The goalkeeper broke his leg."
        ),
        page_record(
            "b", "Ann Lee said: A surgeon will operate on the player.", "Bo Hall said: Snow fell in the hills."
        ),
    )

    def nearest(like: str, words: str = "", **wanted: Any) -> list[str]:
        return [f"{one.record}.{one.key}" for one in store.find(words, similar=like, **wanted)]

    assert nearest("the rich should pay more to the state")[0] == "a.t1"
    assert set(nearest("an injured footballer")[:2]) == {"a.t2", "b.t1"}
    assert nearest("an injured footballer", speaker="Ann Lee") == ["b.t1", "a.t1"]
    assert nearest("an injured footballer", "snow")[0] in ("a.t2", "b.t1", "b.t2")
    added(store, page_record("c", "Tom Ray said: Rich people ought to give more money to the government."))
    assert nearest("the rich should pay more to the state")[0] == "c.t1"
    with pytest.raises(QueryError):
        store.find(similar=" ")


def test_two_who_write_at_once_lose_and_double_nothing(store: Store) -> None:
    some = [page_record(f"p{n}", *BRIDGE, f"Person {chr(65 + n % 26)}{n} said: This is number {n}.") for n in range(24)]
    errors: list[BaseException] = []

    def work(mine: list[PageRecord]) -> None:
        try:
            with Store(store.address) as own:
                writer = own.writer("m")
                for begin in range(0, len(mine), 3):
                    writer.add(mine[begin : begin + 3])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(part,)) for part in (some, some[8:] + some[:8])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert store.counts()["articles"] == 24
    assert store.counts()["statements"] == 72
    assert [p.statements for p in store.speakers("Ann Lee")] == [24]


def test_what_cannot_be_opened_says_so_in_one_line(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("this is no database, only words that say so, over and over again" * 20)
    for address in (
        str(other),
        str(tmp_path / "no" / "folder.db"),
        "mysql://x/y",
        "postgresql://onrecord@127.0.0.1:9/x",
    ):
        with pytest.raises(StoreError) as told:
            Store(address)
        assert "\n" not in str(told.value)
    with pytest.raises(StoreError, match="there is no store"):
        Store(str(tmp_path / "none.db"), create=False)


def test_a_store_of_a_newer_onrecord_is_refused(store: Store) -> None:
    with store.database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer onrecord"):
        Store(store.address)
