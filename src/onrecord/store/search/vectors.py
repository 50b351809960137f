"""An index of vectors beside the store: the nearest by signs, put in order by their int8 values.

A cache, never the record: whatever is missing or of another model is made again from the statements' texts. Searching
looks at every vector's 256 signs (32 bytes) and at the values of the few thousand that differ least, so that adding
costs next to nothing, any filter is exact, and nothing has to be built. A graph (usearch 2.26, HNSW, int8) took 5,700
vectors a second at 40,000 and fewer later, has no filter in Python and writes its whole file at each save; its exact
search of a million took 73 ms on two busy cores, this 13 to 25 ms on one. Reading while others write is safe: see
``vector_file``.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from onrecord.errors import StoreError
from onrecord.store.search import vector_file as file
from onrecord.store.search.vector_state import Allowed, Floats, Ints, State

try:
    import fcntl
except ImportError:  # Windows: one writer at a time is then the caller's care
    fcntl = None  # type: ignore[assignment]

NEAR = 4_000  # vectors whose values are looked at: 95 % of the true 50 nearest of a million are among them
BLOCKS = 1_000  # of more, the file is written anew as one
WASTE = 10_000  # removed vectors that may stay in the file, beside a quarter
CHECKED = 100  # saves between looking at both


class Vectors:
    """The vectors of one file; ``add`` and ``remove`` count from ``save`` on, for every process that reads it."""

    def __init__(self, path: Path, model: str, size: int) -> None:
        """``model`` is its hash, at most 64 characters; ``size`` a multiple of 64. Nothing is opened yet."""
        if size % 64 or len(model.encode()) > 64:
            raise ValueError(f"size {size} is no multiple of 64, or the model's name is longer than 64")
        self.path, self.model, self.size = path, model, size
        self._pending: list[tuple[int, Ints, file.Rows]] = []
        self._saves = 0
        self._lock = threading.Lock()
        self._state = State(size)

    def __len__(self) -> int:
        return len(self._read().ids)

    def ids(self) -> Ints:
        """The ids that are saved, ascending."""
        return np.sort(self._read().ids)

    @property
    def last(self) -> int | None:
        """The largest id that is saved."""
        known = self._read().ids
        return int(known.max()) if len(known) else None

    def add(self, ids: Sequence[int] | Ints, vectors: Floats) -> None:
        """Adds vectors [N, D] of any length, or puts them in the place of those with the same id."""
        known = np.asarray(ids, np.int64).reshape(-1)
        if vectors.shape != (len(known), self.size):
            raise ValueError(f"{len(known)} ids need vectors of shape ({len(known)}, {self.size}), not {vectors.shape}")
        if len(known):
            with self._lock:
                self._pending.append((file.ADDED, known, quantized(vectors)))

    def remove(self, ids: Sequence[int] | Ints) -> None:
        """Removes vectors; ids that are not there are passed over."""
        known = np.asarray(ids, np.int64).reshape(-1)
        if len(known):
            with self._lock:
                self._pending.append((file.REMOVED, known, np.empty((0, self.size), np.int8)))

    def save(self) -> None:
        """Writes what was added and removed. Raises StoreError; what was to be written is then still there to be."""
        with self._lock:
            if not self._pending:
                return
            data = b"".join(file.pack(kind, ids, rows, self.size) for kind, ids, rows in self._pending)
            with _told(self.path):
                self._append(data)
            self._pending.clear()
            if self._saves % CHECKED == 0:
                self._tidy()
            self._saves += 1

    def search(self, vector: Floats, k: int, allowed: Allowed | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest with their cosines, nearest first.

        ``allowed`` is asked about ids, nearest first, until enough are: it gives True for each that may be found.
        """
        state = self._read()
        asked = np.asarray(vector, np.float32).reshape(-1)
        if asked.shape != (self.size,):
            raise ValueError(f"a vector of {self.size} numbers is searched, not {asked.shape[0]}")
        length = float(np.linalg.norm(asked))
        if k < 1 or not length or not len(state.ids):
            return []
        near = state.nearest(asked, max(NEAR, 10 * k), allowed)
        with _told(self.path):
            values = state.values(near).astype(np.float32)
        scores = values @ (asked / length) / np.maximum(np.linalg.norm(values, axis=1), 1e-9)
        found = state.ids[near]
        order = np.lexsort((found, -scores))[:k]
        return [(int(found[n]), float(scores[n])) for n in order]

    def close(self) -> None:
        """Lets go of the file; it opens again by itself."""
        with self._lock:
            self._state = State(self.size)

    def _read(self) -> State:
        with self._lock:
            return self._refreshed()

    def _refreshed(self) -> State:
        """The file as it stands now; what was read before is kept when the file only grew."""
        with _told(self.path):
            self._state = self._state.refreshed(self.path, self.model)
        return self._state

    def _append(self, data: bytes) -> None:
        with _locked(self.path) as opened:
            try:
                end = file.read_committed(opened, self.model, self.size)
            except file.Unusable:
                if not file.MAGIC.startswith(os.pread(opened, 16, 0)):
                    raise StoreError(f"{self.path}: is no file of vectors; move it away or name another") from None
                self._replace([data])
                return
            os.ftruncate(opened, end)  # what a killed writer left behind the committed bytes
            file.write(opened, data, end)
            file.commit(opened, end + len(data))

    def _tidy(self) -> None:
        """Writes the file anew, as one block of what is still there, when too much of it is waste."""
        state = self._refreshed()
        if state.blocks <= BLOCKS and state.rows - len(state.ids) <= WASTE + state.rows // 4:
            return
        with _told(self.path), _locked(self.path):
            state = self._refreshed()
            values = state.values(np.arange(len(state.ids)))
            self._replace([file.pack(file.ADDED, state.ids, values, self.size)])

    def _replace(self, parts: Sequence[bytes]) -> None:
        """A new file under a name of its own, then under the right one."""
        number, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name + ".", suffix=".new")
        try:
            try:
                at = file.write(number, file.head(self.model, self.size), 0)
                for part in parts:
                    at = file.write(number, part, at)
                file.commit(number, at)
            finally:
                os.close(number)
            os.replace(name, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        _sync(self.path.parent)


def quantized(vectors: Floats) -> file.Rows:
    """Vectors as int8, each at its own scale: only their directions count."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True, initial=0), 1e-12)
    made: file.Rows = np.rint(vectors * (127 / largest)).astype(np.int8)
    return made


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; free space or give access, or name another") from None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file open for writing, made when missing, with no other writer in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        opened = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            if fcntl is not None:
                fcntl.flock(opened, fcntl.LOCK_EX)
            if _same(opened, path):
                yield opened
                return
        finally:
            os.close(opened)  # lets go of the lock


def _same(opened: int, path: Path) -> bool:
    """Whether the name still means the open file: a writer that had the lock before may have replaced it."""
    try:
        return os.path.samestat(os.fstat(opened), os.stat(path))
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """Makes a new name in a folder last."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
