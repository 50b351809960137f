"""Vectors of meaning in the database: the nearest are found, whatever is added, replaced, killed or written beside."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from sqlalchemy import select
from store_samples import page_record

from onrecord.store import Store
from onrecord.store import tables as t
from onrecord.store.search import statement_search
from onrecord.store.search import vectors as vectors_module
from onrecord.store.search.embedder import Embedder
from onrecord.store.search.vectors import VectorIndex, block_row, quantize

SIZE = 256
TAX = "the rich should pay more to the state"
Floats = npt.NDArray[np.float32]


def clustered_vectors(count: int, seed: int = 0) -> Floats:
    """Vectors around a few centres, as texts' vectors are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(20, SIZE))
    vectors = centres[rng.integers(0, 20, count)] + rng.normal(size=(count, SIZE))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def insert_vectors(store: Store, first_id: int, vectors: Floats) -> None:
    """Insert vectors of the statements from a row number on, a block of 1,024 a row."""
    rows = []
    for start in range(0, len(vectors), 1_024):
        block = quantize(vectors[start : start + 1_024])
        ids = np.arange(first_id + start, first_id + start + len(block), dtype="<i8")
        rows.append(block_row(ids, block))
    store.database.write(lambda connection: connection.execute(t.vectors.insert(), rows))


def loaded_index(store: Store) -> VectorIndex:
    index = VectorIndex(SIZE)
    store.database.read(index.refresh)
    return index


def vector_ids(store: Store) -> list[int]:
    return [int(statement_id) for statement_id in loaded_index(store).ids]


def statement_ids(store: Store) -> list[int]:
    query = select(t.statements.c.id).order_by(t.statements.c.id)
    return store.database.read(lambda connection: list(connection.execute(query).scalars()))


def add_statements(store: Store, *names: str) -> None:
    """Add an article of three statements for each name."""
    lines = ("Ann Lee said: Taxes on the wealthy must rise.", "Tom Ray said: Snow fell.", "Bo Hall said: I sing.")
    store.writer("m").add([page_record(name, *lines) for name in names])


def test_the_true_nearest_are_found_with_their_cosines(store: Store) -> None:
    vectors = clustered_vectors(20_000)
    insert_vectors(store, 1, vectors)
    index = loaded_index(store)
    assert len(index) == 20_000
    hits = 0
    searched = vectors[:20] + 0.05 * np.random.default_rng(1).normal(size=(20, SIZE)).astype(np.float32)
    for vector in searched / np.linalg.norm(searched, axis=1, keepdims=True):
        cosines = vectors @ vector
        nearest = index.search(vector, 10)
        assert [score for _, score in nearest] == sorted((score for _, score in nearest), reverse=True)
        assert all(abs(score - cosines[statement_id - 1]) < 0.01 for statement_id, score in nearest)
        hits += len({statement_id for statement_id, _ in nearest} & set((np.argsort(-cosines)[:10] + 1).tolist()))
    assert hits >= 180


def test_a_filter_is_exact_however_few_it_lets_through(store: Store) -> None:
    vectors = clustered_vectors(3_000)
    insert_vectors(store, 1, vectors)
    index = loaded_index(store)
    nearest = index.search(vectors[5], 3, np.array([7, 2_999]))
    assert {statement_id for statement_id, _ in nearest} == {7, 2_999}
    assert index.search(vectors[5], 3, np.empty(0, np.int64)) == []
    assert index.search(np.zeros(SIZE, np.float32), 3) == []
    assert index.search(vectors[5], 0) == []


def test_an_index_reads_what_was_added_since(store: Store) -> None:
    vectors = clustered_vectors(3_000)
    index = loaded_index(store)
    assert index.search(vectors[0], 1) == []
    insert_vectors(store, 1, vectors[:2_000])
    store.database.read(index.refresh)
    insert_vectors(store, 2_001, vectors[2_000:])
    store.database.read(index.refresh)
    assert index.ids.tolist() == list(range(1, 3_001))
    assert index.search(vectors[2_500], 1)[0][0] == 2_501
    fresh = loaded_index(store)
    assert (fresh.values == index.values).all()
    assert (fresh.signs == index.signs).all()


