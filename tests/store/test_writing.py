"""How records are written: batches of any size give one store, and numbers follow each other whoever gives them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from store_samples import BRIDGE, page_record, stored_rows

from onrecord.records import Skipped, SkipReason
from onrecord.store import PageRecord, Store
from onrecord.store.tables import metadata
from onrecord.store.write.compression import compress, decompress

NUMBERED = ("pages", "outlets", "articles", "identities", "speakers", "roles", "statements")
LEE_SHUT_IT = ("Lee said: It is Ann Lee who shut it.", "Bo Hall said: The fare will be two pounds.")
BOARD = ("Ray said: No.", "Northport Harbour Board said: Tom Ray will be heard.")
SOME: list[PageRecord | Skipped] = [
    page_record("a", *BRIDGE),
    Skipped("x.html", SkipReason.NO_ARTICLE, "no article in it"),
    page_record("b", *LEE_SHUT_IT, outlet="The Post"),
    page_record("a", "Ann Lee told reporters: The bridge is open.", BRIDGE[1]),
    page_record("c", *BOARD, outlet=None, published=None),
    page_record("a", *BRIDGE),
    Skipped("x.html", SkipReason.NO_ARTICLE, "no article in it"),
    page_record("d", "Ann Lee said: Bo Hall and I met Tom Ray.", "Ann B. Lee said: So did I."),
    page_record("a", "Ann Lee told reporters: The bridge is gone."),
    page_record("e", "Bo Hall said: Ann Lee did.", "Harbour Board said: She did not."),
]
BECAME = ["new", "failed", "new", "changed", "new", "unchanged", "failed", "new", "changed", "new"]


def added(store: Store, some: Sequence[PageRecord | Skipped], size: int) -> list[str]:
    writer = store.writer("m")
    return [what for begin in range(0, len(some), size) for what in writer.add(some[begin : begin + size])]


@pytest.fixture
def one_by_one(tmp_path: Path) -> dict[str, list[Any]]:
    with Store(str(tmp_path / "one.db")) as store:
        assert added(store, SOME, 1) == BECAME
        return stored_rows(store)


@pytest.mark.parametrize("size", [2, 3, len(SOME)])
def test_batches_of_any_size_give_one_store(store: Store, one_by_one: dict[str, list[Any]], size: int) -> None:
    assert added(store, SOME, size) == BECAME
    assert stored_rows(store) == one_by_one


def test_the_newest_of_several_versions_in_a_batch_is_the_current_one(store: Store) -> None:
    added(store, SOME, len(SOME))
    articles = metadata.tables["articles"].c
    asked = select(articles.version, articles.current).where(articles.record == "a").order_by(articles.id)
    with store.database.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(asked)]
    assert rows == [(1, False), (2, False), (3, True)]


def test_a_statement_may_stand_in_one_before_it_or_after_it(store: Store) -> None:
    one = page_record("a", "Ann Lee said: It rains.", "Tom Ray said: It snows.", "Bo Hall said: It hails.")
    first, second, third = one.record.statements
    nested = replace(one.record, statements=(replace(first, parent="t2"), second, replace(third, parent="t2")))
    added(store, [replace(one, record=nested)], 1)
    assert [each.parent for each in store.record("a").statements] == ["t2", None, "t2"]


def test_numbers_have_no_gaps_and_the_engine_goes_on_from_them(store: Store) -> None:
    added(store, SOME, 4)
    with store.database.engine.connect() as connection, connection.begin():
        for name in NUMBERED:
            ids = list(connection.execute(select(metadata.tables[name].c.id)).scalars())
            assert sorted(ids) == list(range(1, len(ids) + 1)), name
        outlets = metadata.tables["outlets"]
        last = connection.execute(select(func.max(outlets.c.id))).scalar_one()
        key = connection.execute(outlets.insert().values(name="by hand")).inserted_primary_key
        assert key == (last + 1,)


def test_a_number_of_a_statement_is_never_given_twice(store: Store) -> None:
    added(store, SOME, 4)
    newest = max(number for number, *_ in stored_rows(store)["statements"])
    (last,) = store.articles.ids_not_read_by("other")[-1:]
    record, _ = store.articles.load(last)
    store.articles.replace([(last, replace(record, statements=record.statements[:1]))], "other")
    store.articles.relink_speakers()
    assert max(number for number, *_ in stored_rows(store)["statements"]) == newest + 1
    added(store, [page_record("f", "Ann Lee said: More.")], 1)
    assert max(number for number, *_ in stored_rows(store)["statements"]) == newest + 2


def test_placing_again_places_as_adding_did(store: Store) -> None:
    added(store, SOME, 4)
    names = ("identities", "identity_keys", "names_met", "speakers", "statements")
    before = stored_rows(store)
    assert store.articles.relink_speakers() == 0
    after = stored_rows(store)
    for name in names:
        assert after[name] == before[name], name


def test_what_a_batch_was_told_to_keep_apart_is_apart_in_it(store: Store) -> None:
    """A decision about a speaker of a record that is read later in one batch with another holds between the two."""
    some = [page_record("a", "Ann Lee said: I came."), page_record("b", "Ann Lee said: I went.")]
    added(store, some, 2)
    store.split("Ann Lee", "b")
    again = [page_record("a", "Ann Lee said: I came early."), page_record("b", "Ann Lee said: I went late.")]
    added(store, again, 2)
    assert sorted(one.statements for one in store.speakers("Ann Lee")) == [2, 2]


@pytest.mark.parametrize("broken", ["pages", "identities", "statements", "spans"])
def test_a_batch_that_fails_anywhere_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, broken: str, insert: Callable[..., None]
) -> None:
    added(store, SOME[:2], 2)
    before = stored_rows(store)

    def failing(connection: Any, table: Any, rows: Any) -> None:
        if table.name == broken:
            raise RuntimeError("pulled")
        insert(connection, table, rows)

    with monkeypatch.context() as patch:
        patch.setattr("onrecord.store.write.row_buffer.insert_rows", failing)
        with pytest.raises(RuntimeError, match="pulled"):
            added(store, SOME[2:], len(SOME))
    assert stored_rows(store) == before
    assert [*BECAME[:2], *added(store, SOME[2:], len(SOME))] == BECAME


@pytest.fixture
def insert() -> Callable[..., None]:
    from onrecord.store.write import bulk_insert as bulk

    return bulk.insert_rows


@given(st.binary(min_size=1, max_size=2_000).flatmap(lambda one: st.sampled_from([one, one * 40, one[:1] * 70_000])))
def test_bytes_come_back_as_they_were_packed(raw: bytes) -> None:
    assert decompress(compress(raw)) == raw
    assert decompress(zlib.compress(raw)) == raw  # as the first stores have them
