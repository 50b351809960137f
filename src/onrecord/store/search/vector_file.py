"""The file of vectors: a head, then blocks of vectors added and of ids removed, in the order they came.

    head    magic, model, size, then how many bytes are committed; a reader looks at no byte behind that
    block   kind, count, check · ids [N] int64 · signs [N, D / 8] · rows [N, D] int8

Everything begins at a multiple of D bytes. What is appended is on the disk before the head says so, and a new file
takes its name only when it is whole: whoever is killed leaves the old file or the new one.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MAGIC = b"onrecord vectors\x01"
_HEAD = struct.Struct("<17s64sI")  # magic with version, model, D
_COMMITTED = struct.Struct("<QI")  # bytes, check: within one sector, so never half written
_COMMITTED_AT = 96
_BLOCK = struct.Struct("<IQI")  # kind, count, check of ids and signs
ADDED, REMOVED = 1, 2

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int8]


class Unusable(Exception):
    """Not a file of this format, model and size, or damaged: to be made anew."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block as read: its ids, signs [N, D / 8] (none when removed) and which row of the file its first row is."""

    kind: int
    ids: Ints
    signs: Bytes
    first: int


def head(model: str, size: int) -> bytes:
    """The first bytes of a new file, with nothing committed but themselves."""
    plain = _HEAD.pack(MAGIC, model.encode(), size).ljust(_COMMITTED_AT, b"\0")
    return (plain + committed(_start(size))).ljust(_start(size), b"\0")


def committed(length: int) -> bytes:
    """What stands at ``COMMITTED_AT`` when ``length`` bytes count."""
    number = length.to_bytes(8, "little")
    return _COMMITTED.pack(length, zlib.crc32(number))


def commit(file: int, length: int) -> None:
    """Makes the bytes appended count, once they are on the disk."""
    os.fsync(file)
    os.pwrite(file, committed(length), _COMMITTED_AT)
    os.fsync(file)


def read_committed(file: int, model: str, size: int) -> int:
    """How many bytes of an open file count. Raises Unusable."""
    data = os.pread(file, _start(size), 0)
    if len(data) < _start(size) or data[: _HEAD.size] != head(model, size)[: _HEAD.size]:
        raise Unusable
    length, check = _COMMITTED.unpack_from(data, _COMMITTED_AT)
    if check != zlib.crc32(data[_COMMITTED_AT : _COMMITTED_AT + 8]) or os.fstat(file).st_size < length:
        raise Unusable
    return int(length)


def pack(kind: int, ids: Ints, rows: Rows, size: int) -> bytes:
    """A block's bytes."""
    signs = np.packbits(rows > 0, axis=1).tobytes() if kind == ADDED else b""
    known = ids.astype("<i8").tobytes()
    begin = _BLOCK.pack(kind, len(ids), zlib.crc32(signs, zlib.crc32(known)))
    parts = (begin, known, signs, rows.tobytes() if kind == ADDED else b"")
    return b"".join(part.ljust(_up(len(part), size), b"\0") for part in parts)


def blocks(file: int, start: int, end: int, size: int) -> Iterator[Block]:
    """The blocks between two offsets. Raises Unusable."""
    at = start or _start(size)
    while at < end:
        kind, count, check = _BLOCK.unpack(_exactly(file, _BLOCK.size, at))
        at += size
        wide = count * size // 8 if kind == ADDED else 0
        if kind not in (ADDED, REMOVED) or at + count * 8 + wide > end:
            raise Unusable
        known = _exactly(file, count * 8, at)
        at += _up(len(known), size)
        signs = _exactly(file, wide, at)
        at += _up(wide, size)
        if zlib.crc32(signs, zlib.crc32(known)) != check:
            raise Unusable
        shaped = np.frombuffer(signs, np.uint8).reshape(-1, size // 8)
        yield Block(kind, np.frombuffer(known, "<i8"), shaped, at // size)
        at += count * size if kind == ADDED else 0
    if at != end:
        raise Unusable


def write(file: int, data: bytes, at: int) -> int:
    """Writes all of it there and gives where it ends; one call may write less (2 GiB at most on Linux)."""
    view = memoryview(data)
    while view:
        done = os.pwrite(file, view[: 1 << 30], at)
        view, at = view[done:], at + done
    return at


def rows(file: int, which: Ints, size: int) -> Rows:
    """Some rows [N, D] of an open file, by their place."""
    data = b"".join(_exactly(file, size, at * size) for at in which.tolist())
    return np.frombuffer(data, np.int8).reshape(-1, size)


def _exactly(file: int, count: int, at: int) -> bytes:
    """So many bytes from there; a read may give less (2 GiB at most on Linux)."""
    data = os.pread(file, count, at)
    while len(data) < count:
        more = os.pread(file, count - len(data), at + len(data))
        if not more:
            raise Unusable
        data += more
    return data


def _start(size: int) -> int:
    return max(size, 128)


def _up(count: int, size: int) -> int:
    return -(-count // size) * size