@pytest.mark.parametrize("batches", [("abcdefg",), ("abc", "defg"), ("a", "b", "cd", "e", "f", "g")])
def test_vectors_are_the_same_however_statements_are_added(
    store: Store, batches: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "BLOCK", 4)
    for batch in batches:
        add_statements(store, *batch)
        assert store.update_vectors() == 3 * len(batch)
        assert store.update_vectors() == 0
    query = select(t.vectors.c.first_id, t.vectors.c.last_id, t.vectors.c.statements).order_by(t.vectors.c.first_id)
    blocks = store.database.read(lambda connection: [tuple(row) for row in connection.execute(query)])
    assert blocks == [(1, 4, 4), (5, 8, 4), (9, 12, 4), (13, 16, 4), (17, 20, 4), (21, 21, 1)]
    assert vector_ids(store) == statement_ids(store)
    texts = [statement.text for statement in sorted(store.find(limit=100), key=lambda hit: hit.statement)]
    assert (loaded_index(store).values == quantize(Embedder.load().embed(texts))).all()


def test_replaced_statements_are_no_longer_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "BLOCK", 4)
    monkeypatch.setattr(statement_search, "MIN_COSINE", -1.0)
    add_statements(store, "a", "b")
    assert {hit.record for hit in store.find(similar=TAX, limit=2)} == {"a", "b"}
    record, _ = store.articles.load(1)
    store.articles.replace([(1, replace(record, statements=record.statements[1:]))], "m2")
    with Store(store.address) as other:
        for reader in (store, other):  # one has the old vectors in memory
            hits = reader.find(similar=TAX, limit=10)
            assert hits[0].record == "b"
            assert {hit.statement for hit in hits} == set(statement_ids(store))
    assert set(statement_ids(store)) <= set(vector_ids(store))
    assert 1 not in vector_ids(store) or 4 in vector_ids(store)  # a block goes when all its statements are gone


def test_vectors_of_another_model_are_computed_again(store: Store) -> None:
    add_statements(store, "a")
    store.update_vectors()
    before = loaded_index(store).values
    store.database.write(
        lambda connection: [
            connection.execute(t.vector_model.update().values(sha256="f" * 64)),
            connection.execute(t.vectors.update().values(vectors=b"\1" * 3 * SIZE)),
        ]
    )
    assert store.find(similar=TAX)[0].key == "t1"
    assert (loaded_index(store).values == before).all()


def add_in_process(address: str, prefix: str, count: int) -> None:
    with Store(address) as store:
        for number in range(count):
            add_statements(store, f"{prefix}{number}")
            store.update_vectors()


def test_two_writers_and_a_reader_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_search, "MIN_COSINE", -1.0)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_in_process, args=(store.address, prefix, 15)) for prefix in "pq"]
    for writer in writers:
        writer.start()
    largest = 0
    while any(writer.is_alive() for writer in writers):
        hits = store.find(similar=TAX, limit=1_000)
        assert len(hits) >= largest
        largest = len(hits)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert vector_ids(store) == statement_ids(store)
    assert len(store.find(similar=TAX, limit=1_000)) == 90


def test_a_writer_killed_at_any_moment_leaves_vectors_that_can_be_completed(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    for round_number, delay in enumerate((0.0, 0.01, 0.05)):
        before = len(statement_ids(store))
        writer = context.Process(target=add_in_process, args=(store.address, f"r{round_number}-", 10_000))
        writer.start()
        while len(statement_ids(store)) == before:
            assert writer.is_alive()
        time.sleep(delay)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        written = vector_ids(store)
        assert written == statement_ids(store)[: len(written)]
        assert len(written) % 3 == 0
    store.update_vectors()
    assert vector_ids(store) == statement_ids(store)
