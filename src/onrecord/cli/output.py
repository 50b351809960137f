"""Where a command writes: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.cli.options import Format
from onrecord.exports.writers import write_html, write_json, write_json_lines

TextWriter = Callable[[Iterable[Any], BinaryIO, bool], None]  # items, stream, whether it is a terminal


def write_items(
    items: Iterable[Any],
    form: Format,
    out: Path | None,
    write_text: TextWriter,
    item_type: type[Any],
    *,
    is_array: Callable[[], bool] = lambda: True,
    write_empty: Callable[[], bool] = lambda: True,
    counts: Any = None,
) -> None:
    """Write items in a format to standard output or a file, each when its turn comes.

    Args:
        items: Records, utterances or checked quotations, all of ``item_type``.
        form: The format.
        out: The file; None for standard output.
        write_text: What writes the text format.
        item_type: The type of the items.
        is_array: As for ``write_json``.
        write_empty: Called if there are no items: whether to write an HTML page all the same.
        counts: As for ``write_html``.
    """
    with open_output(out) as stream:
        if form is Format.TEXT:
            write_text(items, stream, out is None and sys.stdout.isatty())
        elif form is Format.JSON:
            write_json(items, stream, is_array=is_array)
        elif form is Format.JSONL:
            write_json_lines(items, stream)
        else:
            write_html(items, stream, item_type, write_empty=write_empty, counts=counts)


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Open standard output, or the file ``path``, for bytes.

    A file is written beside its place and moved there at the end; an interruption, or a run that writes nothing,
    leaves what was there before.

    Raises:
        OSError: The file cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a device or a pipe; a folder raises
        with path.open("wb") as stream:
            yield stream
    else:
        with _open_beside(path.resolve()) as stream:
            yield stream


@contextmanager
def _open_beside(path: Path) -> Iterator[BinaryIO]:
    part_path = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part_path.open("xb") as stream:
            yield stream
            size = stream.tell()
        if size:
            if path.exists():
                shutil.copymode(path, part_path)
            part_path.replace(path)
    finally:
        part_path.unlink(missing_ok=True)
