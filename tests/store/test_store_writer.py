"""Writing: batches of any size give one store, and row numbers follow each other whoever gives them."""

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

NUMBERED_TABLES = ("pages", "outlets", "articles", "identities", "speakers", "roles", "statements")
LEE_SHUT_IT = ("Lee said: It is Ann Lee who shut it.", "Bo Hall said: The fare will be two pounds.")
BOARD = ("Ray said: No.", "Northport Harbour Board said: Tom Ray will be heard.")
OUTCOMES: list[PageRecord | Skipped] = [
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
EXPECTED = ["new", "failed", "new", "changed", "new", "changed", "failed", "new", "changed", "new"]


def add_in_batches(store: Store, outcomes: Sequence[PageRecord | Skipped], size: int) -> list[str]:
    writer = store.writer("m")
    return [
        outcome for begin in range(0, len(outcomes), size) for outcome in writer.add(outcomes[begin : begin + size])
    ]


@pytest.fixture
def rows_one_by_one(tmp_path: Path) -> dict[str, list[Any]]:
    with Store(str(tmp_path / "one.db")) as store:
        assert add_in_batches(store, OUTCOMES, 1) == EXPECTED
        return stored_rows(store)


@pytest.mark.parametrize("size", [2, 3, len(OUTCOMES)])
def test_batches_of_any_size_give_one_store(store: Store, rows_one_by_one: dict[str, list[Any]], size: int) -> None:
    assert add_in_batches(store, OUTCOMES, size) == EXPECTED
    assert stored_rows(store) == rows_one_by_one


def test_the_newest_of_several_versions_in_a_batch_is_the_current_one(store: Store) -> None:
    add_in_batches(store, OUTCOMES, len(OUTCOMES))
    articles = metadata.tables["articles"].c
    query = select(articles.version, articles.current).where(articles.record == "a").order_by(articles.id)
    with store.database.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [(1, False), (2, False), (3, True)]


def test_a_statement_may_be_nested_in_one_before_it_or_after_it(store: Store) -> None:
    flat = page_record("a", "Ann Lee said: It rains.", "Tom Ray said: It snows.", "Bo Hall said: It hails.")
    first, second, third = flat.record.statements
    nested = replace(flat.record, statements=(replace(first, parent="t2"), second, replace(third, parent="t2")))
    add_in_batches(store, [replace(flat, record=nested)], 1)
    assert [each.parent for each in store.record("a").statements] == ["t2", None, "t2"]


def test_numbers_have_no_gaps_and_the_engine_goes_on_from_them(store: Store) -> None:
    add_in_batches(store, OUTCOMES, 4)
    with store.database.engine.connect() as connection, connection.begin():
        for name in NUMBERED_TABLES:
            ids = list(connection.execute(select(metadata.tables[name].c.id)).scalars())
            assert sorted(ids) == list(range(1, len(ids) + 1)), name
        outlets = metadata.tables["outlets"]
        last = connection.execute(select(func.max(outlets.c.id))).scalar_one()
        key = connection.execute(outlets.insert().values(name="by hand")).inserted_primary_key
        assert key == (last + 1,)


def test_a_number_of_a_statement_is_never_given_twice(store: Store) -> None:
    add_in_batches(store, OUTCOMES, 4)
    newest = max(number for number, *_ in stored_rows(store)["statements"])
    (last,) = store.articles.ids_not_read_by("other")[-1:]
    record, _ = store.articles.load(last)
    store.articles.replace([(last, replace(record, statements=record.statements[:1]))], "other")
    store.articles.relink_speakers()
    assert max(number for number, *_ in stored_rows(store)["statements"]) == newest + 1
    add_in_batches(store, [page_record("f", "Ann Lee said: More.")], 1)
    assert max(number for number, *_ in stored_rows(store)["statements"]) == newest + 2


def test_relinking_gives_what_adding_gave(store: Store) -> None:
    add_in_batches(store, OUTCOMES, 4)
    names = ("identities", "identity_keys", "names_met", "speakers", "statements")
    before = stored_rows(store)
    assert store.articles.relink_speakers() == 0
    after = stored_rows(store)
    for name in names:
        assert after[name] == before[name], name


def test_a_decision_holds_between_two_records_of_one_batch(store: Store) -> None:
    """A decision about a speaker of a record that is read later in one batch with another holds between the two.

    Of each article the newest version alone counts.
    """
    records = [page_record("a", "Ann Lee said: I came."), page_record("b", "Ann Lee said: I went.")]
    add_in_batches(store, records, 2)
    store.split("Ann Lee", "b")
    again = [page_record("a", "Ann Lee said: I came early."), page_record("b", "Ann Lee said: I went late.")]
    add_in_batches(store, again, 2)
    assert [speaker.statements for speaker in store.speakers("Ann Lee")] == [1, 1]


@pytest.mark.parametrize("broken", ["pages", "identities", "statements", "spans"])
def test_a_batch_that_fails_anywhere_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, broken: str, insert: Callable[..., None]
) -> None:
    add_in_batches(store, OUTCOMES[:2], 2)
    before = stored_rows(store)

    def failing(connection: Any, table: Any, rows: Any) -> None:
        if table.name == broken:
            raise RuntimeError("pulled")
        insert(connection, table, rows)

    with monkeypatch.context() as patch:
        patch.setattr("onrecord.store.write.row_buffer.insert_rows", failing)
        with pytest.raises(RuntimeError, match="pulled"):
            add_in_batches(store, OUTCOMES[2:], len(OUTCOMES))
    assert stored_rows(store) == before
    assert [*EXPECTED[:2], *add_in_batches(store, OUTCOMES[2:], len(OUTCOMES))] == EXPECTED


@pytest.fixture
def insert() -> Callable[..., None]:
    from onrecord.store.write import bulk_insert as bulk

    return bulk.insert_rows


@given(st.binary(min_size=1, max_size=2_000).flatmap(lambda raw: st.sampled_from([raw, raw * 40, raw[:1] * 70_000])))
def test_bytes_are_decompressed_as_they_were(raw: bytes) -> None:
    assert decompress(compress(raw)) == raw
    assert decompress(zlib.compress(raw)) == raw  # as the first stores have them
