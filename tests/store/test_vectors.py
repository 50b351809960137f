"""The index of vectors: the nearest found, whatever was added, removed, killed, damaged or written beside it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from onrecord.errors import StoreError
from onrecord.store.search import vector_file
from onrecord.store.search import vectors as module
from onrecord.store.search.vectors import Vectors

SIZE = 256
MODEL = "a" * 64
Floats = npt.NDArray[np.float32]


def some(count: int, seed: int = 0) -> Floats:
    """Vectors around a few centres, as texts' are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(20, SIZE))
    made = centres[rng.integers(0, 20, count)] + rng.normal(size=(count, SIZE))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def index(path: Path, model: str = MODEL) -> Vectors:
    return Vectors(path / "v", model, SIZE)


def filled(path: Path, count: int = 3_000) -> tuple[Vectors, Floats]:
    given, made = some(count), index(path)
    made.add(np.arange(count), given)
    made.save()
    return made, given


def test_finds_the_true_nearest_with_their_cosines(tmp_path: Path) -> None:
    made, given = filled(tmp_path, 20_000)
    hits = 0
    near = given[:20] + 0.05 * np.random.default_rng(1).normal(size=(20, SIZE)).astype(np.float32)
    for asked in near / np.linalg.norm(near, axis=1, keepdims=True):
        true = given @ asked
        found = made.search(asked, 10)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert all(abs(score - true[n]) < 0.01 for n, score in found)
        hits += len({n for n, _ in found} & set(np.argsort(-true)[:10].tolist()))
    assert hits >= 180


def test_a_filter_is_exact_however_few_it_lets_through(tmp_path: Path) -> None:
    made, given = filled(tmp_path)
    found = made.search(given[5], 3, lambda ids: np.isin(ids, [7, 2_999]))
    assert {n for n, _ in found} == {7, 2_999}
    assert made.search(given[5], 3, lambda ids: np.zeros(len(ids), bool)) == []


def test_counts_only_when_saved_and_lasts(tmp_path: Path) -> None:
    made, given = index(tmp_path), some(3)
    made.add([5, 9, 7], given)
    assert made.search(given[0], 1) == []
    assert made.last is None
    made.save()
    again = index(tmp_path)
    assert again.ids().tolist() == [5, 7, 9]
    assert (again.last, len(again)) == (9, 3)
    assert again.search(given[1], 1)[0][0] == 9


def test_removes_replaces_and_adds_again(tmp_path: Path) -> None:
    made, given = filled(tmp_path, 10)
    made.remove([3, 4, 999])
    made.save()
    assert made.ids().tolist() == [0, 1, 2, 5, 6, 7, 8, 9]
    made.add([4, 0], given[[4, 3]])
    made.save()
    for one in (made, index(tmp_path)):
        assert one.ids().tolist() == [0, 1, 2, 4, 5, 6, 7, 8, 9]
        assert one.search(given[3], 1)[0][0] == 0
        assert one.search(given[4], 1)[0][0] == 4


def test_removed_and_added_in_one_save_keep_their_order(tmp_path: Path) -> None:
    made, given = index(tmp_path), some(2)
    made.add([1, 2], given)
    made.remove([1, 2])
    made.add([2], given[:1])
    made.save()
    assert made.ids().tolist() == [2]
    assert index(tmp_path).search(given[0], 2)[0] == pytest.approx((2, 1.0), abs=0.01)


def test_waste_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECKED", 1)
    monkeypatch.setattr(module, "WASTE", 10)
    made, given = filled(tmp_path)
    before, reader = made.path.stat().st_size, index(tmp_path)
    assert len(reader) == 3_000
    made.remove(np.arange(2_000))
    made.save()
    assert made.path.stat().st_size < before / 2
    for one in (made, reader):
        assert one.ids().tolist() == list(range(2_000, 3_000))
        assert one.search(given[2_500], 1)[0][0] == 2_500


def test_many_small_saves_become_one_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECKED", 1)
    monkeypatch.setattr(module, "BLOCKS", 5)
    given, made = some(20), index(tmp_path)
    for n in range(20):
        made.add([n], given[n : n + 1])
        made.save()
    assert made.ids().tolist() == list(range(20))
    assert made._read().blocks <= 6


