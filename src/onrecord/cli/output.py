"""Where a verb writes: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """Bytes for standard output, or for the file ``path``.

    The file is written beside its place and moved there at the end, so an interruption leaves what was there before;
    so does a run that writes nothing. Raises OSError when it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a device or a pipe; a folder raises
        with path.open("wb") as stream:
            yield stream
    else:
        with _beside(path.resolve()) as stream:
            yield stream


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            written = stream.tell()
        if written:
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
