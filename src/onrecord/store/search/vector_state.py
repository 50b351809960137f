"""What a process holds of a file of vectors: ids and signs in memory, the values read when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.store.search import vector_file as file

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Allowed = Callable[[Ints], npt.NDArray[np.bool_]]

STRIDE = 1 << 15  # vectors compared at once: what fits a core's cache


class Opened:
    """An open file, closed when nobody reads from it any more: a search goes on while another process replaces it."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        self.inode = os.fstat(self.number).st_ino

    def __del__(self) -> None:
        if hasattr(self, "number"):
            os.close(self.number)


class State:
    """A file as it stood at one moment; never changed, only followed by another.

    ``ids`` [N], ``signs`` [D / 64, N] and ``places`` [N], rows of the file. ``rows`` counts the removed ones too.
    """

    def __init__(self, size: int, opened: Opened | None = None) -> None:
        self.size = size
        self.opened = opened
        self.committed = self.blocks = self.rows = 0
        self.ids: Ints = np.empty(0, np.int64)
        self.places: Ints = np.empty(0, np.int64)
        self.signs: Words = np.empty((size // 64, 0), np.uint64)

    def refreshed(self, path: Path, model: str) -> State:
        """This state when the file is the same, else one of the file as it stands; empty when it cannot be used."""
        try:
            if self.opened is None or os.stat(path).st_ino != self.opened.inode:
                return State(self.size, Opened(path))._grown(model)
            return self._grown(model)
        except (FileNotFoundError, file.Unusable):
            return State(self.size)

    def _grown(self, model: str) -> State:
        assert self.opened is not None
        end = file.read_committed(self.opened.number, model, self.size)
        if end == self.committed:
            return self
        if end < self.committed:
            raise file.Unusable
        made = State(self.size, self.opened)
        made.committed = end
        fresh = list(file.blocks(self.opened.number, self.committed, end, self.size))
        made.blocks = self.blocks + len(fresh)
        made.rows = self.rows + sum(len(block.ids) for block in fresh if block.kind == file.ADDED)
        made._take(self, fresh)
        return made

    def _take(self, before: State, fresh: Iterable[file.Block]) -> None:
        """The vectors that were there and those of more blocks, without what later blocks removed or replaced."""
        ids, places, signs = [before.ids], [before.places], [before.signs]
        gone: list[Ints] = []  # for each of the above, what is removed from it and from all before it
        for block in fresh:
            if block.kind == file.REMOVED:
                ids.append(block.ids[:0])
                places.append(block.ids[:0])
                signs.append(self.signs)
                gone.append(block.ids)
            else:
                ids.append(block.ids)
                places.append(block.first + np.arange(len(block.ids), dtype=np.int64))
                signs.append(np.ascontiguousarray(block.signs.view(np.uint64).T))
                gone.append(block.ids[:0])
        self.ids, self.places, self.signs = np.concatenate(ids), np.concatenate(places), np.concatenate(signs, axis=1)
        keep = _latest(self.ids)
        bound = len(before.ids)
        for some, removed in zip(ids[1:], gone, strict=True):
            if len(removed):
                keep[:bound] &= ~np.isin(self.ids[:bound], removed)
            bound += len(some)
        if not keep.all():
            self.ids, self.places, self.signs = self.ids[keep], self.places[keep], self.signs[:, keep]

    def nearest(self, vector: Floats, count: int, allowed: Allowed | None) -> Ints:
        """Which vectors (0 to N - 1) differ in the fewest signs, at least ``count`` if there are so many allowed."""
        distance = self._distances(vector)
        upto = np.cumsum(np.bincount(distance, minlength=self.size + 1))  # how many lie within each distance
        if allowed is None:
            return np.flatnonzero(distance <= _limit(upto, count))
        found = np.empty(0, np.int64)
        done, ask = -1, count
        while len(found) < count and done < self.size:
            limit = max(_limit(upto, ask), done + 1)
            some = np.flatnonzero((distance > done) & (distance <= limit))
            if len(some):
                some = some[np.asarray(allowed(self.ids[some]), bool)]
                found = np.concatenate([found, some])
            done, ask = limit, min(ask * 8, len(distance))
        return found[np.argsort(distance[found], kind="stable")[:count]]

    def _distances(self, vector: Floats) -> npt.NDArray[np.uint16]:
        """In how many signs each vector differs, [N]."""
        asked = np.packbits(vector > 0).view(np.uint64)
        distance = np.empty(len(self.ids), np.uint16)
        scratch = np.empty(STRIDE, np.uint64)
        for start in range(0, len(distance), STRIDE):
            some = distance[start : start + STRIDE]
            words = scratch[: len(some)]
            some[:] = 0
            for column, word in zip(self.signs, asked, strict=True):
                np.bitwise_xor(column[start : start + STRIDE], word, out=words)
                some += np.bitwise_count(words)
        return distance

    def values(self, which: Ints) -> file.Rows:
        """The int8 values of some vectors, [C, D]. Raises OSError."""
        if self.opened is None:
            return np.empty((0, self.size), np.int8)
        return file.rows(self.opened.number, self.places[which], self.size)


def _limit(upto: Ints, count: int) -> int:
    """The distance within which ``count`` lie, or the largest."""
    return min(int(np.searchsorted(upto, count)), len(upto) - 1)


def _latest(ids: Ints) -> npt.NDArray[np.bool_]:
    """True for the last of each id."""
    keep = np.ones(len(ids), np.bool_)
    if len(ids) and not (np.diff(ids) > 0).all():  # as statements are numbered in the order they come, mostly not
        _, back = np.unique(ids[::-1], return_index=True)
        keep[:] = False
        keep[len(ids) - 1 - back] = True
    return keep
