"""The statements' vectors: kept in the table ``vectors``, searched in memory.

A row has the int8 vectors of 1,024 statements: a million load in a fraction of the time that a row for each would take.
Search compares the signs of all vectors (256 bits each) and then the int8 values of the few thousand that differ
least, so that adding costs little, filters are exact, and no index has to be built. docs/decisions.md has the
measurements.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, and_, bindparam, delete, func, select, true

from onrecord.store import tables as t
from onrecord.store.connection.engines import read_transaction
from onrecord.store.search.embedder import Embedder, Floats
from onrecord.store.search.query import SearchQuery
from onrecord.store.statement_scope import statement_scope

BLOCK = 1_024  # statements in a row of the table
MAX_IDS = 10_000  # statements that one query asks for
CANDIDATES = 4_000  # vectors whose values are compared: 95 % of the true 50 nearest of a million are among them
STRIDE = 32_768  # vectors whose signs are compared at once: their distances stay in the processor's cache

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.int8]


class DamagedVectorsError(Exception):
    """A row of vectors is damaged; they are computed again (`semantic_search`). No user sees this."""


def damaged_block(row: Mapping[Any, Any], last: int) -> str:
    """Return what is wrong with a row of vectors; empty if nothing is.

    Args:
        row: Its columns.
        last: The last statement of the row before.
    """
    columns = [row[name] for name in ("first_id", "last_id", "statements")]
    if not all(isinstance(value, int) for value in columns):
        return "a number is no number"
    blobs = [row[name] for name in ("ids", "vectors")]
    if not all(isinstance(value, bytes) for value in blobs) or len(blobs[0]) % 8 or not blobs[0]:
        return "its bytes are not those of numbers"
    ids = np.frombuffer(blobs[0], "<i8")
    if len(ids) != columns[2] or not blobs[1] or len(blobs[1]) % len(ids):
        return "it has another number of vectors than it says"
    if [int(ids[0]), int(ids[-1])] != columns[:2] or ids[0] <= last or (np.diff(ids) <= 0).any():
        return "its statements are not in order"
    return "" if row["checksum"] == checksum(*blobs) else "its checksum is wrong"


def checksum(id_bytes: bytes, vector_bytes: bytes) -> int:
    """Return the checksum of a row of vectors: a bit that flipped in them would otherwise hide statements for good."""
    return zlib.crc32(vector_bytes, zlib.crc32(id_bytes))


def block_row(ids: Ids, vectors: Values) -> dict[str, Any]:
    """Return the row of the vectors of statements: ``ids`` [N], ascending, and ``vectors`` [N, D]."""
    id_bytes, vector_bytes = ids.astype("<i8").tobytes(), vectors.tobytes()
    return {
        "first_id": int(ids[0]),
        "last_id": int(ids[-1]),
        "statements": len(ids),
        "ids": id_bytes,
        "vectors": vector_bytes,
        "checksum": checksum(id_bytes, vector_bytes),
    }


class VectorIndex:
    """Vectors in memory: ``ids`` [N], ascending, ``values`` [N, D] and their ``signs`` [D / 64, N]."""

    def __init__(self, size: int) -> None:
        """Create an empty index for vectors of ``size`` numbers, a multiple of 64."""
        self.size = size
        self.clear()

    def __len__(self) -> int:
        return len(self.ids)

    def clear(self) -> None:
        """Remove all vectors from memory."""
        self._last_id = 0  # up to which the table was read
        self.ids: Ids = np.empty(0, np.int64)
        self.values: Values = np.empty((0, self.size), np.int8)
        self.signs: npt.NDArray[np.uint64] = np.empty((self.size // 64, 0), np.uint64)

    def refresh(self, connection: Connection) -> None:
        """Read the vectors that were added to the table since the last time."""
        new_count = connection.execute(_COUNT_AFTER, {"last": self._last_id}).scalar() or 0
        if not new_count:
            return
        self._refuse_damaged(connection)
        with read_transaction(connection):  # a cursor that reads a few blocks at a time needs one
            self._append_new(connection, new_count)

    def _append_new(self, connection: Connection, new_count: int) -> None:
        end = len(self.ids)
        size = end + new_count  # one more than needed for each vector of the last block that was read before
        ids, values = np.empty(size, np.int64), np.empty((size, self.size), np.int8)
        signs = np.empty((self.size // 64, size), np.uint64)
        ids[:end], values[:end], signs[:, :end] = self.ids, self.values, self.signs
        last = 0
        with connection.execute(
            _BLOCKS_AFTER, {"last": self._last_id}, execution_options={"yield_per": 32}
        ) as blocks:  # closed also where a block is damaged
            for row in blocks.mappings():
                if reason := damaged_block(row, last):
                    raise DamagedVectorsError(reason)
                last, vector_bytes = row["last_id"], row["vectors"]
                block_ids = np.frombuffer(row["ids"], "<i8")
                new = block_ids > self._last_id  # the last block may have been written again with more statements
                block_values = np.frombuffer(vector_bytes, np.int8).reshape(-1, self.size)[new]
                start, end = end, end + len(block_values)
                ids[start:end], values[start:end] = block_ids[new], block_values
                signs[:, start:end] = np.packbits(block_values > 0, axis=1).view(np.uint64).T
        self.ids, self.values, self.signs = ids[:end], values[:end], signs[:, :end]
        self._last_id = int(ids[end - 1])

    def _refuse_damaged(self, connection: Connection) -> None:
        """Raise DamagedVectorsError if the rows' numbers do not fit their bytes: they say how much memory is needed."""
        for count, id_bytes, vector_bytes in connection.execute(_SIZES):
            if not isinstance(count, int) or (id_bytes, vector_bytes) != (8 * count, self.size * count) or not count:
                raise DamagedVectorsError("it has another number of vectors than it says")

    def keep_only(self, statement_ids: Ids) -> None:
        """Remove the vectors of all other statements from memory."""
        is_wanted = np.isin(self.ids, statement_ids)
        self.ids, self.values, self.signs = self.ids[is_wanted], self.values[is_wanted], self.signs[:, is_wanted]

    def search(self, vector: Floats, limit: int, allowed: Ids | None = None) -> list[tuple[int, float]]:
        """Return the statements nearest to a vector with their cosines, nearest first.

        Args:
            vector: The vector that is searched for, [D].
            limit: The largest number of statements.
            allowed: The only statements that may be returned; None for all.
        """
        length = float(np.linalg.norm(vector))
        if limit < 1 or not length or not len(self.ids):
            return []
        nearest = self._fewest_differing_signs(vector, max(CANDIDATES, 10 * limit), allowed)
        values = self.values[nearest].astype(np.float32)
        scores = values @ (vector / length) / np.maximum(np.linalg.norm(values, axis=1), 1e-9)
        ids = self.ids[nearest]
        order = np.lexsort((ids, -scores))[:limit]
        return [(int(ids[index]), float(scores[index])) for index in order]

    def _fewest_differing_signs(self, vector: Floats, count: int, allowed: Ids | None) -> Ids:
        """Return the indexes of the vectors that differ in the fewest signs: ``count`` or a few more."""
        distances = self._sign_distances(vector)
        if allowed is None:
            return np.flatnonzero(distances <= _radius(distances, count, self.size))
        indexes = np.flatnonzero(np.isin(self.ids, allowed))
        distances = distances[indexes]
        return indexes[distances <= _radius(distances, count, self.size)]

    def _sign_distances(self, vector: Floats) -> npt.NDArray[np.uint16]:
        """Return in how many signs each vector differs, [N]."""
        searched = np.packbits(vector > 0).view(np.uint64)
        distances = np.empty(len(self.ids), np.uint16)
        scratch = np.empty(STRIDE, np.uint64)
        for start in range(0, len(distances), STRIDE):
            part = distances[start : start + STRIDE]
            differing = scratch[: len(part)]
            part[:] = 0
            for column, word in zip(self.signs, searched, strict=True):
                np.bitwise_xor(column[start : start + STRIDE], word, out=differing)
                part += np.bitwise_count(differing)
        return distances