@pytest.mark.parametrize("size", [0, 1, 100, 127, 300, 5_000])
def test_a_file_cut_short_is_made_again(tmp_path: Path, size: int) -> None:
    made, given = filled(tmp_path, 100)
    os.truncate(made.path, size)
    again = index(tmp_path)
    assert again.last is None
    again.add([1], given[:1])
    again.save()
    assert index(tmp_path).ids().tolist() == [1]


def test_any_damaged_byte_of_ids_signs_or_heads_is_noticed(tmp_path: Path) -> None:
    made, _ = filled(tmp_path, 100)
    good = made.path.read_bytes()
    for at in (3, 20, 82, 97, 105, SIZE, SIZE + 4, 2 * SIZE + 9, 6 * SIZE + 1):
        bad = bytearray(good)
        bad[at] ^= 0xFF
        made.path.write_bytes(bad)
        assert index(tmp_path).last is None, at


def test_another_models_file_is_made_again_not_misread(tmp_path: Path) -> None:
    _, given = filled(tmp_path)
    other = index(tmp_path, "b" * 64)
    assert other.search(given[0], 5) == []
    other.add([1], given[:1])
    other.save()
    assert index(tmp_path, "b" * 64).ids().tolist() == [1]
    assert index(tmp_path).last is None


def test_what_a_killed_writer_left_behind_is_not_read(tmp_path: Path) -> None:
    made, given = filled(tmp_path, 10)
    with made.path.open("ab") as end:
        end.write(b"\x01" * 10_000)
    again = index(tmp_path)
    assert again.ids().tolist() == list(range(10))
    again.add([10], given[:1])
    again.save()
    assert index(tmp_path).ids().tolist() == list(range(11))


@pytest.mark.parametrize("vectors", [np.zeros((2, SIZE)), np.zeros((1, 64)), np.zeros(SIZE)])
def test_vectors_of_another_shape_are_refused(tmp_path: Path, vectors: Floats) -> None:
    with pytest.raises(ValueError, match="shape"):
        index(tmp_path).add([1], vectors)


def test_no_room_is_one_clear_error_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, given = filled(tmp_path, 10)
    made.add([10], given[:1])
    real = vector_file.write

    def full(number: int, data: bytes, at: int) -> int:
        real(number, data[:300], at)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(vector_file, "write", full)
        with pytest.raises(StoreError, match=r"v: No space left on device; "):
            made.save()
    assert index(tmp_path).ids().tolist() == list(range(10))
    made.save()
    assert index(tmp_path).ids().tolist() == list(range(11))
    assert [name.name for name in tmp_path.iterdir()] == ["v"]


def test_a_folder_in_the_way_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    made = index(tmp_path)
    made.add([1], some(1))
    with pytest.raises(StoreError, match="v: "):
        made.save()


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "v").write_text("a letter to a friend")
    made = index(tmp_path)
    assert made.last is None
    made.add([1], some(1))
    with pytest.raises(StoreError, match="v: is no file of vectors; move it away or name another"):
        made.save()
    assert (tmp_path / "v").read_text() == "a letter to a friend"


def write(path: Path, first: int, count: int) -> None:
    made = index(path)
    for n in range(count):
        made.add(np.arange(first + 10 * n, first + 10 * n + 10), some(10, seed=n))
        made.save()


def test_two_writers_and_a_reader_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write, args=(tmp_path, first, 40)) for first in (0, 10_000)]
    for writer in writers:
        writer.start()
    reader, seen = index(tmp_path), 0
    while any(writer.is_alive() for writer in writers):
        found = reader.search(some(1)[0], 1_000)
        assert len(found) >= seen
        seen = len(found)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert reader.ids().tolist() == [*range(400), *range(10_000, 10_400)]


def test_a_writer_killed_at_any_moment_leaves_whole_batches(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for wait in (0.0, 0.003, 0.02):
        before = index(tmp_path).last
        writer = context.Process(target=write, args=(tmp_path, 0 if before is None else before + 1, 10_000))
        writer.start()
        while index(tmp_path).last == before:
            assert writer.is_alive()
        time.sleep(wait)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        ids = index(tmp_path).ids()
        assert len(ids) % 10 == 0
        assert ids.tolist() == list(range(len(ids)))
