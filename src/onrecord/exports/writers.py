"""Records, utterances, search hits and checked quotations to a stream of bytes, one writer for each format.

Each writer takes the items when their turn comes, so that a run over many pages holds one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.exports.json_shapes import to_json

if TYPE_CHECKING:
    from onrecord.exports.views.verdict_table import VerdictCounts


def write_json_lines(items: Iterable[object], stream: BinaryIO) -> None:
    """Write one item a line, each as soon as it is there."""
    for item in items:
        stream.write(to_json(item) + b"\n")
        stream.flush()


def write_json(items: Iterable[object], stream: BinaryIO, *, is_array: Callable[[], bool] = lambda: True) -> None:
    """Write an array of the items, or the only item by itself.

    Args:
        items: What to write.
        stream: Where to write it.
        is_array: Called after the last item, if there is at most one: whether to write an array all the same.
            Without an array, no item writes nothing.
    """
    first_item: bytes | None = None  # held back until another item follows or none does
    is_open = False
    for item in items:
        data = to_json(item, indent=2)
        if is_open:
            stream.write(b",\n" + data)
        elif first_item is None:
            first_item = data
        else:
            stream.write(b"[\n" + first_item + b",\n" + data)
            is_open = True
    if is_open:
        stream.write(b"\n]\n")
    elif is_array():
        stream.write(b"[\n" + first_item + b"\n]\n" if first_item else b"[]\n")
    elif first_item:
        stream.write(first_item + b"\n")


def write_html(
    items: Iterable[Any],
    stream: BinaryIO,
    item_type: type[Any],
    *,
    counts: VerdictCounts | None = None,
    write_empty: Callable[[], bool] = lambda: True,
) -> None:
    """Write one self-contained page of the items.

    Args:
        items: Records, utterances or checked quotations, all of ``item_type``.
        stream: Where to write it.
        item_type: The type of the items.
        counts: The counts of checked quotations, if the caller counts them while they are taken.
        write_empty: Called if there are no items: whether to write a page all the same.
    """
    from onrecord.exports.html import html_page  # importing Jinja2 takes a while

    iterator = iter(items)
    first_item = next(iterator, None)
    if first_item is None and not write_empty():
        return
    all_items = iterator if first_item is None else chain([first_item], iterator)
    for piece in html_page(all_items, item_type, counts):
        stream.write(piece.encode("utf-8", "replace"))