def _radius(distances: npt.NDArray[np.uint16], count: int, largest: int) -> int:
    """Return the distance within which ``count`` vectors lie."""
    within = np.cumsum(np.bincount(distances, minlength=largest + 1))
    return min(int(np.searchsorted(within, count)), largest)


def quantize(vectors: Floats) -> Values:
    """Return vectors [N, D] as int8, each at its own scale: only their directions count."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True, initial=0), 1e-12)
    quantized: Values = np.rint(vectors * (127 / largest)).astype(np.int8)
    return quantized


def write_block(connection: Connection, embedder: Embedder) -> int:
    """Compute and write the vectors of the next statements that have none; return how many, 0 when all have one.

    Statements are taken in the order of their row numbers. A last row that is not full is written again with the
    statements that followed, so that the rows are the same however often this was interrupted.
    """
    _use_model(connection, embedder.model)
    last_block = connection.execute(_LAST_BLOCK).first()
    first, last, count = last_block or (1, 0, BLOCK)
    if not connection.execute(_STATEMENTS_AFTER, {"last": last, "limit": 1}).first():
        return 0
    start = last if count >= BLOCK else first - 1
    rows = connection.execute(_STATEMENTS_AFTER, {"last": start, "limit": BLOCK}).all()
    connection.execute(delete(t.vectors).where(t.vectors.c.first_id > start))
    connection.execute(_DELETE_DEAD)
    ids = [row[0] for row in rows]
    values = quantize(embedder.embed([row[1] for row in rows]))
    connection.execute(t.vectors.insert().values(**block_row(np.array(ids), values)))
    return sum(statement_id > last for statement_id in ids)


def model_of(connection: Connection) -> str | None:
    """Return the hash of the embedder that computed the stored vectors; None when there are none."""
    return connection.execute(select(t.vector_model.c.sha256)).scalar()


def statements_in_scope(connection: Connection, query: SearchQuery, statement_ids: Sequence[int]) -> dict[int, bool]:
    """Return whether a query wants statements at all, for those that are still in the store."""
    in_scope: dict[int, bool] = {}
    s = t.statements.c
    scope = statement_scope(include_hidden=query.include_hidden, all_versions=query.all_versions)
    statements = select(s.id, and_(true(), *scope)).where(s.id.in_(bindparam("ids", expanding=True)))
    for start in range(0, len(statement_ids), MAX_IDS):
        ids = statement_ids[start : start + MAX_IDS]
        in_scope |= {row[0]: bool(row[1]) for row in connection.execute(statements, {"ids": ids})}
    return in_scope


def _use_model(connection: Connection, sha256: str) -> None:
    """Delete the vectors of another model: they cannot be compared with those of this one."""
    if model_of(connection) != sha256:
        connection.execute(delete(t.vectors))
        connection.execute(delete(t.vector_model))
        connection.execute(t.vector_model.insert().values(sha256=sha256))


_BLOCKS_AFTER = select(t.vectors).where(t.vectors.c.last_id > bindparam("last")).order_by(t.vectors.c.first_id)
_COUNT_AFTER = select(func.sum(t.vectors.c.statements)).where(t.vectors.c.last_id > bindparam("last"))
_SIZES = select(t.vectors.c.statements, func.length(t.vectors.c.ids), func.length(t.vectors.c.vectors))
_LAST_BLOCK = (
    select(t.vectors.c.first_id, t.vectors.c.last_id, t.vectors.c.statements)
    .order_by(t.vectors.c.first_id.desc())
    .limit(1)
)
_STATEMENTS_AFTER = (
    select(t.statements.c.id, t.statements.c.text)
    .where(t.statements.c.id > bindparam("last"))
    .order_by(t.statements.c.id)
    .limit(bindparam("limit"))
)
_DELETE_DEAD = delete(t.vectors).where(  # rows whose statements were all replaced
    ~select(t.statements.c.id)
    .where(t.statements.c.id.between(t.vectors.c.first_id, t.vectors.c.last_id))
    .correlate(t.vectors)
    .exists()
)
